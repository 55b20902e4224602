"""A range of pay whose lower end lies above its upper one, in one statement or in two."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import base_offers, pairs, same_currency, same_period
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.range_inverted"
NEEDS = ("pay",)


def find(statements: Statements) -> Iterator[Finding]:
    """Ranges that are turned round, then lower ends above upper ends stated elsewhere."""
    for offer in base_offers(statements):
        low, high = offer.value.get("min"), offer.value.get("max")
        if low is not None and high is not None and low > high:
            yield Finding(CODE, Severity.ERROR, (offer,), f"the range begins at {low:,.10g} and ends at {high:,.10g}")
    for pair in pairs(statements):
        floor, ceiling = sorted(pair, key=lambda claim: claim.value.get("min") is None)
        if _turned_round(floor, ceiling) and same_currency(floor, ceiling) and same_period(floor, ceiling):
            why = f"pay begins at {floor.value['min']:,.10g} and ends at {ceiling.value['max']:,.10g}"
            yield Finding(CODE, statements.severity(floor), (floor, ceiling), why)


def _turned_round(floor: Draft, ceiling: Draft) -> bool:
    ends = floor.value.get("min"), ceiling.value.get("max")
    open_ended = floor.value.get("max") is None and ceiling.value.get("min") is None
    return open_ended and None not in ends and ends[0] > ends[1]
