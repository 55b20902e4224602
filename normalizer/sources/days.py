"""Days out of a provider's data: dates, moments, and times ago."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from normalizer.fold import fold
from normalizer.readers.date import read_date, read_epoch
from normalizer.sources.shapes import Context, named
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

    `order` ("day" or "month") says which number of 05/11/2026 comes first. With `rendered = false`, a moment that is the page's own
    making moved by whole days states nothing.
    """
    if isinstance(node, bool) or not isinstance(node, int | float | str):
        return None
    text = str(node).strip()
    if options.get("rendered") is False and _is_rendered(text, context.fetched_at):
        return None
    day_first = {"day": True, "month": False, None: None}[options.get("order")]
    day = read_epoch(text) if _EPOCH.fullmatch(text) else read_date(text, fetched_at=context.fetched_at, day_first=day_first).date
    return day if day and int(day[:4]) in _YEARS else None


def _is_rendered(text: str, fetched_at: str | None) -> bool:
    """Whether a moment with fractions of a second is the fetch, whole days before or after: the template computed it."""
    moment, fetch = _moment(text), _moment(fetched_at or "")
    if moment is None or fetch is None or not moment.microsecond:
        return False
    apart = (moment - fetch) % _DAY
    return min(apart, _DAY - apart) <= _RENDERED_WITHIN


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
