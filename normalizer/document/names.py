"""What class names, ids and headings say about an element: data in `chrome.toml`, compiled when first needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import Any

from normalizer.document.flags import BY_NAME, CHROME
from normalizer.fold import fold

_DATA = Path(__file__).with_name("chrome.toml")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
"""A word of a name: capitals begin words, and several of them are one."""
_HEADING_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_LONGEST_NAME = 300
_LONGEST_HEADING = 80
_MOST_WORDS = 6
"""Words in the longest phrase of the data."""


@lru_cache(maxsize=8192)
def meaning(name: str) -> int:
    """What a class attribute or an id says: numbers of `flags`, combined."""
    words = _words(name[:_LONGEST_NAME])
    index, states, whole = _names()
    if index.keys().isdisjoint(words):
        return 0
    result = _phrases_in(words, index) & ~CHROME
    for single in name[:_LONGEST_NAME].split():
        words = _words(single)
        if (words and words[0] not in states and _phrases_in(words, index) & CHROME) or " ".join(words) in whole:
            result |= CHROME
    return result


@lru_cache(maxsize=4096)
def heads_other_jobs(heading: str) -> bool:
    """Whether a heading stands over other jobs than the page's own."""
    if len(heading) > _LONGEST_HEADING:
        return False
    folded = fold(heading)
    phrases, openings = _other_jobs()
    words = _HEADING_WORD.findall(folded)
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        then = phrases.get(" ".join(words[:count]))
        if then is not None and (count == len(words) or not then or words[count] in then):
            return True
    return folded.lstrip("".join(c for c in folded if not c.isalpha())).startswith(openings)


def _phrases_in(words: list[str], index: dict[str, list[tuple[list[str], int]]]) -> int:
    result = 0
    for at, word in enumerate(words, 1):
        for rest, flag in index.get(word, ()):
            if words[at : at + len(rest)] == rest:
                result |= flag
    return result


def _words(name: str) -> list[str]:
    words = _WORD.findall(name)
    return words if name.islower() else [word.lower() for word in words]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _names() -> tuple[dict[str, list[tuple[list[str], int]]], frozenset[str], frozenset[str]]:
    """(first word of a phrase → the words that must follow and what it means, words that make a name a state, whole names)."""
    names = _data()["names"]
    others = [f"{first} {second}" for first, second in product(names["other_first"], names["other_second"])] + names["other"]
    index: dict[str, list[tuple[list[str], int]]] = {}
    for key, flag in BY_NAME.items():
        for phrase in [*names[key], *(others if flag is CHROME else [])]:
            first, *rest = phrase.split()
            index.setdefault(first, []).append((rest, flag))
    for name in names["whole"]:
        index.setdefault(name.split()[0], [])
    return index, frozenset(names["states"]), frozenset(names["whole"])


@cache
def _other_jobs() -> tuple[dict[str, frozenset[str]], tuple[str, ...]]:
    """(phrase → words that may follow it, any where none are named; beginnings of headings in scripts without spaces)."""
    tables = _data()["other_jobs"].values()
    phrases = {" ".join(_HEADING_WORD.findall(phrase)): then for table in tables for phrase, then in _headings(table)}
    return phrases, tuple(phrase for table in tables for phrase in table["phrases"] if not table["then"])


def _headings(table: dict[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    then = frozenset(table["then"])
    for how, what in product(table["how"], table["what"]):
        yield f"{how} {what}", then
        yield f"{what} {how}", then
    for phrase in table["phrases"]:
        yield phrase, frozenset()
