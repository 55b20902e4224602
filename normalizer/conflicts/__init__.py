"""Contradictions: one file a kind. A conflict is a smallest set of the role's claims that cannot all hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from normalizer.conflicts import (
    dates_disagree,
    dates_order,
    duration_disagree,
    education_levels_disagree,
    employment_type_against_hours,
    employment_types_disagree,
    experience_level_against_years,
    experience_none_but_required,
    experience_years_disagree,
    hours_bounds_disagree,
    hours_preferred_outside_bounds,
    languages_levels_disagree,
    pay_amounts_disagree,
    pay_arithmetic,
    pay_currency_disagrees,
    pay_implausible,
    pay_period_disagrees,
    pay_range_inverted,
    requirement_strength_disagrees,
    residency_countries_disagree,
    residency_worldwide_but_restricted,
    volume_arithmetic,
    work_authorization_sponsorship_disagrees,
    workplace_modes_disagree,
)
from normalizer.conflicts.finding import Detector, Finding, Statements, concern
from normalizer.conflicts.message import message
from normalizer.page import Draft, Page
from schemas.conflict import Conflict, Resolution

DETECTORS: tuple[Detector, ...] = (
    hours_preferred_outside_bounds,
    hours_bounds_disagree,
    pay_amounts_disagree,
    pay_currency_disagrees,
    pay_period_disagrees,
    pay_range_inverted,
    pay_implausible,
    pay_arithmetic,
    residency_worldwide_but_restricted,
    residency_countries_disagree,
    workplace_modes_disagree,
    experience_level_against_years,
    experience_years_disagree,
    experience_none_but_required,
    education_levels_disagree,
    employment_types_disagree,
    employment_type_against_hours,
    languages_levels_disagree,
    requirement_strength_disagrees,
    work_authorization_sponsorship_disagrees,
    dates_order,
    dates_disagree,
    duration_disagree,
    volume_arithmetic,
)
# A contradiction of the first code is only a consequence of one of the others where they share a claim.
_FOLLOWS_FROM: dict[str, frozenset[str]] = {
    hours_preferred_outside_bounds.CODE: frozenset({hours_bounds_disagree.CODE}),
    pay_implausible.CODE: frozenset({pay_period_disagrees.CODE}),
    pay_arithmetic.CODE: frozenset(
        {pay_period_disagrees.CODE, pay_implausible.CODE, pay_amounts_disagree.CODE, pay_range_inverted.CODE, hours_bounds_disagree.CODE}
    ),
    experience_level_against_years.CODE: frozenset({experience_years_disagree.CODE, experience_none_but_required.CODE}),
    employment_type_against_hours.CODE: frozenset({employment_types_disagree.CODE, hours_bounds_disagree.CODE}),
    volume_arithmetic.CODE: frozenset({hours_bounds_disagree.CODE, duration_disagree.CODE}),
}


def find_contradictions(page: Page) -> list[Finding]:
    """Every contradiction of a page that is no consequence of another."""
    statements = Statements(page, page.drafts)
    has = statements.fields.issuperset
    found = [finding for detector in DETECTORS if has(detector.NEEDS) for finding in detector.find(statements)]
    return [finding for finding in found if not any(_is_consequence(finding, other) for other in found)]


def as_conflicts(page: Page, findings: Iterable[Finding], followed: Mapping[str, str]) -> list[Conflict]:
    """The rows of a listing; `followed` maps the id of each claim that a value follows to the rule that chose it."""
    return [_conflict(page, finding, followed) for finding in findings]


def _is_consequence(finding: Finding, other: Finding) -> bool:
    return other.code in _FOLLOWS_FROM.get(finding.code, ()) and any(claim in other.claims for claim in finding.claims)


def _conflict(page: Page, finding: Finding, followed: Mapping[str, str]) -> Conflict:
    chosen = _chosen(page, finding, followed)
    return Conflict(
        code=finding.code,
        severity=finding.severity,
        fields=tuple(dict.fromkeys(claim.field.partition(".")[0] for claim in finding.claims)),
        claims=tuple(claim.id for claim in finding.claims),
        message=message(page, finding, chosen, followed),
        resolution=Resolution(claim=chosen.id, rule=followed[chosen.id]) if chosen else None,
    )


def _chosen(page: Page, finding: Finding, followed: Mapping[str, str]) -> Draft | None:
    """The claim of the set that the listing's value follows, else the one that it follows instead of them."""
    concerns = {concern(claim) for claim in finding.claims}
    return next((claim for claim in (*finding.claims, *page.drafts) if claim.id in followed and concern(claim) in concerns), None)
