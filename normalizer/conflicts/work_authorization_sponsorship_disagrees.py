"""Visas sponsored and not sponsored."""

from __future__ import annotations

from collections.abc import Iterator
from operator import eq

from normalizer.conflicts.finding import Finding, Statements

CODE = "work_authorization.sponsorship_disagrees"
NEEDS = ("work_authorization.sponsorship",)


def find(statements: Statements) -> Iterator[Finding]:
    """The first offer against the first refusal."""
    pair = next(statements.disjoint(statements.on("work_authorization.sponsorship"), lambda claim: claim.value, eq), None)
    if pair:
        yield Finding(CODE, statements.severity(*pair), pair, "visas are both sponsored and not sponsored")
