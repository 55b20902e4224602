"""Phrase packs, compiled: what words mean is data, and all of it is looked for in one pass over a text.

A pack is a TOML file of a field and a language. Its phrases are regular expressions over folded text in which `{name}` stands for a
shared fragment (`{number}`) or one of the pack's own `[slots]`, and becomes a group of that name; `{lo:number}` names the group `lo`; inside another slot it makes no group.
`^` stands for the
beginning of the line. `[rules]` names expressions that the field's rules look for themselves. From each expression the literals are derived of which every match must hold one. One Aho–Corasick automaton finds the literals of all
packs; an expression is run only on lines in which one of its own was found.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from normalizer.gates import opening
from normalizer.packs import ENGLISH
from normalizer.readers.fragments import fragments
from normalizer.scanner import Opening, Scanner

_SLOT = re.compile(r"\{(?:([a-z_]\w*):)?([a-z_]\w*)\}")


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
    language: str
    """Of the pack; readers take its groups as words of this language."""
    order: int
    """Position in its pack: earlier phrases win where two cover the same words."""


@dataclass(frozen=True, slots=True)
class Expression:
    """One compiled expression of a phrase."""

    phrase: Phrase
    pattern: re.Pattern[str]
    order: int
    """Position in its pack: earlier ones win where two of a phrase cover the same words."""
    leads: bool
    """Whether it may match at the beginning of a line only (its source begins with `^`)."""
    span: str | int
    """The group that counts as matched: `span` where the expression has one, otherwise the whole match."""

    def matches(self, folded: str, start: int, end: int, begins: Sequence[int] | None) -> Sequence[re.Match[str]]:
        """Its matches in a line, none overlapping another; they begin at one of `begins` where that is known."""
        if begins is None:
            hit = self.pattern.search(folded, start, end)
            # Most have none, and few more than one: a search is cheaper than an iterator.
            return (hit, *self.pattern.finditer(folded, hit.end(), end)) if hit else ()
        found: list[re.Match[str]] = []
        match = self.pattern.match
        for at in begins:
            if at >= start and (hit := match(folded, at, end)):
                start = hit.end()
                found.append(hit)
        return found


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as read from its file."""

    field: str
    language: str
    labels: tuple[str, ...]
    """Folded labels of label/value pairs that belong to the field."""
    expressions: tuple[Expression, ...]
    rules: Mapping[str, re.Pattern[str]]
    """`[rules]`: expressions that the field's rules use by these names."""


NEVER = re.compile("(?!)")
"""Matches nothing: what a rule finds in a pack that does not name its expression."""


@dataclass(slots=True, eq=False)
class Hit:
    """An expression that matched in a line."""

    phrase: Phrase
    match: re.Match[str]
    line: int
    """Index of the line."""
    order: int
    start: int
    """Offset of the first matched character in the text; the group `span` narrows what counts as matched."""
    end: int
    """Offset behind the last matched character."""

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
    slots = {**fragments(language), **data.get("slots", {})}
    expressions: list[Expression] = []
    names: set[str] = set()
    for row in data.get("phrase", []):
        phrase = _phrase(path, row, field_name, language, names)
        for source in row["say"]:
            pattern = _compiled(path, f"phrase {phrase.name!r}", source.removeprefix("^"), slots)
            span = "span" if "span" in pattern.groupindex else 0
            expressions.append(Expression(phrase, pattern, len(expressions), source.startswith("^"), span))
    unknown = data.keys() - {"labels", "slots", "phrase", "rules"}
    if unknown:
        raise PackError(f"{path}: unknown key {min(unknown)!r}; expected labels, slots, phrase or rules")
    rules = {name: _compiled(path, f"rule {name!r}", source, slots) for name, source in data.get("rules", {}).items()}
    return Pack(field_name, language, tuple(data.get("labels", [])), tuple(expressions), rules)


def read_packs(folder: Path, name: str, field_name: str, language: str) -> tuple[Pack, ...]:
    """The pack `<name>.<language>.toml` of a folder (`<language>.toml` for an empty name); none where the language has no such file."""
    path = folder / (f"{name}.{language}.toml" if name else f"{language}.toml")
    return (read_pack(path, field_name, language),) if path.exists() else ()


def _phrase(path: Path, row: dict[str, Any], field_name: str, language: str, names: set[str]) -> Phrase:
    name = row.get("name")
    if not isinstance(name, str) or name in names:
        raise PackError(f"{path}: phrase {name!r}: expected a name that no other phrase of the pack has")
    if not isinstance(row.get("say"), list) or not row["say"]:
        raise PackError(f"{path}: phrase {name!r}: expected `say`, a list of expressions")
    names.add(name)
    options = {key: value for key, value in row.items() if key not in ("name", "say", "value")}
    return Phrase(field_name, name, row.get("value"), options, f"{field_name}/{language}: {name}", language, len(names) - 1)


def _compiled(path: Path, owner: str, source: str, slots: Mapping[str, str]) -> re.Pattern[str]:
    named: set[str] = set()

    def fragment(found: re.Match[str]) -> str:
        if found[2] not in slots:
            raise PackError(f"{path}: {owner}: unknown slot {{{found[2]}}}")
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
        raise PackError(f"{path}: {owner}: {source!r}: {error}") from error


@dataclass(slots=True)
class Lexicon:
    """All packs of a language behind one scanner."""

    packs: tuple[Pack, ...]
    language: str = ENGLISH
    other_labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels of another language that are known as well."""
    labels: dict[str, tuple[str, ...]] = field(init=False)
    """Folded label → fields that own it."""
    shapes: dict[str, re.Pattern[str]] = field(init=False)
    """Field → what the value of a card with one of its labels holds (its rule `shape`)."""
    _expressions: tuple[Expression, ...] = field(init=False)
    _scanner: Scanner[Expression] = field(init=False)
    _by_phrase: dict[tuple[str, str], tuple[re.Pattern[str], ...]] = field(init=False)
    _rules: dict[tuple[str, str], re.Pattern[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._expressions = tuple(e for pack in self.packs for e in pack.expressions)
        self._scanner = Scanner(map(_opening, self._expressions))
        self.labels = {**self.other_labels, **_labels(self.packs)}
        self._rules = {(pack.field, name): pattern for pack in self.packs for name, pattern in pack.rules.items()}
        self.shapes = {pack.field: pack.rules["shape"] for pack in self.packs if "shape" in pack.rules}
        self._by_phrase = {}
        for e in self._expressions:
            key = (e.phrase.field, e.phrase.name)
            self._by_phrase[key] = (*self._by_phrase.get(key, ()), e.pattern)

    def expressions(self, field_name: str, phrase: str) -> tuple[re.Pattern[str], ...]:
        """The expressions of one phrase of a field."""
        return self._by_phrase.get((field_name, phrase), ())

    def rule(self, field_name: str, name: str) -> re.Pattern[str]:
        """The expression that a field's pack names for its rules; one that matches nothing where it names none."""
        return self._rules.get((field_name, name), NEVER)

    def hits(self, folded: str, spans: Sequence[tuple[int, int]]) -> dict[str, list[Hit]]:
        """Field → hits in reading order over the lines whose spans are given (rising, not overlapping)."""
        found: defaultdict[str, list[Hit]] = defaultdict(list)
        for line, ready in self._scanner.opened(folded, spans):
            begin, stop = spans[line]
            for expressions, begins in ready:
                for expression in expressions:
                    for match in expression.matches(folded, begin, stop, begins):
                        phrase = expression.phrase
                        start, end = match.span(expression.span)
                        found[phrase.field].append(Hit(phrase, match, line, expression.order, start, end))
        return {name: _without_shadowed(hits) if len(hits) > 1 else hits for name, hits in found.items()}


def _opening(expression: Expression) -> Opening[Expression]:
    gates, begins = opening(expression.pattern.pattern)
    if not gates:
        raise PackError(f"{expression.phrase.rule}: {expression.pattern.pattern!r}: expected a word that every match holds")
    return Opening(expression, gates, begins, expression.leads)


def _labels(packs: Iterable[Pack]) -> dict[str, tuple[str, ...]]:
    owners: dict[str, tuple[str, ...]] = {}
    for pack in packs:
        for label in pack.labels:
            owners[label] = (*owners.get(label, ()), pack.field)
    return owners


def _without_shadowed(hits: list[Hit]) -> list[Hit]:
    """Hits in reading order; of two of one `kind` that overlap the longer stays, of equals the one whose phrase stands first."""
    hits.sort(key=_begin)
    kept: list[Hit] = []
    run: list[Hit] = []
    reached = 0
    for hit in hits:
        start, end = hit.match.span()
        if start >= reached:
            kept += run if len(run) < 2 else _longest(run)
            run, reached = [hit], end
            continue
        run.append(hit)
        if end > reached:
            reached = end
    return kept + (run if len(run) == 1 else _longest(run))


def _begin(hit: Hit) -> tuple[int, int]:
    return hit.match.start(), hit.order


def _rank(hit: Hit) -> tuple[int, int, int, int]:
    start, end = hit.match.span()
    return start - end, hit.phrase.order, start, hit.order


def _longest(run: list[Hit]) -> list[Hit]:
    """Of hits that overlap one another, in reading order, those that overlap no longer one of their kind."""
    kept: list[Hit] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for hit in sorted(run, key=_rank):
        start, end = hit.match.span()
        spans = taken.setdefault(hit.phrase.options.get("kind", ""), [])
        for other_start, other_end in spans:
            if start < other_end and other_start < end:
                break
        else:
            spans.append((start, end))
            kept.append(hit)
    return sorted(kept, key=_begin) if len(kept) > 1 else kept
