"""The words around amounts of money: what they say of an amount, and which country only knows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from normalizer.lexicon import Lexicon, Pack, Phrase, read_pack
from normalizer.page import Page

_FIELD = "pay"
_HOME = "home"
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

    def has(self, flag: str) -> bool:
        """Whether the phrase has an option set."""
        return bool(self.phrase.options.get(flag))


def words_between(folded: str, start: int, end: int) -> list[Word]:
    """The words of `folded[start:end]` that say something of an amount, in reading order."""
    found = _around().hits(folded[start:end], ((0, end - start),)).get(_FIELD, ())
    return [Word(start + hit.match.start(), start + hit.match.end(), hit.phrase.options["kind"], hit.phrase) for hit in found]


def joins(folded: str, start: int, end: int, use: str = "") -> bool:
    """Whether `folded[start:end]` is empty or holds nothing but words that join an amount to what it is: to a part of the offer, to what
    it is for (`use` "purposes"), to what is offered beside it ("besides").
    """
    return start >= end or any(pattern.fullmatch(folded, start, end) for pattern in _joining(use))


def is_plain(words: str) -> bool:
    """Whether folded words speak of pay and name nothing besides ("annual base salary range")."""
    for pattern in _plain():
        words = pattern.sub("", words)
    return not any(character.isalnum() for character in words)


def home_currencies(page: Page) -> Iterator[str]:
    """ISO 4217 codes of the countries that alone know some words of the page."""
    spans = [(line.start, line.end) for line in page.lines]
    return (hit.phrase.value for hit in _homes().hits(page.folded, spans).get(_FIELD, ()))


@cache
def _around() -> Lexicon:
    return _lexicon(lambda kind: kind not in (_HOME, *_ON_DEMAND))


@cache
def _homes() -> Lexicon:
    return _lexicon(lambda kind: kind == _HOME)


@cache
def _joining(use: str) -> tuple[re.Pattern[str], ...]:
    rows = (e for pack in _packs() for e in pack.expressions if e.phrase.options["kind"] == "join")
    return tuple(e.pattern for e in rows if (use in e.phrase.options if use else not _USES & e.phrase.options.keys()))


@cache
def _plain() -> tuple[re.Pattern[str], ...]:
    """Words of pay themselves and those that only qualify them."""
    names = (e for pack in _packs() for e in pack.expressions if e.phrase.options["kind"] in ("word", "plain"))
    return tuple(e.pattern for e in names)


def _lexicon(wanted: Callable[[str], bool]) -> Lexicon:
    """The phrases of the wanted kinds, of every language's pack."""
    return Lexicon(tuple(replace(p, expressions=tuple(e for e in p.expressions if wanted(e.phrase.options["kind"]))) for p in _packs()))


@cache
def _packs() -> tuple[Pack, ...]:
    paths = sorted(Path(__file__).parent.glob("around.*.toml"))
    return tuple(read_pack(path, _FIELD, path.suffixes[0].lstrip(".")) for path in paths)
