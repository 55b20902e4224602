"""Names of places and languages: one automaton a language, run on the lines whose rules ask for them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.packs import ENGLISH
from normalizer.readers.language_name import language_case_ok, language_names
from normalizer.readers.own_names import own_names
from normalizer.readers.phrases import cuts_word
from normalizer.readers.place import case_ok, place_names

_CAPITALIZED = re.compile(r"[A-Z0-9][A-Za-z0-9]*")
_LETTERS = re.compile(r"[^\W_]*")


class Mention(NamedTuple):
    """A name in the text."""

    start: int
    end: int
    kind: str
    """`place` or `language`."""
    what: Any
    """A `readers.place.Place`, or the BCP 47 code of a language."""


class _Names(NamedTuple):
    """The names that are looked for on pages of one language."""

    automaton: AhoCorasick
    meanings: tuple[tuple[tuple[str, Any], ...], ...]
    """What each name may mean: a language, a place or both."""
    endings: re.Pattern[str]
    """What may be glued to the name of a language ("Deutschkenntnisse")."""
    small: bool
    """Whether names of languages are written in small letters."""
    first_words: frozenset[str] | None
    """Folded words that names begin with; null where a name need not begin with a capital, or may be a part of a word."""


@cache
def _names(language: str) -> _Names:
    names: dict[str, list[tuple[str, Any]]] = {}
    for name, code in language_names(language).items():
        names.setdefault(name, []).append(("language", code))
    for name, place in place_names(language).items():
        names.setdefault(name, []).append(("place", place))
    spelling = own_names(language).get("spelling", {})
    endings, small = spelling.get("endings_of_languages", []), spelling.get("small_languages", False)
    return _Names(
        AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest),
        tuple(tuple(meanings) for meanings in names.values()),
        re.compile("|".join(map(re.escape, endings)) or "(?!)"),
        small,
        None if endings or small else frozenset(found[0] for found in map(_LETTERS.match, names) if found),
    )


def find_names(text: str, folded: str, begin: int, stop: int, language: str = ENGLISH) -> list[Mention]:
    """Every name of a place or a language in `text[begin:stop]`, whole words in the right case only, in reading order."""
    names = _names(language)
    line, small = text[begin:stop], names.small
    if _holds_none(line, names):
        return []
    mentions: list[Mention] = []
    for index, at, behind in names.automaton.find_matches_as_indexes(folded[begin:stop]):
        # Most matches lie inside ordinary words; a name, be it of a place or of a language, begins with a capital.
        if not small and line[at].islower():
            continue
        start, end = begin + at, begin + behind
        if not _is_whole(folded, start, end, names):
            continue
        written = text[start:end]
        mentions += [Mention(start, end, kind, what) for kind, what in names.meanings[index] if _fits(written, kind, what, names)]
    return mentions


def _holds_none(line: str, names: _Names) -> bool:
    """Whether no name begins in a line, as its capitalized words show at once; most lines that are asked about have none."""
    first = names.first_words
    return first is not None and line.isascii() and first.isdisjoint(map(str.lower, _CAPITALIZED.findall(line)))


def _is_whole(folded: str, start: int, end: int, names: _Names) -> bool:
    """Whether no word goes on at either side of a name, but for an ending that may be glued to it."""
    if cuts_word(folded, start):
        return False
    return not cuts_word(folded, end) or names.endings.match(folded, end) is not None


def language_offsets(folded: str, language: str = ENGLISH) -> list[int]:
    """Offsets at which a name of a language may stand: of every such name at least one, and of other words some."""
    return [behind - 1 for _, _, behind in _language_automaton(language).find_matches_as_indexes(folded)]


@cache
def _language_automaton(language: str) -> AhoCorasick:
    """Finds out cheaply which few lines name a language, so that the automaton of all places need not see the others."""
    return AhoCorasick(list(language_names(language)), implementation=Implementation.DFA)


def _fits(written: str, kind: str, what: Any, names: _Names) -> bool:
    return case_ok(written, what) if kind == "place" else names.small or language_case_ok(written)
