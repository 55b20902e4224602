"""Contradictions: one file a kind. A conflict is a smallest set of the role's claims that cannot all hold."""

from __future__ import annotations

from collections.abc import Mapping

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
from normalizer.conflicts.finding import Detector, Finding, Statements
from normalizer.page import Draft, Page
from schemas.conflict import Conflict, Resolution

DETECTORS: tuple[Detector, ...] = (
    hours_preferred_outside_bounds.find,
    hours_bounds_disagree.find,
    pay_amounts_disagree.find,
    pay_currency_disagrees.find,
    pay_period_disagrees.find,
    pay_range_inverted.find,
    pay_implausible.find,
    pay_arithmetic.find,
    residency_worldwide_but_restricted.find,
    residency_countries_disagree.find,
    workplace_modes_disagree.find,
    experience_level_against_years.find,
    experience_years_disagree.find,
    experience_none_but_required.find,
    education_levels_disagree.find,
    employment_types_disagree.find,
    employment_type_against_hours.find,
    languages_levels_disagree.find,
    requirement_strength_disagrees.find,
    work_authorization_sponsorship_disagrees.find,
    dates_order.find,
    dates_disagree.find,
    duration_disagree.find,
    volume_arithmetic.find,
)
_LONGEST_QUOTE = 160


def find_conflicts(page: Page, followed: Mapping[str, str]) -> list[Conflict]:
    """Every contradiction of a page; `followed` maps the id of each claim that a value follows to the rule that chose it."""
    statements = Statements(page, page.drafts)
    return [_conflict(finding, followed) for detector in DETECTORS for finding in detector(statements)]


def _conflict(finding: Finding, followed: Mapping[str, str]) -> Conflict:
    chosen = next((claim for claim in finding.claims if claim.id in followed), None)
    return Conflict(
        code=finding.code,
        severity=finding.severity,
        fields=tuple(dict.fromkeys(claim.field.partition(".")[0] for claim in finding.claims)),
        claims=tuple(claim.id for claim in finding.claims),
        message=_message(finding, chosen, followed),
        resolution=Resolution(claim=chosen.id, rule=followed[chosen.id]) if chosen else None,
    )


def _message(finding: Finding, chosen: Draft | None, followed: Mapping[str, str]) -> str:
    """One sentence: the quotes, why they cannot all hold, and what the value follows."""
    quotes = " against ".join(_quoted(claim) for claim in finding.claims)
    follows = f"the value follows {_quoted(chosen)} ({followed[chosen.id]})" if chosen else "no value was chosen between them"
    return f"{quotes}: {finding.why}; {follows}."


def _quoted(claim: Draft) -> str:
    quote = claim.quote if len(claim.quote) <= _LONGEST_QUOTE else f"{claim.quote[:_LONGEST_QUOTE]} …"
    return f"“{quote}”" + (f" (data {claim.pointer})" if claim.embedded else "")
