"""Modes of work that cannot be one: "100% remote" against "on-site in Berlin"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Workplace

CODE = "workplace.modes_disagree"
NEEDS = ("workplace",)

_Place = tuple[int, str | None]
"""Line of the text, or pointer into embedded data."""


def find(statements: Statements) -> Iterator[Finding]:
    """The first pair of different modes in different lines; several in one line are alternatives or a refinement."""
    claims = statements.required("workplace")
    offered: dict[_Place, set[str]] = {}
    for claim in claims:
        offered.setdefault(_line(claim), set()).add(claim.value)

    def modes(claim: Draft) -> frozenset[str]:
        return frozenset(offered[_line(claim)])

    pair = next(statements.disjoint(claims, modes, lambda left, right: bool(left & right)), None)
    if pair:
        yield Finding(CODE, _severity(*pair), pair, "the work cannot be done in both ways")


def _line(claim: Draft) -> _Place:
    return claim.line, claim.pointer


def _severity(a: Draft, b: Draft) -> Severity:
    """Where neither says that it is remote, "on-site" may only mean that there is an office."""
    return Severity.ERROR if Workplace.REMOTE in (a.value, b.value) else Severity.WARNING
