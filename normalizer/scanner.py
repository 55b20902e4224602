"""The one pass over a text: which expressions can match in which lines, and where."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import compress
from operator import or_
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.gates import DIGIT, EDGE, Gate

E = TypeVar("E")
"""What is opened: an expression."""

_IS_DIGIT = bytes(code in b"0123456789" for code in range(256))
"""Byte → 1 where it is a digit, otherwise 0."""
_NONE: Gate = frozenset()
_ANYWHERE, _AT_LITERAL, _AT_LINE, _AT_LITERAL_AT_LINE, _AT_LEAD, _NOTED = range(6)
"""Where the matches of a group begin: anywhere in the line, where the literal stands that opens it, where the line begins, both of them, at
one of its other beginnings. Last, no group but a beginning that others may ask for.
"""


class Opening(NamedTuple, Generic[E]):
    """When an expression is run."""

    expression: E
    gates: tuple[Gate, ...]
    """Sets of literals of each of which every match holds one; those to look at first lead."""
    begins: Gate | None
    """Literals of which every match begins with one, where they are known."""
    leads: bool
    """Whether matches begin where the line begins."""


# What is looked at for every word of a text are plain tuples: those with names take several times as long to take apart.
Group = tuple[int, int, Gate, tuple[E, ...]]
"""Expressions that are run on the same lines at the same places: (number of the group, where their matches begin, beginnings, expressions);
the beginnings are those of `_AT_LEAD` and `_NOTED`, otherwise empty.
"""

Gated = tuple[int, Group[E]]
"""(bits of the gates that a group has beside the first one, the group): numbers are tested many times as fast as sets."""


Meaning = tuple[tuple[Gated[E], ...], int]
"""What it means that a word of the automaton stands in a line, with the neighbour that it has on its right: (groups whose first gate it meets,
bits of the other gates that it meets).
"""

Meanings = tuple[tuple[Meaning[E] | None, ...], ...]
"""What words mean: by whether letters join them to their right, then by their numbers."""

Opened = list[tuple[int, tuple[Gated[E], ...]]]
"""(offset of a word, groups that it opens) in a line."""

Ready = tuple[tuple[E, ...], Sequence[int] | None]
"""(expressions, offsets at which matches of them may begin or null for any)."""


class _Joins(dict[str, int]):
    """Character → 1 where a word goes on over it, 0 where an edge of a word stands beside it; filled as characters turn up."""

    def __missing__(self, character: str) -> int:
        joins = self[character] = int(character.isalnum() or character == "_")
        return joins


class Scanner(Generic[E]):
    """An Aho–Corasick automaton over the literals of all gates and beginnings."""

    def __init__(self, openings: Iterable[Opening[E]]) -> None:
        """Expressions with the same gates and beginnings are looked at together."""
        shared: dict[tuple[tuple[Gate, ...], Gate | None, bool], list[E]] = {}
        for expression, gates, begins, leads in openings:
            shared.setdefault((gates, begins, leads), []).append(expression)
        others = dict.fromkeys(gate for gates, _, _ in shared for gate in gates[1:])
        bits = {gate: 1 << number for number, gate in enumerate(others)}
        self._gates = sum(bits.values())
        self._digit_meets = sum(bit for gate, bit in bits.items() if DIGIT in gate)
        groups = [(key[0], _group(number, key, own)) for number, (key, own) in enumerate(shared.items())]
        words, self._meanings = _words(groups, bits)
        self._joins = _Joins()
        self._automaton = AhoCorasick(words, matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)

    def opened(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[Ready[E]]]]:
        """(line, expressions all of whose gates are met in it), lines in reading order; `spans` rise and do not overlap."""
        meanings, joins, padded = self._meanings, self._joins, folded + " "
        # Behind the last line stands one in which nothing begins.
        lines = iter([*spans, (len(padded), len(padded))])
        line, (begin, stop) = 0, next(lines)
        digits = folded.encode("ascii", "replace").translate(_IS_DIGIT)
        met = 0
        opened: Opened[E] = []
        # Matches come in the order of their ends.
        for word, start, end in self._automaton.find_matches_as_indexes(_with_initials(folded), overlapping=True):
            while end > stop:
                if opened:
                    if ready := self._ready(opened, met, digits, begin, stop):
                        yield line, ready
                    opened = []
                met = 0
                line += 1
                begin, stop = next(lines)
            if start >= begin and (meaning := meanings[joins[padded[end]]][word]):
                opens, meets = meaning
                met |= meets
                if opens:
                    opened.append((start, opens))
        if opened and (ready := self._ready(opened, met, digits, begin, stop)):
            yield line, ready

    def _ready(self, opened: Opened[E], met: int, digits: bytes, begin: int, end: int) -> list[Ready[E]]:
        """Of the groups that the line between two offsets opens those whose other gates it meets."""
        digit = digits.find(1, begin, end)
        # Numbers below zero take several times as long.
        missing = self._gates ^ (met if digit < 0 else met | self._digit_meets)
        ready: list[Ready[E]] = []
        starts: dict[int, list[int]] = {}
        others: list[tuple[int, Group[E]]] = []
        for start, groups in opened:
            for needs, group in groups:
                if needs & missing:
                    continue
                number, place, _, expressions = group
                if place != _AT_LITERAL:
                    others.append((start, group))
                elif number in starts:
                    insort(starts[number], start)
                else:
                    starts[number] = at = [start]
                    ready.append((expressions, at))
        if not others:
            return ready
        numerals = list(compress(range(digit, end), digits[digit:end])) if digit >= 0 else []
        return ready + _elsewhere(others, numerals, begin)


def _elsewhere(opened: list[tuple[int, Group[E]]], digits: list[int], begin: int) -> list[Ready[E]]:
    """What is ready of groups whose matches do not simply begin with the literal that opens them; `begin` is the offset of the line."""
    noted = [(start, literal) for start, (_, place, literal, _) in opened if place == _NOTED]
    found: dict[int, Ready[E]] = {}
    for start, (number, place, begins, expressions) in opened:
        if number in found or place == _NOTED or (place == _AT_LITERAL_AT_LINE and start != begin):
            continue
        if place == _ANYWHERE:
            found[number] = expressions, None
        elif place == _AT_LEAD:
            found[number] = expressions, _beginnings(begins, noted, digits) if noted else digits
        else:
            found[number] = expressions, (begin,)
    return list(found.values())


def _beginnings(begins: Gate, noted: list[tuple[int, Gate]], digits: list[int]) -> list[int]:
    """Offsets at which one of the literals stands, of those noted in a line and of its digits."""
    found = [start for start, literal in noted if literal <= begins]
    return sorted(found + digits) if found else digits


def _group(number: int, opening: tuple[tuple[Gate, ...], Gate | None, bool], own: Sequence[E]) -> Group[E]:
    gates, begins, leads = opening
    at_literal = begins == gates[0]
    if leads:
        return number, _AT_LITERAL_AT_LINE if at_literal else _AT_LINE, _NONE, tuple(own)
    if begins and not at_literal:
        return number, _AT_LEAD, begins, tuple(own)
    return number, _AT_LITERAL if at_literal else _ANYWHERE, _NONE, tuple(own)


def _words(groups: Sequence[tuple[tuple[Gate, ...], Group[E]]], bits: dict[Gate, int]) -> tuple[list[str], Meanings[E]]:
    """(words of the automaton, what they mean). `groups` stand behind their gates."""
    opens: dict[str, list[Gated[E]]] = {}
    meets: dict[str, int] = {}
    for (first, *others), group in groups:
        gated = sum(bits[gate] for gate in others), group
        for literal in first:
            opens.setdefault(literal, []).append(gated)
    for gate, bit in bits.items():
        for literal in gate:
            meets[literal] = meets.get(literal, 0) | bit
    for literal in {literal for _, (_, _, begins, _) in groups for literal in begins}:
        opens.setdefault(literal, []).append((0, (-1, _NOTED, frozenset({literal}), ())))
    # A digit is no word of the automaton.
    literals: dict[str, list[str]] = {}
    for literal in sorted((opens.keys() | meets.keys()) - {DIGIT}):
        for word in _spellings(literal):
            literals.setdefault(word, []).append(literal)
    return list(literals), tuple(
        tuple(_meaning(_met(own, joined=joined), opens, meets) for own in literals.values()) for joined in (False, True)
    )


def _with_initials(folded: str) -> str:
    """A text in which every run of the letters a to z begins with a capital: what is bound to the beginning of a word is looked for with one,
    and hardly ever met inside other words (behind a digit and in "éa" it is).
    """
    return folded.encode("utf-8", "surrogatepass").title().decode("utf-8", "surrogatepass")


def _spellings(literal: str) -> set[str]:
    """A literal as it is written in a text with initials: at the beginning of a word, and inside one where it may stand there."""
    at_beginning = _with_initials(literal.strip(EDGE))
    return {at_beginning} if literal.startswith(EDGE) else {at_beginning, at_beginning[0].lower() + at_beginning[1:]}


def _met(own: Sequence[str], *, joined: bool) -> list[str]:
    """Of the literals that are written alike those that are met where letters join them to their right, or none does."""
    return [literal for literal in own if not (joined and literal.endswith(EDGE))]


def _meaning(met: Sequence[str], opens: dict[str, list[Gated[E]]], meets: dict[str, int]) -> Meaning[E] | None:
    if not met:
        return None
    gated = {id(one): one for literal in met for one in opens.get(literal, ())}
    return tuple(gated.values()), reduce(or_, (meets.get(literal, 0) for literal in met))
