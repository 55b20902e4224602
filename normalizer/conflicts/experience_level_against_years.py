"""A level against years that do not go with it: "Entry level" against "5+ years required"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from normalizer.conflicts.experience_years import years_asked
from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import ExperienceLevel

CODE = "experience.level_against_years"
# Level → row of tolerances: the most years that a role of the level asks for.
_MOST = {ExperienceLevel.ENTRY: "entry_years", ExperienceLevel.JUNIOR: "junior_years", ExperienceLevel.INTERMEDIATE: "intermediate_years"}
_ANNOTATION = re.compile(r"annotat|labell?ing|ai[- ]training|\brating|data collection|transcri")


def find(statements: Statements) -> Iterator[Finding]:
    """The first level, and the most years asked for, that go beyond it; levels named in one line are alternatives.

    On a page of annotation work a level speaks of that work: years in another domain leave a reader in doubt only.
    """
    levels = statements.on("experience.level")
    years = sorted(years_asked(statements), key=_least, reverse=True)
    for level, asked in product(levels, years):
        limit = max(_limit(other) for other in levels if other.line == level.line and other.embedded == level.embedded)
        if _least(asked) > limit and statements.at_once(level, asked):
            why = f"{_least(asked):g} years are more than the level {level.value} goes with"
            yield Finding(CODE, _severity(statements, level, asked), (level, asked), why)
            return


def _least(claim: Draft) -> float:
    return float(claim.value.get("min_years") or 0)


def _limit(level: Draft) -> float:
    row = _MOST.get(level.value)
    return tolerance(row) if row else float("inf")


def _severity(statements: Statements, level: Draft, asked: Draft) -> Severity:
    annotation_work = bool(statements.on("tasks.label_types", "tasks.data_types"))
    other_domain = annotation_work and not _ANNOTATION.search(_sentence(statements, asked))
    vague = level.value == ExperienceLevel.INTERMEDIATE or other_domain
    return Severity.WARNING if vague else statements.severity(asked)


def _sentence(statements: Statements, claim: Draft) -> str:
    if claim.embedded:
        return claim.quote.lower()
    line = statements.page.lines[claim.line]
    return statements.page.folded[line.start : line.end]
