"""A level against years that do not go with it: "Entry level" against "5+ years required"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import same_condition
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import ExperienceLevel, Strength

CODE = "experience.level_against_years"
# Level → row of tolerances: most years that a role of the level asks for.
_MOST = {ExperienceLevel.ENTRY: "entry_years", ExperienceLevel.JUNIOR: "junior_years", ExperienceLevel.INTERMEDIATE: "intermediate_years"}
_ANNOTATION = re.compile(r"annotat|label(?:l)?ing|ai[- ]training|rating|data collection")


def find(statements: Statements) -> Iterator[Finding]:
    """Each level that required years exceed. On a page of annotation work a level speaks of that work: years in another
    domain leave a reader in doubt only.
    """
    years = [c for c in statements.on("experience.years") if c.strength is Strength.REQUIRED and c.value.get("min_years")]
    for level in statements.on("experience.level"):
        limit = _MOST.get(level.value)
        beyond = [claim for claim in years if limit and claim.value["min_years"] > tolerance(limit) and same_condition(level, claim)]
        if beyond:
            asked = max(beyond, key=lambda claim: claim.value["min_years"])
            why = f"{asked.value['min_years']:g} years are more than the level {level.value} goes with"
            yield Finding(CODE, _severity(statements, level, asked), (level, asked), why)
            return


def _severity(statements: Statements, level: Draft, asked: Draft) -> Severity:
    annotation_work = bool(statements.on("tasks.label_types", "tasks.data_types"))
    other_domain = annotation_work and not _ANNOTATION.search(
        statements.page.folded[statements.page.lines[asked.line].start : asked.end + 60]
    )
    return Severity.WARNING if level.value == ExperienceLevel.INTERMEDIATE or other_domain else Severity.ERROR
