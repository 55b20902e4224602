"""The forms that dates are written in, as patterns over folded text."""

from __future__ import annotations

import re
from functools import cache

from normalizer.readers.phrases import PhraseTable

_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_NAMES.split("|"), start=1) for name in names.split()}
"""Folded name of a month → its number."""
NUMBERS = {word: n for n, word in enumerate(("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1)}
NUMBERS |= {"an": 1, "one": 1}
"""Folded word for a small count → the count."""
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![a-z])\.?"
_DAY = r"(?P<day>3[01]|[0-2]?\d)(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d|(?<=-)\d\d)(?!\d)"

ISO = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?!\d)")
"""2026-06-09, 2026/6/9."""
DAY_MONTH = re.compile(rf"{_DAY}(?: of)?[ -]?{_MONTH}(?:(?:,? ?|-){_YEAR})?")
"""9 June 2026, 9th of June, 09-Jun-2026."""
MONTH_DAY = re.compile(rf"{_MONTH} {_DAY}(?![:%])(?:,? {_YEAR})?")
"""Jun 9, 2026; June 9th."""
MONTH_YEAR = re.compile(rf"{_MONTH},? {_YEAR}")
"""June 2026: no day."""
NUMERIC = re.compile(r"(?P<first>[0-3]?\d)(?P<mark>[./-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)(?![./-]\d)")
"""09.06.2026, 6/9/26."""
AGO = re.compile(
    rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?P<open>\+)? ?"
    r"(?P<unit>sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|wk|month|year|[hdw])s? ago(?![a-z])"
)
"""3 days ago, a week ago, 30+ days ago."""
NOW = re.compile(r"(?P<word>today|yesterday|just now|just posted)(?![a-z])")
"""Days with a name of their own."""
CLOCK = re.compile(
    r"(?:t|,? (?:at )?)[0-2]?\d(?::[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?: ?[ap]\.?m\.?(?![a-z]))?| ?[ap]\.?m\.?(?![a-z]))"
    r"(?: ?(?:z|utc|gmt|bst|ce?s?t|[ecmp][sd]?t)(?![a-z]))?(?: ?[+-]\d\d:?\d\d(?!\d))?"
)
"""A time of day behind a date, with its zone."""

ABSOLUTE = (ISO, DAY_MONTH, NUMERIC, MONTH_DAY, MONTH_YEAR)
"""Forms of a calendar day, in the order in which they are tried; those behind `NUMERIC` start with a letter."""
RELATIVE = (AGO, NOW)
"""Forms of a day seen from the day of the fetch."""
BY_DIGIT = (ISO, DAY_MONTH, NUMERIC, AGO)
"""Forms that may start with a digit."""
BY_LETTER = (MONTH_DAY, MONTH_YEAR, AGO, NOW)
"""Forms that may start with a letter."""

_WEEKDAYS = "monday mon tuesday tues tue wednesday wed thursday thurs thu friday fri saturday sat sunday sun"


@cache
def weekdays() -> PhraseTable[None]:
    """Names of weekdays as they stand in front of a date."""
    return PhraseTable(dict.fromkeys(f"{name}{mark}" for name in _WEEKDAYS.split() for mark in ("", ",", ".", ".,", " the", ", the")))


DATE = (
    r"(?:(?<![\w./-])(?:(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[./-][0-3]?\d[./-](?:(?:19|20)\d\d|\d\d)"
    rf"|[0-3]?\d(?:st|nd|rd|th)?(?: of)?[ -]?(?:{'|'.join(MONTHS)})\.?,?[ -]?(?:(?:19|20)\d\d)?"
    rf"|(?:{'|'.join(MONTHS)})\.? [0-3]?\d(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?"
    r"|\d{1,3}\+? ?[a-z]{1,7} ago|today|yesterday|just now)(?!\d))"
)
"""Fragment: the usual forms of a date; `find_dates` knows more."""
