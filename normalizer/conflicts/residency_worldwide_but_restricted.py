"""An open door and a locked one: "Open worldwide" against "must reside in Singapore"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import same_condition
from schemas.conflict import Severity
from schemas.values import ResidencyScope, Strength

CODE = "residency.worldwide_but_restricted"


def find(statements: Statements) -> Iterator[Finding]:
    """The first claim of each kind that hold under one condition; a preferred place restricts nothing."""
    claims = statements.on("residency")
    opened = [claim for claim in claims if claim.value["scope"] == ResidencyScope.WORLDWIDE]
    closed = [claim for claim in claims if claim.value["scope"] == ResidencyScope.RESTRICTED and claim.strength is Strength.REQUIRED]
    for free in opened:
        for bound in closed:
            if same_condition(free, bound) and (free.line != bound.line or free.embedded):
                yield Finding(CODE, Severity.ERROR, (free, bound), "the whole world cannot be let in and kept out")
                return
