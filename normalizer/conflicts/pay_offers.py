"""What the detectors of pay share: the role's base pay as intervals, and when two offers can be compared at all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from normalizer.conflicts.finding import Statements
from normalizer.conflicts.worlds import Interval, distinct
from normalizer.page import Draft
from schemas.values import PayKind, Period

# Members of an enumeration cost a call each time they are named.
_BASE = PayKind.BASE


def base_offers(statements: Statements) -> list[Draft]:
    """The first claim of each offer of base pay; full-time equivalents are left out."""
    base = [c for c in statements.on("pay") if c.value.get("kind", _BASE) == _BASE and not c.value.get("pro_rata")]
    if len(base) < 2:
        return base
    return distinct(base, lambda c: (c.value.get("min"), c.value.get("max"), c.value.get("currency"), c.value.get("period"), c.condition))


def pairs(statements: Statements) -> Iterator[tuple[Draft, Draft]]:
    """Pairs of offers of one thing: valid together, two statements, not rows of one list of offers, not the gross and the net of one pay."""
    for a, b in combinations(base_offers(statements), 2):
        if _agree(a, b, "basis") and statements.apart(a, b) and not statements.listed_together(a, b):
            yield a, b


def _agree(a: Draft, b: Draft, key: str) -> bool:
    """Whether two offers say the same of something, as far as both speak of it."""
    left, right = a.value.get(key), b.value.get(key)
    return left == right or left is None or right is None


def amounts(claim: Draft) -> Interval:
    """The amounts of an offer, its ends in order."""
    interval = Interval.of(claim.value)
    return Interval(interval.high, interval.low) if interval.low > interval.high else interval


def same_currency(a: Draft, b: Draft) -> bool:
    """Whether two offers are in one currency, as far as both say."""
    return _agree(a, b, "currency")


def same_period(a: Draft, b: Draft) -> bool:
    """Whether two offers are for the same period, and both have one; fourteen monthly payments are others than twelve."""
    return a.value.get("period") is not None and a.value.get("period") == b.value.get("period") and _agree(a, b, "payments")


def payments(statements: Statements, claim: Draft) -> Interval | None:
    """How often a year monthly pay is paid, as its own words say or those of another offer may; null where nothing says it."""
    if own := claim.value.get("payments"):
        return Interval(own, own)
    others = [other.value["payments"] for other in statements.on("pay") if other.value.get("payments")]
    return Interval(min(others), max(others)) if others else None


def a_period(claim: Draft) -> str:
    """The period in words: "an hour", "a month"."""
    name = str(claim.value["period"]).lower()
    return f"an {name}" if claim.value["period"] == Period.HOUR else f"a {name}"
