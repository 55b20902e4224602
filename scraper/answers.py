"""A provider's answers as a crawl reads them: the rows of a list with their ids, and what the list says about itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scrapy.http import Response, TextResponse

from normalizer.archive import MAX_BODY
from normalizer.content_coding import CodingError, decode
from normalizer.document.answer import read_elements
from normalizer.document.errors import NothingListed, Unreadable
from normalizer.document.feed import read_xml
from normalizer.document.feed_cut import ends_whole
from normalizer.document.json_text import read_json
from normalizer.identity import posting_key
from normalizer.sources.pointer import first
from normalizer.sources.provider import Source
from normalizer.sources.shapes import number
from schemas.document import Embedded
from scraper.checked import Pointer, Where
from scraper.provider import Dead, DetailCall, ListCall


class NotAnsweredError(ValueError):
    """An answer with status 200 that is not the list it was asked for: an error page, a notice of maintenance, something cut off."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list."""

    at: str
    """Where it stands: pointer of its list and its number."""
    id: str | None
    """Null where the row has none, so that nothing can be asked about it."""
    known_as: str | None
    """Under which name a listing is kept that is read from the row itself; null where the row says none."""
    taken: Mapping[str, str]
    """Values for the templates of the posting's own request."""
    kept: Mapping[str, Any]
    """Values that go with the posting's own page."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list."""

    rows: tuple[Row, ...]
    skipped: int
    """Rows that are no open postings."""
    value: Any
    """The answer as JSON; null for HTML."""
    repaired: bool
    """Whether the answer was broken, so that rows may be missing."""

    @property
    def length(self) -> int:
        """Rows of any kind."""
        return len(self.rows) + self.skipped

    def number_at(self, pointer: Pointer | None) -> int | None:
        """A number that the answer states."""
        found = None if pointer is None else number(first(self.value, pointer))
        return None if found is None else int(found)

    def text_at(self, pointer: Pointer) -> str | None:
        """A text or a number that the answer states, as text; null for none and for an empty one."""
        found = first(self.value, pointer)
        return _text(found)


def read_list(call: ListCall, source: Source, response: Response) -> ListPage:
    """The rows of a list. Raises `NotAnsweredError` for an answer that is none."""
    if call.format == "html":
        return _html_list(call, response)
    if call.format == "xml" and not call.rows:
        return _feed_list(call, source, response)
    value, repaired = parsed(call.format, response)
    if call.present is not None and first(value, call.present) is None:
        raise NotAnsweredError(f"expected something at {call.present}")
    found = _listed(call, value)
    rows = [(at, row) for at, row in found if not source.skips(row)]
    return ListPage(tuple(_row(call, source, at, row) for at, row in rows), len(found) - len(rows), value, repaired)


def parsed(form: str, response: Response) -> tuple[Any, bool]:
    """(value, whether it was broken) of a JSON or XML answer. Raises `NotAnsweredError` for one that is neither."""
    text = text_of(response)
    try:
        return (read_xml(text), not ends_whole(text)) if form == "xml" else read_json(text)
    except Unreadable as error:
        raise NotAnsweredError(str(error)) from error


def is_dead(dead: Dead, status: int, text: str) -> str | None:
    """By which sign an answer says that the board is gone, or null."""
    if status in dead.status:
        return f"status {status}"
    if dead.empty_body and not text.strip():
        return "an answer without a byte"
    if dead.text and re.search(dead.text, text):
        return f"an answer that says {dead.text!r}"
    return f"an answer in which {dead.when}" if says(dead.when, text) else None


def is_gone(detail: DetailCall, text: str) -> bool:
    """Whether an answer with status 200 says that there is no such posting, or that it is closed."""
    return says(detail.gone, text) or says(detail.closed, text)


def says(where: Where, text: str) -> bool:
    """Whether a JSON text holds every one of these values; never where none is asked for."""
    if not where:
        return False
    try:
        value, _ = read_json(text)
    except Unreadable:
        return False
    return all(first(value, pointer) == wanted for pointer, wanted in where.items())


def text_of(response: Response) -> str:
    """The text of an answer, whatever its server calls it."""
    return response.text if isinstance(response, TextResponse) else response.body.decode("utf-8", "replace")


def unpacked(response: Response) -> str:
    """The text of an answer as it came, before its content coding is undone; empty where that cannot be."""
    codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    try:
        return decode(response.body, codings, MAX_BODY).decode("utf-8", "replace")
    except CodingError:
        return ""


def _listed(call: ListCall, value: Any) -> list[tuple[str, Any]]:
    """(pointer, row) of each row."""
    rows = first(value, call.rows)
    if isinstance(rows, list):
        return [(f"{call.rows}/{count}", row) for count, row in enumerate(rows)]
    if call.format == "xml":
        return _elements(call, value, rows)
    if call.absent_is_empty and rows is None:
        return []
    raise NotAnsweredError(f"expected a list at {call.rows or 'the root'}")


def _elements(call: ListCall, value: Any, element: Any) -> list[tuple[str, Any]]:
    """A lone element is a list of one; none of them is an empty list, provided that the document is the right one."""
    if element is not None:
        return [(call.rows, element)] if element != "" else []
    root = "/" + call.rows.split("/")[1]
    if first(value, root) is None:
        raise NotAnsweredError(f"expected XML with the root <{root[1:]}>")
    return []


def _row(call: ListCall, source: Source, at: str, row: Any) -> Row:
    own = next((text for path in call.id or source.id if (text := _text(first(row, path)))), None)
    taken = {name: text for name, path in call.take.items() if (text := _text(first(row, path)))}
    kept = {name: found for name, path in call.keep.items() if (found := first(row, path)) is not None}
    return Row(at, _matched(call, own), posting_key(source, row), taken, kept)


def _feed_list(call: ListCall, source: Source, response: Response) -> ListPage:
    """The rows of a feed: the elements that the provider's data file calls postings."""
    text = text_of(response)
    is_broken = not ends_whole(text)
    rows: list[Row] = []
    around: Any = None
    try:
        for found in read_elements(source, text):
            if isinstance(found, Embedded):
                # Of a long feed no more than the ids is kept.
                rows.append(_row(call, source, found.pointer, found.value))
                around = found.page
            else:
                # A posting that cannot be read may have swallowed others.
                is_broken = True
                rows.append(Row(str(found), None, None, {}, {}))
    except NothingListed:
        value, _ = parsed("xml", response)
        return ListPage((), 0, value, repaired=is_broken)
    except Unreadable as error:
        raise NotAnsweredError(str(error)) from error
    return ListPage(tuple(rows), 0, around, repaired=is_broken)


def _html_list(call: ListCall, response: Response) -> ListPage:
    if not isinstance(response, TextResponse) or (call.present and not response.xpath(call.present)):
        raise NotAnsweredError(f"expected a page with {call.present or 'text'}")
    rows = []
    for count, row in enumerate(response.xpath(call.rows)):
        values = {name: _stripped(row.xpath(path).get()) for name, path in (*call.take.items(), *call.keep.items())}
        own = next((text for path in call.id if (text := _stripped(row.xpath(path).get()))), None)
        taken = {name: text for name in call.take if (text := values[name])}
        kept = {name: text for name in call.keep if (text := values[name])}
        rows.append(Row(f"row {count + 1}", _matched(call, own), None, taken, kept))
    return ListPage(tuple(rows), 0, None, repaired=False)


def _matched(call: ListCall, text: str | None) -> str | None:
    if text is None or call.id_pattern is None:
        return text
    found = re.search(call.id_pattern, text)
    return (found[1] if found.re.groups else found[0]) if found else None


def _text(found: Any) -> str | None:
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return _stripped(str(found))


def _stripped(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def changes_of(value: Any, rows: Pointer) -> Iterator[Any]:
    """The rows of a change feed. Raises `NotAnsweredError` where there is no list."""
    found = first(value, rows)
    if not isinstance(found, list):
        raise NotAnsweredError(f"expected a list at {rows}")
    yield from found
