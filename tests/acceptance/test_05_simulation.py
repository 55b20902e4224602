"""5: 400 days of a board that lives, with days on which everything goes wrong: no cell of the lifecycle is wrong, no version overlaps."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from test_store_history import assert_history_is_sound, one_run

from normalizer.store.database import Store

DAYS = 400
SIZE = 60
CLOSING_RUNS, STALE_DAYS = 2, 7
"""As documented."""


@dataclass
class Mill:
    """A board whose listings appear, change, vanish, return and flap, the same way each time."""

    rng: random.Random = field(default_factory=lambda: random.Random(20261121))
    open: dict[str, str] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)
    made: int = 0

    def live(self, day: int) -> None:
        for name in list(self.open):
            chance = self.rng.random()
            if chance < 0.012 or (name.startswith("flap") and chance < 0.5):
                del self.open[name]
                self.resting.add(name)
            elif chance < 0.03:
                self.open[name] = f"{name} as of day {day}"
        for name in sorted(self.resting):
            if self.rng.random() < (0.4 if name.startswith("flap") else 0.015):
                self.resting.discard(name)
                self.open[name] = f"{name} again"
        while self.made < SIZE or self.rng.random() < 0.5:
            self.made += 1
            name = f"flap{self.made}" if self.made % 10 == 0 else f"job{self.made}"
            self.open[name] = name


@dataclass
class Expected:
    """The rules of the lifecycle, written down a second time, for one listing."""

    state: str = "OPEN"
    missed: int = 0
    unseen_since: int | None = None

    def seen(self) -> None:
        self.state = {"CLOSED": "REOPENED", "REOPENED": "REOPENED"}.get(self.state, "OPEN")
        self.missed, self.unseen_since = 0, None

    def listed(self) -> None:
        if self.state != "CLOSED":
            self.seen()

    def missing(self, day: int, *, proved: bool) -> None:
        if self.state == "CLOSED":
            return
        self.unseen_since = day if self.unseen_since is None else self.unseen_since
        if proved:
            self.missed += 1
            self.state = "CLOSED" if self.missed >= CLOSING_RUNS else "STALE"
        elif day - self.unseen_since >= STALE_DAYS:
            self.state = "STALE"


def simulate(store: Store, days: int, *, trusting: bool = False) -> tuple[int, int]:
    """(cells of day and listing, cells that are wrong)."""
    mill, expected, wrong, cells = Mill(), dict[str, Expected](), 0, 0
    for day in range(days):
        mill.live(day)
        faulty = mill.rng.random() < 0.05 and day > 0
        read = {name: title for name, title in mill.open.items() if not faulty or mill.rng.random() < 0.3}
        linked = [name for name in mill.open if name in read or mill.rng.random() < 0.5]
        one_run(store, day, read, listed=tuple(linked), full=trusting or not faulty)
        for name in read:
            expected.setdefault(name, Expected()).seen()
        for name in linked:
            if name in expected and name not in read:
                expected[name].listed()
        for name, one in expected.items():
            if name not in linked:
                one.missing(day, proved=not faulty)
        found = {row[0].removeprefix("id-"): row[1] for row in store.connection.execute("SELECT listing_id, state FROM listings")}
        cells += len(expected)
        wrong += sum(found.get(name) != one.state for name, one in expected.items())
    return cells, wrong


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.sqlite")


def test_no_cell_is_wrong_over_400_days(store: Store, figure: Callable[..., None]) -> None:
    with store:
        cells, wrong = simulate(store, DAYS)
        assert_history_is_sound(store)
    figure(5, wrong, cells=cells, days=DAYS, overlaps=0)
    assert cells > DAYS * SIZE
    assert wrong == 0


def test_a_store_that_trusts_every_run_closes_what_is_open(store: Store) -> None:
    with store:
        _, wrong = simulate(store, 100, trusting=True)
    assert wrong > 20
