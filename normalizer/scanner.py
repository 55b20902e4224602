"""The one pass over a text: which expressions can match in which lines, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.gates import DIGIT, EDGE, Gate

_DIGIT = re.compile(r"\d")
_ANY_DIGIT = 0
"""Number of the literal that every digit meets."""
_LEFT, _RIGHT = 1, 2

Places = dict[int, list[int]]
"""Literal → offsets at which it stands."""

Ready = tuple[int, list[int] | None]
"""(expression, offsets at which a match of it may begin or null for any)."""

Lead = frozenset[int]
"""Literals with one of which a match begins."""

_index = itemgetter(0)


class Scanner:
    """An Aho–Corasick automaton over the literals of all gates and beginnings."""

    def __init__(self, gates: Sequence[tuple[Gate, ...]], leads: Sequence[Gate | None]) -> None:
        """`gates[i]` are the gates of expression `i`, the one to look at first leading; `leads[i]` its beginnings, where known."""
        ids = _numbered((*(gate for own in gates for gate in own), *(lead for lead in leads if lead)))
        self._automaton, self._forms = _automaton(ids)
        # Expressions share gates: those with the same ones are a group, which is looked at once a line.
        groups: dict[tuple[Gate, ...], list[tuple[int, Lead | None]]] = {}
        for index, (own, lead) in enumerate(zip(gates, leads, strict=True)):
            groups.setdefault(own, []).append((index, frozenset(ids[literal] for literal in lead) if lead else None))
        self._members = tuple(map(tuple, groups.values()))
        others = {gate: number for number, gate in enumerate(dict.fromkeys(gate for own in groups for gate in own[1:]))}
        self._needs = tuple(frozenset(others[gate] for gate in own[1:]) for own in groups)
        self._opens = _by_literal(ids, ((own[0], group) for group, own in enumerate(groups)))
        self._meets = _by_literal(ids, others.items())

    def opened(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[Ready]]]:
        """(line, expressions all of whose gates are met in it) in reading order; `spans` rise and do not overlap."""
        for line, met in self._met(folded, spans):
            ready = self._ready(folded, spans[line], met)
            if ready:
                yield line, ready

    def _ready(self, folded: str, span: tuple[int, int], met: Places) -> list[Ready]:
        opens, meets, needs = self._opens, self._meets, self._needs
        groups: set[int] = set()
        for literal in met:
            groups.update(opens[literal])
        if not groups:
            return []
        gates: set[int] = set()
        for literal in met:
            gates.update(meets[literal])
        if _DIGIT.search(folded, *span):
            gates.update(meets[_ANY_DIGIT])
        ready: list[Ready] = []
        begins: dict[Lead | None, list[int] | None] = {None: None}
        for group in groups:
            if needs[group] <= gates:
                for index, lead in self._members[group]:
                    if lead and lead not in begins:
                        begins[lead] = _beginnings(folded, span, lead, met)
                    ready.append((index, begins[lead]))
        ready.sort(key=_index)
        return ready

    def _met(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Places]]:
        """(line, literals in it, at the edges of words where they are bound to them) in reading order."""
        forms, size, last = self._forms, len(folded), len(spans) - 1
        line, met = 0, Places()
        if last < 0:
            return
        begin, stop = spans[0]
        # Matches come in the order of their ends.
        for words, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            while end > stop and line < last:
                if met:
                    yield line, met
                    met = Places()
                line += 1
                begin, stop = spans[line]
            if start < begin or end > stop:
                continue
            for literal, edges in forms[words]:
                if edges and (
                    (edges & _LEFT and start and ((before := folded[start - 1]).isalnum() or before == "_"))
                    or (edges & _RIGHT and end < size and ((behind := folded[end]).isalnum() or behind == "_"))
                ):
                    continue
                if literal in met:
                    met[literal].append(start)
                else:
                    met[literal] = [start]
        if met:
            yield line, met


def _numbered(gates: Iterable[Gate]) -> dict[str, int]:
    """Literal → its number."""
    ids: dict[str, int] = {DIGIT: _ANY_DIGIT}
    for gate in gates:
        for literal in sorted(gate):
            ids.setdefault(literal, len(ids))
    return ids


def _automaton(ids: Mapping[str, int]) -> tuple[AhoCorasick, tuple[tuple[tuple[int, int], ...], ...]]:
    """(automaton, for each of its words the literals that are written so, with the edges that they are bound to)."""
    forms: dict[str, list[tuple[int, int]]] = {}
    for literal, number in ids.items():
        if literal != DIGIT:
            edges = _LEFT * literal.startswith(EDGE) + _RIGHT * literal.endswith(EDGE)
            forms.setdefault(literal.strip(EDGE), []).append((number, edges))
    automaton = AhoCorasick(list(forms), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
    return automaton, tuple(map(tuple, forms.values()))


def _by_literal(ids: Mapping[str, int], gates: Iterable[tuple[Gate, int]]) -> tuple[tuple[int, ...], ...]:
    """Number of a literal → what the gates that it meets are numbered with."""
    found: list[list[int]] = [[] for _ in ids]
    for gate, number in gates:
        for literal in gate:
            found[ids[literal]].append(number)
    return tuple(map(tuple, found))


def _beginnings(folded: str, span: tuple[int, int], lead: Lead, met: Places) -> list[int]:
    """Offsets in a line at which one of the literals stands."""
    found = {at for literal in lead.intersection(met) for at in met[literal]}
    if _ANY_DIGIT in lead:
        found.update(digit.start() for digit in _DIGIT.finditer(folded, *span))
    return sorted(found)
