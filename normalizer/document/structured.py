"""JSON and XML bodies into documents: one for each posting that a provider's answer or feed holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from normalizer.document.embedded import SCHEMA_ORG, job_postings
from normalizer.document.encoding import decode
from normalizer.document.errors import Unreadable
from normalizer.document.feed import read_feed
from normalizer.document.json_text import read_json
from normalizer.document.posting import is_prose, posting_document
from normalizer.sources.data_file import detect, source, sources
from normalizer.sources.pointer import escaped, select
from normalizer.sources.provider import Source
from schemas.document import Document, Embedded

_GENERIC = "generic"
"""Name of the data file for postings that no other file knows."""
_MOST_POSTINGS = 10_000
_LARGEST = 64 * 1024 * 1024
_DEEPEST_LIST = 2
"""Levels of an unknown answer in which its list of postings is looked for."""


def read_structured(body: bytes, media_type: str, charset: str | None, first: int = 1) -> list[Document | Unreadable]:
    """The documents of a JSON or XML body, in its order, each record that cannot be read in its place.

    `first` is the number of its first posting where it is a part of a longer feed. Raises `Unreadable` for a body that cannot be read or
    holds no posting.
    """
    if len(body) > _LARGEST:
        raise Unreadable(f"{len(body)} bytes of data; expected at most {_LARGEST}")
    text, _, warnings = decode(body, charset)
    if media_type.endswith("xml"):
        found: list[Embedded | Unreadable] = list(islice(read_feed(text, first), _MOST_POSTINGS))
    else:
        value, repaired = read_json(text)
        found = [replace(embedded, repaired=repaired, page=value) for embedded in postings_of(value)[:_MOST_POSTINGS]]
    results = [_document(one, warnings) for one in found]
    if not results:
        raise Unreadable("data that holds no posting: expected an object with a title and a description, or a list of them")
    return results


def _document(found: Embedded | Unreadable, warnings: list[str]) -> Document | Unreadable:
    if isinstance(found, Unreadable):
        return found
    document = posting_document(found, warnings)
    return document if document.text else Unreadable(f"{found.pointer or '/'}: no text; expected a posting's title or description")


def postings_of(value: Any) -> list[Embedded]:
    """The postings in a JSON value: itself, or those in it, of known providers first and otherwise of any shape that looks like one."""
    known = detect(value)
    if known and known.name != SCHEMA_ORG:
        # A thread looks like the comments in it.
        return (_listed(value) or []) if known.skips(value) else [Embedded(value, "", known.name)]
    listed = _listed(value)
    if listed is not None:
        return listed
    return list(job_postings(value)) or _unknown(value, "", 0)


def _listed(value: Any) -> list[Embedded] | None:
    """The postings of known providers in a list, or in the answer that holds their list, each once; null where there is no such list."""
    pointers = dict.fromkeys(["/*", *(pointer + "/*" for known in sources() for pointer in known.lists)])
    for pointer in pointers if isinstance(value, list | dict) else ():
        items = islice(select(value, pointer), _MOST_POSTINGS)
        found = [(at, item, known) for at, item in items if at and (known := detect(item)) and known.name != SCHEMA_ORG]
        if found:
            return list(_once(Embedded(item, at, known.name) for at, item, known in found if not known.skips(item)))
    return None


def _once(found: Iterable[Embedded]) -> Iterator[Embedded]:
    """Postings without those that an answer repeats under one id: some do so for each place of work."""
    seen: set[str] = set()
    for embedded in found:
        own = source(embedded.source).id_of(embedded.value)
        if own is None or own not in seen:
            yield embedded
        seen |= {own} if own else set()


def _unknown(value: Any, at: str, depth: int) -> list[Embedded]:
    """Postings of a shape that no data file knows: objects with a title and prose."""
    generic = source(_GENERIC)
    if isinstance(value, dict) and _looks_like_posting(value, generic):
        return [Embedded(value, at, _GENERIC)]
    if depth > _DEEPEST_LIST:
        return []
    found: list[Embedded] = []
    for step, inner in _inside(value):
        found += _unknown(inner, f"{at}/{step}", depth + 1)
    return found


def _looks_like_posting(value: dict[str, Any], generic: Source) -> bool:
    """Whether an object itself has a title, and prose somewhere inside."""
    own = (pointer for pointer in generic.title if not pointer.startswith("//"))
    titled = any(isinstance(found, str) and found.strip() for pointer in own for _, found in select(value, pointer))
    return titled and any(is_prose(text) for _, text in select(value, "//*"))


def _inside(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((escaped(key), inner) for key, inner in value.items() if isinstance(inner, dict | list))
    elif isinstance(value, list):
        yield from ((str(number), inner) for number, inner in enumerate(value[:_MOST_POSTINGS]) if isinstance(inner, dict | list))
