"""No experience needed, and yet some required: "no experience needed" against "2 years required"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from normalizer.conflicts.experience_years import subject, years_asked
from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft

CODE = "experience.none_but_required"
NEEDS = ("experience.years",)


def find(statements: Statements) -> Iterator[Finding]:
    """The first claim of each kind that speak of the same experience: that of one subject is not needed beside years of another."""
    none = [claim for claim in statements.on("experience.years") if claim.value.get("none")]
    some = [claim for claim in years_asked(statements) if claim.value.get("several") or (claim.value.get("min_years") or 0) > 0]
    for free, asked in product(none, some):
        if _same(statements, free, asked) and statements.apart(free, asked):
            yield Finding(CODE, statements.severity(asked), (free, asked), "experience is both needed and not needed")
            return


def _same(statements: Statements, free: Draft, asked: Draft) -> bool:
    unneeded = subject(statements, free)
    return not unneeded or bool(unneeded & subject(statements, asked))
