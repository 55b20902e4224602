"""Two levels of one language: "basic English" against "C1 English"; or a language that is needed and not needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import Interval, distinct, same_condition
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import CefrLevel, Proficiency, Strength

CODE = "languages.levels_disagree"
_CEFR = {level: rank for rank, level in enumerate(CefrLevel, 1)}
# The span of CEFR steps that a word stands for; 7 is a native speaker.
_WORDS = {
    Proficiency.BASIC: Interval(1, 2),
    Proficiency.CONVERSATIONAL: Interval(3, 4),
    Proficiency.PROFESSIONAL: Interval(4, 6),
    Proficiency.FLUENT: Interval(5, 7),
    Proficiency.NEAR_NATIVE: Interval(6, 7),
    Proficiency.NATIVE: Interval(6, 7),
}


def find(statements: Statements) -> Iterator[Finding]:
    """Per language the first pair of required statements whose levels lie apart, or of which one says that it is not needed."""
    claims = [claim for claim in statements.on("languages") if claim.strength is Strength.REQUIRED or claim.value.get("needed") is False]
    for code in dict.fromkeys(_base(claim) for claim in claims):
        same = distinct((c for c in claims if _base(c) == code), lambda c: (_level(c), c.value.get("needed", True)))
        pair = next((p for p in combinations(same, 2) if same_condition(*p) and p[0].line != p[1].line and _apart(*p)), None)
        if pair:
            yield Finding(CODE, Severity.ERROR, pair, "one level of the language cannot be both")


def _base(claim: Draft) -> str:
    return str(claim.value["code"]).partition("-")[0]


def _level(claim: Draft) -> Interval | None:
    level, word = claim.value.get("level"), claim.value.get("proficiency")
    if level:
        return Interval(_CEFR[CefrLevel(level)], _CEFR[CefrLevel(level)])
    return _WORDS[Proficiency(word)] if word else None


def _apart(a: Draft, b: Draft) -> bool:
    if a.value.get("needed", True) != b.value.get("needed", True):
        return True
    left, right = _level(a), _level(b)
    if left is None or right is None:
        return False
    low, high = sorted((left, right), key=lambda i: (i.low, i.high))
    return high.low - low.high > 1
