"""Values as sets of possible worlds: claims contradict where no world is left in which all of them hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf
from typing import Any, Self, TypeVar

from normalizer.page import Draft

World = TypeVar("World")


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


def disjoint_pairs(
    claims: Sequence[Draft], world: Callable[[Draft], World], meet: Callable[[World, World], bool]
) -> Iterator[tuple[Draft, Draft]]:
    """Pairs of claims that no world satisfies, of claims valid under one condition. Repetitions of a statement count once:
    for each pair of values the first two claims that state them are given. (Intervals that meet in pairs meet all together.)
    """
    seen: set[tuple[Any, Any]] = set()
    for a, b in combinations(claims, 2):
        left, right = world(a), world(b)
        if same_condition(a, b) and not meet(left, right) and (left, right) not in seen:
            seen |= {(left, right), (right, left)}
            yield a, b


def same_condition(*claims: Draft) -> bool:
    """Whether claims can hold at once: no condition, or the same one. Different conditions are alternatives."""
    return len({(claim.condition or "").lower() for claim in claims}) == 1


def distinct(claims: Iterable[Draft], key: Callable[[Draft], Any]) -> list[Draft]:
    """The first claim of each value."""
    kept: dict[Any, Draft] = {}
    for claim in claims:
        kept.setdefault(key(claim), claim)
    return list(kept.values())
