"""The life of a listing as a table: what is known of it, and one run's sighting, give what is known now. Pure; storage is elsewhere.

No sighting that a failure can produce closes anything: `UNSEEN` and `LISTED` never count against a listing, and whether a run proves
to be complete (`ABSENT`) is decided before a sighting gets here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from schemas.lifecycle import EventKind, Sighting, State


@dataclass(frozen=True, slots=True)
class ClosingRules:
    """What a board's listings need to be closed."""

    closing_runs: int = 2
    """Runs in a row that must count against a listing, where its board does not say outright that it is over."""
    stale_days: int = 7
    """Days without a sighting after which a listing is stale, whatever kept the runs from seeing it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a listing."""

    state: State = State.OPEN
    against: int = 0
    """Runs in a row that counted against it."""
    counted: str | None = None
    """The last of these runs, so that a run which is repeated counts once."""
    unseen_since: str | None = None
    """Start of the first run without a sighting since the last one that had one."""
    closed_at: str | None = None
    reason: Sighting | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run says of one listing."""

    sighting: Sighting
    run: str
    at: str
    """Start of the run, ISO 8601."""
    evidence: str | None = None


Outcome = tuple[Standing, EventKind | None]
Transition = Callable[[Standing, Observation, ClosingRules], Outcome]


def step(standing: Standing, seen: Observation, rules: ClosingRules) -> Outcome:
    """What is known after a run, and what happened. A run that is applied twice changes nothing the second time."""
    return TABLE[standing.state, seen.sighting](standing, seen, rules)


def _keep(standing: Standing, _seen: Observation, _rules: ClosingRules) -> Outcome:
    return standing, None


def _confirm(standing: Standing, _seen: Observation, _rules: ClosingRules) -> Outcome:
    """It is there: whatever counted against it is void."""
    if standing.state is State.STALE:
        return Standing(State.OPEN), EventKind.RETURNED
    return Standing(standing.state), None


def _reopen(_standing: Standing, _seen: Observation, _rules: ClosingRules) -> Outcome:
    return Standing(State.REOPENED), EventKind.REOPENED


def _age(standing: Standing, seen: Observation, rules: ClosingRules) -> Outcome:
    """Nothing is known; after long enough that alone is worth saying."""
    since = standing.unseen_since or seen.at
    if days_between(since, seen.at) < rules.stale_days:
        return replace(standing, unseen_since=since), None
    return replace(standing, state=State.STALE, unseen_since=since), EventKind.STALE


def _unseen(standing: Standing, seen: Observation, _rules: ClosingRules) -> Outcome:
    return replace(standing, unseen_since=standing.unseen_since or seen.at), None


def _count(standing: Standing, seen: Observation, rules: ClosingRules) -> Outcome:
    """One more run against it; enough of them in a row close it."""
    if standing.counted == seen.run:
        return standing, None
    counted = replace(
        standing,
        state=State.STALE,
        against=standing.against + 1,
        counted=seen.run,
        unseen_since=standing.unseen_since or seen.at,
        reason=seen.sighting,
        evidence=seen.evidence,
    )
    if counted.against >= rules.closing_runs:
        return _close(counted, seen, rules)
    return counted, None if standing.state is State.STALE else EventKind.STALE


def _close(standing: Standing, seen: Observation, _rules: ClosingRules) -> Outcome:
    closed = Standing(
        State.CLOSED,
        standing.against,
        seen.run,
        standing.unseen_since or seen.at,
        closed_at=seen.at,
        reason=seen.sighting,
        evidence=seen.evidence,
    )
    return closed, EventKind.CLOSED


_PUBLISHED: dict[Sighting, Transition] = {
    Sighting.SEEN: _confirm,
    Sighting.LISTED: _confirm,
    Sighting.UNSEEN: _age,
    # Each of these may be a fault of the board: a run that lists nothing of it, a broken route, a redirect for everyone.
    Sighting.ABSENT: _count,
    Sighting.NOT_FOUND: _count,
    Sighting.REDIRECTED: _count,
    # The board says outright that it is over.
    Sighting.GONE: _close,
    Sighting.NOTICE: _close,
    Sighting.WITHDRAWN: _close,
}
_ROWS: dict[State, dict[Sighting, Transition]] = {
    State.OPEN: _PUBLISHED,
    State.REOPENED: _PUBLISHED,
    State.STALE: {**_PUBLISHED, Sighting.UNSEEN: _unseen},
    # An index may name what is over for months; only a page that is there again reopens.
    State.CLOSED: {**dict.fromkeys(Sighting, _keep), Sighting.SEEN: _reopen},
}
TABLE: dict[tuple[State, Sighting], Transition] = {
    (state, sighting): transition for state, row in _ROWS.items() for sighting, transition in row.items()
}
"""State and sighting → what happens."""


def days_between(earlier: str, later: str) -> float:
    """Days from one ISO 8601 moment to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)) / timedelta(days=1)
