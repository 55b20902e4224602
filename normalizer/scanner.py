"""The one pass over a text: which expressions can match in which lines, and where."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from normalizer.gates import DIGIT, EDGE, Gate

_DIGIT = re.compile(r"\d")
_ANY_DIGIT = -1

Places = dict[int, list[int]]
"""Literal → offsets at which it stands."""


class Scanner:
    """An Aho–Corasick automaton over the literals of all gates and beginnings."""

    def __init__(self, gates: Sequence[tuple[Gate, ...]], leads: Sequence[Gate | None]) -> None:
        """`gates[i]` are the gates of expression `i`, the one to look at first leading; `leads[i]` its beginnings, where known."""
        ids: dict[str, int] = {DIGIT: _ANY_DIGIT}
        for literals in (*(gate for own in gates for gate in own), *(lead for lead in leads if lead)):
            for literal in sorted(literals):
                ids.setdefault(literal, len(ids))
        forms: dict[str, list[tuple[int, bool, bool]]] = {}
        for literal, number in ids.items():
            if literal != DIGIT:
                forms.setdefault(literal.strip(EDGE), []).append((number, literal.startswith(EDGE), literal.endswith(EDGE)))
        self._automaton = AhoCorasick(list(forms), matchkind=MatchKind.Standard)
        self._forms = tuple(map(tuple, forms.values()))
        self._opens: dict[int, list[int]] = {}
        for index, own in enumerate(gates):
            for literal in own[0]:
                self._opens.setdefault(ids[literal], []).append(index)
        self._others = tuple(tuple(frozenset(ids[literal] for literal in gate) for gate in own[1:]) for own in gates)
        self._leads = tuple(lead and frozenset(ids[literal] for literal in lead) for lead in leads)

    def opened(self, folded: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, list[tuple[int, list[int] | None]]]]:
        """(line, expressions all of whose gates are met in it, each with the offsets at which a match may begin or null for any)
        in reading order; `spans` rise and do not overlap."""
        opens, others = self._opens, self._others
        for line, met in sorted(self._met(folded, spans).items()):
            candidates = {index for literal in met for index in opens.get(literal, ())}
            if not candidates:
                continue
            digits = [found.start() for found in _DIGIT.finditer(folded, *spans[line])]
            if digits:
                met[_ANY_DIGIT] = digits
            known = met.keys()
            ready = [(index, self._starts(index, met)) for index in candidates if not any(gate.isdisjoint(known) for gate in others[index])]
            yield line, sorted(ready)

    def _starts(self, index: int, met: Places) -> list[int] | None:
        lead = self._leads[index]
        if lead is None:
            return None
        places = [met[literal] for literal in lead & met.keys()]
        return sorted({at for found in places for at in found}) if len(places) != 1 else places[0]

    def _met(self, folded: str, spans: Sequence[tuple[int, int]]) -> dict[int, Places]:
        """Line → literals in it, at the edges of words where they are bound to them."""
        begins = [start for start, _ in spans]
        forms, size = self._forms, len(folded)
        met: dict[int, Places] = {}
        for words, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            line = bisect_right(begins, start) - 1
            if line < 0 or start >= spans[line][1]:
                continue
            within_left = start > 0 and _in_word(folded[start - 1])
            within_right = end < size and _in_word(folded[end])
            for literal, left, right in forms[words]:
                if not ((left and within_left) or (right and within_right)):
                    met.setdefault(line, {}).setdefault(literal, []).append(start)
        return met


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
