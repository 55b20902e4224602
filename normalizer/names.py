"""Names of places and languages: one automaton, run on the lines whose rules ask for them."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.readers.language_name import language_case_ok, language_names
from normalizer.readers.place import case_ok, place_names


class Mention(NamedTuple):
    """A name in the text."""

    start: int
    end: int
    kind: str
    """`place` or `language`."""
    what: Any
    """A `readers.place.Place`, or the BCP 47 code of a language."""


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[tuple[str, Any], ...], ...]]:
    """(automaton, what each of its names may mean: a language, a place or both)."""
    names: dict[str, list[tuple[str, Any]]] = {}
    for name, code in language_names().items():
        names.setdefault(name, []).append(("language", code))
    for name, place in place_names().items():
        names.setdefault(name, []).append(("place", place))
    return AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest), tuple(tuple(meanings) for meanings in names.values())


def find_names(text: str, folded: str, begin: int, stop: int) -> list[Mention]:
    """Every name of a place or a language in `text[begin:stop]`, whole words in the right case only, in reading order."""
    automaton, meanings = _automaton()
    mentions: list[Mention] = []
    for index, at, behind in automaton.find_matches_as_indexes(folded[begin:stop]):
        start, end = begin + at, begin + behind
        # Most matches lie inside ordinary words; a name, be it of a place or of a language, begins with a capital.
        if text[start].isupper() and not ((start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum())):
            written = text[start:end]
            mentions += [Mention(start, end, kind, what) for kind, what in meanings[index] if _fits(written, kind, what)]
    return mentions


def language_offsets(folded: str) -> list[int]:
    """Offsets at which a name of a language may stand: of every such name at least one, and of other words some."""
    return [behind - 1 for _, _, behind in _language_automaton().find_matches_as_indexes(folded)]


@cache
def _language_automaton() -> AhoCorasick:
    """Finds out cheaply which few lines name a language, so that the automaton of all places need not see the others."""
    return AhoCorasick(list(language_names()), implementation=Implementation.DFA)


def _fits(written: str, kind: str, what: Any) -> bool:
    return case_ok(written, what) if kind == "place" else language_case_ok(written)
