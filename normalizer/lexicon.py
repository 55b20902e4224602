"""Phrase packs, compiled: what words mean is data, and all of it is looked for in one pass over a text.

A pack is a TOML file of a field and a language. Its phrases are regular expressions over folded text in which `{name}` stands for a
shared fragment (`{number}`) or one of the pack's own `[slots]`, and becomes a group of that name; `{lo:number}` names the group `lo`; inside another slot it makes no group.
`^` stands for the
beginning of the line. From each expression the literals are derived of which every match must hold one. One Aho–Corasick automaton finds the literals of all
packs; an expression is run only on lines in which one of its own was found.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from re import _constants as regex_ops  # type: ignore[attr-defined]
from re import _parser as regex_parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from normalizer.readers.fragments import FRAGMENTS

_SLOT = re.compile(r"\{(?:([a-z_]\w*):)?([a-z_]\w*)\}")
_MOST_LITERALS = 128
_COMMON = frozenset(" -.,:;/()0123456789")
_ZERO_WIDTH = (regex_ops.AT, regex_ops.ASSERT, regex_ops.ASSERT_NOT)
_REPEATS = (regex_ops.MAX_REPEAT, regex_ops.MIN_REPEAT, regex_ops.POSSESSIVE_REPEAT)


class PackError(ValueError):
    """A pack of our own that is broken; names the file, the phrase and what was expected."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a group of expressions means."""

    field: str
    """The pack's field (its folder)."""
    name: str
    """Unique in its pack; names the rule in claims (`hours_per_week/en: less than`)."""
    value: Any
    """What it means, in the field's own shape; null where the rule works it out from the groups."""
    options: Mapping[str, Any]
    """Every other key of the phrase, for the field's rules."""
    rule: str
    """`field/language: name`."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One compiled expression of a phrase."""

    phrase: Phrase
    pattern: re.Pattern[str]
    order: int
    """Position in its pack: earlier phrases win where two cover the same words."""
    leads: bool
    """Whether it may match at the beginning of a line only (its source begins with `^`)."""

    def matches(self, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Its matches in a line."""
        if not self.leads:
            return self.pattern.finditer(folded, start, end)
        found = self.pattern.match(folded, start, end)
        return iter((found,) if found else ())


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as read from its file."""

    field: str
    language: str
    labels: tuple[str, ...]
    """Folded labels of label/value pairs that belong to the field."""
    expressions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression that matched in a line."""

    phrase: Phrase
    match: re.Match[str]
    line: int
    """Index of the line."""
    order: int

    @property
    def start(self) -> int:
        """Offset of the first matched character in the text; the group `span` narrows what counts as matched."""
        return self.match.start("span") if "span" in self.match.re.groupindex else self.match.start()

    @property
    def end(self) -> int:
        """Offset behind the last matched character."""
        return self.match.end("span") if "span" in self.match.re.groupindex else self.match.end()

    def group(self, name: str) -> str | None:
        """The folded text of a group; null where it has none of that name or it took no part."""
        return self.match.group(name) if name in self.match.re.groupindex else None

    def span(self, name: str) -> tuple[int, int]:
        """Offsets of a group in the text."""
        return self.match.span(name)


def read_pack(path: Path, field_name: str, language: str) -> Pack:
    """The pack in a TOML file. Raises `PackError` for anything a pack may not hold."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: {error}") from error
    slots = {**FRAGMENTS, **data.get("slots", {})}
    expressions: list[Expression] = []
    names: set[str] = set()
    for order, row in enumerate(data.get("phrase", [])):
        phrase = _phrase(path, row, field_name, language, names)
        for source in row["say"]:
            pattern = _compiled(path, phrase, source.removeprefix("^"), slots)
            expressions.append(Expression(phrase, pattern, order, source.startswith("^")))
    unknown = data.keys() - {"labels", "slots", "phrase"}
    if unknown:
        raise PackError(f"{path}: unknown key {min(unknown)!r}; expected labels, slots or phrase")
    return Pack(field_name, language, tuple(data.get("labels", [])), tuple(expressions))


def _phrase(path: Path, row: dict[str, Any], field_name: str, language: str, names: set[str]) -> Phrase:
    name = row.get("name")
    if not isinstance(name, str) or name in names:
        raise PackError(f"{path}: phrase {name!r}: expected a name that no other phrase of the pack has")
    if not isinstance(row.get("say"), list) or not row["say"]:
        raise PackError(f"{path}: phrase {name!r}: expected `say`, a list of expressions")
    names.add(name)
    options = {key: value for key, value in row.items() if key not in ("name", "say", "value")}
    return Phrase(field_name, name, row.get("value"), options, f"{field_name}/{language}: {name}")


def _compiled(path: Path, phrase: Phrase, source: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    named: set[str] = set()

    def fragment(found: re.Match[str]) -> str:
        if found[2] not in slots:
            raise PackError(f"{path}: phrase {phrase.name!r}: unknown slot {{{found[2]}}}")
        return f"(?:{_SLOT.sub(fragment, slots[found[2]])})"

    def group(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name in named:
            return fragment(found)
        named.add(name)
        return f"(?P<{name}>{fragment(found)})"

    try:
        return re.compile(_SLOT.sub(group, source))
    except re.error as error:
        raise PackError(f"{path}: phrase {phrase.name!r}: {source!r}: {error}") from error


def required_literals(pattern: str) -> frozenset[str] | None:
    """Literals of which every match of `pattern` holds at least one, or null where none can be told. The set whose shortest
    literal is longest is taken, as it is met least often.
    """
    found = _sequence_literals(regex_parser.parse(pattern))
    return found and _shortest({literal.strip() or literal for literal in found})


def _shortest(literals: set[str]) -> frozenset[str]:
    """`literals` without those that hold another."""
    kept: list[str] = []
    for literal in sorted(literals, key=len):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return frozenset(kept)


def _sequence_literals(items: Iterable[Any]) -> frozenset[str] | None:
    """Best set over one concatenation: neighbours that are finite are written out ("part[- ]?time" gives three literals)."""
    candidates: list[frozenset[str]] = []
    run = frozenset({""})
    for op, argument in items:
        if op in _ZERO_WIDTH:
            continue
        strings = _written_out(op, argument)
        longer = _product(run, strings) if strings else None
        if longer:
            run = longer
            continue
        candidates.append(run)
        run = strings or frozenset({""})
        if not strings:
            candidates.append(_inner_literals(op, argument) or run)
    candidates.append(run)
    best = max(candidates, key=_rarity)
    return best if all(best) else None


def _product(heads: frozenset[str], tails: frozenset[str]) -> frozenset[str] | None:
    """Every head with every tail, or null where that is too many."""
    return frozenset(h + t for h in heads for t in tails) if len(heads) * len(tails) <= _MOST_LITERALS else None


def _written_out(op: Any, argument: Any) -> frozenset[str] | None:
    """Every string that a node matches, or null where they are not finite and few."""
    if op is regex_ops.LITERAL:
        return frozenset({chr(argument)})
    if op is regex_ops.IN and len(argument) <= 16 and all(o is regex_ops.LITERAL for o, _ in argument):
        return frozenset(chr(a) for _, a in argument)
    if op is regex_ops.SUBPATTERN:
        return _sequence_strings(argument[3])
    if op is regex_ops.BRANCH:
        return _union(_sequence_strings(branch) for branch in argument[1])
    if op in _REPEATS and argument[0] == 0 and argument[1] == 1:
        return _union((frozenset({""}), _sequence_strings(argument[2])))
    return None


def _sequence_strings(items: Iterable[Any]) -> frozenset[str] | None:
    strings: frozenset[str] | None = frozenset({""})
    for op, argument in items:
        if op in _ZERO_WIDTH:
            continue
        tails = _written_out(op, argument)
        strings = _product(strings, tails) if strings and tails else None
        if strings is None:
            return None
    return strings


def _inner_literals(op: Any, argument: Any) -> frozenset[str] | None:
    """Literals of a node that is not finite."""
    if op is regex_ops.SUBPATTERN:
        return _sequence_literals(argument[3])
    if op in _REPEATS and argument[0] >= 1:
        return _sequence_literals(argument[2])
    if op is regex_ops.BRANCH:
        return _union(_sequence_literals(branch) for branch in argument[1])
    return None


def _union(parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    union: set[str] = set()
    for part in parts:
        if not part:
            return None
        union |= part
    return frozenset(union) if len(union) <= _MOST_LITERALS else None


def _rarity(literals: frozenset[str]) -> tuple[int, int]:
    """Sorts sets by the length of their shortest literal (spaces and digits count for nothing), then by fewness."""
    return min(sum(c not in _COMMON for c in literal) for literal in literals), -len(literals)


@dataclass(slots=True)
class Lexicon:
    """All packs of a language behind one scanner."""

    packs: tuple[Pack, ...]
    labels: dict[str, tuple[str, ...]] = field(init=False)
    """Folded label → fields that own it."""
    _expressions: tuple[Expression, ...] = field(init=False)
    _scanner: AhoCorasick = field(init=False)
    _gated: tuple[tuple[int, ...], ...] = field(init=False)
    """For each literal of the scanner, the expressions that it opens."""
    _by_phrase: dict[tuple[str, str], tuple[re.Pattern[str], ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._expressions = tuple(e for pack in self.packs for e in pack.expressions)
        gates: dict[str, list[int]] = {}
        for index, expression in enumerate(self._expressions):
            literals = required_literals(expression.pattern.pattern)
            if not literals:
                raise PackError(f"{expression.phrase.rule}: {expression.pattern.pattern!r}: expected a word that every match holds")
            for literal in literals:
                gates.setdefault(literal, []).append(index)
        self._scanner = AhoCorasick(list(gates), matchkind=MatchKind.Standard)
        self._gated = tuple(tuple(indexes) for indexes in gates.values())
        self.labels = _labels(self.packs)
        self._by_phrase = {}
        for e in self._expressions:
            key = (e.phrase.field, e.phrase.name)
            self._by_phrase[key] = (*self._by_phrase.get(key, ()), e.pattern)

    def all_expressions(self) -> tuple[Expression, ...]:
        """Every expression of every pack."""
        return self._expressions

    def expressions(self, field_name: str, phrase: str) -> tuple[re.Pattern[str], ...]:
        """The expressions of one phrase of a field."""
        return self._by_phrase.get((field_name, phrase), ())

    def hits(self, folded: str, spans: Sequence[tuple[int, int]]) -> dict[str, list[Hit]]:
        """Field → hits in reading order over the lines whose spans are given (rising, not overlapping)."""
        found: dict[str, list[Hit]] = {}
        expressions = self._expressions
        for line, indexes in self._marked(folded, spans).items():
            start, end = spans[line]
            for index in sorted(indexes):
                expression = expressions[index]
                for match in expression.matches(folded, start, end):
                    hit = Hit(expression.phrase, match, line, expression.order)
                    found.setdefault(expression.phrase.field, []).append(hit)
        return {name: _without_shadowed(hits) for name, hits in found.items()}

    def _marked(self, folded: str, spans: Sequence[tuple[int, int]]) -> dict[int, set[int]]:
        """Line → expressions of which a literal stands in it."""
        starts = [start for start, _ in spans]
        marked: dict[int, set[int]] = {}
        gated = self._gated
        seen: set[tuple[int, int]] = set()
        for literal, start, _ in self._scanner.find_matches_as_indexes(folded, overlapping=True):
            line = bisect_right(starts, start) - 1
            if line < 0 or (line, literal) in seen or start >= spans[line][1]:
                continue
            seen.add((line, literal))
            marked.setdefault(line, set()).update(gated[literal])
        return dict(sorted(marked.items()))


def _labels(packs: Iterable[Pack]) -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for pack in packs:
        for label in pack.labels:
            owners[label] = (*owners.get(label, ()), pack.field)
    return owners


def _without_shadowed(hits: list[Hit]) -> list[Hit]:
    """Hits in reading order; of two of one `kind` that overlap the longer stays, of equals the one whose phrase stands first."""
    ranked = sorted(hits, key=lambda h: (h.match.start() - h.match.end(), h.order, h.match.start()))
    kept: list[Hit] = []
    taken: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for hit in ranked:
        start, end = hit.match.span()
        spans = taken.setdefault((hit.line, hit.phrase.options.get("kind", "")), [])
        if any(start < b and a < end for a, b in spans):
            continue
        spans.append((start, end))
        kept.append(hit)
    return sorted(kept, key=lambda h: h.match.start())
