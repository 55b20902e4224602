"""Two figures for the same pay: "$15/hr" in the header against "$18/hr" in the text."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import a_period, amounts, base_offers, pairs, same_currency, same_period
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.amounts_disagree"
NEEDS = ("pay",)


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of offers for one period without a common amount, else a figure of the header that is all but one of several offers."""
    found = [pair for pair in pairs(statements) if _same_unit(*pair) and not _meet(*pair, "pay_rounding") and not _turned_round(*pair)]
    for a, b in found:
        severity = Severity.WARNING if _meet(a, b, "pay_chip_rounding") else statements.severity(a, b)
        yield Finding(CODE, severity, (a, b), f"no amount {a_period(a)} is in both")
    if not found:
        yield from _without_cents(statements)


def _same_unit(a: Draft, b: Draft) -> bool:
    return same_currency(a, b) and same_period(a, b)


def _without_cents(statements: Statements) -> Iterator[Finding]:
    """The first figure of the header that no offer has, and that one of those with a condition of their own nearly is."""
    offers = base_offers(statements)
    for fact in (offer for offer in offers if offer.condition is None and statements.is_fact(offer)):
        options = [offer for offer in offers if offer.condition is not None and _same_unit(fact, offer)]
        near = [offer for offer in options if _meet(fact, offer, "pay_chip_rounding")]
        if near and not any(_meet(fact, offer, "pay_rounding") for offer in options):
            yield Finding(CODE, Severity.WARNING, (fact, near[0]), "the one figure is nearly the other")
            return


def _meet(a: Draft, b: Draft, row: str) -> bool:
    """Whether two offers have an amount in common; a single figure is as exact as its rounding, a range ends where it ends."""
    return _rounded(a, row).meets(_rounded(b, row))


def _rounded(claim: Draft, row: str) -> Interval:
    stated = amounts(claim)
    return stated.widened(tolerance(row) / 2) if stated.is_point else stated


def _turned_round(a: Draft, b: Draft) -> bool:
    """Whether the one is only a lower and the other only an upper end: together they are one range, the wrong way round."""
    low, high = sorted((a.value, b.value), key=lambda value: value.get("min") is None)
    return low.get("max") is None and high.get("min") is None
