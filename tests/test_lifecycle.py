"""The life of a listing: every cell of the table, and what no sighting may do."""

from __future__ import annotations

from itertools import product

import pytest

from normalizer.store.lifecycle import TABLE, ClosingRules, Observation, Standing, days_between, step
from schemas.lifecycle import EventKind, Sighting, State

S, K = State, Sighting
RULES = ClosingRules(closing_runs=2, stale_days=7)
DAY = "2026-05-{:02d}T06:00:00Z".format

# State before, sightings of runs a day apart, state after, what happened in the last run.
LIVES = [
    (S.OPEN, [K.SEEN], S.OPEN, None),
    (S.OPEN, [K.LISTED], S.OPEN, None),
    (S.OPEN, [K.UNSEEN], S.OPEN, None),
    (S.OPEN, [K.UNSEEN] * 7, S.OPEN, None),
    (S.OPEN, [K.UNSEEN] * 8, S.STALE, EventKind.STALE),
    (S.OPEN, [K.UNSEEN] * 30, S.STALE, None),
    (S.OPEN, [K.UNSEEN] * 8 + [K.LISTED], S.OPEN, EventKind.RETURNED),
    (S.OPEN, [K.ABSENT], S.STALE, EventKind.STALE),
    (S.OPEN, [K.ABSENT, K.ABSENT], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.ABSENT, K.UNSEEN, K.ABSENT], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.ABSENT, K.SEEN, K.ABSENT], S.STALE, EventKind.STALE),
    (S.OPEN, [K.ABSENT, K.LISTED, K.ABSENT], S.STALE, EventKind.STALE),
    (S.OPEN, [K.ABSENT] + [K.UNSEEN] * 40, S.STALE, None),
    (S.OPEN, [K.NOT_FOUND], S.STALE, EventKind.STALE),
    (S.OPEN, [K.NOT_FOUND, K.ABSENT], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.REDIRECTED, K.NOT_FOUND], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.NOT_FOUND, K.LISTED], S.OPEN, EventKind.RETURNED),
    (S.OPEN, [K.GONE], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.NOTICE], S.CLOSED, EventKind.CLOSED),
    (S.OPEN, [K.WITHDRAWN], S.CLOSED, EventKind.CLOSED),
    (S.STALE, [K.GONE], S.CLOSED, EventKind.CLOSED),
    (S.STALE, [K.SEEN], S.OPEN, EventKind.RETURNED),
    (S.CLOSED, [K.SEEN], S.REOPENED, EventKind.REOPENED),
    (S.CLOSED, [K.LISTED], S.CLOSED, None),
    (S.CLOSED, [K.ABSENT], S.CLOSED, None),
    (S.CLOSED, [K.SEEN, K.SEEN], S.REOPENED, None),
    (S.CLOSED, [K.SEEN, K.ABSENT, K.ABSENT], S.CLOSED, EventKind.CLOSED),
    (S.CLOSED, [K.SEEN, K.GONE, K.SEEN], S.REOPENED, EventKind.REOPENED),
    (S.REOPENED, [K.ABSENT], S.STALE, EventKind.STALE),
]


def live(standing: Standing, sightings: list[Sighting], rules: ClosingRules = RULES) -> tuple[Standing, EventKind | None]:
    event = None
    for day, sighting in enumerate(sightings):
        moment = DAY(day + 1) if day < 28 else f"2026-06-{day - 27:02d}T06:00:00Z"
        standing, event = step(standing, Observation(sighting, f"run {day}", moment, f"why {day}"), rules)
    return standing, event


@pytest.mark.parametrize(("before", "sightings", "after", "event"), LIVES)
def test_what_becomes_of_a_listing(before: State, sightings: list[Sighting], after: State, event: EventKind | None) -> None:
    standing, happened = live(Standing(before), sightings)
    assert (standing.state, happened) == (after, event)


def test_every_state_answers_every_sighting() -> None:
    assert set(TABLE) == set(product(State, Sighting))


@pytest.mark.parametrize("state", [State.OPEN, State.STALE, State.REOPENED])
@pytest.mark.parametrize("sighting", [Sighting.SEEN, Sighting.LISTED, Sighting.UNSEEN])
def test_what_a_failure_can_produce_never_closes(state: State, sighting: Sighting) -> None:
    standing, _ = live(Standing(state, against=1, counted="an earlier run"), [sighting] * 40)
    assert standing.state is not State.CLOSED


@pytest.mark.parametrize(("state", "sighting"), list(product(State, Sighting)))
def test_a_run_that_is_applied_twice_counts_once(state: State, sighting: Sighting) -> None:
    seen = Observation(sighting, "run", DAY(3))
    once, _ = step(Standing(state), seen, RULES)
    twice, event = step(once, seen, RULES)
    assert (twice, event) == (once, None) or (state, sighting) == (State.CLOSED, Sighting.SEEN)


def test_a_closed_listing_knows_why_and_since_when_it_was_missing() -> None:
    standing, _ = live(Standing(), [Sighting.ABSENT, Sighting.NOT_FOUND])
    assert (standing.reason, standing.evidence) == (Sighting.NOT_FOUND, "why 1")
    assert (standing.unseen_since, standing.closed_at) == ("2026-05-01T06:00:00Z", DAY(2))


def test_a_board_may_ask_for_more_runs() -> None:
    careful = ClosingRules(closing_runs=4)
    assert live(Standing(), [Sighting.ABSENT] * 3, careful)[0].state is State.STALE
    assert live(Standing(), [Sighting.ABSENT] * 4, careful)[0].state is State.CLOSED


def test_days_are_counted_in_any_notation_of_utc() -> None:
    assert days_between("2026-03-28T00:00:00Z", "2026-03-30T12:00:00+00:00") == 2.5
