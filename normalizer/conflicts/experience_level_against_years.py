"""A level against years that do not go with it: "Entry level" against "5+ years required"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from normalizer.conflicts.experience_years import years_asked
from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import ExperienceLevel

CODE = "experience.level_against_years"
NEEDS = ("experience.level", "experience.years")
# Level → row of tolerances: the most years that a role of the level asks for.
_MOST = {ExperienceLevel.ENTRY: "entry_years", ExperienceLevel.JUNIOR: "junior_years", ExperienceLevel.INTERMEDIATE: "intermediate_years"}
_SENIOR = frozenset({ExperienceLevel.SENIOR, ExperienceLevel.LEAD, ExperienceLevel.EXECUTIVE, ExperienceLevel.EXPERT})


def find(statements: Statements) -> Iterator[Finding]:
    """The first level, and the most years asked for, that go beyond it; levels named in one line are alternatives.

    On a page of annotation work a level speaks of that work: years in another domain leave a reader in doubt only.
    """
    levels = statements.on("experience.level")
    years = sorted(years_asked(statements), key=_least, reverse=True)
    for level, asked in product(levels, years):
        limit = max(_limit(other) for other in levels if (other.line, other.pointer) == (level.line, level.pointer))
        if _least(asked) > limit and statements.at_once(level, asked):
            why = f"{_least(asked):g} years are more than the level {level.value} goes with"
            yield Finding(CODE, _severity(statements, level, asked), (level, asked), why)
            return
    yield from _between_levels(statements, levels, years)


def _least(claim: Draft) -> float:
    return float(claim.value.get("min_years") or 0)


def _limit(level: Draft) -> float:
    row = _MOST.get(level.value)
    return tolerance(row) if row else float("inf")


def _between_levels(statements: Statements, levels: Sequence[Draft], years: Sequence[Draft]) -> Iterator[Finding]:
    """A middle level beside a senior one, and years that go with the senior one only."""
    for level, senior, asked in product(levels, levels, years):
        names_both = level.value == ExperienceLevel.INTERMEDIATE and senior.value in _SENIOR
        if names_both and _least(asked) > tolerance("intermediate_beside_senior") and statements.apart(level, senior):
            why = f"{_least(asked):g} years go with the level {senior.value} rather than with {level.value}"
            yield Finding(CODE, Severity.WARNING, (level, senior, asked), why)
            return


def _severity(statements: Statements, level: Draft, asked: Draft) -> Severity:
    annotation_work = bool(statements.on("tasks.label_types") or statements.on("tasks.data_types"))
    other_domain = annotation_work and not statements.page.cues(asked.line, "annotation")
    vague = level.value == ExperienceLevel.INTERMEDIATE or other_domain
    return Severity.WARNING if vague else statements.severity(asked)
