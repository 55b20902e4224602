"""The same amount in two currencies: "USD 20" and "€20"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, pairs, same_currency
from normalizer.page import Draft

CODE = "pay.currency_disagrees"
NEEDS = ("pay",)


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers of one amount whose currencies differ. Different amounts in different currencies are offers side by side."""
    for a, b in pairs(statements):
        if not same_currency(a, b) and _same_offer(a, b):
            why = f"the same amount is in {a.value['currency']} and in {b.value['currency']}"
            yield Finding(CODE, statements.severity(a, b), (a, b), why)


def _same_offer(a: Draft, b: Draft) -> bool:
    periods = {a.value.get("period"), b.value.get("period")} - {None}
    return amounts(a) == amounts(b) and len(periods) <= 1
