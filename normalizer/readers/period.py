"""What an amount is paid for: periods of time and pieces of work."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from normalizer.packs import ENGLISH
from normalizer.readers.number import DIGITS, read_digits
from normalizer.readers.phrases import LETTER, PhraseTable, alternation, backwards
from normalizer.readers.words import meanings, words
from schemas.values import Number, Period

_TIMES = frozenset(("HOUR", "DAY", "WEEK", "MONTH", "YEAR"))
_QUALIFIER = re.compile(rf"(?:{DIGITS}|[{LETTER}]{{2,14}})(?:-[{LETTER}]{{2,12}})? ")
_MOST_QUALIFIERS = 4
_COUNT = re.compile(rf"(?:(?P<digits>{DIGITS})(?P<kilo>k)?|(?P<word>hundred|thousand)) ")
_ARTICLE = "article"
"""Key of the introducing words that are articles: they may introduce any noun."""
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


def per_behind(folded: str, at: int, end: int, language: str = ENGLISH) -> tuple[Per, int] | None:
    """(what it is for, end) of the words that start at `at`, right behind an amount and one space at most."""
    return _adverb(folded, at, end, language) or _introduced_unit(folded, at, end, language) or _bare_unit(folded, at, end, language)


def label_before(folded: str, at: int, floor: int, language: str = ENGLISH) -> tuple[Per, int, int] | None:
    """(what it is for, start, end) of a label in front of an amount, with nothing but words of pay in between ("hourly rate: $20")."""
    found = _period_label(language).match(folded[max(floor, at - _LABEL_REACH) : at][::-1])
    if found is None:
        return None
    label = found["label"][::-1]
    return _per(meanings("period.label", language)[label], label), at - found.end("label"), at - found.start("label")


def is_pay_label_before(folded: str, at: int, floor: int, language: str) -> bool:
    """Whether a label of pay stands in front of a number, with nothing but words of pay in between ("Salary: 45,000")."""
    return _pay_label(language).match(folded[max(floor, at - _LABEL_REACH) : at][::-1]) is not None


def is_label_before(folded: str, at: int, floor: int, language: str) -> bool:
    """Whether a label of pay or of a period stands in front of a number; a bound in front of the number does not hide it."""
    return _any_label(language).match(folded[max(floor, at - _LABEL_REACH) : at][::-1]) is not None


@cache
def label_phrases(language: str) -> tuple[str, ...]:
    """Every label of pay or of a period that stands in front of an amount."""
    return (*words("pay", language)["labels"], *meanings("period.label", language))


@cache
def per_phrases(language: str) -> tuple[str, ...]:
    """Every phrase that words of a period start with, behind an amount."""
    bare = (unit for unit, meaning in meanings("period.unit", language).items() if meaning in _TIMES and _may_be_bare(unit))
    return (*meanings("period.introduced_by", language), *meanings("period.adverb", language), *bare)


def _may_be_bare(unit: str) -> bool:
    return (len(unit) > 1 or not unit.isascii()) and unit[-1] != "s"


def _adverb(folded: str, at: int, end: int, language: str) -> tuple[Per, int] | None:
    found = _adverbs(language).behind(folded, at, end)
    return (_per(found[0], folded[at : found[1]], is_bare=found[1] - at <= _ABBREVIATION), found[1]) if found else None


def _introduced_unit(folded: str, at: int, end: int, language: str) -> tuple[Per, int] | None:
    intro = _intros(language).behind(folded, at, end)
    if intro is None:
        return None
    edge = intro[1] + 1 if folded.startswith(" ", intro[1], end) else intro[1]
    return _counted_unit(folded, edge, end, intro[0], language)


def _counted_unit(folded: str, at: int, end: int, intro: str, language: str) -> tuple[Per, int] | None:
    """The unit behind "per" or "/", perhaps counted ("1,000 words") or qualified ("completed task", "50-min lesson")."""
    unit = _unit(folded, at, end, intro, language)
    if unit:
        return unit
    count = _COUNT.match(folded, at, end)
    if count and (unit := _unit(folded, count.end(), end, intro, language)):
        return Per(unit[0].period, unit[0].unit, _count(count), unit[0].is_biweekly), unit[1]
    return None if _is_article(intro, language) else _qualified_unit(folded, at, end, intro, language)


def _qualified_unit(folded: str, at: int, end: int, intro: str, language: str) -> tuple[Per, int] | None:
    for _ in range(_MOST_QUALIFIERS):
        qualifier = _QUALIFIER.match(folded, at, end)
        if qualifier is None:
            return None
        at = qualifier.end()
        if unit := _unit(folded, at, end, intro, language):
            return unit
    return None


def _count(count: re.Match[str]) -> Number:
    if count["word"]:
        return 100 if count["word"] == "hundred" else 1000
    return (read_digits(count["digits"]) or 1) * (1000 if count["kilo"] else 1)


def _unit(folded: str, at: int, end: int, intro: str, language: str) -> tuple[Per, int] | None:
    found = _units(language).behind(folded, at, end)
    if found and (found[1] - at > 1 or "/" in intro or not folded[at].isascii()):
        return _per(found[0], folded[at : found[1]]), found[1]
    # Text taken from a page may have lost the space behind the unit: "/hourpay".
    glued = None if _is_article(intro, language) else _glued_unit(language).match(folded, at, end)
    return (_per(meanings("period.glued", language)[glued[0]], glued[0]), glued.end()) if glued else None


def _is_article(intro: str, language: str) -> bool:
    return meanings("period.introduced_by", language).get(intro) == _ARTICLE


def _bare_unit(folded: str, at: int, end: int, language: str) -> tuple[Per, int] | None:
    """A noun alone, where nothing but punctuation or a word of pay follows it ("$40 day")."""
    found = _units(language).behind(folded, at, end)
    if found is None or found[0] not in _TIMES or not _may_be_bare(folded[at : found[1]]):
        return None
    return (_per(found[0], folded[at : found[1]], is_bare=True), found[1]) if _bare_end(language).match(folded, found[1], end) else None


@lru_cache(maxsize=1024)
def _per(meaning: str, unit: str, *, is_bare: bool = False) -> Per:
    unit = unit.strip(" /")
    if meaning in ("OTHER", "BIWEEKLY"):
        return Per(None, unit, is_biweekly=meaning == "BIWEEKLY", is_bare=is_bare)
    return Per(Period(meaning), unit, is_bare=is_bare)


@cache
def _adverbs(language: str) -> PhraseTable[str]:
    return PhraseTable(meanings("period.adverb", language))


@cache
def _intros(language: str) -> PhraseTable[str]:
    return PhraseTable({phrase: phrase for phrase in meanings("period.introduced_by", language)})


@cache
def _units(language: str) -> PhraseTable[str]:
    return PhraseTable(meanings("period.unit", language))


@cache
def _glued_unit(language: str) -> re.Pattern[str]:
    return re.compile("|".join(meanings("period.glued", language)) or "(?!)")


@cache
def _bare_end(language: str) -> re.Pattern[str]:
    intros = alternation(intro for intro in meanings("period.introduced_by", language) if intro.isalpha())
    followers = alternation(words("pay", language)["followers"])
    return re.compile(rf"(?! ?{intros}) ?(?:$|[^{LETTER}0-9 /]|{followers})")


@cache
def _period_label(language: str) -> re.Pattern[str]:
    return _label_pattern(meanings("period.label", language), language)


@cache
def _any_label(language: str) -> re.Pattern[str]:
    return _label_pattern(label_phrases(language), language)


@cache
def _pay_label(language: str) -> re.Pattern[str]:
    return _label_pattern(words("pay", language)["labels"], language)


def _label_pattern(labels: Iterable[str], language: str) -> re.Pattern[str]:
    """A label and the words of pay that may stand between it and its amount, spelled backwards."""
    fillers = alternation(backwards(words("period.filler", language)["words"]))
    return re.compile(rf"(?:[ :()*\"'~,/·-]|{fillers}){{0,24}}?(?P<label>{alternation(backwards(labels))})")
