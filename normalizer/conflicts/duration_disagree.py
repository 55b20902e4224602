"""Two lengths of one engagement: "3 months" against "12-month contract"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, disjoint_pairs
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "duration.disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of lengths that have none in common; where an extension is offered, the longer one may be the extended."""
    claims = [claim for claim in statements.on("duration") if claim.value.get("min_months") or claim.value.get("max_months")]
    extendable = any(claim.value.get("extendable") for claim in statements.on("duration"))
    for a, b in disjoint_pairs(claims, _months, Interval.meets):
        if a.line != b.line:
            yield Finding(CODE, Severity.WARNING if extendable else Severity.ERROR, (a, b), "the engagement cannot have both lengths")
            return


def _months(claim: Draft) -> Interval:
    return Interval.of(claim.value, "min_months", "max_months").widened(tolerance("duration_rounding"))
