"""The relational layout of a board's store."""

from __future__ import annotations

STORE_LAYOUT = 1
"""Version of the layout, kept as the database's `user_version`."""

STORE_TABLES = (
    # One row a run: the ledger. `at` is its start; `applied` says that its sightings are in the tables below.
    """CREATE TABLE runs (
        run_id TEXT PRIMARY KEY, board TEXT NOT NULL, "window" TEXT, state TEXT NOT NULL, at TEXT NOT NULL, finished_at TEXT,
        exit_code INTEGER, fully_listed INTEGER NOT NULL DEFAULT 0, applied INTEGER NOT NULL DEFAULT 0,
        figures TEXT, reasons TEXT NOT NULL DEFAULT '[]', report TEXT)""",
    # One row a listing that was ever seen. `last_seen` is null while the newest applied run saw it.
    """CREATE TABLE listings (
        listing_id TEXT PRIMARY KEY, url TEXT, first_seen TEXT NOT NULL, last_seen TEXT, state TEXT NOT NULL,
        against INTEGER NOT NULL DEFAULT 0, counted TEXT, unseen_since TEXT, closed_at TEXT, reason TEXT, evidence TEXT,
        fields_hash TEXT NOT NULL, record_hash TEXT NOT NULL)""",
    "CREATE INDEX listings_by_state ON listings (state)",
    # SCD2: one row a version; `record` is the listing as JSON, compressed with zlib. `valid_to` is null for the present one.
    """CREATE TABLE versions (
        listing_id TEXT NOT NULL, valid_from TEXT NOT NULL, valid_to TEXT, last_seen TEXT, fields_hash TEXT NOT NULL,
        sha256 TEXT NOT NULL, normalizer TEXT NOT NULL, run_id TEXT NOT NULL, record BLOB NOT NULL,
        PRIMARY KEY (listing_id, valid_from)) WITHOUT ROWID""",
    "CREATE INDEX versions_by_body ON versions (sha256)",
    # One row for each thing that happened. `version` and `before` are `valid_from` of the versions after and before a change.
    """CREATE TABLE events (
        event INTEGER PRIMARY KEY, run_id TEXT NOT NULL, at TEXT NOT NULL, listing_id TEXT NOT NULL, kind TEXT NOT NULL,
        reason TEXT, evidence TEXT, version TEXT, before TEXT, fields TEXT)""",
    "CREATE INDEX events_of_run ON events (run_id)",
    "CREATE INDEX events_of_listing ON events (listing_id)",
    # What became of a page's bytes when they were last read, and what a conditional request for it needs.
    """CREATE TABLE pages (
        page TEXT PRIMARY KEY, url TEXT NOT NULL, body_key TEXT NOT NULL, outcome TEXT NOT NULL,
        etag TEXT, last_modified TEXT, lastmod TEXT, read_at TEXT NOT NULL) WITHOUT ROWID""",
    # Ids that were taken out on request and are never taken in again. An id is a digest: it names nobody.
    "CREATE TABLE forgotten (listing_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID",
)
"""Statements that make the layout."""

STAGE = """CREATE TEMP TABLE stage (
        listing_id TEXT PRIMARY KEY, position INTEGER NOT NULL, sighting TEXT NOT NULL, evidence TEXT, url TEXT,
        fields_hash TEXT, record_hash TEXT, sha256 TEXT, record BLOB)"""
"""What a run found, until it is judged; gone with the connection."""
