"""Hours in all against weeks and weekly hours: about 120 hours against three months at 15 or more hours a week."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from normalizer.conflicts.duration_disagree import lengths
from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft

CODE = "volume.arithmetic"
NEEDS = ("volume", "duration", "hours_per_week")


def find(statements: Statements) -> Iterator[Finding]:
    """The first total that no length and no weekly hours within the claims give."""
    totals = [claim for claim in statements.on("volume") if claim.value.get("hours")]
    for total, length, hours in product(totals, lengths(statements), statements.required("hours_per_week")):
        why = _impossible(total, length, hours)
        if why and statements.at_once(total, length, hours):
            yield Finding(CODE, statements.severity(total, length, hours), (length, hours, total), why)
            return


def _impossible(total: Draft, length: Draft, hours: Draft) -> str | None:
    """The arithmetic where it does not come out, else null."""
    weeks = _from_zero(Interval.of(length.value, "min_months", "max_months")).times(tolerance("weeks_per_month"))
    week = _from_zero(Interval.of(hours.value))
    worked = week.times(weeks.low, weeks.high)
    stated = Interval(total.value["hours"], total.value["hours"]).widened(tolerance("volume_rounding"))
    if stated.meets(worked):
        return None
    too_few = stated.high < worked.low
    factors = (weeks.low, week.low, "at least", worked.low) if too_few else (weeks.high, week.high, "at most", worked.high)
    return "{:.0f} weeks × {:g} hours is {} {:.0f} hours, not {:g}".format(*factors, total.value["hours"])


def _from_zero(interval: Interval) -> Interval:
    return Interval(max(interval.low, 0), interval.high)
