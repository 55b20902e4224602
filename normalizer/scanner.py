"""The one pass over a text: which expressions can match in which lines, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from normalizer.gates import DIGIT, EDGE, Gate

_DIGIT = re.compile(r"\d")
_ANY_DIGIT = -1
_LEFT, _RIGHT = 1, 2

Places = dict[int, list[int]]
"""Literal → offsets at which it stands."""

_index = itemgetter(0)


class Scanner:
    """An Aho–Corasick automaton over the literals of all gates and beginnings."""

    def __init__(self, gates: Sequence[tuple[Gate, ...]], leads: Sequence[Gate | None]) -> None:
        """`gates[i]` are the gates of expression `i`, the one to look at first leading; `leads[i]` its beginnings, where known."""
        ids: dict[str, int] = {DIGIT: _ANY_DIGIT}
        for literals in (*(gate for own in gates for gate in own), *(lead for lead in leads if lead)):
            for literal in sorted(literals):
                ids.setdefault(literal, len(ids))
        forms: dict[str, list[tuple[int, int]]] = {}
        for literal, number in ids.items():
            if literal != DIGIT:
                edges = _LEFT * literal.startswith(EDGE) + _RIGHT * literal.endswith(EDGE)
                forms.setdefault(literal.strip(EDGE), []).append((number, edges))
        self._automaton = AhoCorasick(list(forms), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA)
        self._forms = tuple(map(tuple, forms.values()))
        # Expressions share gates and beginnings: each set of literals is looked at once a line, under its number.
        self._sets: list[frozenset[int]] = []
        numbers: dict[Gate, int] = {}
        for shared in (*(gate for own in gates for gate in own[1:]), *(lead for lead in leads if lead)):
            if shared not in numbers:
                numbers[shared] = len(self._sets)
                self._sets.append(frozenset(ids[literal] for literal in shared))
        groups: dict[tuple[Gate, ...], list[tuple[int, int | None]]] = {}
        for index, (own, lead) in enumerate(zip(gates, leads, strict=True)):
            groups.setdefault(own, []).append((index, numbers[lead] if lead else None))
        self._groups = tuple((tuple(numbers[gate] for gate in own[1:]), tuple(members)) for own, members in groups.items())
        opens: dict[int, list[int]] = {}
        for group, own in enumerate(groups):
            for literal in own[0]:
                opens.setdefault(ids[literal], []).append(group)
        self._opens = {literal: tuple(opened) for literal, opened in opens.items()}

    def opened(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[tuple[int, list[int] | None]]]]:
        """(line, expressions all of whose gates are met in it, each with the offsets at which a match may begin or null for any)
        in reading order; `spans` rise and do not overlap.
        """
        opens = self._opens
        for line, met in self._met(folded, spans):
            groups: set[int] = set()
            for literal in met:
                if literal in opens:
                    groups.update(opens[literal])
            if groups:
                ready = self._ready(folded, spans[line], met, groups)
                if ready:
                    yield line, ready

    def _ready(self, folded: str, span: tuple[int, int], met: Places, groups: set[int]) -> list[tuple[int, list[int] | None]]:
        """The expressions of the groups whose other gates are met as well."""
        digits = [found.start() for found in _DIGIT.finditer(folded, *span)]
        if digits:
            met[_ANY_DIGIT] = digits
        seen = _Seen(self._sets, met)
        ready: list[tuple[int, list[int] | None]] = []
        for group in groups:
            gates, members = self._groups[group]
            for gate in gates:
                if not seen[gate]:
                    break
            else:
                ready += [(index, None if lead is None else seen[lead]) for index, lead in members]
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


class _Seen(dict[int, list[int]]):
    """Number of a set of literals → offsets in a line at which one of them stands; worked out when first asked for."""

    def __init__(self, sets: Sequence[frozenset[int]], met: Places) -> None:
        self._sets, self._met, self._known = sets, met, met.keys()

    def __missing__(self, number: int) -> list[int]:
        literals = self._known & self._sets[number]
        met = self._met
        places = met[literals.pop()] if len(literals) == 1 else sorted({at for literal in literals for at in met[literal]})
        self[number] = places
        return places
