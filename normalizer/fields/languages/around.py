"""The words around names of languages: what they say of a name, read at its two edges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from normalizer.gates import EDGE, gates
from normalizer.lexicon import Expression, read_packs

_FIELD = "languages"
_FARTHEST = 110
"""Characters in front of a name in which words may stand that speak of it."""
_CEFR = re.compile(r"[abc][12]")

Edges = tuple[int, int]
"""Offsets of the first and behind the last of names that stand in one list."""
_Found = tuple[Expression, "re.Match[str]"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Words that say that a language is asked for, or that it is not."""

    start: int
    end: int
    rule: str
    needed: bool
    proficiency: str | None
    level: str | None
    """CEFR, the lower of two."""


def signals(folded: str, start: int, end: int, language: str, names: Sequence[Edges]) -> list[list[Signal]]:
    """What the line between two offsets says of each list of names in it, from the words in front of it and then from those behind."""
    expressions = _possible(folded[start:end], language)
    if not expressions:
        return [[] for _ in names]
    return [_signals(folded, start, end, edges, expressions, language) for edges in names]


def _signals(folded: str, floor: int, ceiling: int, names: Edges, expressions: Sequence[Expression], language: str) -> list[Signal]:
    before = list(_before(folded, floor, names[0], expressions))
    if any(_is_weak(found) for found in before) and not _is_clean(folded, names[1], ceiling, language):
        before = [found for found in before if not _is_weak(found)]
    return [_signal(*found) for found in (*_fullest(before), *_fullest(_behind(folded, names[1], ceiling, expressions)))]


def _before(folded: str, floor: int, start: int, expressions: Sequence[Expression]) -> Iterator[_Found]:
    lowest = max(floor, start - _FARTHEST)
    for expression in expressions:
        if expression.phrase.options["side"] == "before" and (match := expression.pattern.search(folded, lowest, start)):
            yield expression, match


def _behind(folded: str, end: int, ceiling: int, expressions: Sequence[Expression]) -> Iterator[_Found]:
    for expression in expressions:
        if expression.phrase.options["side"] == "behind" and (match := expression.pattern.match(folded, end, ceiling)):
            yield expression, match


def _is_weak(found: _Found) -> bool:
    return bool(found[0].phrase.options.get("weak"))


def _is_clean(folded: str, end: int, ceiling: int, language: str) -> bool:
    """Whether it is the language that is spoken of behind its name, not a market or a kitchen."""
    return any(e.pattern.match(folded, end, ceiling) for e in _pack(language) if e.phrase.options["kind"] == "clean")


def _fullest(found: Iterable[_Found]) -> list[_Found]:
    """One that speaks of a CEFR level and one that tells how well in words; of several the first that the pack names."""
    kept: dict[bool, _Found] = {}
    for expression, match in found:
        kept.setdefault(bool(expression.phrase.options.get("cefr")), (expression, match))
    return list(kept.values())


def _signal(expression: Expression, match: re.Match[str]) -> Signal:
    phrase = expression.phrase
    levels = _CEFR.findall(match["cefr"]) if phrase.options.get("cefr") else []
    level = min(levels).upper() if levels else None
    return Signal(match.start(), match.end(), phrase.rule, phrase.options["kind"] != "none", phrase.value, level)


def _possible(line: str, language: str) -> list[Expression]:
    """Expressions of which a literal stands in a line: most names are spoken of in no way, and this finds out in one pass."""
    automaton, opens = _gate(language)
    indexes = {index for literal, _, _ in automaton.find_matches_as_indexes(line, overlapping=True) for index in opens[literal]}
    return [_pack(language)[index] for index in sorted(indexes)]


@cache
def _gate(language: str) -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
    """(automaton over the literals of the expressions, expressions that each opens)."""
    opens: dict[str, list[int]] = {}
    for index, expression in enumerate(_pack(language)):
        if expression.phrase.options["kind"] != "clean":
            for literal in {literal.strip(EDGE) for literal in gates(expression.pattern.pattern)[0]}:
                opens.setdefault(literal, []).append(index)
    return AhoCorasick(list(opens), matchkind=MatchKind.Standard), tuple(map(tuple, opens.values()))


@cache
def _pack(language: str) -> tuple[Expression, ...]:
    """Expressions of a language's pack of words around names."""
    return tuple(e for pack in read_packs(Path(__file__).parent, "around", _FIELD, language) for e in pack.expressions)
