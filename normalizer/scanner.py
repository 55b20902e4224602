"""The one pass over a text: which expressions can match in which lines, and where."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.gates import DIGIT, EDGE, Gate

_DIGIT = re.compile(r"\d")
_LEFT, _RIGHT = 1, 2
"""Sides of a word on which letters join it."""

Places = dict[str, list[int]]
"""Literal with which matches may begin → offsets at which it stands."""

Opening = tuple[tuple[Gate, ...], Gate | None]
"""(gates of an expression, literals of which every match begins with one)."""

Ready = tuple[tuple[int, ...], list[int] | None]
"""(expressions, offsets at which matches of them may begin or null for any)."""

Group = tuple[int, Gate | None, tuple[int, ...]]
"""Expressions that are run on the same lines at the same places: (bits of the gates beside the first one, literals they begin with
unless these are the first gate's, expressions)."""


class _Meaning(NamedTuple):
    """What it means that a word of the automaton stands in a line, between the neighbours that it has there."""

    opens: tuple[int, ...]
    """Groups whose first gate it meets."""
    starts: tuple[int, ...]
    """Groups whose first gate it meets and whose matches begin with it."""
    meets: int
    """Bits of the other gates that it meets: numbers are tested many times as fast as sets."""
    begins: tuple[str, ...]
    """The literals so written with which matches may begin that are not of a first gate."""


class _Joins(dict[str, int]):
    """Character → 1 where a word goes on over it, 0 where an edge of a word stands beside it; filled as characters turn up."""

    def __missing__(self, character: str) -> int:
        joins = self[character] = int(character.isalnum() or character == "_")
        return joins


class Scanner:
    """An Aho–Corasick automaton over the literals of all gates and beginnings."""

    def __init__(self, openings: Sequence[Opening]) -> None:
        """`openings[i]` are the gates of expression `i`, the one to look at first leading, and its beginnings, where known."""
        groups: dict[tuple[tuple[Gate, ...], Gate | None], list[int]] = {}
        for index, opening in enumerate(openings):
            groups.setdefault(opening, []).append(index)
        others = dict.fromkeys(gate for gates, _ in groups for gate in gates[1:])
        bits = {gate: 1 << number for number, gate in enumerate(others)}
        self._groups: tuple[Group, ...] = tuple(
            (sum(bits[gate] for gate in gates[1:]), None if lead == gates[0] else lead, tuple(own)) for (gates, lead), own in groups.items()
        )
        self._digit_meets = sum(bit for gate, bit in bits.items() if DIGIT in gate)
        self._joins = _Joins()
        meanings = _meanings(list(groups), bits)
        self._words = tuple(meanings.values())
        self._automaton = AhoCorasick(list(meanings), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)

    def opened(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[Ready]]]:  # noqa: C901  # the hot path
        """(line, expressions all of whose gates are met in it), lines in reading order; `spans` rise and do not overlap."""
        words, joins, last = self._words, self._joins, len(spans) - 1
        if last < 0:
            return
        line, met, padded = 0, 0, folded + " "
        opened: list[tuple[int, ...]] = []
        started: list[tuple[int, tuple[int, ...]]] = []
        places = Places()
        begin, stop = spans[0]
        digits = _Digits([digit.start() for digit in _DIGIT.finditer(folded)])
        # Matches come in the order of their ends.
        for word, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            while end > stop and line < last:
                if (opened or started) and (ready := self._ready(digits.between(begin, stop), met, opened, started, places)):
                    yield line, ready
                met, opened, started, places = 0, [], [], {}
                line += 1
                begin, stop = spans[line]
            if start < begin or end > stop:
                continue
            # What stands in front of the first character and behind the last one is the padding.
            meaning = words[word][joins[padded[start - 1]] + _RIGHT * joins[padded[end]]]
            if meaning is None:
                continue
            opens, starts, meets, begins = meaning
            met |= meets
            if starts:
                started.append((start, starts))
            if opens:
                opened.append(opens)
            for literal in begins:
                places.setdefault(literal, []).append(start)
        if (opened or started) and (ready := self._ready(digits.between(begin, stop), met, opened, started, places)):
            yield line, ready

    def _ready(
        self,
        digits: list[int],
        met: int,
        opened: list[tuple[int, ...]],
        started: list[tuple[int, tuple[int, ...]]],
        places: Places,
    ) -> list[Ready]:
        """Of the groups that a line opens those whose other gates it meets; `digits` are the offsets of its digits."""
        if digits:
            met |= self._digit_meets
        groups = self._groups
        ready: list[Ready] = []
        seen: set[int] = set()
        for own in opened:
            for group in own:
                needs, lead, expressions = groups[group]
                if needs & met == needs and group not in seen:
                    seen.add(group)
                    at = _beginnings(lead, digits, places) if lead else None
                    ready.append((expressions, at))
        starts: dict[int, list[int]] = {}
        for start, own in started:
            for group in own:
                needs, _, expressions = groups[group]
                if needs & met == needs:
                    if group in starts:
                        insort(starts[group], start)
                    else:
                        starts[group] = at = [start]
                        ready.append((expressions, at))
        return ready


class _Digits:
    """Offsets of all digits of a text, handed out line after line."""

    __slots__ = ("_next", "_offsets")

    def __init__(self, offsets: list[int]) -> None:
        self._offsets = offsets
        self._next = 0

    def between(self, start: int, end: int) -> list[int]:
        """Offsets between two others; lines are asked for in reading order."""
        offsets = self._offsets
        first = bisect_left(offsets, start, self._next)
        self._next = bisect_left(offsets, end, first)
        return offsets[first : self._next]


def _meanings(groups: Sequence[Opening], bits: dict[Gate, int]) -> dict[str, tuple[_Meaning | None, ...]]:
    """Word of the automaton → what it means where it stands alone, joined to its left (1), to its right (2) or to both (3)."""
    opens: dict[str, list[int]] = {}
    starts: dict[str, list[int]] = {}
    meets: dict[str, int] = {}
    for number, (gates, lead) in enumerate(groups):
        for literal in gates[0]:
            (starts if lead == gates[0] else opens).setdefault(literal, []).append(number)
    for gate, bit in bits.items():
        for literal in gate:
            meets[literal] = meets.get(literal, 0) | bit
    begins = {literal for gates, lead in groups if lead and lead != gates[0] for literal in lead}
    # A digit is no word of the automaton.
    literals: dict[str, list[str]] = {}
    for literal in sorted({*opens, *starts, *meets, *begins} - {DIGIT}):
        literals.setdefault(literal.strip(EDGE), []).append(literal)

    def meaning(own: Sequence[str], joined: int) -> _Meaning | None:
        met = [x for x in own if not (joined & _LEFT and x.startswith(EDGE)) and not (joined & _RIGHT and x.endswith(EDGE))]
        if not met:
            return None
        return _Meaning(
            tuple(sorted({group for literal in met for group in opens.get(literal, ())})),
            tuple(sorted({group for literal in met for group in starts.get(literal, ())})),
            reduce(or_, (meets.get(literal, 0) for literal in met)),
            tuple(literal for literal in met if literal in begins),
        )

    return {word: tuple(meaning(own, joined) for joined in range(4)) for word, own in literals.items()}


def _beginnings(lead: Gate, digits: list[int], places: Places) -> list[int]:
    """Offsets at which one of the literals stands."""
    found = [at for literal, own in places.items() if literal in lead for at in own]
    if DIGIT in lead:
        found += digits
    return sorted(found) if len(found) > 1 else found
