"""Two days for one event: two posting dates, two deadlines, two first days of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import distinct, same_condition
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "dates.disagree"
_EVENTS = ("dates.posted", "dates.valid_through", "dates.starts", "dates.ends")


def find(statements: Statements) -> Iterator[Finding]:
    """For each event the first pair of different days. Two posting days leave a reader in doubt only: sites publish again."""
    for event in _EVENTS:
        for a, b in combinations(distinct(statements.on(event), lambda c: c.value), 2):
            if same_condition(a, b) and not _same_day(a, b):
                severity = Severity.WARNING if event == "dates.posted" else Severity.ERROR
                yield Finding(CODE, severity, (a, b), "one event cannot be on both days")
                break


def _same_day(a: Draft, b: Draft) -> bool:
    """Whether two days are one: embedded times at midnight UTC belong to the day before as well."""
    days = abs((date.fromisoformat(a.value) - date.fromisoformat(b.value)).days)
    return days == 0 or ((a.embedded or b.embedded) and days <= tolerance("midnight_days"))
