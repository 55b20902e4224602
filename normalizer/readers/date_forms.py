"""The forms that dates are written in, as patterns over folded text; their words are a language's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from normalizer.packs import ENGLISH
from normalizer.readers.phrases import LETTER, PhraseTable
from normalizer.readers.words import meanings, words

_DAY = r"(?P<day>3[01]|[0-2]?\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d|'\d\d|(?<=-)\d\d)(?!\d)"
_NO_LETTER = f"(?![{LETTER}])"
_NEVER = re.compile("(?!)")

ISO = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?!\d)")
"""2026-06-09, 2026/6/9."""
NUMERIC = re.compile(r"(?P<first>[0-3]?\d)(?P<mark>[./-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?!\d)(?![./-]\d)")
"""09.06.2026, 6/9/26."""
STAMP_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
STAMP = re.compile(
    rf"(?P<month>{'|'.join(STAMP_MONTHS)}) {{1,2}}(?P<day>\d{{1,2}}) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d (?:(?:utc|gmt) )?(?P<year>(?:19|20)\d\d)$"
)
"""Jun  9 17:00:00 UTC 2026: how programs print a moment, in English whatever the language of the page."""

Form = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DateForms:
    """The forms of dates in a language."""

    months: Mapping[str, int]
    """Folded name of a month → its number."""
    counts: Mapping[str, int]
    """Folded word for a small count ("three days ago") → the count."""
    units: Mapping[str, str]
    """Folded unit of time → `second`, `minute`, `hour`, `day`, `week`, `month` or `year`."""
    yesterday: frozenset[str]
    day_month: Form
    """9 June 2026, 9th of June, 09-Jun-2026."""
    month_day: Form
    """Jun 9, 2026; June 9th."""
    month_year: Form
    """June 2026: no day."""
    marked: Form
    """2026年6月9日, with a mark behind each part; the year may be left out."""
    ago: Form
    """3 days ago, a week ago, 30+ days ago."""
    now: Form
    """Days with a name of their own."""
    clock: Form
    """A time of day behind a date, with its zone."""
    weekdays: PhraseTable[None]
    """Names of weekdays as they stand in front of a date."""
    gate: Form
    """Found in every line that holds a date."""
    head: Form
    """The first character of a date, where no word, number or path goes on."""
    has_small_months: bool
    """Whether names of months are written in small letters in the middle of a sentence."""

    @property
    def relative(self) -> tuple[Form, ...]:
        """Forms of a day seen from the day of the fetch."""
        return (self.ago, self.now)

    @property
    def by_digit(self) -> tuple[Form, ...]:
        """Forms that may start with a digit, in the order in which they are tried."""
        return (ISO, self.marked, self.day_month, NUMERIC, self.ago)

    @property
    def by_letter(self) -> tuple[Form, ...]:
        """Forms that may start with a letter."""
        return (self.month_day, self.month_year, self.ago, self.now)


@cache
def date_forms(language: str = ENGLISH) -> DateForms:
    """The forms of a language, from `[date.…]` of its words."""
    months = {name: int(number) for name, number in meanings("date.month", language).items()}
    counts = {word: int(number) for word, number in meanings("date.count", language).items()}
    units, now, spelling = meanings("date.unit", language), meanings("date.now", language), words("date.spelling", language)
    month = rf"(?P<month>{_any(months)}){_NO_LETTER}\.?"
    day = rf"{_DAY}{_optional(spelling['ordinals'])}(?!\d)"
    between = _optional(f" {word}" for word in spelling["between"])
    year = rf"(?:(?:{between},? ?|-){_YEAR})?"
    first = rf"{month} {day}(?![:%])(?:,? {_YEAR})?" if spelling["month_first"] else ""
    return DateForms(
        months=months,
        counts=counts,
        units=units,
        yesterday=frozenset(words("date.now", language)["yesterday"]),
        day_month=re.compile(rf"{day}{between}[ -]?{month}{year}") if months else _NEVER,
        month_day=re.compile(first) if first else _NEVER,
        month_year=re.compile(rf"{month}{between},? {_YEAR}") if months else _NEVER,
        marked=_marked(language),
        ago=_ago(counts, units, language),
        now=re.compile(rf"(?P<word>{_any(now)}){_NO_LETTER}"),
        clock=_clock(language),
        weekdays=_weekdays(language),
        gate=re.compile(
            rf"\d|{_any((*now, *words('date.ago', language)['behind'], *(f'{word} ' for word in words('date.ago', language)['before'])))}"
        ),
        head=_head((*months, *counts, *now, *words("date.ago", language)["before"])),
        has_small_months="months" in spelling["small"],
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _optional(phrases: Iterable[str]) -> str:
    found = _any(phrases)
    return f"(?:{found})?" if found else ""


def _head(phrases: Iterable[str]) -> Form:
    letters = "".join(sorted({re.escape(phrase[0]) for phrase in phrases if not phrase[0].isdigit()}))
    return re.compile(rf"[\d{letters}](?<![{LETTER}0-9_./-].)")


def _marked(language: str) -> Form:
    marks = {part: _any(words("date.marks", language)[part]) for part in ("year", "month", "day")}
    if not all(marks.values()):
        return _NEVER
    year = rf"(?:(?P<year>(?:19|20)\d\d) ?(?:{marks['year']}) ?)?"
    return re.compile(rf"{year}(?P<month>[01]?\d) ?(?:{marks['month']}) ?(?P<day>[0-3]?\d) ?(?:{marks['day']})")


def _ago(counts: Iterable[str], units: Iterable[str], language: str) -> Form:
    before, behind = (words("date.ago", language)[side] for side in ("before", "behind"))
    count = rf"(?P<count>\d{{1,3}}|{_any(counts)})(?P<open>\+)? ?(?P<unit>{_any(units)})"
    left = rf"(?:{_any(before)}) (?:(?:{_any(words('date.ago', language)['more'])}) )?" if before else ""
    right = rf" ?(?:{_any(behind)}){_NO_LETTER}" if behind else _NO_LETTER
    return re.compile(left + count + right) if before or behind else _NEVER


def _clock(language: str) -> Form:
    at, behind = _any(words("date.clock", language)["at"]), _any(words("date.clock", language)["hour"])
    spelled = rf"|(?:[:.h][0-5]\d)? ?(?:{behind}){_NO_LETTER}" if behind else ""
    return re.compile(
        rf"(?:t|,? (?:(?:{at}) )?)[0-2]?\d(?::[0-5]\d(?::[0-5]\d(?:\.\d{{1,9}})?)?(?: ?[ap]\.?m\.?(?![a-z]))?(?: (?:{behind or '(?!)'}){_NO_LETTER})?"
        rf"| ?[ap]\.?m\.?(?![a-z]){spelled})(?: ?(?:z|utc|gmt|bst|ce?s?t|[ecmp][sd]?t|mez|mesz)(?![a-z]))?(?: ?[+-]\d\d:?\d\d(?!\d))?"
    )


def _weekdays(language: str) -> PhraseTable[None]:
    names = words("date.weekday", language)
    articles = [f"{comma} {article}" for article in words("date.spelling", language)["articles"] for comma in ("", ",")]
    marks = ("", ",", ".", ".,", *articles)
    return PhraseTable(dict.fromkeys(f"{name}{mark}" for own in names.values() for name in own for mark in marks))
