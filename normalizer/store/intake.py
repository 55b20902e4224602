"""What a run found, collected aside: nothing of it counts before it is judged and applied."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

import orjson

from normalizer.store.content import fields_hash, record_hash
from normalizer.store.database import Store
from normalizer.store.jsonl import json_line
from schemas.lifecycle import Sighting
from schemas.listing import Listing

_CHUNK = 500

_READ = """INSERT INTO stage (listing_id, position, sighting, url, fields_hash, record_hash, sha256, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (listing_id) DO UPDATE SET sighting = excluded.sighting, evidence = NULL, url = excluded.url,
    fields_hash = excluded.fields_hash, record_hash = excluded.record_hash, sha256 = excluded.sha256, record = excluded.record"""
# One statement for many: a board on which nothing has changed costs no statement a listing.
_UNCHANGED = """INSERT INTO stage (listing_id, position, sighting)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), 'SEEN' FROM json_each(?) WHERE true
    ON CONFLICT (listing_id) DO UPDATE SET sighting = 'SEEN' WHERE sighting != 'SEEN'"""
_LISTED = """INSERT INTO stage (listing_id, position, sighting)
    SELECT value, -1, 'LISTED' FROM json_each(?) WHERE true ON CONFLICT (listing_id) DO NOTHING"""
_FATE = """INSERT INTO stage (listing_id, position, sighting, evidence) VALUES (?, -1, ?, ?)
    ON CONFLICT (listing_id) DO UPDATE SET sighting = excluded.sighting, evidence = excluded.evidence"""


class Intake:
    """The stage of a store, empty at first. What is said last of a listing holds, but that it is linked to says least."""

    def __init__(self, store: Store) -> None:
        self.store = store
        """The store in which it is staged."""
        self._unchanged: list[tuple[str, int]] = []
        with store.errors_told():
            store.connection.execute("DELETE FROM stage")
            self._forgotten = {row[0] for row in store.connection.execute("SELECT listing_id FROM forgotten")}

    def wants(self, listing_id: str) -> bool:
        """Whether a listing may be taken in: one that was forgotten on request may not."""
        return listing_id not in self._forgotten

    def read(self, listing: Listing, position: int) -> str:
        """A listing that was normalized now; `position` is its place in the output. Gives the hash of its fields."""
        line = json_line(listing)
        record = orjson.loads(line)
        fields = fields_hash(record)
        row = (listing.listing_id, position, Sighting.SEEN, listing.source.url, fields, record_hash(record), listing.source.sha256)
        self.flush()
        with self.store.errors_told():
            self.store.connection.execute(_READ, (*row, zlib.compress(line)))
        return fields

    def unchanged(self, listing_id: str, position: int) -> None:
        """A listing whose page holds what it held when it was read last."""
        self._unchanged.append((listing_id, position))
        if len(self._unchanged) >= _CHUNK:
            self.flush()

    def fate(self, listing_id: str, sighting: Sighting, evidence: str) -> None:
        """What the board says of a listing that is over."""
        self.flush()
        with self.store.errors_told():
            self.store.connection.execute(_FATE, (listing_id, sighting, evidence))

    def listed(self, listing_ids: Sequence[str]) -> None:
        """Listings that the board links to."""
        self.flush()
        with self.store.errors_told():
            self.store.connection.execute(_LISTED, (json.dumps(list(listing_ids)),))

    def ids(self) -> list[str]:
        """The listings that were seen, in the order of the output."""
        self.flush()
        with self.store.errors_told():
            rows = self.store.connection.execute("SELECT listing_id FROM stage WHERE sighting = 'SEEN' ORDER BY position, rowid")
            return [row[0] for row in rows]

    def flush(self) -> None:
        """Write down what was collected to be written at once."""
        if self._unchanged:
            with self.store.errors_told():
                self.store.connection.execute(_UNCHANGED, (json.dumps(self._unchanged),))
            self._unchanged.clear()
