"""Tables of fixed phrases that are looked up at a place in folded text: right behind an offset, or right in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

Meaning = TypeVar("Meaning")

LETTER = r"a-z\xdf-\xf6\xf8-\u024f"
"""Inside of a character class: the letters of Latin script in folded text. Scripts written without spaces are left out, as their
words have no edges."""
UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Inside of a character class: the letters of those scripts."""
_UNSPACED_FROM = "\u2e80"
_WORD = f"[{LETTER}0-9]"
_EDGE = f"(?!{_WORD})"
_END = ""
"""Key of a trie node that ends a phrase."""


def cuts_word(text: str, at: int) -> bool:
    """Whether an offset lies inside a word; words of scripts without spaces have no edges."""
    pair = text[at - 1 : at + 1]
    return len(pair) > 1 and pair.isalnum() and max(pair) < _UNSPACED_FROM


def alternation(phrases: Iterable[str], *, edge: str = _EDGE) -> str:
    """A fragment that matches the longest of `phrases`, written as a trie so that a miss costs one look at its first letter; without any it
    never matches.

    `edge` is what must hold behind a phrase that ends in a letter or digit; by default that no further one follows. What stands in
    front of the phrase is the caller's business.
    """
    trie: dict[str, Any] = {}
    for phrase in phrases:
        node = trie
        for character in phrase:
            node = node.setdefault(character, {})
        node[_END] = {}
    if not trie:
        return "(?!)"
    return f"(?:{_written(trie)}(?:(?<!{_WORD})|{edge}))"


def _written(node: dict[str, Any]) -> str:
    branches = [re.escape(character) + _written(below) for character, below in sorted(node.items()) if character != _END]
    if not branches:
        return ""
    longest_first = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{longest_first})?" if _END in node else longest_first


def backwards(phrases: Iterable[str]) -> list[str]:
    """`phrases` spelled backwards, for patterns that are matched against reversed text: one that ends where a number starts would
    otherwise have to be tried at every start.
    """
    return [phrase[::-1] for phrase in phrases]


class PhraseTable(Generic[Meaning]):
    """What phrases mean, found at an offset in constant time. Phrases are folded and hold single spaces."""

    def __init__(self, meanings: Mapping[str, Meaning]) -> None:
        self._meanings = dict(meanings)
        self._longest = max(map(len, self._meanings), default=0) + 1

    @cached_property
    def _behind(self) -> re.Pattern[str]:
        return re.compile(alternation(self._meanings))

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return re.compile(alternation(backwards(self._meanings)))

    @property
    def phrases(self) -> tuple[str, ...]:
        """Every phrase of the table."""
        return tuple(self._meanings)

    def behind(self, folded: str, at: int, end: int) -> tuple[Meaning, int] | None:
        """(meaning, end) of the longest phrase that starts at `at` and ends by `end`."""
        found = self._behind.match(folded, at, end)
        return (self._meanings[found[0]], found.end()) if found else None

    def before(self, folded: str, at: int, start: int) -> tuple[Meaning, int] | None:
        """(meaning, start) of the longest phrase that ends at `at` and starts at or behind `start`."""
        found = self._before.match(folded[max(start, at - self._longest) : at][::-1])
        return (self._meanings[found[0][::-1]], at - found.end()) if found else None
