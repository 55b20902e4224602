"""Hours a week from what a phrase matched: as stated, over a longer period, a day times days, or from clock times."""

from __future__ import annotations

from typing import Any

from normalizer.lexicon import Hit
from normalizer.readers.number import read_number, read_range, tidy
from schemas.values import Number

_MOST_HOURS = 100
"""More hours than anybody works in a week: opening hours, services around the clock."""
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_WORKDAYS = 5
_DAY = 24

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
    """The two ends that the groups name; `both` and a single one of `figures` are both ends."""
    if (single := _number(hit, "both")) is not None:
        return single, single
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
    first, last = (_WEEKDAYS[(hit.group(name) or "")[:3]] for name in ("from", "till"))
    return last - first + 1 if first < last else None


def _clock_hours(hit: Hit) -> Bounds:
    """Hours of work a day between two times of day, less the break where it is unpaid."""
    begin, end = _time(hit.group("begin")), _time(hit.group("end"))
    pause = _number(hit, "pause")
    if begin is None or end is None or pause is None:
        return None, None
    span = (end - begin) % _DAY
    if hit.group("pay") == "unpaid":
        span -= pause / 60 if hit.group("unit") == "min" else pause
    # "9 to 5" without am and pm ends in the afternoon.
    span = span - _DAY / 2 if span > _DAY / 2 and "m" not in (hit.group("end") or "") else span
    return (tidy(span), tidy(span)) if span > 0 else (None, None)


def _time(words: str | None) -> float | None:
    """A time of day in hours; null where it is none."""
    digits = (words or "").strip(" apm.").replace(".", ":")
    hour, _, minute = digits.partition(":")
    if not hour.isdecimal() or (minute and not minute.isdecimal()):
        return None
    value = int(hour) + int(minute or 0) / 60
    if "m" in (words or "") and "p" in (words or "") and value < _DAY / 2:
        value += _DAY / 2
    elif "am" in (words or "").replace(".", "") and int(hour) == _DAY / 2:
        value -= _DAY / 2
    return value if value < _DAY else None
