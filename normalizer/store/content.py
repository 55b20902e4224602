"""What of a listing makes a version: its normalized values, apart from all that a run alone can change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from schemas.lifecycle import FieldChange
from schemas.listing import Listing

Record = Mapping[str, Any]
"""A listing as parsed JSON."""

_BOOKKEEPING = frozenset({"schema_version", "listing_id", "source", "text", "claims", "choices", "policy", "absent", "conflicts"})
FIELDS = tuple(name for name in Listing.model_fields if name not in _BOOKKEEPING)
"""Names of the fields whose values make a version; the codes of contradictions are added to them as `conflicts`."""

_GROUPS = frozenset({"dates", "tasks"})
"""Fields that only group others."""
_COUNTED_BACK = "counted back"
"""End of the name of every rule that reads a time ago: such a day moves with the clock of the board, not with the listing."""
_RUN_DEPENDENT = ("fetched_at", "sha256")
_POINTERS = frozenset({"hours_from"})
"""Parts of values that name a claim: its number changes with every word in front of it."""


def content_values(record: Record) -> dict[str, Any]:
    """Path of each field → its value as JSON, where it has one."""
    moving = {choice["field"] for choice in record["choices"] if _rule_of(record, choice["claim"]).endswith(_COUNTED_BACK)}
    found = {path: _lasting(value) for path, value in _paths(record) if path not in moving and value not in (None, [], {})}
    codes = sorted(conflict["code"] for conflict in record["conflicts"])
    return {**found, "conflicts": codes} if codes else found


def _lasting(value: Any) -> Any:
    """A value without what only points into its own record."""
    if isinstance(value, dict):
        return {name: _lasting(part) for name, part in value.items() if name not in _POINTERS}
    return [_lasting(part) for part in value] if isinstance(value, list) else value


def fields_hash(record: Record) -> str:
    """Changes when a version does: SHA-256 of the values, as 32 hexadecimal digits."""
    return _digest(content_values(record))


def record_hash(record: Record) -> str:
    """Changes when anything in the record does but the time of the fetch and the bytes around the posting."""
    source = {name: value for name, value in record["source"].items() if name not in _RUN_DEPENDENT}
    return _digest({**record, "source": source})


def differences(old: Record, new: Record) -> tuple[FieldChange, ...]:
    """The fields that have other values, in the schema's order, with the words that state both."""
    before, after = content_values(old), content_values(new)
    order = [*(path for path, _ in _paths(new)), "conflicts"]
    return tuple(
        FieldChange(
            field=path,
            old=_json(before[path]) if path in before else None,
            new=_json(after[path]) if path in after else None,
            old_quotes=tuple(_quotes(old, path)) if path in before else (),
            new_quotes=tuple(_quotes(new, path)) if path in after else (),
        )
        for path in order
        if before.get(path) != after.get(path)
    )


def _paths(record: Record) -> Iterator[tuple[str, Any]]:
    for name in FIELDS:
        value = record.get(name)
        if name in _GROUPS and value:
            yield from ((f"{name}.{part}", inner) for part, inner in value.items())
        else:
            yield name, value


def _rule_of(record: Record, claim: str) -> str:
    return next((str(found["rule"]) for found in record["claims"] if found["id"] == claim), "")


def _quotes(record: Record, path: str) -> Iterator[str]:
    """The words that a value follows, each once, in reading order."""
    chosen = {choice["claim"] for choice in record["choices"] if _same_field(choice["field"], path)}
    quotes = (claim["evidence"]["quote"] for claim in record["claims"] if claim["id"] in chosen)
    yield from dict.fromkeys(quotes)


def _same_field(claimed: str, path: str) -> bool:
    return claimed == path or claimed.startswith(f"{path}.")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
