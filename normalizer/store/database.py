"""A board's store: one SQLite file that outlives every run. Opened by one run at a time, read by anybody."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from normalizer.store.layout import STAGE, STORE_LAYOUT, STORE_TABLES
from normalizer.store.replacing import DiskFullError, no_room

_PATIENCE = 10.0
"""Seconds that a run waits for a reader that holds the file."""


class StoreError(Exception):
    """The store cannot be opened, read or written; the message names the file and says why."""


class Store:
    """The connection. Changes are made inside `transaction()`; everything it raises is a `StoreError`, or `DiskFullError`."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Opens the store at `path`, and makes it where it is missing unless it is only to be read."""
        self.path = path
        with self.errors_told():
            self.connection = self._open(read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All changes in it become durable together at its end, or none of them ever."""
        with self.errors_told():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    @contextmanager
    def errors_told(self) -> Iterator[None]:
        """Errors of the database as errors of the store."""
        try:
            yield
        except sqlite3.Error as error:
            message = f"{self.path}: {error}"
            if no_room(error):
                raise DiskFullError(message) from error
            raise StoreError(message) from error

    def _open(self, *, read_only: bool) -> sqlite3.Connection:
        mode = "ro" if read_only else "rwc"
        connection = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_PATIENCE)
        connection.row_factory = sqlite3.Row
        try:
            self._prepare(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection, *, read_only: bool) -> None:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # What is deleted on request must not stay readable in the file.
            connection.execute("PRAGMA secure_delete = ON")
            if empty:
                _make(connection)
                found = STORE_LAYOUT
        if found != STORE_LAYOUT:
            raise StoreError(f"{self.path}: not a store of layout {STORE_LAYOUT} (its version is {found})")
        connection.execute(STAGE)


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in STORE_TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {STORE_LAYOUT}")
    connection.execute("COMMIT")
