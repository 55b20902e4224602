"""Contradictions: one file a kind. A conflict is a smallest set of the role's claims that cannot all hold."""

from __future__ import annotations

from collections.abc import Mapping

from normalizer.conflicts import hours_preferred_outside_bounds
from normalizer.conflicts.finding import Detector, Finding, Statements
from normalizer.page import Page
from schemas.conflict import Conflict, Resolution

DETECTORS: tuple[Detector, ...] = (hours_preferred_outside_bounds.find,)


def find_conflicts(page: Page, followed: Mapping[str, str]) -> list[Conflict]:
    """Every contradiction of a page; `followed` maps the id of each claim that a value follows to the rule that chose it."""
    statements = Statements(page, page.drafts)
    return [_conflict(finding, followed) for detector in DETECTORS for finding in detector(statements)]


def _conflict(finding: Finding, followed: Mapping[str, str]) -> Conflict:
    ids = tuple(claim.id for claim in finding.claims)
    chosen = next((claim for claim in finding.claims if claim.id in followed), None)
    resolution = Resolution(claim=chosen.id, rule=followed[chosen.id]) if chosen else None
    quotes = " against ".join(f'"{claim.quote}"' for claim in finding.claims)
    follows = f' The value follows "{chosen.quote}" ({followed[chosen.id]}).' if chosen else " No value could be chosen."
    return Conflict(
        code=finding.code,
        severity=finding.severity,
        fields=tuple(dict.fromkeys(claim.field.partition(".")[0] for claim in finding.claims)),
        claims=ids,
        message=f"{quotes}: {finding.why}.{follows}",
        resolution=resolution,
    )
