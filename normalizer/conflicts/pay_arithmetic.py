"""Pay in two units that cannot belong together: an hourly rate, weekly hours and a yearly figure; monthly against yearly pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, base_offers, comparable
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval, distinct
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EmploymentType, Strength

CODE = "pay.arithmetic"
# How many of a period make a year, where that does not depend on the hours of work.
_PER_YEAR = {"YEAR": 1.0, "MONTH": 12.0, "WEEK": 52.0}


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers in different units for which no weekly hours within the claims give one from the other."""
    offers = distinct(base_offers(statements), lambda c: (amounts(c), c.value.get("period"), c.value.get("currency"), c.condition))
    hours = [claim for claim in statements.on("hours_per_week") if claim.strength is Strength.REQUIRED]
    for a, b in combinations(offers, 2):
        units = {a.value.get("period"), b.value.get("period")}
        if len(units) == 2 and comparable(a, b):
            yield from _fixed(a, b) if units <= _PER_YEAR.keys() else _hourly(statements, a, b, hours)


def _fixed(a: Draft, b: Draft) -> Iterator[Finding]:
    """Weekly, monthly and yearly pay."""
    left, right = (_times(amounts(c), _PER_YEAR[c.value["period"]], _PER_YEAR[c.value["period"]]) for c in (a, b))
    if not _meet(left, right):
        yield Finding(CODE, Severity.ERROR, (a, b), f"a year of the one is {_span(left)}, of the other {_span(right)}")


def _hourly(statements: Statements, a: Draft, b: Draft, hours: Sequence[Draft]) -> Iterator[Finding]:
    """Hourly pay against a longer unit: with the weekly hours stated, else with those of a full week unless part-time is offered."""
    rate, other = sorted((a, b), key=lambda c: c.value.get("period") != "HOUR")
    if rate.value.get("period") != "HOUR" or other.value.get("period") not in _PER_YEAR:
        return
    week, stated = _week(statements, hours)
    if week is None:
        return
    year = _times(amounts(rate), week.low * tolerance("weeks_per_year_min"), week.high * tolerance("weeks_per_year_max"))
    target = _times(amounts(other), _PER_YEAR[other.value["period"]], _PER_YEAR[other.value["period"]])
    if not _meet(year, target):
        why = f"{_span(amounts(rate))} × {_span(week)} hours × 52 weeks is {_span(year)}, not {_span(target)} a year"
        yield Finding(CODE, Severity.ERROR if stated else Severity.WARNING, (rate, *stated, other), why)


def _week(statements: Statements, hours: Sequence[Draft]) -> tuple[Interval | None, tuple[Draft, ...]]:
    """(weekly hours, the claim that states them); without a claim those of a full week, or null where part-time is possible."""
    bounded = next((claim for claim in hours if claim.value.get("min") and claim.value.get("max")), None)
    if bounded:
        return Interval.of(bounded.value), (bounded,)
    offered = {kind for claim in statements.on("employment_types") for kind in claim.value}
    if hours or offered - {EmploymentType.FULL_TIME, EmploymentType.TEMPORARY}:
        return None, ()
    return Interval(tolerance("full_time_hours_min"), tolerance("full_time_hours_max")), ()


def _times(interval: Interval, least: float, most: float) -> Interval:
    return Interval(interval.low * least, interval.high * most)


def _meet(a: Interval, b: Interval) -> bool:
    return a.widened(tolerance("pay_arithmetic") / 2).meets(b.widened(tolerance("pay_arithmetic") / 2))


def _span(interval: Interval) -> str:
    ends = [f"{end:,.10g}" for end in dict.fromkeys((round(interval.low, 2), round(interval.high, 2))) if abs(end) != float("inf")]
    return "–".join(ends)
