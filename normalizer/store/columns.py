"""The relational layout: which column of the table holds which part of a listing."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from schemas.conflict import Severity
from schemas.listing import Listing

LAYOUT = 1
"""Version of the layout, kept as the database's `user_version`."""

SqlValue = str | int | float | None

# Column, SQL type, path of attributes in the listing. A list is stored as a JSON array.
_PATHS: tuple[tuple[str, str, str], ...] = (
    ("listing_id", "TEXT PRIMARY KEY", "listing_id"),
    ("source_id", "TEXT NOT NULL", "source.id"),
    ("site", "TEXT", "source.site"),
    ("url", "TEXT", "source.url"),
    ("fetched_at", "TEXT", "source.fetched_at"),
    ("sha256", "TEXT NOT NULL", "source.sha256"),
    ("language", "TEXT", "language"),
    ("title", "TEXT", "title"),
    ("organization", "TEXT", "organization"),
    ("pay_min", "NUMERIC", "pay.min"),
    ("pay_max", "NUMERIC", "pay.max"),
    ("pay_currency", "TEXT", "pay.currency"),
    ("pay_period", "TEXT", "pay.period"),
    ("hours_min", "NUMERIC", "hours_per_week.min"),
    ("hours_max", "NUMERIC", "hours_per_week.max"),
    ("hours_preferred_min", "NUMERIC", "hours_per_week.preferred_min"),
    ("hours_preferred_max", "NUMERIC", "hours_per_week.preferred_max"),
    ("workplace", "TEXT", "workplace"),
    ("residency_scope", "TEXT", "residency.scope"),
    ("residency_countries", "TEXT", "residency.countries"),
    ("languages", "TEXT NOT NULL", "languages"),
    ("posted", "TEXT", "dates.posted"),
    ("valid_through", "TEXT", "dates.valid_through"),
    ("starts", "TEXT", "dates.starts"),
    ("employment_types", "TEXT NOT NULL", "employment_types"),
    ("experience_min_years", "NUMERIC", "experience.min_years"),
    ("experience_level", "TEXT", "experience.level"),
    ("education_level", "TEXT", "education.level"),
)
_WORKED_OUT = (("conflict_codes", "TEXT NOT NULL"), ("conflict_errors", "INTEGER NOT NULL"), ("record", "TEXT NOT NULL"))

_TYPED = (*((name, kind) for name, kind, _ in _PATHS), *_WORKED_OUT)
COLUMNS = tuple(name for name, _ in _TYPED)
"""Names of the columns of `listings` in their order."""

TABLES = (
    f"CREATE TABLE listings ({', '.join(f'{name} {kind}' for name, kind in _TYPED)})",
    (
        "CREATE TABLE conflicts (listing_id TEXT NOT NULL REFERENCES listings ON DELETE CASCADE, "
        "code TEXT NOT NULL, severity TEXT NOT NULL, message TEXT NOT NULL)"
    ),
    "CREATE INDEX conflicts_of_listing ON conflicts (listing_id)",
    "CREATE INDEX conflicts_by_code ON conflicts (code)",
)
"""Statements that make the layout."""

_LARGEST = 2**63 - 1
_STEPS = tuple(tuple(path.split(".")) for _, _, path in _PATHS)


def row_of(listing: Listing) -> tuple[SqlValue, ...]:
    """The row of a listing, in the order of `COLUMNS`."""
    codes = sorted({conflict.code for conflict in listing.conflicts})
    errors = sum(conflict.severity is Severity.ERROR for conflict in listing.conflicts)
    stated = (_sql(_at(listing, steps)) for steps in _STEPS)
    return (*stated, json.dumps(codes), errors, listing.model_dump_json())


def conflict_rows(listing: Listing) -> list[tuple[str, str, str, str]]:
    """Rows of `conflicts`, in the listing's order."""
    return [(listing.listing_id, conflict.code, conflict.severity.value, conflict.message) for conflict in listing.conflicts]


def _at(value: Any, steps: tuple[str, ...]) -> Any:
    """What stands at a path of attributes; null as soon as one of them is."""
    for step in steps:
        if value is None:
            return None
        value = getattr(value, step)
    return value


def _sql(value: Any) -> SqlValue:
    if isinstance(value, tuple):
        plain = [item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in value]
        return json.dumps(plain, ensure_ascii=False)
    if isinstance(value, int) and abs(value) > _LARGEST:
        return float(value)
    result: SqlValue = value
    return result
