"""Forms of employment that exclude each other: "full-time" against "part-time only"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import disjoint_pairs
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EmploymentType, Strength

CODE = "employment.types_disagree"
# Of each axis one form holds. Contractors may work full- or part-time, so that the axes are not compared with each other.
_HOURS = frozenset({EmploymentType.FULL_TIME, EmploymentType.PART_TIME})


def find(statements: Statements) -> Iterator[Finding]:
    """The first pair of claims that leave no form on the axis of hours."""
    claims = [claim for claim in statements.on("employment_types") if claim.strength is Strength.REQUIRED and _forms(claim)]
    for a, b in disjoint_pairs(claims, _forms, lambda left, right: bool(left & right)):
        if a.line != b.line or a.embedded:
            yield Finding(CODE, Severity.ERROR, (a, b), "the role cannot be both")
            return


def _forms(claim: Draft) -> frozenset[str]:
    return _HOURS & set(claim.value)
