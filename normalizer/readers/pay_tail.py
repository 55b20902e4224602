"""What stands behind an amount of pay: its period, gross or net, pro rata."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from normalizer.readers.period import Per, per_behind, per_phrases
from normalizer.readers.phrases import PhraseTable, alternation
from normalizer.readers.words import words

_MOST_STEPS = 5
_BASES = ("gross", "net", "pro_rata")
_ASIDE = re.compile(r" ?\([^()$€£₹]{0,40}\) ?")


class Tail(NamedTuple):
    """The words behind an amount that belong to it."""

    end: int
    """Offset behind the last of them; the amount's own end where there are none."""
    per: Per | None = None
    """What the amount is for."""
    per_start: int = 0
    """Offset of the words of `per`."""
    per_end: int = 0
    """Offset behind the words of `per`."""
    basis: str | None = None
    """"gross" or "net"."""
    is_pro_rata: bool = False
    """The full-time figure of a part-time role."""


def has_tail(folded: str, at: int, end: int, language: str) -> bool:
    """Whether there may be a tail behind an amount that ends at `at`; a quick look."""
    return _gate(language).match(folded, at, end) is not None


def read_tail(folded: str, at: int, end: int, language: str) -> Tail:
    """The tail behind an amount that ends at `at`. Words that may stand between an amount and its period ("base salary") belong to it
    only where a period follows.
    """
    tail, start = Tail(at), at
    for _ in range(_MOST_STEPS):
        if not has_tail(folded, at, end, language):
            break
        edge = _edge(folded, at, end, language)
        if tail.per is None and (found := per_behind(folded, edge, end, language)):
            at = found[1]
            tail = Tail(at, found[0], edge, at, tail.basis, tail.is_pro_rata)
        elif word := _modifiers(language).behind(folded, edge, end):
            at = word[1]
            tail = _with_modifier(tail, *word)
        elif tail.per is None and (aside := _ASIDE.match(folded, at, end)):
            at = aside.end()
        else:
            break
    is_bracketed = folded.startswith(")", tail.end, end) and "(" in folded[start : tail.end]
    return tail._replace(end=tail.end + 1) if is_bracketed else tail


def _edge(folded: str, at: int, end: int, language: str) -> int:
    """Where the next word starts: behind a space, a bracket, or a comma before a word that can only be of this amount."""
    found = _separator(language).match(folded, at, end)
    return found.end() if found else at


def _with_modifier(tail: Tail, meaning: str, end: int) -> Tail:
    if meaning == "pro_rata":
        return tail._replace(end=end, is_pro_rata=True)
    if meaning in ("gross", "net"):
        return tail._replace(end=end, basis=tail.basis or meaning)
    return tail


@cache
def _separator(language: str) -> re.Pattern[str]:
    pay = words("pay", language)
    sure = (*words("period.introduced_by", language)["per"], *(phrase for key in _BASES for phrase in pay[key]))
    return re.compile(rf"\)?(?:,(?= {alternation(sure)}))? ?\(?")


@cache
def _gate(language: str) -> re.Pattern[str]:
    phrases = (*per_phrases(language), *_modifiers(language).phrases)
    return re.compile(rf"{_separator(language).pattern}(?:{alternation(phrases)}|(?<=\())")


@cache
def _modifiers(language: str) -> PhraseTable[str]:
    pay = words("pay", language)
    return PhraseTable({phrase: key for key in ("modifiers", *_BASES) for phrase in pay[key]})
