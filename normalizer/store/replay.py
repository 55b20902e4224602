"""The archive read again by the present normalizer: which versions say something else now, and why."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from normalizer.store.content import differences, fields_hash, record_hash
from normalizer.store.database import Store
from normalizer.store.jsonl import json_line
from normalizer.store.versions import unpacked
from schemas.lifecycle import Change, EventKind
from schemas.listing import Listing
from schemas.raw import RawPage

_OLD = "SELECT listing_id, valid_from, sha256, record FROM versions WHERE normalizer != ?"
_ROW = "SELECT * FROM versions WHERE listing_id = ? AND valid_from = ?"
_RENEW = "UPDATE versions SET fields_hash = ?, normalizer = ?, record = ? WHERE listing_id = ? AND valid_from = ?"
_POINT = "UPDATE listings SET fields_hash = ?, record_hash = ? WHERE listing_id = ?"
_NOTE = "INSERT INTO events (run_id, at, listing_id, kind, evidence, version, fields) VALUES (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Reread:
    """A version as the present normalizer reads it."""

    listing_id: str
    valid_from: str
    record: bytes
    """The listing as a line of JSON."""
    change: Change | None
    """What is different; null where only the version of the normalizer is."""


class Replay:
    """Versions of a store that another normalizer read than the present one."""

    def __init__(self, store: Store, normalizer: str) -> None:
        self.store = store
        self.normalizer = normalizer
        self._places: dict[tuple[str, str, str | None], str] = {}
        with store.errors_told():
            for row in store.connection.execute(_OLD, (normalizer,)):
                fetched_at = unpacked(row["record"])["source"]["fetched_at"]
                self._places[row["listing_id"], row["sha256"], fetched_at] = row["valid_from"]
        self._bodies = {(sha256, fetched_at) for _, sha256, fetched_at in self._places}

    def __len__(self) -> int:
        """Versions to be read again."""
        return len(self._places)

    def wanted(self, page: RawPage, sha256: str) -> bool:
        """Whether a page is one of those that such a version was read from."""
        return (sha256, page.fetched_at) in self._bodies

    def compare(self, listings: Iterable[Listing]) -> Iterator[Reread]:
        """What the wanted pages give now, against what they gave then."""
        for listing in listings:
            place = (listing.listing_id, listing.source.sha256, listing.source.fetched_at)
            if (valid_from := self._places.pop(place, None)) is not None:
                yield self._reread(listing, valid_from)

    def missing(self) -> list[str]:
        """Listings of which a version could not be read again: its page is in no archive, or gives no listing now."""
        return sorted({listing_id for listing_id, _, _ in self._places})

    def apply(self, rereads: Iterable[Reread], run_id: str, at: str) -> None:
        """Let the versions say what the present normalizer reads; their times stay. `StoreError` leaves all as it was."""
        with self.store.transaction() as database:
            for reread in rereads:
                self._write(database, reread, run_id, at)

    def _reread(self, listing: Listing, valid_from: str) -> Reread:
        with self.store.errors_told():
            row = self.store.connection.execute(_ROW, (listing.listing_id, valid_from)).fetchone()
        line = json_line(listing)
        fields = differences(unpacked(row["record"]), orjson.loads(line))
        change = Change(
            run_id=row["run_id"],
            at=valid_from,
            kind=EventKind.REREAD,
            listing_id=listing.listing_id,
            title=listing.title,
            url=listing.source.url,
            fields=fields,
            old_normalizer=row["normalizer"],
            new_normalizer=self.normalizer,
        )
        return Reread(listing.listing_id, valid_from, line, change if fields else None)

    def _write(self, database: sqlite3.Connection, reread: Reread, run_id: str, at: str) -> None:
        record = orjson.loads(reread.record)
        old = database.execute(_ROW, (reread.listing_id, reread.valid_from)).fetchone()
        hashes = (fields_hash(record), record_hash(record))
        place = (reread.listing_id, reread.valid_from)
        database.execute(_RENEW, (hashes[0], self.normalizer, zlib.compress(reread.record), *place))
        if old["valid_to"] is None:
            database.execute(_POINT, (*hashes, reread.listing_id))
        if reread.change:
            told = f"{old['normalizer']} → {self.normalizer}"
            fields = orjson.dumps([change.model_dump(mode="json") for change in reread.change.fields]).decode()
            database.execute(_NOTE, (run_id, at, reread.listing_id, EventKind.REREAD, told, reread.valid_from, fields))
