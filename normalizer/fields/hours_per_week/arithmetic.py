"""Hours a week from what a phrase matched: as stated, over a longer period, a day times days, or from clock times."""

from __future__ import annotations

import re
from typing import Any

from normalizer.lexicon import Hit
from normalizer.readers.number import read_number, read_range, tidy
from normalizer.readers.words import meanings
from schemas.values import Number

_MOST_HOURS = 100
"""More hours than anybody works in a week: opening hours, services around the clock."""
_WORKDAYS = 5
_DAY = 24
_WITHOUT_BREAK = 6
"""So many hours are worked in one go: between two times of day that lie no further apart there need be no break."""

Bounds = tuple[Number | None, Number | None]


def interval(hit: Hit) -> dict[str, Any] | None:
    """The claim `{min, max, min_exclusive?, max_exclusive?}` that a hit states, with `min_to` where the minimum is itself a range; null where its numbers are no weekly hours."""
    low, high = _clock_hours(hit) if hit.group("begin") else _stated(hit)
    if hit.group("days") or hit.group("from") or hit.group("workdays"):
        low, high = _times(low, high, _days(hit))
    options = hit.phrase.value or {}
    low, high = _times(low, high, 1 / options.get("divide", 1))
    ends = [end for end in (low, high) if end is not None]
    if not ends or not 0 < min(ends) <= max(ends) <= _MOST_HOURS or ends != sorted(ends):
        return None
    value: dict[str, Any] = {"min": low, "max": high}
    if (upper := _number(hit, "upper")) is not None:
        value["min_to"] = upper
    return value | {f"{options['exclusive']}_exclusive": True} if "exclusive" in options else value


def _number(hit: Hit, *names: str) -> Number | None:
    return next((read_number(words, hit.phrase.language) for name in names if (words := hit.group(name))), None)


def _stated(hit: Hit) -> Bounds:
    """The two ends that the groups name; `both` (with `more_minutes`) and a single one of `figures` are both ends."""
    if (single := _number(hit, "both")) is not None:
        exact = tidy(single + (_number(hit, "more_minutes") or 0) / 60)
        return exact, exact
    if (figures := hit.group("figures")) is not None:
        found = read_range(figures, hit.phrase.language)
        return (found.min, found.max) if found else (None, None)
    return _number(hit, "min", "min2"), _number(hit, "max")


def _times(low: Number | None, high: Number | None, factor: float | None) -> Bounds:
    """Both ends times a factor; neither where the factor is unknown."""
    if factor is None:
        return None, None
    return (None if low is None else tidy(low * factor)), (None if high is None else tidy(high * factor))


def _days(hit: Hit) -> float | None:
    """Working days of a week, or null where the words give none."""
    if words := hit.group("days"):
        return read_number(words, hit.phrase.language)
    if hit.group("workdays"):
        return _WORKDAYS
    first, last = (_weekday(hit.group(name) or "", hit.phrase.language) for name in ("from", "till"))
    return last - first + 1 if first and last and first < last else None


def _weekday(written: str, language: str) -> int | None:
    """1 for Monday … 7 for Sunday, by the longest name that the words begin with."""
    names = meanings("date.weekday", language)
    known = max((name for name in names if written.startswith(name)), key=len, default=None)
    return int(names[known]) if known else None


def _clock_hours(hit: Hit) -> Bounds:
    """Hours of work a day between two times of day, less the break where it is unpaid; of a long day only with its break."""
    begin, end = _time(hit.group("begin")), _time(hit.group("end"))
    if begin is None or end is None:
        return None, None
    span = (end - begin) % _DAY
    pause = _number(hit, "pause")
    if pause is None:
        return (tidy(span), tidy(span)) if 0 < span <= _WITHOUT_BREAK else (None, None)
    options = hit.phrase.options
    if options["unpaid"] == hit.group("pay"):
        span -= pause / 60 if options["minutes"] == hit.group("unit") else pause
    # "9 to 5" without am and pm ends in the afternoon.
    span = span - _DAY / 2 if span > _DAY / 2 and "m" not in (hit.group("end") or "") else span
    return (tidy(span), tidy(span)) if span > 0 else (None, None)


_TIME = re.compile(r"(?P<hour>\d{1,2})(?: ?[:.h] ?(?P<minute>\d\d))?(?P<rest>.*)")


def _time(words: str | None) -> float | None:
    """A time of day in hours, by 24 hours or with am and pm; null where it is none."""
    found = _TIME.fullmatch((words or "").strip())
    if found is None:
        return None
    hour, half = int(found["hour"]), found["rest"].strip().replace(".", "")
    value = hour + int(found["minute"] or 0) / 60
    if half == "pm" and value < _DAY / 2:
        value += _DAY / 2
    elif half == "am" and hour == _DAY / 2:
        value -= _DAY / 2
    return value if value < _DAY else None
