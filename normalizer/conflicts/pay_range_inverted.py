"""A range of pay whose lower end lies above its upper one, in one statement or in two."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import base_offers, comparable, same_period
from normalizer.conflicts.worlds import distinct
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.range_inverted"


def find(statements: Statements) -> Iterator[Finding]:
    """Ranges that are turned round, then lower ends above upper ends stated elsewhere."""
    offers = distinct(base_offers(statements), lambda c: (c.value.get("min"), c.value.get("max"), c.value.get("period"), c.condition))
    for offer in offers:
        low, high = offer.value.get("min"), offer.value.get("max")
        if low is not None and high is not None and low > high:
            yield Finding(CODE, Severity.ERROR, (offer,), f"the range begins at {low:g} and ends at {high:g}")
    for floor, ceiling in permutations(offers, 2):
        if _turned_round(floor, ceiling) and comparable(floor, ceiling) and same_period(floor, ceiling):
            yield Finding(
                CODE, Severity.ERROR, (floor, ceiling), f"pay begins at {floor.value['min']:g} and ends at {ceiling.value['max']:g}"
            )


def _turned_round(floor: Draft, ceiling: Draft) -> bool:
    ends = floor.value.get("min"), ceiling.value.get("max")
    open_ended = floor.value.get("max") is None and ceiling.value.get("min") is None
    return open_ended and None not in ends and ends[0] > ends[1]
