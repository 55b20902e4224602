"""Versions and events as they are written: a new version when a field changes, the same one while none does."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from normalizer.store.content import differences
from schemas.lifecycle import EventKind, Sighting

_INSERT = """INSERT INTO versions (listing_id, valid_from, valid_to, fields_hash, sha256, normalizer, run_id, record)
    SELECT listing_id, ?, NULL, fields_hash, sha256, ?, ?, record FROM stage WHERE listing_id = ?"""
_RENEW = """UPDATE versions SET (fields_hash, sha256, record) = (SELECT fields_hash, sha256, record FROM stage WHERE listing_id = ?1),
    normalizer = ?2 WHERE listing_id = ?1 AND valid_from = ?3"""
_POINT = """UPDATE listings SET (url, fields_hash, record_hash) = (SELECT url, fields_hash, record_hash FROM stage WHERE listing_id = ?1)
    WHERE listing_id = ?1"""
_PRESENT = "SELECT * FROM versions WHERE listing_id = ? AND valid_to IS NULL"
_LAST = "SELECT * FROM versions WHERE listing_id = ? ORDER BY valid_from DESC LIMIT 1"
_NOTE = "INSERT INTO events (run_id, at, listing_id, kind, reason, evidence, version, before, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_COPY = """INSERT INTO versions (listing_id, valid_from, valid_to, fields_hash, sha256, normalizer, run_id, record)
    SELECT listing_id, ?2, NULL, fields_hash, sha256, normalizer, ?3, record FROM versions WHERE listing_id = ?1 ORDER BY valid_from DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Moment:
    """The run that writes."""

    run: str
    at: str
    """Its start, ISO 8601, UTC."""
    normalizer: str
    """Version of the normalizer that read what is staged."""


class VersionWriter:
    """Writes versions and events of one run, inside its transaction."""

    def __init__(self, database: sqlite3.Connection, moment: Moment, previous: str | None) -> None:
        self.events: Counter[EventKind] = Counter()
        """What was noted."""
        self.moment = moment
        self._database = database
        self._previous = previous

    def first(self, listing_id: str) -> None:
        """The first version of a listing that was not known."""
        self._insert(listing_id)
        self.note(listing_id, EventKind.APPEARED, version=self.moment.at)

    def seen(self, listing_id: str, last_seen: str | None) -> None:
        """A listing that is published and was read: as it was, or changed."""
        present = self._database.execute(_PRESENT, (listing_id,)).fetchone()
        staged = self._database.execute("SELECT fields_hash, sha256 FROM stage WHERE listing_id = ?", (listing_id,)).fetchone()
        if present["fields_hash"] == staged["fields_hash"] or present["valid_from"] == self.moment.at:
            self._renew(listing_id, present["valid_from"])
        elif present["sha256"] == staged["sha256"]:
            self._reread(listing_id, present)
        else:
            self._end(listing_id, present["valid_from"], last_seen)
            self._insert(listing_id)
            self.note(listing_id, EventKind.CHANGED, version=self.moment.at, before=present["valid_from"])

    def reopened(self, listing_id: str, *, staged: bool) -> None:
        """A listing that is published again: a new version, whether or not anything changed meanwhile."""
        last = self._database.execute(_LAST, (listing_id,)).fetchone()
        if last["valid_from"] == self.moment.at:
            # Closed and seen again by two attempts of the same run: it never closed.
            self._database.execute(
                "UPDATE versions SET valid_to = NULL WHERE listing_id = ? AND valid_from = ?", (listing_id, self.moment.at)
            )
        elif staged:
            self._insert(listing_id)
        else:
            self._database.execute(_COPY, (listing_id, self.moment.at, self.moment.run))
        self.note(listing_id, EventKind.REOPENED, version=self.moment.at, before=last["valid_from"])

    def end(self, listing_id: str, last_seen: str | None) -> None:
        """The present version ends with this run: the listing is closed."""
        if present := self._database.execute(_PRESENT, (listing_id,)).fetchone():
            self._end(listing_id, present["valid_from"], last_seen)

    def note(
        self,
        listing_id: str,
        kind: EventKind,
        reason: Sighting | None = None,
        evidence: str | None = None,
        *,
        version: str | None = None,
        before: str | None = None,
        fields: Any = None,
    ) -> None:
        """Enter an event."""
        moment = self.moment
        written = json.dumps(fields) if fields is not None else None
        self._database.execute(_NOTE, (moment.run, moment.at, listing_id, kind, reason, evidence, version, before, written))
        self.events[kind] += 1

    def point(self, listing_id: str) -> None:
        """The listing's present values are the staged ones."""
        self._database.execute(_POINT, (listing_id,))

    def _insert(self, listing_id: str) -> None:
        self._database.execute(_INSERT, (self.moment.at, self.moment.normalizer, self.moment.run, listing_id))
        self.point(listing_id)

    def _renew(self, listing_id: str, valid_from: str) -> None:
        """The same values in newer words: the record follows, the version stays."""
        self._database.execute(_RENEW, (listing_id, self.moment.normalizer, valid_from))
        self.point(listing_id)

    def _reread(self, listing_id: str, present: sqlite3.Row) -> None:
        """The same bytes give other values: the normalizer changed, not the listing. The old values live on in the event."""
        record = self._database.execute("SELECT record FROM stage WHERE listing_id = ?", (listing_id,)).fetchone()["record"]
        fields = [change.model_dump(mode="json") for change in differences(unpacked(present["record"]), unpacked(record))]
        told = f"{present['normalizer']} → {self.moment.normalizer}"
        self._renew(listing_id, present["valid_from"])
        self.note(listing_id, EventKind.REREAD, None, told, version=present["valid_from"], fields=fields)

    def _end(self, listing_id: str, valid_from: str, last_seen: str | None) -> None:
        self._database.execute(
            "UPDATE versions SET valid_to = ?, last_seen = ? WHERE listing_id = ? AND valid_from = ?",
            (self.moment.at, last_seen or valid_from, listing_id, valid_from),
        )


def unpacked(record: bytes) -> dict[str, Any]:
    """A stored record as parsed JSON."""
    found: dict[str, Any] = orjson.loads(zlib.decompress(record))
    return found
