"""Names of places and languages, found in one pass over the text with one automaton."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from normalizer.readers.language_name import language_case_ok, language_names
from normalizer.readers.place import case_ok, place_names


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text."""

    start: int
    end: int
    kind: str
    """`place` or `language`."""
    what: Any
    """A `readers.place.Place`, or the BCP 47 code of a language."""


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[str, Any], ...], tuple[tuple[str, Any], ...]]:
    """(automaton, what each name is, what else it is): "Spanish" is a language and never a place, "Georgia" two places."""
    names: dict[str, list[tuple[str, Any]]] = {}
    for name, place in place_names().items():
        names.setdefault(name, []).append(("place", place))
    for name, code in language_names().items():
        names.setdefault(name, []).append(("language", code))
    first = tuple(meanings[0] for meanings in names.values())
    second = tuple(meanings[-1] for meanings in names.values())
    return AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest), first, second


def find_names(text: str, folded: str) -> list[Mention]:
    """Every name of a place or a language in `text`, whole words in the right case only, in reading order."""
    automaton, first, second = _automaton()
    mentions: list[Mention] = []
    for index, start, end in automaton.find_matches_as_indexes(folded):
        if _is_whole_word(folded, start, end):
            meanings = {first[index], second[index]} if first[index] != second[index] else {first[index]}
            mentions += [Mention(start, end, *m) for m in sorted(meanings, key=lambda m: m[0]) if _fits(text[start:end], *m)]
    return mentions


def _is_whole_word(folded: str, start: int, end: int) -> bool:
    return not ((start and folded[start - 1].isalnum()) or (end < len(folded) and folded[end].isalnum()))


def _fits(written: str, kind: str, what: Any) -> bool:
    return case_ok(written, what) if kind == "place" else language_case_ok(written)
