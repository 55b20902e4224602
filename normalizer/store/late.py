"""A run that is read when later ones were read already: its sightings go where they belong in time, and change nothing after it."""

from __future__ import annotations

import sqlite3

from normalizer.store.timeline import Stretch, insert_late
from normalizer.store.versions import VersionWriter
from schemas.lifecycle import EventKind, State

_READ = "SELECT listing_id, fields_hash, record_hash, sha256, url, record FROM stage WHERE sighting = 'SEEN' AND record IS NOT NULL ORDER BY position, rowid"
_VERSIONS = "SELECT * FROM versions WHERE listing_id = ? ORDER BY valid_from"
_KNOWN = "SELECT last_seen FROM listings WHERE listing_id = ?"
# A null stays one: the newest run saw the listing.
_SEEN = "UPDATE listings SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE listing_id = ?"
_INSERT = """INSERT INTO versions (listing_id, valid_from, valid_to, last_seen, fields_hash, sha256, normalizer, run_id, record)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ENTER = """INSERT INTO listings (listing_id, url, first_seen, last_seen, state, unseen_since, fields_hash, record_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""


def apply_late(database: sqlite3.Connection, versions: VersionWriter, previous: str, following: str) -> None:
    """Insert what the staged run read between the runs before and after it."""
    for staged in database.execute(_READ).fetchall():
        rows = {row["valid_from"]: row for row in database.execute(_VERSIONS, (staged["listing_id"],))}
        if rows:
            _insert(database, versions, staged, rows, previous, following)
        else:
            _enter(database, versions, staged, following)


def _insert(
    database: sqlite3.Connection, versions: VersionWriter, staged: sqlite3.Row, rows: dict[str, sqlite3.Row], previous: str, following: str
) -> None:
    at = versions.moment.at
    known = database.execute(_KNOWN, (staged["listing_id"],)).fetchone()["last_seen"]
    database.execute(_SEEN, (at, at, staged["listing_id"]))
    before = [
        Stretch(start, row["valid_to"], row["fields_hash"], row["last_seen"] if row["valid_to"] else known, start)
        for start, row in rows.items()
    ]
    after = insert_late(before, at, staged["fields_hash"], previous, following)
    if after == before:
        return
    database.execute("DELETE FROM versions WHERE listing_id = ?", (staged["listing_id"],))
    for stretch in after:
        _write(database, versions, stretch, staged, rows.get(stretch.record or ""))
    if after[-1].valid_to is None and after[-1].record is None:
        versions.point(staged["listing_id"])
    versions.note(staged["listing_id"], EventKind.BACKFILLED, version=at)


def _write(database: sqlite3.Connection, versions: VersionWriter, stretch: Stretch, staged: sqlite3.Row, kept: sqlite3.Row | None) -> None:
    last_seen = stretch.last_seen if stretch.valid_to else None
    place = (staged["listing_id"], stretch.valid_from, stretch.valid_to, last_seen, stretch.fields_hash)
    moment = versions.moment
    content = (
        (kept["sha256"], kept["normalizer"], kept["run_id"], kept["record"])
        if kept
        else (staged["sha256"], moment.normalizer, moment.run, staged["record"])
    )
    database.execute(_INSERT, (*place, *content))


def _enter(database: sqlite3.Connection, versions: VersionWriter, staged: sqlite3.Row, following: str) -> None:
    """Nobody saw it since: it is stale until a run proves what became of it."""
    at = versions.moment.at
    hashes = (staged["fields_hash"], staged["record_hash"])
    database.execute(_ENTER, (staged["listing_id"], staged["url"], at, at, State.STALE, following, *hashes))
    _write(database, versions, Stretch(at, None, staged["fields_hash"]), staged, None)
    versions.note(staged["listing_id"], EventKind.BACKFILLED, version=at)
