"""The same amount for two periods: "$40,000 per hour" against "$40,000 per year"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import a_period, amounts, pairs, same_currency, same_period
from normalizer.page import Draft

CODE = "pay.period_disagrees"
NEEDS = ("pay",)


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers of one amount and currency whose stated periods differ."""
    for a, b in pairs(statements):
        if _is_stated(a) and _is_stated(b) and not same_period(a, b) and amounts(a) == amounts(b) and same_currency(a, b):
            yield Finding(CODE, statements.severity(a, b), (a, b), f"the same amount is for {a_period(a)} and for {a_period(b)}")


def _is_stated(claim: Draft) -> bool:
    return bool(claim.value.get("period")) and claim.value.get("stated_period", True)
