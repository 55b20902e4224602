"""Two restrictions that no place satisfies: "US only" against "based in Canada"."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from normalizer.readers.place import country_of_subdivision, members
from schemas.values import ResidencyScope

CODE = "residency.countries_disagree"
NEEDS = ("residency",)

Places = frozenset[str]
"""Countries, and subdivisions of countries of which only those are allowed."""


def find(statements: Statements) -> Iterator[Finding]:
    """Every pair of required restrictions without a common place; one whose members are not known is compared with none, and the items of
    a list are alternatives.
    """
    restricted = [claim for claim in statements.required("residency") if claim.value["scope"] == ResidencyScope.RESTRICTED]
    known = [claim for claim in restricted if _places(claim)]
    for a, b in statements.disjoint(known, _places, _meet):
        if not statements.listed_together(a, b):
            yield Finding(CODE, statements.severity(a, b), (a, b), "no place is in both")


def _places(claim: Draft) -> Places:
    value = claim.value
    allowed = set(value.get("countries") or ())
    for region in value.get("regions") or ():
        allowed |= {region} if country_of_subdivision(region) else members(region)
    return frozenset(allowed - set(value.get("excluded") or ()))


def _meet(left: Places, right: Places) -> bool:
    return bool(left & right) or any(
        country_of_subdivision(place) in other for one, other in ((left, right), (right, left)) for place in one
    )
