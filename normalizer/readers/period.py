"""What an amount is paid for: periods of time and pieces of work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from normalizer.readers.number import DIGITS, read_digits
from normalizer.readers.phrases import LETTER, PhraseTable, alternation, backwards
from normalizer.readers.words import meanings, words
from schemas.values import Number, Period

_UNITS = r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mo|years?|yrs?|annum|task|word|project)"
PERIOD = rf"(?:(?:(?:per|an?|each|every|/|p/) ?{_UNITS}|hourly|daily|weekly|monthly|yearly|annual(?:ly)?|p\.?[ahdwm]\.?)(?![a-z]))"
"""Fragment: the usual wordings of a period ("per hour", "/hr", "hourly", "p.a."); `read_period` knows more."""

_TIMES = frozenset(("HOUR", "DAY", "WEEK", "MONTH", "YEAR"))
_GLUED_UNIT = re.compile(r"(?P<unit>hour|week|month|year|annum)")
_QUALIFIER = re.compile(rf"(?:{DIGITS}|[{LETTER}]{{2,14}})(?:-[{LETTER}]{{2,12}})? ")
_MOST_QUALIFIERS = 4
_COUNT = re.compile(rf"(?:(?P<digits>{DIGITS})(?P<kilo>k)?|(?P<word>hundred|thousand)) ")
_ARTICLES = frozenset(("a", "an"))
_ABBREVIATION = 4
"""Adverbs up to this length ("pm", "p.a.", "ph") mean other things too, in characters."""
_LABEL_REACH = 48
"""A label further in front of an amount than this is not looked for, in characters."""


@dataclass(frozen=True, slots=True)
class Per:
    """What an amount is for."""

    period: Period | None
    """Null where the unit is none that a listing can have ("mile", "shift") or is a fortnight."""
    unit: str
    """The unit as written, folded ("hour", "audio minute", "bi-weekly"). Never empty: a period must not be guessed beside it."""
    quantity: Number = 1
    """How many units the amount is for: 1,000 in "per 1,000 words"."""
    is_biweekly: bool = False
    """For two weeks."""
    is_bare: bool = False
    """A noun without "per" or "/", or an abbreviation with other uses ("$40 day", "pm")."""


def read_period(slice_: str) -> Per | None:
    """What a folded slice that is nothing else says: "hourly", "per hour", "/hr", "year", "per 1,000 words"."""
    slice_ = slice_.strip()
    found = per_behind(slice_, 0, len(slice_)) or _unit(slice_, 0, len(slice_), "/")
    return found[0] if found and found[1] == len(slice_) else None


def per_behind(folded: str, at: int, end: int) -> tuple[Per, int] | None:
    """(what it is for, end) of the words that start at `at`, right behind an amount and one space at most."""
    return _adverb(folded, at, end) or _introduced_unit(folded, at, end) or _bare_unit(folded, at, end)


def label_before(folded: str, at: int, floor: int) -> tuple[Per, int, int] | None:
    """(what it is for, start, end) of a label in front of an amount, with nothing but words of pay in between ("hourly rate: $20")."""
    found = _period_label().match(folded[max(floor, at - _LABEL_REACH) : at][::-1])
    if found is None:
        return None
    label = found["label"][::-1]
    return _per(meanings("period.label")[label], label), at - found.end("label"), at - found.start("label")


def is_pay_label_before(folded: str, at: int, floor: int) -> bool:
    """Whether a label of pay stands in front of a number, with nothing but words of pay in between ("Salary: 45,000")."""
    return _pay_label().match(folded[max(floor, at - _LABEL_REACH) : at][::-1]) is not None


def is_label_before(folded: str, at: int, floor: int) -> bool:
    """Whether a label of pay or of a period stands in front of a number; a bound in front of the number does not hide it."""
    return _any_label().match(folded[max(floor, at - _LABEL_REACH) : at][::-1]) is not None


@cache
def label_phrases() -> tuple[str, ...]:
    """Every label of pay or of a period that stands in front of an amount."""
    return (*words("pay")["labels"], *meanings("period.label"))


@cache
def per_phrases() -> tuple[str, ...]:
    """Every phrase that words of a period start with, behind an amount."""
    bare = (unit for unit, meaning in _unit_meanings().items() if meaning in _TIMES and len(unit) > 1 and unit[-1] != "s")
    return (*words("period.introduced_by")["per"], *meanings("period.adverb"), *bare)


def _adverb(folded: str, at: int, end: int) -> tuple[Per, int] | None:
    found = _adverbs().behind(folded, at, end)
    return (_per(found[0], folded[at : found[1]], is_bare=found[1] - at <= _ABBREVIATION), found[1]) if found else None


def _introduced_unit(folded: str, at: int, end: int) -> tuple[Per, int] | None:
    intro = _intros().behind(folded, at, end)
    if intro is None:
        return None
    edge = intro[1] + 1 if folded.startswith(" ", intro[1], end) else intro[1]
    return _counted_unit(folded, edge, end, intro[0])


def _counted_unit(folded: str, at: int, end: int, intro: str) -> tuple[Per, int] | None:
    """The unit behind "per" or "/", perhaps counted ("1,000 words") or qualified ("completed task", "50-min lesson")."""
    unit = _unit(folded, at, end, intro)
    if unit:
        return unit
    count = _COUNT.match(folded, at, end)
    if count and (unit := _unit(folded, count.end(), end, intro)):
        return Per(unit[0].period, unit[0].unit, _count(count), unit[0].is_biweekly), unit[1]
    return _qualified_unit(folded, at, end, intro) if intro not in _ARTICLES else None


def _qualified_unit(folded: str, at: int, end: int, intro: str) -> tuple[Per, int] | None:
    for _ in range(_MOST_QUALIFIERS):
        qualifier = _QUALIFIER.match(folded, at, end)
        if qualifier is None:
            return None
        at = qualifier.end()
        if unit := _unit(folded, at, end, intro):
            return unit
    return None


def _count(count: re.Match[str]) -> Number:
    if count["word"]:
        return 100 if count["word"] == "hundred" else 1000
    return (read_digits(count["digits"]) or 1) * (1000 if count["kilo"] else 1)


def _unit(folded: str, at: int, end: int, intro: str) -> tuple[Per, int] | None:
    found = _units().behind(folded, at, end)
    if found and (found[1] - at > 1 or "/" in intro):
        return _per(found[0], folded[at : found[1]]), found[1]
    # Text taken from a page may have lost the space behind the unit: "/hourpay".
    glued = _GLUED_UNIT.match(folded, at, end) if intro not in _ARTICLES else None
    return (_per(_unit_meanings()[glued["unit"]], glued["unit"]), glued.end()) if glued else None


def _bare_unit(folded: str, at: int, end: int) -> tuple[Per, int] | None:
    """A noun alone, where nothing but punctuation or a word of pay follows it ("$40 day")."""
    found = _units().behind(folded, at, end)
    if found is None or found[0] not in _TIMES or found[1] - at < 2 or folded[found[1] - 1] == "s":
        return None
    return (_per(found[0], folded[at : found[1]], is_bare=True), found[1]) if _bare_end().match(folded, found[1], end) else None


@lru_cache(maxsize=1024)
def _per(meaning: str, unit: str, *, is_bare: bool = False) -> Per:
    unit = unit.strip(" /")
    if meaning in ("OTHER", "BIWEEKLY"):
        return Per(None, unit, is_biweekly=meaning == "BIWEEKLY", is_bare=is_bare)
    return Per(Period(meaning), unit, is_bare=is_bare)


@cache
def _adverbs() -> PhraseTable[str]:
    return PhraseTable(meanings("period.adverb"))


@cache
def _intros() -> PhraseTable[str]:
    return PhraseTable({phrase: phrase for phrase in words("period.introduced_by")["per"]})


@cache
def _unit_meanings() -> Mapping[str, str]:
    return meanings("period.unit")


@cache
def _units() -> PhraseTable[str]:
    return PhraseTable(_unit_meanings())


@cache
def _bare_end() -> re.Pattern[str]:
    followers = alternation(words("pay")["followers"])
    return re.compile(rf"(?! ?(?:per|an?|each)(?![{LETTER}])) ?(?:$|[^{LETTER}0-9 /]|{followers})")


@cache
def _period_label() -> re.Pattern[str]:
    return _label_pattern(meanings("period.label"))


@cache
def _any_label() -> re.Pattern[str]:
    return _label_pattern(label_phrases())


@cache
def _pay_label() -> re.Pattern[str]:
    return _label_pattern(words("pay")["labels"])


def _label_pattern(labels: Iterable[str]) -> re.Pattern[str]:
    """A label and the words of pay that may stand between it and its amount, spelled backwards."""
    fillers = alternation(backwards(words("period.filler")["words"]))
    return re.compile(rf"(?:[ :()*\"'~,/·-]|{fillers}){{0,24}}?(?P<label>{alternation(backwards(labels))})")
