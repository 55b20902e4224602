"""A run's intake becomes history: standings, versions and events, in one transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.late import apply_late
from normalizer.store.ledger import Ledger
from normalizer.store.lifecycle import ClosingRules, Observation, Standing, step
from normalizer.store.versions import Moment, VersionWriter
from schemas.lifecycle import EventKind, Sighting, State
from schemas.run import RunState

_COLUMNS = "state, against, counted, unseen_since, closed_at, reason, evidence"
# Listings about which the run says something that is not known already.
_TOUCHED = """SELECT s.listing_id, s.sighting, s.evidence AS said, s.record IS NOT NULL AS has_record, l.listing_id IS NULL AS unknown,
        l.first_seen, l.last_seen, l.state, l.against, l.counted, l.unseen_since, l.closed_at, l.reason, l.evidence
    FROM stage s LEFT JOIN listings l USING (listing_id)
    WHERE CASE WHEN l.listing_id IS NULL THEN s.sighting = 'SEEN' AND s.record IS NOT NULL
        WHEN l.state = 'CLOSED' THEN s.sighting = 'SEEN'
        WHEN s.sighting IN ('SEEN', 'LISTED') THEN l.state = 'STALE' OR l.against > 0 OR l.unseen_since IS NOT NULL
            OR (s.record IS NOT NULL AND s.record_hash != l.record_hash)
        ELSE true END
    ORDER BY s.position, s.rowid"""
_MISSING = f"""SELECT l.listing_id, l.first_seen, l.last_seen, {_COLUMNS} FROM listings l
    WHERE l.state != 'CLOSED' AND NOT EXISTS (SELECT 1 FROM stage s WHERE s.listing_id = l.listing_id) ORDER BY l.listing_id"""  # noqa: S608
_STAND = """UPDATE listings SET state = ?, against = ?, counted = ?, unseen_since = ?, closed_at = ?, reason = ?, evidence = ?, last_seen = ?
    WHERE listing_id = ?"""
_ENTER = """INSERT INTO listings (listing_id, url, first_seen, state, fields_hash, record_hash)
    SELECT listing_id, url, ?, ?, fields_hash, record_hash FROM stage WHERE listing_id = ?"""


@dataclass(frozen=True, slots=True)
class AppliedRun:
    """What applying a run changed."""

    events: Counter[EventKind]
    late: bool = False
    """Whether later runs were applied before, so that this one added to the history only."""


def apply_run(intake: Intake, moment: Moment, rules: ClosingRules, *, fully_listed: bool) -> AppliedRun:
    """Apply an intake as what the run of `moment` saw. Applying it once more changes nothing.

    A run that is older than the newest applied one adds its sightings to the history; it closes nothing and counts against nothing.
    Raises `StoreError`, and leaves the store as it was then.
    """
    intake.flush()
    store = intake.store
    previous, following = Ledger(store).neighbours(moment.at)
    with store.transaction() as database:
        versions = VersionWriter(database, moment, previous)
        if following is None:
            _Application(database, versions, moment, rules, previous, fully_listed=fully_listed).run()
        else:
            apply_late(database, versions, previous or moment.at, following)
        database.execute(
            "UPDATE runs SET applied = 1, state = ? WHERE run_id = ? AND state != ?", (RunState.APPLIED, moment.run, RunState.PUBLISHED)
        )
    return AppliedRun(versions.events, late=following is not None)


class _Application:
    def __init__(
        self,
        database: sqlite3.Connection,
        versions: VersionWriter,
        moment: Moment,
        rules: ClosingRules,
        previous: str | None,
        *,
        fully_listed: bool,
    ) -> None:
        self._database = database
        self._versions = versions
        self._moment = moment
        self._rules = rules
        self._previous = previous
        self._absence = Sighting.ABSENT if fully_listed else Sighting.UNSEEN

    def run(self) -> None:
        # Read before anything is written: a cursor over tables that change under it may give rows twice.
        missing = self._database.execute(_MISSING).fetchall()
        touched = self._database.execute(_TOUCHED).fetchall()
        for row in touched:
            if row["unknown"]:
                self._enter(row["listing_id"])
            else:
                self._meet(row)
        for row in missing:
            self._settle(row, self._observed(self._absence, None))

    def _observed(self, sighting: Sighting, evidence: str | None) -> Observation:
        return Observation(sighting, self._moment.run, self._moment.at, evidence)

    def _enter(self, listing_id: str) -> None:
        self._database.execute(_ENTER, (self._moment.at, State.OPEN, listing_id))
        self._versions.first(listing_id)

    def _meet(self, row: sqlite3.Row) -> None:
        """A known listing of which the run says something."""
        observed = self._observed(Sighting(row["sighting"]), row["said"])
        event = self._settle(row, observed)
        if event is EventKind.REOPENED:
            self._versions.reopened(row["listing_id"], staged=row["has_record"])
        elif observed.sighting is Sighting.SEEN and row["has_record"]:
            self._versions.seen(row["listing_id"], row["last_seen"] or self._previous)

    def _settle(self, row: sqlite3.Row, observed: Observation) -> EventKind | None:
        """Take the step, and write it down where it leads anywhere."""
        before = standing_of(row)
        after, event = step(before, observed, self._rules)
        if after == before:
            return event
        last_seen = (row["last_seen"] or self._previous or row["first_seen"]) if after.unseen_since else None
        values = (after.state, after.against, after.counted, after.unseen_since, after.closed_at, after.reason, after.evidence)
        self._database.execute(_STAND, (*values, last_seen, row["listing_id"]))
        if event is EventKind.CLOSED:
            self._versions.end(row["listing_id"], last_seen)
        if event and event is not EventKind.REOPENED:
            self._versions.note(row["listing_id"], event, after.reason, after.evidence)
        return event


def standing_of(row: sqlite3.Row) -> Standing:
    """What a row of `listings` knows."""
    reason = Sighting(row["reason"]) if row["reason"] else None
    return Standing(State(row["state"]), row["against"], row["counted"], row["unseen_since"], row["closed_at"], reason, row["evidence"])


def open_listings(store: Store) -> list[str]:
    """Listings that are not closed."""
    with store.errors_told():
        return [row[0] for row in store.connection.execute("SELECT listing_id FROM listings WHERE state != 'CLOSED' ORDER BY listing_id")]


def count_states(store: Store) -> dict[str, int]:
    """Listings in each state."""
    with store.errors_told():
        counted = dict(store.connection.execute("SELECT state, count(*) FROM listings GROUP BY state").fetchall())
    return {state.value: counted.get(state.value, 0) for state in State}
