"""What work costs, counted and not timed: a count is the same on every machine."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """Lines of Python that run until `work` returns."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before, collects = sys.gettrace(), gc.isenabled()
    # What others hang on the garbage collector (Hypothesis times it) would be counted whenever it happens to run.
    gc.disable()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
        if collects:
            gc.enable()
    return count


def doubled(work: Callable[[int], object], size: int) -> float:
    """How many times the steps that work of a size takes work of twice the size takes: 2 where steps grow as the size does, 4 where they
    grow as its square.
    """
    work(size)  # what is made once, such as a compiled expression, is no part of it
    return steps(lambda: work(2 * size)) / steps(lambda: work(size))


LINEAR = 2.2
"""The most that `doubled` comes to for work that is linear."""
