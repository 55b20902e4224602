"""Dates: where they stand in a line, and which day a located one is."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from normalizer.packs import ENGLISH
from normalizer.readers.date_forms import ISO, NUMERIC, STAMP, STAMP_MONTHS, DateForms, date_forms
from normalizer.readers.rare_date import read_rare_date

_YEARS = range(1990, 2100)
"""Of times that machines write; others are junk."""


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Where a date stands."""

    start: int
    """Offset of its first character, weekday included."""
    end: int
    """Offset behind its last, time of day and zone included."""
    partial: bool = False
    """Without a year, or without a day."""
    relative: bool = False
    """Seen from the day of the fetch ("3 days ago")."""


@dataclass(frozen=True, slots=True)
class ReadDate:
    """Which day a slice states."""

    date: str | None
    """ISO 8601; null where it cannot be told."""
    ambiguous: bool = False
    """Day and month could be either way round."""
    partial: bool = False
    """Without a year, or without a day."""


class _Known(NamedTuple):
    """What a slice does not say itself."""

    moment: datetime | None
    """Of the fetch, in UTC."""
    day_first: bool | None
    """How 09/06/2026 is meant."""
    forms: DateForms
    """Of the language in which it is written."""


def find_dates(text: str, folded: str, start: int, end: int, language: str = ENGLISH) -> list[DateSpan]:
    """Every date in the line `text[start:end]`, in reading order."""
    forms = date_forms(language)
    if not forms.gate.search(folded, start, end):
        return []
    found: list[DateSpan] = []
    last = start
    for head in forms.head.finditer(folded, start, end):
        span = _span(text, folded, head.start(), last, end, forms) if head.start() >= last else None
        if span:
            found.append(span)
            last = span.end
    return found


def read_date(slice_: str, *, fetched_at: str | None, day_first: bool | None, language: str = ENGLISH) -> ReadDate:
    """The day that a located slice states. `fetched_at` (ISO 8601) is the base of relative dates, which are not read without it;
    `day_first` says how 09/06/2026 is meant where the numbers do not.
    """
    forms = date_forms(language)
    known = _Known(_moment(fetched_at), day_first, forms)
    folded = slice_.lower().strip(" .,;:()")
    weekday = forms.weekdays.behind(folded, 0, len(folded))
    folded = folded[weekday[1] :].lstrip(" ,") if weekday else folded
    for form, read in _readers(forms):
        found = form.match(folded)
        if found and _is_rest(folded, found.end(), forms):
            return read(found, known)
    moment = _parsed(folded.upper())
    return ReadDate(moment.date().isoformat() if moment else read_rare_date(folded, known.moment, language))


def read_epoch(value: float | str) -> str | None:
    """The UTC day of seconds or milliseconds since 1970; null for a number that is no such time."""
    try:
        seconds = float(value)
        moment = datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= 1e11 else seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.date().isoformat() if moment.year in _YEARS else None


def _span(text: str, folded: str, at: int, floor: int, end: int, forms: DateForms) -> DateSpan | None:
    """The date that starts at `at`, with the weekday in front of it and the time behind."""
    for form in forms.by_digit if folded[at].isdigit() else forms.by_letter:
        found = form.match(folded, at, end)
        if found and (form in forms.relative or _is_possible(text, form, found, forms)):
            break
    else:
        return None
    edge = at - 1 if folded.startswith(" ", at - 1) and at > floor else at
    is_day = form not in forms.relative
    weekday = forms.weekdays.before(folded, edge, floor) if is_day else None
    clock = forms.clock.match(folded, found.end(), end) if is_day else None
    first, last = weekday[1] if weekday else at, clock.end() if clock else found.end()
    return DateSpan(first, last, form is forms.month_year or (is_day and not found["year"]), not is_day)


def _is_possible(text: str, form: re.Pattern[str], found: re.Match[str], forms: DateForms) -> bool:
    if form is NUMERIC:
        is_version = found["mark"] == "." and len(found["year"]) == 2 and len(found["first"] + found["second"]) < 4
        return not is_version and any(_day(_year(found), m, d) for d, m in _orders(found))
    # "You may 5 times" is none; a full date may be in lower case.
    return bool(found["year"]) or forms.has_small_months or form is forms.marked or text[found.start("month")].isupper()


def _is_rest(folded: str, at: int, forms: DateForms) -> bool:
    """Whether nothing but a time of day follows a date."""
    clock = forms.clock.match(folded, at)
    return not folded[clock.end() if clock else at :].strip(" .,)")


def _read_ordered(found: re.Match[str], known: _Known) -> ReadDate:
    """A form that names its parts."""
    year = _year(found)
    month = known.forms.months.get(found["month"]) or int(found["month"])
    return ReadDate(None, partial=True) if year is None else ReadDate(_day(year, month, int(found["day"])))


def _read_stamp(found: re.Match[str], _known: _Known) -> ReadDate:
    return ReadDate(_day(int(found["year"]), STAMP_MONTHS.index(found["month"]) + 1, int(found["day"])))


def _read_month_year(_found: re.Match[str], _known: _Known) -> ReadDate:
    return ReadDate(None, partial=True)


def _read_numeric(found: re.Match[str], known: _Known) -> ReadDate:
    days = [_day(_year(found), month, day) for day, month in _orders(found)]
    possible = {day for day in days if day}
    if len(possible) <= 1:
        return ReadDate(possible.pop() if possible else None)
    return ReadDate(None, ambiguous=True) if known.day_first is None else ReadDate(days[0 if known.day_first else 1])


def _read_ago(found: re.Match[str], known: _Known) -> ReadDate:
    moment = known.moment
    if moment is None or found["open"]:
        return ReadDate(None)
    count = known.forms.counts.get(found["count"]) or int(found["count"])
    unit = known.forms.units[found["unit"]]
    if unit in ("month", "year"):
        return ReadDate(_months_before(moment.date(), count * (12 if unit == "year" else 1)))
    return ReadDate((moment - timedelta(**{f"{unit}s": count})).date().isoformat())


def _read_now(found: re.Match[str], known: _Known) -> ReadDate:
    if known.moment is None:
        return ReadDate(None)
    return ReadDate((known.moment.date() - timedelta(days=found["word"] in known.forms.yesterday)).isoformat())


def _readers(forms: DateForms) -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], _Known], ReadDate]], ...]:
    return (
        (ISO, _read_ordered),
        (forms.marked, _read_ordered),
        (forms.day_month, _read_ordered),
        (forms.month_day, _read_ordered),
        (forms.month_year, _read_month_year),
        (NUMERIC, _read_numeric),
        (STAMP, _read_stamp),
        (forms.ago, _read_ago),
        (forms.now, _read_now),
    )


def _orders(found: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    """(day, month) with the day first, and with the month first."""
    first, second = int(found["first"]), int(found["second"])
    return (first, second), (second, first)


def _year(found: re.Match[str]) -> int | None:
    digits = (found["year"] or "").lstrip("'")
    return int(digits) + (2000 if len(digits) == 2 else 0) if digits else None


def _day(year: int | None, month: int, day: int) -> str | None:
    """ISO 8601, or null for a day that no calendar has."""
    if year is None or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day).isoformat()


def _months_before(day: date, months: int) -> str | None:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return _day(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year >= 1900 else None


def _moment(fetched_at: str | None) -> datetime | None:
    """The moment of the fetch in UTC, without its zone; null where it is not stated or not readable."""
    moment = _parsed(fetched_at) if fetched_at else None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@lru_cache(maxsize=64)
def _parsed(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value.strip())
    except ValueError:
        return None
