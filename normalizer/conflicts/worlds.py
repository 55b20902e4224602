"""Values as sets of possible worlds: claims contradict where no world is left in which all of them hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import inf
from typing import Any, Self

from normalizer.page import Draft


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two ends, each of which belongs to it or not."""

    low: float = -inf
    high: float = inf
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def of(cls, value: dict[str, Any], low: str = "min", high: str = "max") -> Self:
        """The interval of a claim's value; an end that is null is unbounded."""
        return cls(
            -inf if value.get(low) is None else value[low],
            inf if value.get(high) is None else value[high],
            bool(value.get(f"{low}_exclusive")),
            bool(value.get(f"{high}_exclusive")),
        )

    def widened(self, share: float) -> Interval:
        """With both ends moved outward by a share of themselves: the tolerance of a comparison."""
        return Interval(self.low * (1 - share), self.high * (1 + share), self.low_open and not share, self.high_open and not share)

    @property
    def is_point(self) -> bool:
        """Whether it is a single number."""
        return self.low == self.high

    def times(self, least: float, most: float | None = None) -> Interval:
        """With its ends multiplied, the lower by `least` and the upper by `most` (or `least` too)."""
        return Interval(self.low * least, self.high * (least if most is None else most))

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return not any(
            (end == low and is_open)
            for end, is_open in (
                (self.low, self.low_open),
                (self.high, self.high_open),
                (other.low, other.low_open),
                (other.high, other.high_open),
            )
        )


def distinct(claims: Iterable[Draft], key: Callable[[Draft], Any]) -> list[Draft]:
    """The first claim of each value."""
    kept: dict[Any, Draft] = {}
    for claim in claims:
        kept.setdefault(key(claim), claim)
    return list(kept.values())
