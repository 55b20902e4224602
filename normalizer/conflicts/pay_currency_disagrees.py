"""The same amount in two currencies: "USD 20" and "€20"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, base_offers
from normalizer.conflicts.worlds import distinct, same_condition
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.currency_disagrees"


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers of one amount whose currencies differ. Different amounts in different currencies are offers side by side."""
    offers = distinct(base_offers(statements), lambda c: (c.value.get("currency"), amounts(c), c.value.get("period"), c.condition))
    for a, b in combinations(offers, 2):
        left, right = a.value.get("currency"), b.value.get("currency")
        if left and right and left != right and same_condition(a, b) and _same_offer(a, b):
            yield Finding(CODE, Severity.ERROR, (a, b), f"the same amount is in {left} and in {right}")


def _same_offer(a: Draft, b: Draft) -> bool:
    periods = {a.value.get("period"), b.value.get("period")} - {None}
    return amounts(a) == amounts(b) and len(periods) <= 1
