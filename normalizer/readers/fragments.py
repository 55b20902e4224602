"""Fragments of regular expressions that packs embed as `{name}`. All match folded text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from normalizer.packs import ENGLISH
from normalizer.readers.number_words import number_words
from normalizer.readers.words import words

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FIGURES = r"\d{1,3}(?:[,. ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?"


@cache
def fragments(language: str = ENGLISH) -> dict[str, str]:
    """Name → fragment: `number`, in digits (groups, decimals) or in words, with the digits in brackets behind ("two (2)"), and `to`, what
    stands between the ends of a range.
    """
    joins: tuple[str, ...] = ("to", "until", "through", "or", "and")
    spelled = rf"(?:{_tree(_TENS)}(?:[- ]{_tree(_ONES)})?\b|{_tree(_ONES)}\b)"
    if language != ENGLISH:
        spelled, joins = number_words(language), words("range", language)["joins"]
    return {"number": rf"(?:{_FIGURES}|{spelled})(?: ?\(\d+(?:\.\d+)?\))?", "to": rf" ?(?:{'|'.join(('-', '~', *joins))}) ?"}


def _tree(words: Sequence[str]) -> str:
    """An expression for any of the words that looks at each letter once; of two of which one begins the other the longer is tried first."""
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[:1], []).append(word[1:])
    ends = tails.pop("", None)
    branches = [letter + (_tree(rest) if any(rest) else "") for letter, rest in tails.items()]
    tree = branches[0] if len(branches) == 1 and not ends else f"(?:{'|'.join(branches)})"
    return f"{tree}?" if ends else tree
