"""Bounds of the weekly hours that no number of hours satisfies: "10 hours per week" against "at least 25"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, disjoint_pairs
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "hours.bounds_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of required bounds without a common number of hours."""
    claims = [claim for claim in statements.on("hours_per_week") if claim.strength is Strength.REQUIRED]
    for a, b in disjoint_pairs(claims, _hours, Interval.meets):
        severity = Severity.WARNING if statements.softened(a) and statements.softened(b) else Severity.ERROR
        yield Finding(CODE, severity, (a, b), "no number of hours a week satisfies both")


def _hours(claim: Draft) -> Interval:
    interval = Interval.of(claim.value)
    # A figure is as exact as its rounding; a bound is a bound.
    return interval.widened(tolerance("hours_rounding")) if interval.low == interval.high else interval
