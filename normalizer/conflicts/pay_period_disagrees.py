"""The same amount for two periods: "$40,000 per hour" against "$40,000 per year"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, base_offers, same_currency
from normalizer.conflicts.worlds import distinct, same_condition
from schemas.conflict import Severity

CODE = "pay.period_disagrees"


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers of one amount and currency whose stated periods differ."""
    stated = [claim for claim in base_offers(statements) if claim.value.get("period") and claim.value.get("stated_period", True)]
    for a, b in combinations(distinct(stated, lambda c: (amounts(c), c.value["period"], c.value.get("currency"), c.condition)), 2):
        if a.value["period"] != b.value["period"] and amounts(a) == amounts(b) and same_currency(a, b) and same_condition(a, b):
            yield Finding(
                CODE, Severity.ERROR, (a, b), f"the same amount is for a {a.value['period'].lower()} and for a {b.value['period'].lower()}"
            )
