"""Listings as a SQLite database: their main fields as columns, the whole record beside them as JSON."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import TracebackType

from normalizer.store.columns import COLUMNS, LAYOUT, TABLES, conflict_rows, row_of
from normalizer.store.replacing import OutputError, Replacement, naming
from schemas.listing import Listing

_BATCH = 500
_SIDECARS = ("-wal", "-shm", "-journal")

_UPSERT = (
    f"INSERT INTO listings ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608 -- names of our own table
    f"ON CONFLICT (listing_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}"
)
_FORGET = "DELETE FROM conflicts WHERE listing_id = ?"
_REMEMBER = "INSERT INTO conflicts (listing_id, code, severity, message) VALUES (?, ?, ?, ?)"


class SqliteWriter:
    """Adds listings to the database at `path`; one that is there under the same `listing_id` is replaced.

    Everything happens in a copy, which `publish` puts in the place of `path` in one step: a reader sees all of a run or nothing of it,
    and leaving without `publish` changes nothing. Raises `OutputError` where `path` is something else than such a database.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        """`fresh` leaves out what the database held before."""
        self.count = 0
        """Listings written."""
        self._batch: dict[str, Listing] = {}
        self._replacement = Replacement(path)
        self._fresh = fresh
        try:
            self._database = self._open()
        except BaseException:
            self._replacement.discard()
            raise

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file."""
        return self._replacement.replaces

    def write(self, listing: Listing) -> None:
        """Add or replace one listing."""
        self._batch[listing.listing_id] = listing
        self.count += 1
        if len(self._batch) >= _BATCH:
            self._flush()

    def publish(self) -> None:
        """Make the database durable and visible. `OutputError` where that fails; the target is unchanged then."""
        self._flush()
        with naming(self._replacement.target, sqlite3.Error):
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._database.close()
        self._require_no_writer()
        self._replacement.publish()

    def __enter__(self) -> SqliteWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()
        self._replacement.discard()

    def _open(self) -> sqlite3.Connection:
        target, path = self._replacement.target, self._replacement.path
        if path == target:
            raise OutputError(f"{target}: a database needs an ordinary file")
        for suffix in _SIDECARS:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        with naming(target, sqlite3.Error):
            database = sqlite3.connect(path, isolation_level=None)
            try:
                self._prepare(database)
            except BaseException:
                database.close()
                raise
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        """The old content or an empty layout, and the settings of a file that is made durable once, at the end."""
        target = self._replacement.target
        if not self._fresh and target.exists() and target.stat().st_size:
            with closing(sqlite3.connect(f"{target.as_uri()}?mode=rw", uri=True)) as old:
                old.backup(database)
            _require_layout(database, target)
        else:
            for statement in TABLES:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {LAYOUT}")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")

    def _flush(self) -> None:
        """Write the batch in one transaction; of listings with the same id the last counts, so that its conflicts stand once."""
        with naming(self._replacement.target, sqlite3.Error):
            self._database.execute("BEGIN")
            self._database.executemany(_UPSERT, map(row_of, self._batch.values()))
            self._database.executemany(_FORGET, ((name,) for name in self._batch))
            self._database.executemany(_REMEMBER, (row for listing in self._batch.values() for row in conflict_rows(listing)))
            self._database.execute("COMMIT")
        self._batch.clear()

    def _require_no_writer(self) -> None:
        """A log with content belongs to a program that writes the old file; SQLite would apply it to the new one."""
        log = self._replacement.target.with_name(self._replacement.target.name + "-wal")
        if log.exists() and log.stat().st_size:
            raise OutputError(f"{self._replacement.target}: another program has it open for writing")


def _require_layout(database: sqlite3.Connection, target: Path) -> None:
    found = database.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if found != LAYOUT or not {"listings", "conflicts"} <= tables:
        raise OutputError(f"{target}: not a database of listings of layout {LAYOUT} (its version is {found})")
