"""Data files of providers, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from normalizer.sources.options import check_options
from normalizer.sources.provider import Address, Fact, Identity, Include, Part, Rule, Source, types_of
from normalizer.sources.rooms import data_files, path_of
from normalizer.sources.vocabularies import completed

_KEYS = {
    # `about` and `crawl` are for people and for the scraper: nothing of them changes what a posting says.
    "": {"about", "address", "crawl", "detect", "identity", "text", "field", "include"},
    "detect": {
        "all",
        "types",
        "skip",
        "skip_matching",
        "only",
        "only_matching",
        "needs",
        "equal",
        "lists",
        "items",
        "roots",
        "id",
        "ignore",
    },
    "text": {"title", "language", "part", "fact"},
    "text.part": {"pointer", "heading", "heading_at", "body_at", "longer_than", "fallback", "without", "misdecoded", "excerpt", "bars"},
    "text.fact": {"pointer", "label", "label_at", "value_at", "labels"},
    "include": {"source", "pointer", "fields"},
    "identity": {"url", "requisition", "within"},
    "address": {"pattern", "example"},
}
_OF_RULES = frozenset({"field", "pointer", "read", "where", "matching", "not_matching", "unless", "from", "condition", "several"})
"""Keys of a field that are not its reader's."""
_VOCABULARIES = ("map", "periods", "currencies", "kinds")
"""Options that are vocabularies, which may be shared ones."""


@cache
def source(name: str) -> Source:
    """The data file of a provider. Raises `ValueError` naming file and key where it is broken, `FileNotFoundError` where there is none."""
    path = path_of(name)
    if path is None:
        raise FileNotFoundError(f"{name}.toml: no data file of a provider")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _source(name, data)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ValueError(f"{path}: {error}") from error


@cache
def sources() -> tuple[Source, ...]:
    """Every provider, those with the most telling keys first."""
    found = [source(path.stem) for path in data_files()]
    return tuple(sorted(found, key=lambda s: -len(s.keys)))


def detect(value: Any) -> Source | None:
    """The provider whose posting a JSON value is, or null."""
    if not isinstance(value, dict):
        return None
    keys, types = value.keys(), types_of(value)
    return next((known for known in sources() if known.knows(keys, types)), None)


def detect_element(name: str, value: Any, root: str) -> Source | None:
    """The provider whose posting an XML element is, by its local name, its content and the local name of the root; or null."""
    fitting = [known for known in sources() if known.knows_element(name, value, root)]
    return max(fitting, key=lambda known: (len(known.keys), bool(known.roots)), default=None)


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
        skip_matching={pointer: re.compile(words) for pointer, words in found.get("skip_matching", {}).items()},
        only=found.get("only", {}),
        only_matching={pointer: re.compile(words) for pointer, words in found.get("only_matching", {}).items()},
        needs=_pointers(found.get("needs", ())),
        equal=tuple((one, other) for one, other in found.get("equal", ())),
        ignore=_pointers(found.get("ignore", ())),
        lists=_pointers(found.get("lists", ())),
        items=frozenset(found.get("items", ())),
        roots=frozenset(found.get("roots", ())),
        id=_pointers(found.get("id", ())),
        title=_pointers(text.get("title", ())),
        language=_pointers(text.get("language", ())),
        parts=tuple(map(_part, text.get("part", ()))),
        facts=tuple(map(_fact, text.get("fact", ()))),
        rules=tuple(map(_rule, data.get("field", ()))),
        includes=tuple(map(_include, data.get("include", ()))),
        identity=_identity(data.get("identity", {})),
        addresses=tuple(map(_address, data.get("address", ()))),
    )


def _part(row: Mapping[str, Any]) -> Part:
    _only(row, "text.part")
    return Part(
        pointers=_pointers(row["pointer"]),
        heading=row.get("heading", ""),
        heading_at=row.get("heading_at", ""),
        body_at=row.get("body_at", ""),
        longer_than=row.get("longer_than", 0),
        fallback=row.get("fallback", False),
        without=tuple(map(re.compile, row.get("without", ()))),
        bars=re.compile(row["bars"]) if "bars" in row else None,
        excerpt=row.get("excerpt", False),
        misdecoded=row.get("misdecoded", False),
    )


def _fact(row: Mapping[str, Any]) -> Fact:
    _only(row, "text.fact")
    if ("label" in row) == ("label_at" in row):
        raise ValueError("[text.fact] expects either 'label' or 'label_at'")
    labels = re.compile(row["labels"]) if "labels" in row else None
    return Fact(row.get("label", ""), row.get("label_at", ""), row.get("value_at", ""), labels, _pointers(row["pointer"]))


def _rule(row: Mapping[str, Any]) -> Rule:
    if row.get("from", "posting") not in ("posting", "page"):
        raise ValueError(f"field {row['field']!r}: from = {row['from']!r}; expected 'posting' or 'page'")
    options = {key: value for key, value in row.items() if key not in _OF_RULES}
    check_options(row["field"], row["read"], options.keys())
    options |= {key: completed(options[key]) for key in _VOCABULARIES if key in options}
    return Rule(
        field=row["field"],
        pointers=_pointers(row["pointer"]),
        read=row["read"],
        options=options,
        where=row.get("where", {}),
        matching={pointer: re.compile(words) for pointer, words in row.get("matching", {}).items()},
        not_matching={pointer: re.compile(words) for pointer, words in row.get("not_matching", {}).items()},
        unless=_pointers(row.get("unless", ())),
        from_page=row.get("from") == "page",
        condition=tuple(row.get("condition", ())),
        several=row.get("several", False),
    )


def _include(row: Mapping[str, Any]) -> Include:
    _only(row, "include")
    return Include(row["source"], _pointers(row["pointer"]), frozenset(row.get("fields", ())))


def _identity(table: Mapping[str, Any]) -> Identity:
    _only(table, "identity")
    return Identity(_pointers(table.get("url", ())), _pointers(table.get("requisition", ())), tuple(table.get("within", ())))


def _address(row: Mapping[str, Any]) -> Address:
    _only(row, "address")
    return Address(re.compile(row["pattern"], re.IGNORECASE), row["example"])


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
