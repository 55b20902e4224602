"""A year of daily runs of one board, with listings that appear, change, vanish, return and flap, and with runs that fail in every way.

The board knows the truth. What the store says is compared with it after every run.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from test_store_history import assert_history_is_sound, moment, one_run, versions_of

from normalizer.store.apply import count_states
from normalizer.store.database import Store
from schemas.lifecycle import State

DAYS = 365


@dataclass
class Truth:
    """One listing as its board knows it: the title of each day on which it was published."""

    titles: dict[int, str] = field(default_factory=dict)

    def seen_by(self, days: list[int]) -> list[str]:
        """The titles that runs on these days saw, in order, repetitions left out."""
        seen = [self.titles[day] for day in days if day in self.titles]
        return [title for place, title in enumerate(seen) if not place or title != seen[place - 1]]


class Board:
    """A board that lives: every change has its own probability a day, and the same seed gives the same year."""

    def __init__(self, seed: int, size: int) -> None:
        self.rng = random.Random(seed)
        self.listings: dict[str, Truth] = {}
        self.open: dict[str, str] = {}
        self.resting: dict[str, str] = {}
        self.flapping = {f"flap{n}" for n in range(5)}
        for _ in range(size):
            self._appear(0)

    def day(self, day: int) -> None:
        for name in list(self.open):
            chance = self.rng.random()
            if chance < 0.010:
                self.resting[name] = self.open.pop(name)
            elif chance < 0.025:
                self.open[name] = f"{name}, edition of day {day}"
        for name in [name for name in self.resting if self.rng.random() < 0.01]:
            self.open[name] = self.resting.pop(name)
        for name in sorted(self.flapping):
            self.open.pop(name, None)
            if self.rng.random() < 0.6:
                self.open[name] = "flapping"
        for _ in range(self.rng.randrange(3)):
            self._appear(day)
        for name, title in self.open.items():
            self.listings.setdefault(name, Truth()).titles[day] = title

    def _appear(self, day: int) -> None:
        name = f"job{len(self.listings)}-{day}-{self.rng.randrange(10**6)}"
        self.open[name] = name
        self.listings[name] = Truth()


FAULTS = ("nothing fetched", "half the pages fail", "capped", "index breaks off", "walls", "held by a monitor")


def faulty_run(store: Store, board: Board, day: int, fault: str) -> tuple[list[str], bool]:
    """A run that went wrong; the listings that it read all the same, and whether its list was complete."""
    names = sorted(board.open)
    if fault in ("nothing fetched", "held by a monitor"):
        return [], False
    part = [name for name in names if board.rng.random() < 0.5]
    linked = tuple(names) if fault in ("half the pages fail", "walls") else tuple(part)
    seen = [] if fault == "walls" else part
    # Where every link was found the list is complete: what has no page is linked all the same.
    full = len(linked) == len(names)
    one_run(store, day, {name: board.open[name] for name in seen}, listed=linked, full=full)
    return seen, full


def live_a_year(store: Store, board: Board) -> dict[str, list[int]]:
    """Daily runs, one in twenty of them faulty; for each listing the days on which a run read it."""
    read: dict[str, list[int]] = {}
    known: dict[str, str] = {}
    proved: list[int] = []
    for day in range(DAYS):
        board.day(day)
        if board.rng.random() < 0.05:
            seen, full = faulty_run(store, board, day, board.rng.choice(FAULTS))
            known.update({name: board.open[name] for name in seen})
        else:
            seen, full = list(board.open), True
            fresh = {name: title for name, title in board.open.items() if known.get(name) != title}
            one_run(store, day, fresh, unchanged=tuple(name for name in seen if name not in fresh))
            known.update(fresh)
        proved += [day] if full else []
        for name in seen:
            read.setdefault(name, []).append(day)
        assert_no_wrong_closure(store, board, day, proved)
        assert not [name for name in seen if store_state(store, name) not in (State.OPEN, State.REOPENED)]
    return read


def assert_no_wrong_closure(store: Store, board: Board, day: int, proved: list[int]) -> None:
    """What the day closed was missing from the two last runs that were complete."""
    closed = store.connection.execute("SELECT listing_id FROM listings WHERE closed_at = ?", (moment(day),))
    for (listing_id,) in closed.fetchall():
        name = listing_id.removeprefix("id-")
        assert not {*proved[-2:]} & board.listings[name].titles.keys(), f"{name} was closed on day {day}"


def store_state(store: Store, name: str) -> str:
    row = store.connection.execute("SELECT state FROM listings WHERE listing_id = ?", (f"id-{name}",)).fetchone()
    return str(row[0])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_ends_with_no_wrong_closure_no_lost_version_and_no_overlap(tmp_path: Path, seed: int) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        board = Board(seed, size=60)
        read = live_a_year(store, board)
        assert_history_is_sound(store)
        for name, days in read.items():
            titles = [title for _, _, title in versions_of(store, name)]
            assert [title for place, title in enumerate(titles) if not place or title != titles[place - 1]] == board.listings[name].seen_by(
                days
            )
        for name in board.open:
            if name in read:
                assert store_state(store, name) != State.CLOSED or read[name][-1] < DAYS - 1
        gone = [name for name, truth in board.listings.items() if name in read and truth.titles and max(truth.titles) < DAYS - 10]
        assert gone
        late = [name for name in gone if store_state(store, name) != State.CLOSED]
        print({"test": "simulated year", "listings": len(read), "gone": len(gone), "not closed": len(late), "states": count_states(store)})
        assert not late, "what left the board ten days ago is closed"


def test_what_the_store_writes_grows_with_changes_and_not_with_days(tmp_path: Path) -> None:
    def cost(days: int, size: int) -> tuple[int, int]:
        """Rows at the end and statements that wrote, for a board on which nothing but its first day changes anything."""
        statements: list[str] = []
        names = {f"job{n}": "title" for n in range(size)}
        with Store(tmp_path / f"{days}-{size}.sqlite") as store:
            one_run(store, 0, names)
            store.connection.set_trace_callback(statements.append)
            for day in range(1, days):
                one_run(store, day, {}, unchanged=tuple(names))
            store.connection.set_trace_callback(None)
            rows = sum(
                store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("listings", "versions", "events")
            )
        return rows, len(statements)

    few, many, wide = cost(20, 40), cost(200, 40), cost(20, 400)
    assert few[0] == many[0] == 3 * 40
    assert many[1] <= few[1] * (200 / 20) * 1.2, "a run on which nothing changes costs the same whenever it happens"
    assert wide[1] <= few[1] + 2 * 20, "and the same whatever the number of listings"


def test_changes_cost_the_same_early_and_late_in_the_year(tmp_path: Path) -> None:
    counts: list[int] = []
    statements: list[str] = []
    with Store(tmp_path / "store.sqlite") as store:
        one_run(store, 0, {f"job{n}": "title" for n in range(30)})
        store.connection.set_trace_callback(statements.append)
        for day in range(1, 120):
            statements.clear()
            one_run(store, day, {"job0": f"title of day {day}"}, unchanged=tuple(f"job{n}" for n in range(1, 30)))
            counts.append(len(statements))
        assert len(versions_of(store, "job0")) == 120
    assert max(counts) <= min(counts) + 2
