"""Bounds of the weekly hours that no number of hours satisfies: "10 hours per week" against "at least 25"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft

CODE = "hours.bounds_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of required bounds without a common number of hours."""
    for a, b in statements.disjoint(statements.required("hours_per_week"), _hours, Interval.meets):
        yield Finding(CODE, statements.severity(a, b), (a, b), "no number of hours a week satisfies both")


def _hours(claim: Draft) -> Interval:
    interval = Interval.of(claim.value)
    # A figure is as exact as its rounding; a bound is a bound.
    return interval.widened(tolerance("hours_rounding")) if interval.is_point else interval
