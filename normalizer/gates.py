"""What a line must hold before an expression can match in it: derived from the expression itself.

A gate is a set of literals of which every match holds one. An expression has several; all of them must be met before it is run. A literal
may be bound to the edge of a word ("ms" as a word is not met by "items").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from re import _constants as regex_ops  # type: ignore[attr-defined]
from re import _parser as regex_parser  # type: ignore[attr-defined]
from typing import Any

EDGE = "\x08"
"""Stands at the beginning or the end of a literal that is bound to the edge of a word there."""
DIGIT = "\x00"
"""The literal that any digit meets."""
_MOST_LITERALS = 256
"""Of a gate. More of them, which are longer, are met more seldom; but packs take longer to load."""
_MOST_CHARACTERS = 16
_MOST_IN_RANGE = 10
_MOST_OTHERS = 3
_SELDOM = 3
"""Letters of the shortest literal from which a gate is met seldom."""
_SHORT = 3
"""Letters of a literal that stands inside of many words."""
_REPEATS = (regex_ops.MAX_REPEAT, regex_ops.MIN_REPEAT, regex_ops.POSSESSIVE_REPEAT)
_LOOKS = (regex_ops.ASSERT, regex_ops.ASSERT_NOT)
_WORDS = frozenset(
    [
        *("a", "all", "an", "and", "any", "are", "as", "at", "be", "can", "for", "from", "have", "in", "is", "it", "may"),
        *("more", "no", "not", "of", "on", "or", "our", "that", "the", "their", "this", "to", "us", "we", "who", "will"),
        *("with", "work", "you", "your"),
    ]
)
_UNTOLD = dict.fromkeys(map(ord, f" -.,:;/(){EDGE}{DIGIT}"))
"""Characters that say little."""

Gate = frozenset[str]


def gates(pattern: str) -> tuple[Gate, ...]:
    """The gates of an expression, the one that is met least often first; empty where none can be told."""
    return _gates(regex_parser.parse(pattern))


def _gates(items: Iterable[Any]) -> tuple[Gate, ...]:
    found = dict.fromkeys(_tidy(gate) for gate in _sequence(items))
    ranked = [(_rarity(gate), gate) for gate in found if gate and all(gate)]
    useful = sorted((one for one in ranked if one[0][0] or DIGIT in one[1]), key=_rank, reverse=True)
    if not useful or not useful[0][0][0]:
        return ()
    # Beside the first, gates that nearly every line meets cost more than they save.
    return (useful[0][1], *[gate for _, gate in useful[1:] if _helps(gate)][:_MOST_OTHERS])


def _rank(ranked: tuple[tuple[int, int], Gate]) -> tuple[int, int]:
    return ranked[0]


def opening(pattern: str) -> tuple[tuple[Gate, ...], Gate | None]:
    """(the gates of an expression, literals of which every match begins with one): where these are a gate's, that one leads the others;
    null where they cannot be told or are met too often to be looked for.
    """
    items = list(regex_parser.parse(pattern))
    own, found = _gates(items), _lead(items)
    begins = found and frozenset(_edged(x.replace(EDGE, ""), left=x.startswith(EDGE), right=x.endswith(EDGE)) for x in found)
    if begins and DIGIT in begins:
        words = begins - {DIGIT}
        return own, begins if not words or _rarity(words)[0] >= _SELDOM else None
    met = [_met_by(lead) for lead in begins or ()]
    first = next((gate for gate in own if met and not any(map(gate.isdisjoint, met))), None)
    return (first, *(gate for gate in own if gate is not first)) if first else own, first


def _met_by(lead: str) -> set[str]:
    """The literals that are met wherever one stands that they begin."""
    words = lead.lstrip(EDGE)
    heads = {words[:end] for end in range(1, len(words) + 1)}
    heads |= {words[:end] + EDGE for end in range(1, len(words)) if not words[end].isalnum()}
    return heads | {EDGE + head for head in heads} if lead.startswith(EDGE) else heads


def _lead(items: Sequence[Any]) -> Gate | None:
    """Beginnings of a concatenation; what may be left out gives way to what comes behind it."""
    run: Gate = frozenset({""})
    for at, (op, argument) in enumerate(items):
        full = all(literal.strip(EDGE) for literal in run)
        if op in _LOOKS:
            ahead = _ahead(run, op, argument) if full else None
            if ahead:
                return ahead
            continue
        strings = _written_out(op, argument)
        longer = _product(run, strings) if strings else None
        if longer:
            run = longer
            continue
        if full:
            return run
        rest = _node_lead(op, argument, items[at + 1 :])
        return _union((frozenset(literal for literal in run if literal.strip(EDGE)) or None, rest)) if _some(run) else rest
    return run if all(literal.strip(EDGE) for literal in run) else None


def _ahead(run: Gate, op: Any, argument: Any) -> Gate | None:
    """Literals with the beginnings of what is looked for behind them; null where these are not known."""
    asks = op is regex_ops.ASSERT and argument[0] == 1
    beginnings = _lead(argument[1]) if asks else None
    return _product(run, beginnings) if beginnings and DIGIT not in beginnings else None


def _some(run: Gate) -> bool:
    return any(literal.strip(EDGE) for literal in run)


def _node_lead(op: Any, argument: Any, behind: Sequence[Any]) -> Gate | None:
    """Beginnings of a node that is not finite, and of what follows it where it may be empty."""
    if op is regex_ops.IN and argument == [(regex_ops.CATEGORY, regex_ops.CATEGORY_DIGIT)]:
        return frozenset({DIGIT})
    if op is regex_ops.SUBPATTERN:
        return _lead([*argument[3], *behind])
    if op is regex_ops.BRANCH:
        return _union(_lead([*branch, *behind]) for branch in argument[1])
    if op in _REPEATS:
        # What repeats may be followed by itself.
        once = _lead([*argument[2], *behind] if argument[1] == 1 else argument[2])
        return once if argument[0] >= 1 else _union((once, _lead(behind)))
    return None


def _helps(gate: Gate) -> bool:
    """Whether a gate beside the first one is worth looking for: its words are seldom, or it asks for digits or words for numbers."""
    words = gate - {DIGIT}
    return not words or _rarity(words)[0] >= (_SELDOM if words == gate else _SELDOM - 1)


def _rarity(gate: Gate) -> tuple[int, int]:
    """Sorts gates by how seldom their commonest literal is met, then by fewness."""
    return min(map(_weight, gate)), -len(gate)


def _weight(literal: str) -> int:
    """Letters of a literal and those of its ends that are none; marks count thrice, common words and digits hardly."""
    if literal.strip(f"{EDGE} ,") in _WORDS:
        return 1
    told = literal.translate(_UNTOLD)
    inside = len(told) if told.isalnum() else sum(1 if c.isalnum() else 3 for c in told)
    return inside and inside + (not literal[0].isalnum()) + (not literal[-1].isalnum())


def _tidy(gate: Gate) -> Gate:
    """Literals without edges inside and spaces outside, and without those that hold another."""
    kept: list[str] = []
    for literal in sorted({_trimmed(literal) for literal in gate}, key=len):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return frozenset(kept)


def _trimmed(literal: str) -> str:
    """A literal without spaces around it, which are edges, and without edges that it cannot have. Short ones keep their spaces: they stand
    inside of many words.
    """
    words = literal.replace(EDGE, "")
    bare = words.strip()
    if len(bare) <= _SHORT:
        bare = words
    return _edged(bare, left=literal.startswith((EDGE, " ")), right=literal.endswith((EDGE, " "))) if bare else words


def _edged(words: str, *, left: bool, right: bool) -> str:
    """Words bound to edges. An edge at a mark (behind "c#") asks for a letter beside it, which is no edge of a word."""
    return f"{EDGE if left and words[0].isalnum() else ''}{words}{EDGE if right and words[-1].isalnum() else ''}"


def _sequence(items: Iterable[Any]) -> Iterator[Gate]:
    """Gates of a concatenation: neighbours that are finite are written out ("part[- ]?time" gives three literals)."""
    run: Gate = frozenset({""})
    for op, argument in items:
        if op in _LOOKS:
            # What stands ahead must be there; what stands behind the match may lie in the line before.
            if op is regex_ops.ASSERT and argument[0] == 1:
                yield from _sequence(argument[1])
            ahead = _ahead(run, op, argument) if _some(run) else None
            if ahead:
                yield ahead
                run = frozenset({""})
            continue
        strings = _written_out(op, argument)
        longer = _product(run, strings) if strings else None
        if longer:
            run = longer
            continue
        yield run
        run = strings or frozenset({""})
        if not strings:
            yield from _inner(op, argument)
    yield run


def _product(heads: Gate, tails: Gate) -> Gate | None:
    """Every head with every tail, or null where that is too many."""
    return frozenset(h + t for h in heads for t in tails) if len(heads) * len(tails) <= _MOST_LITERALS else None


def _written_out(op: Any, argument: Any) -> Gate | None:
    """Every string that a node matches, or null where they are not finite and few."""
    if op is regex_ops.LITERAL:
        return frozenset({chr(argument)})
    if op is regex_ops.AT:
        return frozenset({EDGE if argument is regex_ops.AT_BOUNDARY else ""})
    if op is regex_ops.IN:
        return _characters(argument)
    if op is regex_ops.SUBPATTERN:
        return _strings(argument[3])
    if op is regex_ops.BRANCH:
        return _union(_strings(branch) for branch in argument[1])
    if op in _REPEATS and argument[0] == 0 and argument[1] == 1:
        return _union((frozenset({""}), _strings(argument[2])))
    return None


def _characters(members: Iterable[Any]) -> Gate | None:
    """The characters of a class, or null where they are many."""
    found: set[str] = set()
    for op, argument in members:
        if op is regex_ops.LITERAL:
            found.add(chr(argument))
        elif op is regex_ops.RANGE and argument[1] - argument[0] < _MOST_IN_RANGE:
            found |= {chr(code) for code in range(argument[0], argument[1] + 1)}
        else:
            return None
    return frozenset(found) if len(found) <= _MOST_CHARACTERS else None


def _strings(items: Iterable[Any]) -> Gate | None:
    strings: Gate | None = frozenset({""})
    for op, argument in items:
        if op in _LOOKS:
            continue
        tails = _written_out(op, argument)
        strings = _product(strings, tails) if strings and tails else None
        if strings is None:
            return None
    return strings


def _inner(op: Any, argument: Any) -> Iterator[Gate]:
    """Gates of a node that is not finite."""
    if op is regex_ops.SUBPATTERN:
        yield from _sequence(argument[3])
    elif op in _REPEATS and argument[0] >= 1:
        yield from _sequence(argument[2])
    elif op is regex_ops.IN and argument == [(regex_ops.CATEGORY, regex_ops.CATEGORY_DIGIT)]:
        yield frozenset({DIGIT})
    elif op is regex_ops.BRANCH:
        union = _union(_best(branch) for branch in argument[1])
        if union:
            yield union


def _best(items: Iterable[Any]) -> Gate | None:
    """The gate of a branch that is met least often; null where it has none."""
    useful = [gate for gate in map(_tidy, _sequence(items)) if all(literal.strip(EDGE) for literal in gate)]
    return max(useful, key=_rarity, default=None)


def _union(parts: Iterable[Gate | None]) -> Gate | None:
    """All of several sets; null where one is not known or all are too many."""
    union: set[str] = set()
    for part in parts:
        if not part:
            return None
        union |= part
    return frozenset(union) if len(union) <= _MOST_LITERALS else None
