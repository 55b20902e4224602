"""Days in an order that cannot be: applications that close before the posting, work that ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "dates.order"
# (earlier, later, how bad it is when they are not, what is wrong then)
_ORDER = (
    ("dates.posted", "dates.valid_through", Severity.ERROR, "applications close before the listing was posted"),
    ("dates.starts", "dates.ends", Severity.ERROR, "the work ends before it starts"),
    ("dates.posted", "dates.ends", Severity.ERROR, "the work ends before the listing was posted"),
    ("dates.posted", "dates.starts", Severity.WARNING, "the work starts before the listing was posted"),
    ("dates.valid_through", "dates.starts", Severity.WARNING, "the work starts before applications close"),
)


def find(statements: Statements) -> Iterator[Finding]:
    """For each rule of order that no combination of the stated days keeps, the two days nearest to keeping it."""
    for first, second, severity, why in _ORDER:
        before, after = statements.on(first), statements.on(second)
        if before and after:
            earliest, latest = min(before, key=_day), max(after, key=_day)
            if earliest.value > latest.value:
                yield Finding(CODE, severity, (earliest, latest), why)


def _day(claim: Draft) -> str:
    return str(claim.value)
