"""No experience needed, and yet some required: "no experience needed" against "2 years required"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import same_condition
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "experience.none_but_required"


def find(statements: Statements) -> Iterator[Finding]:
    """The first claim of each kind that hold under one condition."""
    claims = statements.on("experience.years")
    none = [claim for claim in claims if claim.value.get("none")]
    some = [c for c in claims if not c.value.get("none") and c.strength is Strength.REQUIRED and (c.value.get("min_years") or 0) > 0]
    for free in none:
        for asked in some:
            if same_condition(free, asked) and free.line != asked.line:
                yield Finding(CODE, Severity.ERROR, (free, asked), "experience is both needed and not needed")
                return
