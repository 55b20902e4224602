"""The records of a WARC file: which of them hold a page, and why the others do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from normalizer.archive_writer import LISTING_ROLE, PROVIDER_HEADER, ROLE_HEADER, TYPE_HEADER
from normalizer.url_filter import UrlFilter

NO_PAGE = ""
"""The reason of records that are not about a page (requests, notes of the crawler): nothing worth counting is passed over with them."""

NOT_ASKED_FOR = "an address that is not asked for"

_PAGES = frozenset({"response", "resource", "conversion"})
"""Types of records that hold a page: as a server sent it, as a file, or as the text that somebody made of it."""
_REVISIT = "revisit"
_ROBOTS = re.compile(r"[a-z]{1,9}://[^/?#]{0,300}/robots\.txt(?:[?#].{0,2000})?", re.IGNORECASE)
_WEB = re.compile(r"(?:https?|file|ftp):", re.IGNORECASE)
_APPLICATION_TEXT = frozenset({"application/json", "application/xml", "application/xhtml+xml"})
_TEXT_SUBTYPES = frozenset({"html", "plain", "xml", "markdown", "json"})
_CUT_AT_A_SIZE = "length"
"""Why a record is truncated: its crawler kept no more of any page, and the listing stands in what it kept."""


def is_own(record: Any) -> bool:
    """Whether this project's crawler wrote the record."""
    return bool(record.rec_headers.get_header(ROLE_HEADER))


def obstacle(record: Any, urls: UrlFilter | None) -> str | None:
    """Why no page is read from a record, in a few words; null where one is. `urls`: the addresses that are meant, null for all."""
    for reason, stands in _OBSTACLES:
        if stands(record):
            return reason
    if urls is not None and url_of(record) not in urls:
        return NOT_ASKED_FOR
    return None


def url_of(record: Any) -> str:
    """The address that a record is about; empty where it names none."""
    # Some programs wrote it between angle brackets, as an early draft of the standard had it.
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def media_type(record: Any) -> str:
    """The media type of a record's page: what the crawl knew of a provider's answer, else what the server said, else what its crawler found."""
    headers = record.rec_headers
    identified = headers.get_header(TYPE_HEADER)
    if record.http_headers is None:
        return headers.get_header("Content-Type") or identified or "text/html"
    served = record.http_headers.get_header("Content-Type") or identified or "text/html"
    known = identified if headers.get_header(PROVIDER_HEADER) else None
    return f"{known};{served.partition(';')[2]}".rstrip(";") if known else served


def is_textual(media_type: str) -> bool:
    """Whether a Content-Type is one in which a listing can be read."""
    essence = media_type.partition(";")[0].strip().lower()
    kind, _, subtype = essence.partition("/")
    if kind == "text":
        return subtype in _TEXT_SUBTYPES
    return essence in _APPLICATION_TEXT or (kind == "application" and essence.endswith(("+json", "+xml")))


def _is_no_page(record: Any) -> bool:
    if record.rec_type not in _PAGES or not _WEB.match(url_of(record)) or _ROBOTS.fullmatch(url_of(record)):
        return record.rec_type != _REVISIT or is_own(record)
    return str(record.rec_headers.get_header(ROLE_HEADER, LISTING_ROLE)) != LISTING_ROLE


def _is_error(record: Any) -> bool:
    return record.http_headers is not None and str(record.http_headers.get_statuscode()) != "200"


def _is_cut(record: Any) -> bool:
    reason = record.rec_headers.get_header("WARC-Truncated")
    return bool(reason) and (is_own(record) or reason.strip().lower() != _CUT_AT_A_SIZE)


_OBSTACLES: tuple[tuple[str, Callable[[Any], bool]], ...] = (
    (NO_PAGE, _is_no_page),
    ("unchanged since an earlier visit, whose page another record holds", lambda record: record.rec_type == _REVISIT),
    ("no HTTP headers", lambda record: record.rec_type == "response" and record.http_headers is None),
    ("a status other than 200", _is_error),
    ("no HTML, JSON, XML or text", lambda record: not is_textual(media_type(record))),
    ("cut short by its crawler", _is_cut),
)
"""What keeps a record from being read, the first that stands being the reason."""
