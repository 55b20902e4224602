"""A form of employment against the weekly hours: "full-time" against "10 hours per week"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, same_condition
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EmploymentType, Strength

CODE = "employment.type_against_hours"


def find(statements: Statements) -> Iterator[Finding]:
    """The first form against the first required hours outside of it."""
    hours = [claim for claim in statements.on("hours_per_week") if claim.strength is Strength.REQUIRED]
    for form in statements.on("employment_types"):
        allowed = _allowed(form)
        for claim in hours:
            if allowed and same_condition(form, claim) and not allowed.meets(Interval.of(claim.value)):
                yield Finding(CODE, Severity.ERROR, (form, claim), f"such hours are not {form.value[0].replace('_', '-').lower()}")
                return


def _allowed(form: Draft) -> Interval | None:
    """Weekly hours that go with a form; null where it says nothing of hours, or offers both."""
    kinds = {EmploymentType.FULL_TIME, EmploymentType.PART_TIME} & set(form.value)
    if kinds == {EmploymentType.FULL_TIME}:
        return Interval(low=tolerance("full_time_hours_min"))
    if kinds == {EmploymentType.PART_TIME}:
        return Interval(high=tolerance("part_time_hours_max"), high_open=True)
    return None
