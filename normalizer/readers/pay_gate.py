"""A quick look at a line: whether it can hold money at all. It lets more through than the grammar finds, and never less."""

from __future__ import annotations

import re
from functools import cache

from normalizer.packs import ENGLISH
from normalizer.readers.amount import behind_phrases, may_be_spelled
from normalizer.readers.currency import signs_before
from normalizer.readers.period import label_phrases, per_phrases
from normalizer.readers.phrases import alternation

_DIGIT = re.compile(r"\d")


def may_hold_money(folded: str, start: int, end: int, language: str = ENGLISH) -> bool:
    """Whether the line `folded[start:end]` holds a number near a sign of currency, a suffix, a period or a label of pay."""
    if not _DIGIT.search(folded, start, end):
        return may_be_spelled(folded, start, end, language)
    return (
        _sign_or_unit(language).search(folded, start, end) is not None
        or _label(language).search(folded, start, end) is not None
        or _sign_before().search(folded, start, end) is not None
        or may_be_spelled(folded, start, end, language)
    )


@cache
def _symbols() -> str:
    return "".join(sorted(sign for sign in signs_before().phrases if len(sign) == 1 and not sign.isalnum()))


@cache
def _sign_or_unit(language: str) -> re.Pattern[str]:
    """A symbol anywhere, or whatever of money stands behind a number; both start with a character that few words hold."""
    phrases = {*behind_phrases(language), *per_phrases(language)} - {"+", "/"}
    return re.compile(rf"[{re.escape(_symbols())}]|\d\+?\)? ?(?:{alternation(phrases)}|/(?!\d))")


@cache
def _sign_before() -> re.Pattern[str]:
    symbols = set(_symbols())
    words = [sign for sign in signs_before().phrases if not symbols & set(sign)]
    return re.compile(alternation(words, edge=r"(?= ?\.?\d)"))


@cache
def _label(language: str) -> re.Pattern[str]:
    return re.compile(alternation(label_phrases(language)))
