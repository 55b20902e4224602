"""Different education asked of the same person: "no degree needed" against "Bachelor's required"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import distinct, same_condition
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EducationLevel, Strength

CODE = "education.levels_disagree"
_RANK = {level: rank for rank, level in enumerate(EducationLevel, 1)}


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of required levels, of which one is the header's or the embedded data's, or says that none is needed."""
    claims = [claim for claim in statements.on("education") if claim.strength is Strength.REQUIRED or _rank(claim) == 0]
    for a, b in combinations(distinct(claims, lambda c: (_rank(c), _is_fact(c))), 2):
        if _rank(a) != _rank(b) and same_condition(a, b) and a.line != b.line and _decisive(a, b):
            yield Finding(CODE, Severity.ERROR, (a, b), "the least that is enough cannot be both")
            return


def _rank(claim: Draft) -> int:
    """0 where no degree is needed."""
    return _RANK[EducationLevel(claim.value["level"])] if claim.value.get("level") else 0


def _is_fact(claim: Draft) -> bool:
    """Whether a claim is a labelled fact rather than one of several statements of prose."""
    return claim.embedded or claim.section == "META"


def _decisive(a: Draft, b: Draft) -> bool:
    return 0 in (_rank(a), _rank(b)) or _is_fact(a) != _is_fact(b)
