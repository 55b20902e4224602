"""Data files of providers, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.sources.pointer import first

_ROOM = Path(__file__).parent
_KEYS = {
    "": {"detect", "text", "field"},
    "detect": {"all", "types", "skip", "lists", "items"},
    "text": {"title", "part", "fact"},
    "text.part": {"pointer", "heading", "heading_at", "body_at", "longer_than", "fallback"},
    "text.fact": {"pointer", "label"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a posting's text."""

    pointers: tuple[str, ...]
    """Tried in turn: the first that leads to text is taken, with everything that it leads to."""
    heading: str
    """Heading above the part; empty for none."""
    heading_at: str
    """Pointer of the heading, from what `pointers` leads to; empty where `heading` says it."""
    body_at: str
    """Pointer of the text, from what `pointers` leads to; empty where it is that itself."""
    longer_than: int
    """Shorter texts are none of the part."""
    fallback: bool
    """Taken only where no part before it gave any text."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Words in a posting's data that belong to its text as a labelled fact, for the rules that read words."""

    label: str
    pointers: tuple[str, ...]
    """All of them are looked up."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a field is read from a posting."""

    field: str
    pointers: tuple[str, ...]
    """Tried in turn: the first that states something is taken."""
    read: str
    """Name of a reader (`READERS` in `read.py`)."""
    options: Mapping[str, Any]
    """What the reader wants to know: vocabularies, pointers of parts."""
    where: Mapping[str, Any]
    """Pointers, from what `pointers` leads to, and the value that must stand there."""
    unless: tuple[str, ...]
    """Pointers, from the posting: where one of them leads to something, the rule states nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a provider's data."""

    name: str
    keys: frozenset[str]
    """Keys by which one of its postings is known; empty where keys do not tell."""
    types: frozenset[str]
    """Values of `@type` by which one is known, lower case."""
    skip: Mapping[str, Any]
    """Pointers and values of postings that are not to be read."""
    lists: tuple[str, ...]
    """Pointers of the lists of postings in its answers."""
    items: frozenset[str]
    """Local names of XML elements that are its postings."""
    title: tuple[str, ...]
    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]

    def knows(self, value: Any) -> bool:
        """Whether a JSON value is one of the provider's postings."""
        if not isinstance(value, dict):
            return False
        return (bool(self.keys) and self.keys <= value.keys()) or bool(self.types & _types(value))

    def skips(self, value: Any) -> bool:
        """Whether a posting is marked as one that is not to be read."""
        return any(first(value, pointer) == wanted for pointer, wanted in self.skip.items())


def _types(value: Mapping[str, Any]) -> set[str]:
    types = value.get("@type")
    names = types if isinstance(types, list) else [types]
    return {name.replace("#", "/").rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str)}


@cache
def source(name: str) -> Source:
    """The data file of a provider. Raises `ValueError` naming file and key where it is broken, `FileNotFoundError` where there is none."""
    path = _ROOM / f"{name}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _source(name, data)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error


@cache
def sources() -> tuple[Source, ...]:
    """Every provider, those with the most telling keys first."""
    found = [source(path.stem) for path in sorted(_ROOM.glob("*.toml"))]
    return tuple(sorted(found, key=lambda s: -len(s.keys)))


def detect(value: Any) -> Source | None:
    """The provider whose posting a JSON value is, or null."""
    return next((known for known in sources() if known.knows(value)), None)


def _source(name: str, data: Mapping[str, Any]) -> Source:
    _only(data, "")
    found, text = data.get("detect", {}), data.get("text", {})
    _only(found, "detect")
    _only(text, "text")
    return Source(
        name=name,
        keys=frozenset(found.get("all", ())),
        types=frozenset(kind.lower() for kind in found.get("types", ())),
        skip=found.get("skip", {}),
        lists=tuple(found.get("lists", ())),
        items=frozenset(found.get("items", ())),
        title=_pointers(text.get("title", ())),
        parts=tuple(_part(row) for row in text.get("part", ())),
        facts=tuple(_fact(row) for row in text.get("fact", ())),
        rules=tuple(_rule(row) for row in data.get("field", ())),
    )


def _part(row: Mapping[str, Any]) -> Part:
    _only(row, "text.part")
    pointers = _pointers(row["pointer"])
    return Part(
        pointers=pointers,
        heading=row.get("heading", ""),
        heading_at=row.get("heading_at", ""),
        body_at=row.get("body_at", ""),
        longer_than=row.get("longer_than", 0),
        fallback=row.get("fallback", False),
    )


def _fact(row: Mapping[str, Any]) -> Fact:
    _only(row, "text.fact")
    return Fact(row["label"], _pointers(row["pointer"]))


def _rule(row: Mapping[str, Any]) -> Rule:
    options = {key: value for key, value in row.items() if key not in ("field", "pointer", "read", "where", "unless")}
    return Rule(row["field"], _pointers(row["pointer"]), row["read"], options, row.get("where", {}), _pointers(row.get("unless", ())))


def _pointers(value: str | Sequence[str]) -> tuple[str, ...]:
    pointers = (value,) if isinstance(value, str) else tuple(value)
    wrong = [pointer for pointer in pointers if pointer and not pointer.startswith("/")]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is no JSON pointer")
    return pointers


def _only(table: Mapping[str, Any], name: str) -> None:
    unknown = table.keys() - _KEYS[name]
    if unknown:
        raise ValueError(f"unknown key {min(unknown)!r} in [{name}]")
