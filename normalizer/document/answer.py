"""A provider's answer, which the crawl knows as such: where its postings are, the provider's data file says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from normalizer.document.encoding import decode
from normalizer.document.errors import NothingListed, Unreadable
from normalizer.document.feed import read_feed
from normalizer.document.feed_cut import feed_root
from normalizer.document.json_text import read_json
from normalizer.document.posting import posting_document
from normalizer.sources.data_file import source
from normalizer.sources.pointer import first, select
from normalizer.sources.provider import Source, types_of
from schemas.document import Document, Embedded

LISTED = "@list"
"""Key of a posting's data under which stands what the provider's list says of it."""

Record = Embedded | Unreadable


def read_answer(
    body: bytes, media_type: str, charset: str | None, provider: str, listed: Mapping[str, Any] | None, first: int = 1
) -> list[Document | Unreadable]:
    """The documents of a provider's JSON or XML answer, each record that cannot be read in its place.

    Of a feed that was cut into parts, `first` is the number of the first posting in this one. Raises `NothingListed` where the list is
    empty, `Unreadable` for a body that cannot be read or has no such list.
    """
    text, _, warnings = decode(body, charset)
    known = _known(provider)
    records = list(read_elements(known, text, first) if media_type.endswith("xml") else _values(known, text))
    if not records:
        raise NothingListed(f"an empty list of {provider}")
    return [_document(record, listed, warnings) for record in records]


def _known(provider: str) -> Source:
    try:
        return source(provider)
    except FileNotFoundError as error:
        raise Unreadable(f"an answer of provider {provider!r}, which no data file knows") from error


def _values(known: Source, text: str) -> Iterator[Record]:
    """The records of a JSON answer, whatever they look like."""
    page, repaired = read_json(text)
    for at, record in select(page, _place(known, page) + "/*"):
        if not isinstance(record, dict):
            yield Unreadable(f"{at or '/'}: expected a posting, found {type(record).__name__}")
        elif not known.skips(record):
            yield Embedded(record, at, known.name, repaired, page)


def _place(known: Source, page: Any) -> str:
    """Pointer of the postings in an answer: the answer itself, or the first list that it has."""
    # What holds a list may look like the postings in it, as a thread does.
    if not known.lists or (isinstance(page, dict) and known.knows(page.keys(), types_of(page)) and not known.skips(page)):
        return ""
    pointer = next((pointer for pointer in known.lists if first(page, pointer) is not None), None)
    if pointer is None:
        raise Unreadable(f"expected a posting or a list of them at {' or '.join(known.lists)}")
    return pointer


def read_elements(known: Source, text: str, first: int = 1) -> Iterator[Record]:
    """The elements of a feed that are called as the provider calls its postings. Raises `NothingListed` for a feed without any."""
    if feed_root(text) in known.roots and not any(
        re.search(rf"<(?:[\w.-]{{1,80}}:)?{re.escape(name)}[\s/>]", text) for name in known.items
    ):
        raise NothingListed(f"an empty feed of {known.name}")
    for record in read_feed(text, first):
        if isinstance(record, Unreadable):
            yield record
        elif record.pointer.split("/")[-2] in known.items and not known.skips(record.value):
            yield replace(record, source=known.name)


def _document(record: Record, listed: Mapping[str, Any] | None, warnings: list[str]) -> Document | Unreadable:
    if isinstance(record, Unreadable):
        return record
    found = replace(record, value={**record.value, LISTED: dict(listed)}) if listed else record
    document = posting_document(found, warnings)
    return document if document.text else Unreadable(f"{found.pointer or '/'}: no text; expected a posting's title or description")
