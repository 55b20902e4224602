"""A preference for weekly hours that the listing's own bounds forbid: "less than 20 hours" against "20+ preferred"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import Interval
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "hours.preferred_outside_bounds"
NEEDS = ("hours_per_week",)


def find(statements: Statements) -> Iterator[Finding]:
    """The first preference against the first bound that leaves no room for it; they may stand in one sentence."""
    wishes = [claim for claim in statements.on("hours_per_week") if claim.strength is Strength.PREFERRED]
    for wish in wishes:
        for bound in statements.required("hours_per_week"):
            if not Interval.of(wish.value).meets(Interval.of(bound.value)) and statements.at_once(wish, bound):
                yield Finding(CODE, Severity.ERROR, (bound, wish), "the hours preferred lie outside the hours allowed")
                return
