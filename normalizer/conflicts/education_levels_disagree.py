"""Different education asked of the same person: "no degree needed" against "Bachelor's required"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import distinct
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EducationLevel

CODE = "education.levels_disagree"
NEEDS = ("education",)
_RANK = {level: rank for rank, level in enumerate(EducationLevel, 1)}
_NONE_NEEDED = 0


def find(statements: Statements) -> Iterator[Finding]:
    """The first two required levels of which one is a fact of the header or the data, or says that none is needed. Several of prose are
    ways to qualify.
    """
    claims = [*statements.required("education"), *(claim for claim in statements.on("education") if _rank(claim) == _NONE_NEEDED)]
    for a, b in combinations(distinct(claims, lambda c: (_rank(c), c.value.get("denies"), statements.is_fact(c), c.condition)), 2):
        if _rank(a) != _rank(b) and _decisive(statements, a, b) and statements.apart(a, b):
            yield Finding(CODE, Severity.ERROR, (a, b), "the least that is enough cannot be both")
            return


def _rank(claim: Draft) -> int:
    return _RANK[EducationLevel(claim.value["level"])] if claim.value.get("level") else _NONE_NEEDED


def _decisive(statements: Statements, a: Draft, b: Draft) -> bool:
    none, level = sorted((a, b), key=_rank)
    if _rank(none) == _NONE_NEEDED:
        return "denies" not in none.value or _rank(level) >= _RANK[EducationLevel(none.value["denies"])]
    return statements.is_fact(a) != statements.is_fact(b)
