"""Two restrictions that no place satisfies: "US only" against "based in Canada"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.worlds import disjoint_pairs
from normalizer.page import Draft
from normalizer.readers.place import country_of_subdivision, members
from schemas.conflict import Severity
from schemas.values import ResidencyScope, Strength

CODE = "residency.countries_disagree"


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of required restrictions without a common country; one whose members are not known is compared with none."""
    claims = [c for c in statements.on("residency") if c.value["scope"] == ResidencyScope.RESTRICTED and c.strength is Strength.REQUIRED]
    known = [claim for claim in claims if _countries(claim)]
    for a, b in disjoint_pairs(known, _countries, lambda left, right: bool(left & right)):
        if a.line != b.line or a.embedded:
            yield Finding(CODE, Severity.ERROR, (a, b), "no country is in both")


def _countries(claim: Draft) -> frozenset[str]:
    """Every country that a claim lets in."""
    value = claim.value
    allowed = set(value.get("countries") or ())
    for region in value.get("regions") or ():
        country = country_of_subdivision(region)
        allowed |= {country} if country else members(region)
    return frozenset(allowed - set(value.get("excluded") or ()))
