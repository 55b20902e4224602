"""Bounds of the weekly hours that no number of hours satisfies: "10 hours per week" against "at least 25"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "hours.bounds_disagree"
NEEDS = ("hours_per_week",)


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of required bounds without a common number of hours, else the first minimum whose upper end a bound forbids."""
    bounds = statements.required("hours_per_week")
    apart = list(statements.disjoint(bounds, _hours, Interval.meets))
    for a, b in apart:
        yield Finding(CODE, statements.severity(a, b), (a, b), "no number of hours a week satisfies both")
    if not apart:
        yield from _touching(statements, bounds)


def _hours(claim: Draft) -> Interval:
    interval = Interval.of(claim.value)
    # A figure is as exact as its rounding; a bound is a bound.
    return interval.widened(tolerance("hours_rounding")) if interval.is_point else interval


def _touching(statements: Statements, bounds: Sequence[Draft]) -> Iterator[Finding]:
    """A minimum that is itself a range ("17–20 hours at least") and only in part allowed ("less than 20")."""
    for least, bound in product(bounds, bounds):
        upper = least.value.get("min_to")
        if upper is not None and not Interval(upper, upper).meets(Interval.of(bound.value)) and statements.at_once(least, bound):
            yield Finding(
                CODE, Severity.WARNING, (least, bound), f"{upper:g} hours a week are asked for in the one and not allowed in the other"
            )
            return
