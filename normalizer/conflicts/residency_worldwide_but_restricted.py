"""An open door and a locked one: "Open worldwide" against "must reside in Singapore"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from normalizer.conflicts.finding import Finding, Statements
from schemas.conflict import Severity
from schemas.document import Section
from schemas.values import ResidencyScope

CODE = "residency.worldwide_but_restricted"
NEEDS = ("residency",)


def find(statements: Statements) -> Iterator[Finding]:
    """The first claim of each kind; a preferred place restricts nothing, and a place in the title alone may only be where the work is."""
    claims = statements.required("residency")
    opened = [claim for claim in claims if claim.value["scope"] == ResidencyScope.WORLDWIDE]
    closed = [claim for claim in claims if claim.value["scope"] == ResidencyScope.RESTRICTED]
    for free, bound in sorted(product(opened, closed), key=lambda pair: pair[1].section == Section.TITLE):
        if statements.apart(free, bound):
            severity = Severity.WARNING if bound.section == Section.TITLE else statements.severity(bound)
            yield Finding(CODE, severity, (free, bound), "the whole world cannot be let in and kept out")
            return
