"""Lengths of one engagement that cannot be one: "3 months" against "12-month contract", or against its first and last day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "duration.disagree"
NEEDS = ("duration",)


def find(statements: Statements) -> Iterator[Finding]:
    """The first two lengths that have none in common, else a length that its first and last day do not leave. Where an extension is
    offered, the longer one may be the extended one.
    """
    claims = lengths(statements)
    extendable = any(claim.value.get("extendable") for claim in statements.on("duration"))
    for a, b in statements.disjoint(claims, _months, Interval.meets):
        severity = Severity.WARNING if extendable else statements.severity(a, b)
        yield Finding(CODE, severity, (a, b), "the engagement cannot have both lengths")
        return
    yield from _between_days(statements, claims)


def lengths(statements: Statements) -> list[Draft]:
    """Claims on the length of the engagement that name one."""
    return [claim for claim in statements.on("duration") if claim.value.get("min_months") or claim.value.get("max_months")]


def _months(claim: Draft) -> Interval:
    return Interval.of(claim.value, "min_months", "max_months").widened(tolerance("duration_rounding"))


def _between_days(statements: Statements, claims: Sequence[Draft]) -> Iterator[Finding]:
    """The first length against days of beginning and end that it does not fit between."""
    for length, first, last in product(claims, statements.on("dates.starts"), statements.on("dates.ends")):
        weeks = ((date.fromisoformat(last.value) - date.fromisoformat(first.value)).days + 1) / tolerance("days_per_week")
        months = weeks / tolerance("weeks_per_month")
        stated = Interval(months, months).widened(tolerance("duration_rounding"))
        if months > 0 and not stated.meets(_months(length)) and statements.at_once(length, first, last):
            why = f"from {first.value} to {last.value} are {months:.1f} months"
            yield Finding(CODE, statements.severity(length), (first, last, length), why)
            return
