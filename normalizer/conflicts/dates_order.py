"""Days in an order that cannot be: applications that close before the posting, work that ends before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from normalizer.conflicts.dates_disagree import days, named_days
from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "dates.order"
NEEDS = ("dates",)


@dataclass(frozen=True, slots=True)
class _Order:
    """Two events, of which the first comes first."""

    first: str
    second: str
    severity: Severity
    """How bad it is where it does not."""
    why: str
    in_text: bool = False
    """Whether only the text's own days count: forms fill the data with a day of their own."""


_ORDERS = (
    _Order("dates.posted", "dates.valid_through", Severity.ERROR, "applications close before the listing was posted"),
    _Order("dates.starts", "dates.ends", Severity.ERROR, "the work ends before it starts"),
    _Order("dates.posted", "dates.ends", Severity.ERROR, "the work ends before the listing was posted"),
    _Order("dates.posted", "dates.starts", Severity.WARNING, "the work starts before the listing was posted"),
    _Order("dates.valid_through", "dates.starts", Severity.WARNING, "the work starts before applications close", in_text=True),
)


def find(statements: Statements) -> Iterator[Finding]:
    """For each order that no combination of the stated days keeps, the two days nearest to keeping it."""
    for order in _ORDERS:
        before, after = (_named(statements, event, order) for event in (order.first, order.second))
        if before and after:
            earliest, latest = min(before, key=lambda c: days(c).low), max(after, key=lambda c: days(c).high)
            if days(earliest).low > days(latest).high and statements.at_once(earliest, latest):
                yield Finding(CODE, order.severity, (earliest, latest), f"{order.why} ({earliest.value} is behind {latest.value})")


def _named(statements: Statements, event: str, order: _Order) -> list[Draft]:
    return [claim for claim in named_days(statements, event) if not (order.in_text and claim.embedded)]
