"""Years of experience that no career satisfies: "1–2 years" against "at least four years"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.experience_years import subject, years_asked
from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft

CODE = "experience.years_disagree"
NEEDS = ("experience.years",)


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of required years that no career has."""
    for a, b in statements.disjoint(years_asked(statements), _years, Interval.meets):
        if _of_one_career(statements, a, b):
            yield Finding(CODE, statements.severity(a, b), (a, b), "no number of years satisfies both")


def _years(claim: Draft) -> Interval:
    if claim.value.get("several"):
        return Interval(tolerance("several_years"))
    return Interval.of(claim.value, "min_years", "max_years")


def _of_one_career(statements: Statements, a: Draft, b: Draft) -> bool:
    """Whether two claims without a common number cannot both be true: years in one subject are part of those in general, so that they may be
    fewer and not more; years in two subjects have nothing to do with each other.
    """
    left, right = subject(statements, a), subject(statements, b)
    if left and right:
        return left == right
    if not left and not right:
        return True
    part, whole = (a, b) if left else (b, a)
    return _years(part).low > _years(whole).high
