"""Two days for one event: two posting dates, two deadlines, two first days of work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.tolerances import tolerance
from normalizer.conflicts.worlds import Interval
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "dates.disagree"
NEEDS = ("dates",)
_EVENTS = ("dates.posted", "dates.valid_through", "dates.starts", "dates.ends")
_POSTED = "dates.posted"
_AN_AGE = "counted back"
_MOVED = "moved"
"""In the rule of a claim on a day to which the event was moved."""
_DAY_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}")


def find(statements: Statements) -> Iterator[Finding]:
    """For each event the first pair of different days. Two posting days leave a reader in doubt only: sites publish again."""
    for event in _EVENTS:
        for a, b in statements.disjoint(named_days(statements, event), days, Interval.meets):
            severity = Severity.WARNING if event == _POSTED else statements.severity(a, b)
            yield Finding(CODE, severity, (a, b), f"one event cannot be on {a.value} and on {b.value}")
            break


def named_days(statements: Statements, event: str) -> list[Draft]:
    """Claims on an event that name a day: an age ("3 days ago") is rounded, and as old as the page. Where the event was moved, earlier days
    are its former ones.
    """
    named = [claim for claim in statements.on(event) if not claim.rule.endswith(_AN_AGE)]
    since = max((claim.value for claim in named if _MOVED in claim.rule), default="")
    return [claim for claim in named if claim.value >= since]


def days(claim: Draft) -> Interval:
    """The days that a claim may mean, as ordinals of the calendar. Embedded data often names a moment, which falls on another day elsewhere
    on Earth; midnight is the end of the day before it as well.
    """
    day = date.fromisoformat(claim.value).toordinal()
    if not claim.embedded or _DAY_ALONE.fullmatch(claim.quote):
        return Interval(day, day)
    return _of_moment(claim.quote) or Interval(day - tolerance("unread_moment"), day + tolerance("unread_moment"))


def _of_moment(written: str) -> Interval | None:
    """The days on which a moment falls anywhere; null where it is not written as ISO 8601."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    utc = moment.astimezone(UTC) if moment.tzinfo else moment
    west, east = (timedelta(hours=tolerance(name)) for name in ("hours_west", "hours_east"))
    return Interval((utc - west - timedelta(seconds=1)).toordinal(), (utc + east).toordinal())
