"""Years of experience that no career satisfies: "1–2 years" against "at least four years"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import Interval, disjoint_pairs
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "experience.years_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of required years without a common number. Years of named, different skills are not compared with each other."""
    claims = [claim for claim in statements.on("experience.years") if claim.strength is Strength.REQUIRED and not claim.value.get("none")]
    for a, b in disjoint_pairs(claims, _years, Interval.meets):
        if a.line != b.line and not (_subject(a) and _subject(b)):
            yield Finding(CODE, Severity.ERROR, (a, b), "no number of years satisfies both")


def _years(claim: Draft) -> Interval:
    return Interval.of(claim.value, "min_years", "max_years")


def _subject(claim: Draft) -> str | None:
    """What the years are of; the header's and the data's years are the role's own."""
    return None if claim.embedded or claim.section == "META" else claim.value.get("of")
