"""Versions: no overlap, no gap but a closing, nothing lost, whatever the order in which runs are read."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import make_listing

from normalizer.store.apply import AppliedRun, apply_run, count_states
from normalizer.store.content import fields_hash
from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.ledger import Ledger
from normalizer.store.lifecycle import ClosingRules
from normalizer.store.published import published_listings, statuses
from normalizer.store.timeline import Stretch, insert_late
from normalizer.store.versions import Moment, unpacked
from schemas.lifecycle import EventKind, Sighting, State

RULES = ClosingRules(closing_runs=2, stale_days=7)
START = datetime(2026, 1, 1, 6, tzinfo=UTC)


def moment(day: int) -> str:
    return f"{START + timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite") as store:
        yield store


def one_run(
    store: Store,
    day: int,
    seen: dict[str, str],
    *,
    full: bool = True,
    listed: tuple[str, ...] = (),
    over: dict[str, Sighting] | None = None,
    unchanged: tuple[str, ...] = (),
    normalizer: str = "n1",
    name: str | None = None,
) -> AppliedRun:
    """A run on a day that read these listings: name → title."""
    run = name or f"run-{day}"
    Ledger(store).begin(run, "board", None, moment(day))
    intake = Intake(store)
    intake.listed([f"id-{known}" for known in listed])
    for place, (known, title) in enumerate(seen.items()):
        intake.read(make_listing(known, title=title, source=source(known, title)), place)
    for known in unchanged:
        intake.unchanged(f"id-{known}", len(seen))
    for known, sighting in (over or {}).items():
        intake.fate(f"id-{known}", sighting, f"{sighting} on day {day}")
    return apply_run(intake, Moment(run, moment(day), normalizer), RULES, fully_listed=full)


def source(name: str, title: str) -> dict[str, str]:
    return {"id": name, "url": f"https://board.example/{name}", "media_type": "text/html", "sha256": title.encode().hex()}


def state_of(store: Store, name: str) -> str:
    return str(store.connection.execute("SELECT state FROM listings WHERE listing_id = ?", (f"id-{name}",)).fetchone()[0])


def versions_of(store: Store, name: str) -> list[tuple[str, str | None, str]]:
    rows = store.connection.execute("SELECT * FROM versions WHERE listing_id = ? ORDER BY valid_from", (f"id-{name}",))
    return [(row["valid_from"], row["valid_to"], unpacked(row["record"])["title"]) for row in rows]


def assert_history_is_sound(store: Store) -> None:
    """No overlap; a gap only where the listing was closed; a present version exactly where it is published; hashes true to records."""
    by_listing: dict[str, list[Any]] = {}
    for row in store.connection.execute("SELECT * FROM versions ORDER BY listing_id, valid_from"):
        by_listing.setdefault(row["listing_id"], []).append(row)
        assert fields_hash(unpacked(row["record"])) == row["fields_hash"]
        assert row["valid_to"] is None or row["valid_from"] < row["valid_to"]
    closings = Counter(row[0] for row in store.connection.execute("SELECT listing_id FROM events WHERE kind = 'CLOSED'"))
    for listing in store.connection.execute("SELECT * FROM listings"):
        rows = by_listing.pop(listing["listing_id"])
        gaps = 0
        for before, after in pairwise(rows):
            assert before["valid_to"] is not None
            assert before["valid_to"] <= after["valid_from"]
            gaps += before["valid_to"] < after["valid_from"]
        closed = listing["state"] == State.CLOSED
        assert (rows[-1]["valid_to"] is not None) == closed
        assert gaps + closed == closings[listing["listing_id"]]
        assert rows[-1]["fields_hash"] == listing["fields_hash"]
    assert not by_listing


# Single lives


def test_a_listing_appears_changes_closes_and_returns(store: Store) -> None:
    assert one_run(store, 0, {"a": "Weaver", "b": "Dyer"}).events == {EventKind.APPEARED: 2}
    assert one_run(store, 1, {"a": "Head weaver", "b": "Dyer"}).events == {EventKind.CHANGED: 1}
    assert one_run(store, 2, {"b": "Dyer"}).events == {EventKind.STALE: 1}
    assert one_run(store, 3, {"b": "Dyer"}).events == {EventKind.CLOSED: 1}
    assert [listing.title for listing in published_listings(store)] == ["Dyer"]
    assert one_run(store, 9, {"a": "Head weaver", "b": "Dyer"}).events == {EventKind.REOPENED: 1}
    assert versions_of(store, "a") == [
        (moment(0), moment(1), "Weaver"), (moment(1), moment(3), "Head weaver"), (moment(9), None, "Head weaver"),
    ]  # fmt: skip
    assert state_of(store, "a") == State.REOPENED
    assert_history_is_sound(store)


def test_words_that_change_no_field_change_the_record_and_no_version(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver"})
    Ledger(store).begin("later", "board", None, moment(1))
    intake = Intake(store)
    intake.read(make_listing("a", title="Weaver", text="new words", source=source("a", "other bytes")), 0)
    assert not apply_run(intake, Moment("later", moment(1), "n1"), RULES, fully_listed=True).events
    assert [listing.text for listing in published_listings(store)] == ["new words"]
    assert len(versions_of(store, "a")) == 1


def test_the_same_bytes_read_differently_are_no_change_of_the_listing(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver"}, normalizer="n1")
    Ledger(store).begin("later", "board", None, moment(1))
    intake = Intake(store)
    intake.read(make_listing("a", title="Weaver of silk", source=source("a", "Weaver")), 0)
    assert apply_run(intake, Moment("later", moment(1), "n2"), RULES, fully_listed=True).events == {EventKind.REREAD: 1}
    assert versions_of(store, "a") == [(moment(0), None, "Weaver of silk")]
    told = store.connection.execute("SELECT evidence, fields FROM events WHERE kind = 'REREAD'").fetchone()
    assert told["evidence"] == "n1 → n2"
    assert '"old": "\\"Weaver\\""' in told["fields"]


def test_a_run_that_is_applied_again_changes_nothing_and_one_that_saw_more_adds_it(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver", "b": "Dyer"})
    one_run(store, 1, {"a": "Weaver"})
    before = list(store.connection.iterdump())
    assert not one_run(store, 1, {"a": "Weaver"}).events
    assert [line for line in store.connection.iterdump() if "stage" not in line] == [line for line in before if "stage" not in line]
    assert one_run(store, 1, {"a": "Weaver", "b": "Dyer", "c": "Spinner"}).events == {EventKind.RETURNED: 1, EventKind.APPEARED: 1}
    assert_history_is_sound(store)


def test_a_listing_that_is_only_linked_or_unchanged_is_there(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver", "b": "Dyer"})
    for day in range(1, 5):
        assert not one_run(store, day, {}, listed=("a",), unchanged=("b",)).events
    assert count_states(store) == {"OPEN": 2, "STALE": 0, "CLOSED": 0, "REOPENED": 0}


def test_evidence_closes_and_an_index_that_still_names_the_listing_does_not_reopen_it(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver"})
    assert one_run(store, 1, {}, listed=("a",), over={"a": Sighting.GONE}).events == {EventKind.CLOSED: 1}
    assert not one_run(store, 2, {}, listed=("a",)).events
    (status,) = statuses(store)
    assert (status.state, status.reason, status.evidence) == (State.CLOSED, Sighting.GONE, "GONE on day 1")
    assert (status.first_seen, status.last_seen, status.closed_at, status.valid_from) == (moment(0), moment(0), moment(1), None)


def test_a_listing_that_was_forgotten_is_not_taken_in_again(store: Store) -> None:
    store.connection.execute("INSERT INTO forgotten VALUES ('id-a', ?)", (moment(0),))
    intake = Intake(store)
    assert (intake.wants("id-a"), intake.wants("id-b")) == (False, True)


# Runs that are read late


def test_a_run_read_late_takes_its_place_in_time(store: Store) -> None:
    one_run(store, 0, {"a": "Weaver"})
    one_run(store, 4, {"a": "Head weaver"})
    late = one_run(store, 2, {"a": "Senior weaver", "b": "Dyer"}, full=True)
    assert (late.late, late.events) == (True, {EventKind.BACKFILLED: 2})
    assert versions_of(store, "a") == [
        (moment(0), moment(2), "Weaver"), (moment(2), moment(4), "Senior weaver"), (moment(4), None, "Head weaver"),
    ]  # fmt: skip
    assert state_of(store, "b") == State.STALE, "nobody saw it since"
    assert_history_is_sound(store)
    before = versions_of(store, "a")
    assert not one_run(store, 2, {"a": "Senior weaver"}).events
    assert versions_of(store, "a") == before


def test_a_run_read_late_closes_nothing(store: Store) -> None:
    for day in (0, 3, 4):
        one_run(store, day, {"a": "Weaver", "b": "Dyer"})
    for day in (1, 2):
        assert not one_run(store, day, {"a": "Weaver"}, over={"b": Sighting.GONE}).events
    assert count_states(store)["OPEN"] == 2


@pytest.mark.parametrize("seed", range(25))
def test_the_order_in_which_two_runs_are_read_does_not_change_the_versions(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    days = [{"a": rng.choice("XYZ"), "b": rng.choice("XYZ")} for _ in range(6)]
    skipped = rng.randrange(1, 5)
    histories = []
    for order in (list(range(6)), [*(day for day in range(6) if day != skipped), skipped]):
        with Store(tmp_path / f"{order[-1]}.sqlite") as store:
            for day in order:
                one_run(store, day, days[day])
            assert_history_is_sound(store)
            histories.append([versions_of(store, "a"), versions_of(store, "b")])
    assert histories[0] == histories[1]


@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from("XYZ")), min_size=1, max_size=30, unique_by=lambda pair: pair[0]),
)
def test_stretches_never_overlap_whatever_comes_late(sightings: list[tuple[int, str]]) -> None:
    at = "{:03d}".format
    stretches: list[Stretch] = [Stretch(at(41), None, "X", None, at(41))]
    for day, values in sightings:
        stretches = insert_late(stretches, at(day), values, at(max(day - 1, 0)), at(day + 1))
        assert any(stretch.holds(at(day)) and stretch.fields_hash == values for stretch in stretches)
        for before, after in pairwise(stretches):
            assert before.valid_from < (before.valid_to or "") <= after.valid_from
            assert (before.valid_to, before.fields_hash) != (after.valid_from, after.fields_hash)
    assert stretches[-1].valid_to is None
