"""Two figures for the same pay: "$15/hr" in the header against "$18/hr" in the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, base_offers, comparable, same_period
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, distinct
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.amounts_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of offers for one period without a common amount."""
    offers = distinct(base_offers(statements), lambda c: (amounts(c), c.value.get("currency"), c.value.get("period"), c.condition))
    for a, b in combinations(offers, 2):
        if not comparable(a, b) or not same_period(a, b) or _crossed(a, b):
            continue
        if not _meet(a, b, tolerance("pay_rounding")):
            severity = Severity.WARNING if _meet(a, b, tolerance("pay_chip_rounding")) else Severity.ERROR
            yield Finding(CODE, severity, (a, b), "no amount is in both")


def _meet(a: Draft, b: Draft, share: float) -> bool:
    return amounts(a).widened(share / 2).meets(amounts(b).widened(share / 2))


def _crossed(a: Draft, b: Draft) -> bool:
    """Whether one is only a lower and the other only an upper end: together they are one range, turned round."""
    low, high = sorted((amounts(a), amounts(b)), key=lambda i: -i.low)
    return low.high == Interval().high and high.low == Interval().low
