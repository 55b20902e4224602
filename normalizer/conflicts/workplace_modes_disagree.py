"""Two modes of work for one role: "100% remote" against "on-site in Berlin"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import disjoint_pairs
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "workplace.modes_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of different modes stated in different lines; several in one line are alternatives or a refinement."""
    claims = [claim for claim in statements.on("workplace") if claim.strength is Strength.REQUIRED]
    offered: dict[int, set[str]] = {}
    for claim in claims:
        offered.setdefault(claim.line if claim.line >= 0 else -id(claim), set()).add(claim.value)

    def modes(claim: Draft) -> frozenset[str]:
        return frozenset(offered[claim.line if claim.line >= 0 else -id(claim)])

    for a, b in disjoint_pairs(claims, modes, lambda left, right: bool(left & right)):
        yield Finding(CODE, Severity.ERROR, (a, b), "the work cannot be done in both ways")
        return
