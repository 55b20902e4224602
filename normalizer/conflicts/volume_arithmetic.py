"""Hours in all against weeks and weekly hours: about 120 hours against three months at 15 or more hours a week."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "volume.arithmetic"


def find(statements: Statements) -> Iterator[Finding]:
    """The first total that no length and no weekly hours within the claims give."""
    totals = [claim for claim in statements.on("volume") if claim.value.get("hours")]
    lengths = [claim for claim in statements.on("duration") if claim.value.get("min_months") or claim.value.get("max_months")]
    weekly = [claim for claim in statements.on("hours_per_week") if claim.strength is Strength.REQUIRED]
    for total in totals:
        for length in lengths:
            for hours in weekly:
                why = _impossible(total, length, hours)
                if why:
                    soft = any(statements.softened(claim) for claim in (total, length, hours))
                    yield Finding(CODE, Severity.WARNING if soft else Severity.ERROR, (total, length, hours), why)
                    return


def _impossible(total: Draft, length: Draft, hours: Draft) -> str | None:
    per_month = tolerance("weeks_per_month")
    weeks = Interval.of(length.value, "min_months", "max_months")
    week = Interval.of(hours.value)
    least, most = max(weeks.low, 0) * per_month * max(week.low, 0), weeks.high * per_month * week.high
    stated = Interval(total.value["hours"], total.value["hours"]).widened(tolerance("volume_rounding"))
    if stated.meets(Interval(least, most)):
        return None
    bound, end = (least, "at least") if stated.high < least else (most, "at most")
    weeks_end, hours_end = (weeks.low, week.low) if stated.high < least else (weeks.high, week.high)
    return f"{weeks_end * per_month:.0f} weeks × {hours_end:g} hours is {end} {bound:.0f} hours, not {total.value['hours']:g}"
