"""Visas sponsored and not sponsored."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import disjoint_pairs
from schemas.conflict import Severity

CODE = "work_authorization.sponsorship_disagrees"


def find(statements: Statements) -> Iterator[Finding]:
    """The first offer against the first refusal that hold under one condition."""
    claims = statements.on("work_authorization.sponsorship")
    for a, b in disjoint_pairs(claims, lambda claim: claim.value, lambda left, right: left == right):
        yield Finding(CODE, Severity.ERROR, (a, b), "visas are both sponsored and not sponsored")
        return
