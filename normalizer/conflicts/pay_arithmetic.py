"""Pay in two units that cannot belong together: an hourly rate, weekly hours and a yearly figure; monthly against yearly pay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import a_period, amounts, pairs, payments, same_currency
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.fields.pay.words import payments_named
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EmploymentType, Period

CODE = "pay.arithmetic"
NEEDS = ("pay",)
# How many of a period make a year, where that does not depend on the hours or days of work.
_IN_A_YEAR = {Period.YEAR: "years_per_year", Period.MONTH: "months_per_year", Period.WEEK: "weeks_per_year"}
_FULL_WEEK = frozenset({EmploymentType.FULL_TIME, EmploymentType.TEMPORARY})


@dataclass(frozen=True, slots=True)
class _Year:
    """How much of a period's work is done in a year, and what says so."""

    least: float
    most: float
    words: str
    """For the message: "40 hours × 46–52 weeks"."""
    claims: tuple[Draft, ...] = ()


def find(statements: Statements) -> Iterator[Finding]:
    """Pairs of offers in different units for which no weekly hours within the claims give one from the other."""
    for a, b in pairs(statements):
        if a.value.get("period") != b.value.get("period") and same_currency(a, b):
            yield from _converted(statements, a, b)


def _converted(statements: Statements, a: Draft, b: Draft) -> Iterator[Finding]:
    one, other = sorted((a, b), key=lambda claim: claim.value.get("period") in _IN_A_YEAR)
    year, target = _year_of(statements, one), _year_of(statements, other)
    if year is None or target is None or target.claims:
        return
    left, right = (amounts(claim).times(of.least, of.most) for claim, of in ((one, year), (other, target)))
    if not _meet(left, right):
        is_sure = year.claims or one.value.get("period") in _IN_A_YEAR
        severity = statements.severity(one, *year.claims, other) if is_sure else Severity.WARNING
        why = f"{_span(amounts(one))} {a_period(one)}{year.words} is {_span(left)} a year, not {_span(right)}"
        yield Finding(CODE, severity, (one, *year.claims, other), why)


def _year_of(statements: Statements, claim: Draft) -> _Year | None:
    """Null for periods that nothing leads from to a year."""
    period = claim.value.get("period")
    if period in _IN_A_YEAR:
        count = tolerance(_IN_A_YEAR[period])
        said = _payments(statements, claim, count) if period == Period.MONTH else None
        least, most = (min(said.low, count) if "payments" not in claim.value else said.low, said.high) if said else (count, count)
        return _Year(least, most, "" if most == 1 else f" × {_span(Interval(least, most))}")
    return _by_the_hour(statements, claim) if period == Period.HOUR else None


def _payments(statements: Statements, claim: Draft, usual: float) -> Interval | None:
    """How often a year monthly pay is paid, as an offer says, else as the page says anywhere."""
    return payments(statements, claim) or Interval(usual, max((usual, *payments_named(statements.page))))


def _by_the_hour(statements: Statements, rate: Draft) -> _Year | None:
    """With the weekly hours stated, else with those of a full week unless part-time is possible."""
    hours = [claim for claim in statements.required("hours_per_week") if statements.at_once(rate, claim)]
    bounded = next((claim for claim in hours if claim.value.get("min") and claim.value.get("max")), None)
    if bounded:
        return _in_weeks(Interval.of(bounded.value), (bounded,))
    offered = {kind for claim in statements.on("employment_types") for kind in claim.value}
    if hours or offered - _FULL_WEEK:
        return None
    return _in_weeks(Interval(tolerance("assumed_week_min"), tolerance("assumed_week_max")), ())


def _in_weeks(week: Interval, claims: tuple[Draft, ...]) -> _Year:
    fewest, most = tolerance("weeks_per_year_min"), tolerance("weeks_per_year_max")
    return _Year(week.low * fewest, week.high * most, f" × {_span(week)} hours × {fewest:.0f}–{most:.0f} weeks", claims)


def _meet(a: Interval, b: Interval) -> bool:
    return a.widened(tolerance("pay_arithmetic") / 2).meets(b.widened(tolerance("pay_arithmetic") / 2))


def _span(interval: Interval) -> str:
    ends = [f"{end:,.10g}" for end in dict.fromkeys((round(interval.low, 2), round(interval.high, 2))) if isfinite(end)]
    return "–".join(ends)
