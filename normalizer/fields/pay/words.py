"""The words around amounts of money: what they say of an amount, and which country only knows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from normalizer.gates import EDGE, gates
from normalizer.lexicon import Hit, Lexicon, Pack, Phrase, read_packs
from normalizer.packs import ENGLISH
from normalizer.page import Page
from normalizer.readers.number import read_number

_FIELD = "pay"
_HOME = "home"
_PAYMENTS = "payments"
_ON_DEMAND = ("join", "plain")
_USES = frozenset(("purposes", "besides"))


class Word(NamedTuple):
    """Words of the pack in a line."""

    start: int
    """Offset in the text."""
    end: int
    kind: str
    """What the phrase is for, as the pack's head explains."""
    phrase: Phrase
    times: int = 0
    """How often a year is paid, where the words say that."""

    def has(self, flag: str) -> bool:
        """Whether the phrase has an option set."""
        return bool(self.phrase.options.get(flag))


def words_between(folded: str, start: int, end: int, language: str) -> list[Word]:
    """The words of `folded[start:end]` that say something of an amount, in reading order."""
    found = _around(language).hits(folded[start:end], ((0, end - start),)).get(_FIELD, ())
    return [_word(hit, start) for hit in found]


def payments_named(page: Page) -> Iterator[int]:
    """How often a year monthly pay is paid, as the page says anywhere ("14 pagas", "13th month"), in its own language or in English."""
    spans = [(line.start, line.end) for line in page.lines]
    found = (_payments(language).hits(page.folded, spans).get(_FIELD, ()) for language in dict.fromkeys((page.speech, ENGLISH)))
    return (_count(hit) for hits in found for hit in hits)


def joins(folded: str, start: int, end: int, language: str, use: str = "") -> bool:
    """Whether `folded[start:end]` is empty or holds nothing but words that join an amount to what it is: to a part of the offer, to what
    it is for (`use` "purposes"), to what is offered beside it ("besides").
    """
    return start >= end or any(pattern.fullmatch(folded, start, end) for pattern in _joining(use, language))


def is_plain(words: str, language: str) -> bool:
    """Whether folded words speak of pay and name nothing besides ("annual base salary range")."""
    for pattern in _plain(language):
        words = pattern.sub("", words)
    return not any(character.isalnum() for character in words)


def home_currencies(page: Page) -> Iterator[str]:
    """ISO 4217 codes of the countries that alone know some words of the page."""
    named = _home_words(page.speech).find_matches_as_indexes(page.folded) if page.lines else ()
    for index in sorted({page.line_at(behind - 1) for _, _, behind in named}):
        line = page.lines[index]
        words = page.folded[line.start : line.end]
        for hit in _homes(page.speech).hits(words, ((0, len(words)),)).get(_FIELD, ()):
            yield hit.phrase.value


def _word(hit: Hit, offset: int) -> Word:
    kind = hit.phrase.options["kind"]
    return Word(offset + hit.match.start(), offset + hit.match.end(), kind, hit.phrase, _count(hit) if kind == _PAYMENTS else 0)


def _count(hit: Hit) -> int:
    """The payments a year that words name: the phrase's value, else the number in its group."""
    counted = hit.phrase.value or read_number(hit.group("count") or "", hit.phrase.language)
    return int(counted or 0)


@cache
def _around(language: str) -> Lexicon:
    return _lexicon(lambda kind: kind not in (_HOME, *_ON_DEMAND), language)


@cache
def _homes(language: str) -> Lexicon:
    return _lexicon(lambda kind: kind == _HOME, language)


@cache
def _home_words(language: str) -> AhoCorasick:
    """Finds the few lines that may hold a word of a home; most pages have none."""
    gated = (gates(e.pattern.pattern)[0] for pack in _packs(language) for e in pack.expressions if e.phrase.options["kind"] == _HOME)
    words = {literal.strip(EDGE) for literals in gated for literal in literals}
    return AhoCorasick(list(words), implementation=Implementation.DFA)


@cache
def _payments(language: str) -> Lexicon:
    return _lexicon(lambda kind: kind == _PAYMENTS, language)


@cache
def _joining(use: str, language: str) -> tuple[re.Pattern[str], ...]:
    rows = (e for pack in _packs(language) for e in pack.expressions if e.phrase.options["kind"] == "join")
    return tuple(e.pattern for e in rows if (use in e.phrase.options if use else not _USES & e.phrase.options.keys()))


@cache
def _plain(language: str) -> tuple[re.Pattern[str], ...]:
    """Words of pay themselves and those that only qualify them."""
    names = (e for pack in _packs(language) for e in pack.expressions if e.phrase.options["kind"] in ("word", "plain"))
    return tuple(e.pattern for e in names)


def _lexicon(wanted: Callable[[str], bool], language: str) -> Lexicon:
    """The phrases of the wanted kinds."""
    packs = _packs(language)
    return Lexicon(
        tuple(replace(p, expressions=tuple(e for e in p.expressions if wanted(e.phrase.options["kind"]))) for p in packs), language
    )


@cache
def _packs(language: str) -> tuple[Pack, ...]:
    return read_packs(Path(__file__).parent, "around", _FIELD, language)
