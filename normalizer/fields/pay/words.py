"""The words around amounts of money: what they say of an amount, and which country only knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from normalizer.lexicon import Lexicon, Phrase, read_pack
from normalizer.page import Page

_FIELD = "pay"
_HOME = "home"


@dataclass(frozen=True, slots=True)
class Word:
    """Words of the pack in a line."""

    start: int
    """Offset in the text."""
    end: int
    phrase: Phrase

    @property
    def kind(self) -> str:
        """What the phrase is for, as the pack's head explains."""
        return str(self.phrase.options["kind"])

    def has(self, flag: str) -> bool:
        """Whether the phrase has an option set."""
        return bool(self.phrase.options.get(flag))


def words_between(folded: str, start: int, end: int) -> list[Word]:
    """The words of `folded[start:end]` that say something of an amount, in reading order."""
    found = _around().hits(folded[start:end], ((0, end - start),)).get(_FIELD, ())
    return [Word(start + hit.start, start + hit.end, hit.phrase) for hit in found]


def home_currencies(page: Page) -> Iterator[str]:
    """ISO 4217 codes of the countries that alone know some words of the page."""
    spans = [(line.start, line.end) for line in page.lines]
    return (hit.phrase.value for hit in _homes().hits(page.folded, spans).get(_FIELD, ()))


@cache
def _around() -> Lexicon:
    return _lexicon(lambda kind: kind != _HOME)


@cache
def _homes() -> Lexicon:
    return _lexicon(lambda kind: kind == _HOME)


def _lexicon(wanted: Callable[[str], bool]) -> Lexicon:
    """The phrases of the wanted kinds, of every language's pack."""
    paths = sorted(Path(__file__).parent.glob("around.*.toml"))
    packs = [read_pack(path, _FIELD, path.suffixes[0].lstrip(".")) for path in paths]
    return Lexicon(tuple(replace(p, expressions=tuple(e for e in p.expressions if wanted(e.phrase.options["kind"]))) for p in packs))
