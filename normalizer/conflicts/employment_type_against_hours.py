"""A form of employment against the weekly hours: "full-time" against "10 hours per week"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from normalizer.conflicts.employment_types_disagree import Forms, forms_of_hours
from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from schemas.values import EmploymentType

CODE = "employment.type_against_hours"
NEEDS = ("employment_types", "hours_per_week")


def find(statements: Statements) -> Iterator[Finding]:
    """The first form against the first required hours outside of it; hours that another form on offer has are no contradiction."""
    forms = [claim for claim in statements.required("employment_types") if forms_of_hours(claim)]
    offered = frozenset[str]().union(*(forms_of_hours(claim) for claim in forms))
    for form, hours in product(forms, statements.required("hours_per_week")):
        stated = Interval.of(hours.value)
        if not _goes_with(forms_of_hours(form), stated) and not _goes_with(offered, stated) and statements.at_once(form, hours):
            why = f"such hours are not {form.value[0].replace('_', '-').lower()}"
            yield Finding(CODE, statements.severity(hours), (form, hours), why)
            return


def _goes_with(forms: Forms, hours: Interval) -> bool:
    return len(forms) > 1 or all(_allowed(form).meets(hours) for form in forms)


def _allowed(form: str) -> Interval:
    if form == EmploymentType.FULL_TIME:
        return Interval(low=tolerance("full_time_hours_min"))
    return Interval(high=tolerance("part_time_hours_max"), high_open=True)
