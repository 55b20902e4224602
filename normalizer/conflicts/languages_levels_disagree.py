"""Two levels of one language: "basic English" against "C1 English"; or a language that is needed and not needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, distinct
from normalizer.page import Draft
from schemas.values import CefrLevel, Proficiency, Strength

CODE = "languages.levels_disagree"
NEEDS = ("languages",)
_STEPS = {level: rank for rank, level in enumerate(CefrLevel, 1)}
_NATIVE = len(_STEPS) + 1
# The span of CEFR steps that a word stands for.
_WORDS = {
    Proficiency.BASIC: Interval(_STEPS[CefrLevel.A1], _STEPS[CefrLevel.A2]),
    Proficiency.CONVERSATIONAL: Interval(_STEPS[CefrLevel.B1], _STEPS[CefrLevel.B2]),
    Proficiency.PROFESSIONAL: Interval(_STEPS[CefrLevel.B2], _STEPS[CefrLevel.C2]),
    Proficiency.FLUENT: Interval(_STEPS[CefrLevel.C1], _NATIVE),
    Proficiency.NEAR_NATIVE: Interval(_STEPS[CefrLevel.C2], _NATIVE),
    Proficiency.NATIVE: Interval(_STEPS[CefrLevel.C2], _NATIVE),
}


def find(statements: Statements) -> Iterator[Finding]:
    """Per language the first pair of required statements whose levels lie apart, or of which one says that it is not needed."""
    claims = [claim for claim in statements.on("languages") if claim.strength is Strength.REQUIRED or not _is_needed(claim)]
    for code in dict.fromkeys(base(claim) for claim in claims):
        same = distinct((c for c in claims if base(c) == code), lambda c: (level(c), _is_needed(c), c.condition))
        pair = next((pair for pair in combinations(same, 2) if _lie_apart(*pair) and statements.apart(*pair)), None)
        if pair:
            yield Finding(CODE, statements.severity(*pair), pair, "one level of the language cannot be both")


def base(claim: Draft) -> str:
    """The language of a claim, without its region or script."""
    return str(claim.value["code"]).partition("-")[0]


def level(claim: Draft) -> Interval | None:
    """The CEFR steps that a claim asks for, counted from 1; null where it names no level."""
    stated, word = claim.value.get("level"), claim.value.get("proficiency")
    if stated:
        return Interval(_STEPS[CefrLevel(stated)], _STEPS[CefrLevel(stated)])
    return _WORDS[Proficiency(word)] if word else None


def _is_needed(claim: Draft) -> bool:
    return bool(claim.value.get("needed", True))


def _lie_apart(a: Draft, b: Draft) -> bool:
    if _is_needed(a) != _is_needed(b):
        return True
    left, right = level(a), level(b)
    if left is None or right is None:
        return False
    low, high = sorted((left, right), key=lambda steps: (steps.low, steps.high))
    return high.low - low.high > tolerance("language_steps")
