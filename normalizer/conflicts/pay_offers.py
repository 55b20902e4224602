"""What the detectors of pay share: the role's base pay as intervals, and when two offers can be compared at all."""

from __future__ import annotations

from normalizer.conflicts.finding import Statements
from normalizer.conflicts.worlds import Interval, same_condition
from normalizer.page import Draft
from schemas.values import PayKind


def base_offers(statements: Statements) -> list[Draft]:
    """Claims of base pay that are neither full-time equivalents nor another form of contract."""
    return [
        claim for claim in statements.on("pay") if claim.value.get("kind", PayKind.BASE) == PayKind.BASE and not claim.value.get("pro_rata")
    ]


def amounts(claim: Draft) -> Interval:
    """The amounts of an offer, its ends in order."""
    interval = Interval.of(claim.value)
    return Interval(interval.high, interval.low) if interval.low > interval.high else interval


def same_currency(a: Draft, b: Draft) -> bool:
    """Whether two offers are in one currency, as far as both say."""
    left, right = a.value.get("currency"), b.value.get("currency")
    return left == right or left is None or right is None


def comparable(a: Draft, b: Draft) -> bool:
    """Whether two offers are of the same thing: one currency, one condition, and not parts of one statement."""
    return same_currency(a, b) and same_condition(a, b) and not (a.line == b.line and a.line >= 0)


def same_period(a: Draft, b: Draft) -> bool:
    """Whether two offers are for the same period, and both have one."""
    return a.value.get("period") is not None and a.value.get("period") == b.value.get("period")
