"""The counter of steps sees how work grows."""

from __future__ import annotations

import pytest

from tests.steps import LINEAR, doubled


def each(size: int) -> None:
    for _ in range(size):
        pass


def pairs(size: int) -> None:
    for _ in range(size):
        each(size)


def test_linear_work_is_told_from_work_that_grows_faster() -> None:
    assert doubled(each, 100) < LINEAR
    assert doubled(pairs, 100) == pytest.approx(4, rel=0.1)
