"""Lengths of time: of an engagement in months, of experience in years."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from normalizer.readers.number import NUMBER, Interval, read_number, read_range, tidy
from normalizer.readers.phrases import LETTER, alternation
from normalizer.readers.words import meanings
from schemas.values import Number

_MONTHS = {"YEAR": 12.0, "MONTH": 1.0, "WEEK": 12 / 52, "DAY": 12 / 365}
_HALF = re.compile(r"(?<!and a )\bhalf[- ](?:a[- ])?(?=year|month)")
_ARTICLE = re.compile(r"\ban? (?=year|month|week|day)")
_SUM = re.compile(r"(?: and|,)? ?")

Bounds = tuple[Number | None, Number | None]
"""(least, most); null where an end is open."""


class _Length(NamedTuple):
    """A number and its unit in a slice."""

    start: int
    end: int
    number: str
    months: float
    """Of one unit."""


def read_duration_months(slice_: str) -> Bounds | None:
    """(least, most) months that a folded slice states: "3-6 months", "12 weeks" (by 12/52), "one year", "six-month", "up to 2 years".

    Null where it states no length; rounded to hundredths.
    """
    interval = _interval(slice_)
    return None if interval is None else (_hundredths(interval.min), _hundredths(interval.max))


def read_years(slice_: str) -> Bounds | None:
    """(least, most) years that a folded slice states, months as fractions: "5+ years", "18 months", "two (2) years"."""
    interval = _interval(slice_)
    return None if interval is None else (_years(interval.min), _years(interval.max))


@cache
def length_fragment() -> str:
    """Fragment: a number or a range of numbers with a unit of time, as both readers take it."""
    number, unit = rf"(?:{NUMBER}|an?|half an?)", alternation(meanings("length.unit"))
    return rf"(?:{number}\+?[ -]?(?:{unit})?(?: ?(?:-|~|to|or|and) ?{number})?\+?[ -]?{unit})"


def _interval(slice_: str) -> Interval | None:
    """Bounds in months."""
    slice_ = _ARTICLE.sub("1 ", _HALF.sub("0.5 ", slice_))
    lengths = _lengths(slice_)
    if not lengths:
        return None
    if len(lengths) == 2 and lengths[0].months > lengths[1].months and _SUM.fullmatch(slice_, lengths[0].end, lengths[1].start):
        total = sum(_months(length) for length in lengths)
        return Interval(total, total)
    return _in_months(read_range(slice_), [length.months for length in lengths])


def _lengths(slice_: str) -> list[_Length]:
    """Every number with its unit; one without takes the unit of the next ("3-6 months"). Empty where the last has none."""
    lengths: list[_Length] = []
    found = list(_pattern().finditer(slice_))
    for index, match in enumerate(found):
        unit = next((later["unit"] for later in found[index:] if later["unit"]), None)
        if unit is None or read_number(match["number"]) is None:
            return []
        lengths.append(_Length(match.start(), match.end(), match["number"], _MONTHS[meanings("length.unit")[unit]]))
    return lengths


def _months(length: _Length) -> float:
    return (read_number(length.number) or 0) * length.months


def _in_months(interval: Interval | None, units: list[float]) -> Interval | None:
    if interval is None:
        return None
    low = None if interval.min is None else interval.min * units[0]
    high = None if interval.max is None else interval.max * units[-1]
    return Interval(low, high, interval.min_exclusive, interval.max_exclusive)


def _hundredths(months: Number | None) -> Number | None:
    return None if months is None else tidy(round(months, 2))


def _years(months: Number | None) -> Number | None:
    return None if months is None else tidy(round(months / 12, 2))


@cache
def _pattern() -> re.Pattern[str]:
    units = alternation(meanings("length.unit"))
    return re.compile(rf"(?P<number>{NUMBER})\+?(?:[- ]?(?<![{LETTER}])(?P<unit>{units}))?")
