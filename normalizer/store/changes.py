"""What happened to the listings of a board, told from its events and versions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from normalizer.store.content import differences
from normalizer.store.database import Store
from normalizer.store.ledger import Ledger
from normalizer.store.versions import unpacked
from schemas.lifecycle import Change, EventKind, FieldChange, Sighting

_TOLD = (
    EventKind.APPEARED,
    EventKind.CHANGED,
    EventKind.CLOSED,
    EventKind.REOPENED,
    EventKind.REREAD,
    EventKind.BACKFILLED,
)
"""Kinds that are told; what is only stale, or seen again after that, stands in `lifecycle.jsonl`."""

# A run that was read late is told by when it was read, for its own time lies before.
_EVENTS = f"""SELECT * FROM events WHERE kind IN ({", ".join("?" * len(_TOLD))}) AND (at > ? OR (kind = 'BACKFILLED'
    AND event > coalesce((SELECT max(event) FROM events WHERE run_id = ?), 0))) ORDER BY at, event"""  # noqa: S608 -- question marks
_AT = "SELECT * FROM versions WHERE listing_id = ? AND valid_from <= ? ORDER BY valid_from DESC LIMIT 1"
_NEWEST = "SELECT run_id FROM runs WHERE applied AND at < (SELECT max(at) FROM runs WHERE applied) ORDER BY at DESC LIMIT 1"


def changes_since(store: Store, run_id: str) -> Iterator[Change]:
    """What happened after a run, in its order. Raises `LookupError` where the ledger has no such run."""
    since = Ledger(store).find(run_id)
    if since is None:
        raise LookupError(f"no run {run_id!r} in {store.path}")
    with store.errors_told():
        for event in store.connection.execute(_EVENTS, (*_TOLD, since.at, run_id)).fetchall():
            yield _change(store.connection, event)


def run_before_last(store: Store) -> str | None:
    """The applied run before the newest one."""
    with store.errors_told():
        row = store.connection.execute(_NEWEST).fetchone()
    return row["run_id"] if row else None


def _change(database: sqlite3.Connection, event: sqlite3.Row) -> Change:
    after = _version(database, event["listing_id"], event["version"] or event["at"])
    before = _version(database, event["listing_id"], event["before"]) if event["before"] else None
    record: dict[str, Any] = unpacked(after["record"]) if after else {}
    normalizers = (before["normalizer"], after["normalizer"]) if before and after else (None, None)
    differ = normalizers[0] != normalizers[1]
    return Change(
        run_id=event["run_id"],
        at=event["at"],
        kind=EventKind(event["kind"]),
        listing_id=event["listing_id"],
        title=record.get("title"),
        url=record.get("source", {}).get("url"),
        reason=Sighting(event["reason"]) if event["reason"] else None,
        evidence=event["evidence"],
        fields=_fields(event, before, record),
        old_normalizer=normalizers[0] if differ else None,
        new_normalizer=normalizers[1] if differ else None,
    )


def _fields(event: sqlite3.Row, before: sqlite3.Row | None, record: dict[str, Any]) -> tuple[FieldChange, ...]:
    if event["fields"]:
        return tuple(FieldChange.model_validate(row) for row in json.loads(event["fields"]))
    return differences(unpacked(before["record"]), record) if before and record else ()


def _version(database: sqlite3.Connection, listing_id: str, at: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = database.execute(_AT, (listing_id, at)).fetchone()
    return row
