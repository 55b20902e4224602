"""Numbers written in words: English by a grammar, other languages by a table."""

from __future__ import annotations

import re
from functools import cache

from normalizer.packs import ENGLISH
from normalizer.readers.phrases import LETTER, alternation
from normalizer.readers.words import meanings
from schemas.values import Number

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: value for value, word in enumerate(_ONES)}
_VALUES |= {word: 20 + 10 * index for index, word in enumerate(_TENS)}
_VALUES |= {"a": 1, "an": 1}
_SCALES = {"thousand": 1000, "million": 1_000_000}

_UNDER_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
_UNDER_1000 = rf"(?:(?:(?:{'|'.join(_ONES[1:20])}|a) hundred(?:(?: and)? {_UNDER_100})?)|{_UNDER_100})"
NUMBER_WORDS = (
    rf"(?:(?<![a-z\d-])(?:(?:{_UNDER_1000}|a) (?:thousand|million)(?:,?(?: and)? {_UNDER_1000})?|a dozen|{_UNDER_1000})"
    r"(?: and a half)?(?![a-z]))"
)
"""Fragment: an English number in words, up to millions ("seven", "twenty-one", "two hundred and fifty", "one and a half")."""

_WHOLE = re.compile(NUMBER_WORDS)
_NEVER = "(?!)"


@cache
def number_words(language: str = ENGLISH) -> str:
    """Fragment: a number in the words of a language; one that never matches where its file names none."""
    if language == ENGLISH:
        return NUMBER_WORDS
    table = meanings("number", language)
    return rf"(?:(?<![{LETTER}0-9]){alternation(table)})" if table else _NEVER


def read_number_words(slice_: str, language: str = ENGLISH) -> Number | None:
    """The number that a folded slice spells out, or null where it is anything else."""
    return _read_english(slice_) if language == ENGLISH else _values(language).get(slice_)


@cache
def _values(language: str) -> dict[str, Number]:
    values = ((word, float(key)) for word, key in meanings("number", language).items())
    return {word: int(value) if value == int(value) else value for word, value in values}


def _read_english(slice_: str) -> Number | None:
    if not _WHOLE.fullmatch(slice_):
        return None
    whole = slice_.removesuffix(" and a half")
    total = current = 0
    for word in whole.replace("-", " ").replace(",", "").split():
        if word == "hundred":
            current *= 100
        elif word in _SCALES:
            total, current = total + current * _SCALES[word], 0
        elif word == "dozen":
            current *= 12
        elif word != "and":
            current += _VALUES[word]
    value = total + current
    return value if whole == slice_ else value + 0.5
