"""Each kind of contradiction is found in its cases, quotes both statements, and stays silent on its nothings."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from normalizer import conflicts
from normalizer.conflicts import DETECTORS, find_conflicts
from normalizer.conflicts.worlds import Interval
from normalizer.document.text import read_text
from normalizer.pipeline import read_page, settle_all
from schemas import Conflict
from tests.cases import CONFLICT_ROOM, Example, examples

KINDS: dict[str, ModuleType] = {name: module for name, module in vars(conflicts).items() if hasattr(module, "CODE")}
ALL = [example for name in sorted(KINDS) for example in examples(CONFLICT_ROOM / f"{name}.cases.toml")]


def _of(kind: str) -> Any:
    return pytest.mark.parametrize("example", [e for e in ALL if e.kind == kind], ids=lambda e: e.name)


def _code(example: Example) -> str:
    return str(KINDS[example.path.name.partition(".")[0]].CODE)


def _found(example: Example) -> list[Conflict]:
    raw = example.raw()
    page = read_page(raw, read_text(str(raw.body)))
    return find_conflicts(page, {d.id: rule for s in settle_all(page) for d, rule in s.follows})


@_of("case")
def test_contradiction_is_found(example: Example) -> None:
    found = _found(example)
    own = [c for c in found if c.code == _code(example)]
    assert [c.severity for c in own] == [example.row["severity"]], [(c.code, c.message) for c in found]
    assert {c.code for c in found} - {_code(example), *example.row.get("also", [])} == set()


@_of("nothing")
def test_what_only_looks_like_one_stays_silent(example: Example) -> None:
    assert not [c.message for c in _found(example) if c.code == _code(example)]


@_of("gap")
@pytest.mark.xfail(strict=True, reason="known and not found yet")
def test_gap_is_still_open(example: Example) -> None:
    assert [c for c in _found(example) if c.code == _code(example)]


def test_every_detector_is_listed_and_has_a_code_of_its_own() -> None:
    assert {module.find for module in KINDS.values()} == set(DETECTORS)
    assert len({module.CODE for module in KINDS.values()}) == len(KINDS)


@pytest.mark.parametrize(
    ("a", "b", "meets"),
    [
        (Interval(10, 20), Interval(20, 30), True),
        (Interval(10, 20, high_open=True), Interval(20, 30), False),
        (Interval(10, 20), Interval(20, 30, low_open=True), False),
        (Interval(high=20), Interval(low=25), False),
        (Interval(5, 5), Interval(0, 10), True),
        (Interval(), Interval(3, 3), True),
    ],
)
def test_intervals_meet_where_a_number_lies_in_both(a: Interval, b: Interval, meets: bool) -> None:
    assert a.meets(b) is meets
    assert b.meets(a) is meets
