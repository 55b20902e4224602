"""Forms of employment that exclude each other: "full-time" against "part-time only", "freelance" against "on our payroll"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import EmploymentType

CODE = "employment.types_disagree"
NEEDS = ("employment_types",)

Forms = frozenset[str]

_NONE: Forms = frozenset()
_OF_HOURS: Forms = frozenset({EmploymentType.FULL_TIME, EmploymentType.PART_TIME})
# The ties that a form leaves possible: of one's own or employed, for a time or for good.
_TIES: dict[str, Forms] = {
    EmploymentType.CONTRACTOR: frozenset({"own business"}),
    EmploymentType.TEMPORARY: frozenset({"own business", "employed for a time"}),
    "EMPLOYEE": frozenset({"employed for a time", "employed for good"}),
    "PERMANENT": frozenset({"employed for good"}),
}


def find(statements: Statements) -> Iterator[Finding]:
    """On each axis the first pair of claims that leave no form in common: contractors may work full- or part-time, so that hours and ties
    are not compared with each other.
    """
    stated = statements.required("employment_types")
    yield from _first(statements, stated, forms_of_hours)
    yield from _first(statements, [*stated, *statements.on("employment_types.tie")], _ties)


def _first(statements: Statements, claims: Sequence[Draft], forms: Callable[[Draft], Forms]) -> Iterator[Finding]:
    speaking = [claim for claim in claims if forms(claim)] if len(claims) > 1 else ()
    pair = next(statements.disjoint(speaking, forms, lambda left, right: bool(left & right)), None)
    if pair:
        yield Finding(CODE, Severity.ERROR, pair, "the role cannot be both")


def forms_of_hours(claim: Draft) -> Forms:
    """Full-time, part-time or both, as far as a claim says."""
    return _OF_HOURS.intersection(claim.value)


def _ties(claim: Draft) -> Forms:
    """The ties that a claim leaves possible; those of several forms named together are alternatives."""
    return _NONE.union(*[_TIES[form] for form in claim.value if form in _TIES])
