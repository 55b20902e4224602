"""Days out of a provider's data: dates, moments, and times ago."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from normalizer.fold import fold
from normalizer.readers.date import read_date, read_epoch
from normalizer.sources.shapes import Context, look, named
from normalizer.sources.vocabularies import vocabulary

_YEARS = range(2000, 2090)
"""Of days that somebody meant; 1970 and 9999 stand for "none"."""
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_COUNT = re.compile(r"\d{1,3}")
_LONGEST = 80
_RENDERED_WITHIN = timedelta(minutes=10)
"""Between the making of a page and its arrival."""
_DAY = timedelta(days=1)


def read_day(node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    """An ISO 8601 date, of the day as it is written: no time zone is applied.

    `order` ("day" or "month") says which number of 05/11/2026 comes first. With `computed_with` (pointers of other moments) one that a
    template computes states nothing: it has fractions of a second, and the time of day of the fetch or of another of those moments.
    """
    if isinstance(node, bool) or not isinstance(node, int | float | str):
        return None
    text = str(node).strip()
    if "computed_with" in options and _is_computed(text, [context.fetched_at, *_beside(node, options, context)]):
        return None
    day_first = {"day": True, "month": False, None: None}[options.get("order")]
    day = read_epoch(text) if _EPOCH.fullmatch(text) else read_date(text, fetched_at=context.fetched_at, day_first=day_first).date
    return day if day and int(day[:4]) in _YEARS else None


def _beside(node: Any, options: Mapping[str, Any], context: Context) -> Iterator[str]:
    others = (look(node, pointer, context) for pointer in options["computed_with"])
    return (other for other in others if isinstance(other, str))


def _is_computed(text: str, others: Iterable[str | None]) -> bool:
    """Whether a moment has fractions of a second, and is whole days before or after one of the others."""
    moment = _moment(text)
    if moment is None or not moment.microsecond:
        return False
    apart = ((moment - other) % _DAY for words in others if words and (other := _moment(words)))
    return any(min(rest, _DAY - rest) <= _RENDERED_WITHIN for rest in apart)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_ago(node: Any, _: Mapping[str, Any], context: Context) -> str | None:
    """The day that a time ago names, seen from the fetch ("Posted 3 Days Ago", "Vor 2 Tagen ausgeschrieben"); "30+" is a bound, no day."""
    text = node if isinstance(node, str) and len(node) <= _LONGEST else ""
    meant = named(text, vocabulary("ago"))
    count = _COUNT.search(text)
    if "MORE" in meant or "+" in text or not meant:
        return None
    words = meant[0].lower() if meant[0] in ("TODAY", "YESTERDAY") else f"{count[0]} {meant[0].lower()}s ago" if count else ""
    return read_date(fold(words), fetched_at=context.fetched_at, day_first=None).date if words else None
