"""Crawl archives read back as raw pages: this project's own, and any WARC file that somebody else made."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from normalizer.archive_writer import (
    CURRENCY_HEADER,
    KEY_HEADER,
    LISTED_HEADER,
    LISTING_ROLE,
    PROVIDER_HEADER,
    ROLE_HEADER,
    SITE_HEADER,
    TYPE_HEADER,
    ArchiveWriter,
    Fetched,
)
from normalizer.content_coding import CodingError, decode
from schemas import RawPage

__all__ = ["MAX_BODY", "ArchiveDamaged", "ArchiveWriter", "Fetched", "is_textual", "read_warc"]

MAX_BODY = 16 * 1024 * 1024
"""Bytes of one decoded body above which a record is refused: a small record can unpack to gigabytes."""

_ROBOTS = re.compile(r"[a-z]{1,9}://[^/?#]{0,300}/robots\.txt(?:[?#].{0,2000})?", re.IGNORECASE)
_APPLICATION_TEXT = frozenset({"application/json", "application/xml", "application/xhtml+xml"})
_TEXT_SUBTYPES = frozenset({"html", "plain", "xml", "markdown", "json"})


class ArchiveDamaged(Exception):  # noqa: N818 - a state of the file, told after what could be read
    """A WARC file holds records that cannot be read; raised after the readable ones have been given out."""

    def __init__(self, file: Path, offset: int, reason: str) -> None:
        super().__init__(f"{file}: byte {offset}: {reason}")
        self.file = file
        """The archive."""
        self.offset = offset
        """Where the first unreadable record begins, in bytes of the file as stored."""
        self.reason = reason
        """What is wrong, in words."""

    def __reduce__(self) -> tuple[type[ArchiveDamaged], tuple[Path, int, str]]:
        return ArchiveDamaged, (self.file, self.offset, self.reason)


class _RecordError(Exception):
    """One record cannot be used; `fatal` where nothing behind it can be found either."""

    def __init__(self, reason: str, *, fatal: bool) -> None:
        super().__init__(reason)
        self.fatal = fatal


def read_warc(path: Path) -> Iterator[RawPage]:
    """Give out the pages of a WARC file (plain or compressed by record) in the order in which they are stored.

    A page is a response with status 200 and a textual media type that its writer has not marked as truncated; records that
    carry another role than `detail`, and every robots.txt, are skipped. `ArchiveDamaged` is raised at the end where a record
    could not be read; the pages before it, and those behind it as far as they can be found, have been given out by then.
    `OSError` is raised where the file cannot be opened.
    """
    damage: list[tuple[int, str]] = []
    with path.open("rb") as file:
        yield from _pages(file, os.fstat(file.fileno()).st_size, damage)
    if damage:
        offset, reason = damage[0]
        more = f" (and {len(damage) - 1} more)" if len(damage) > 1 else ""
        raise ArchiveDamaged(path, offset, reason + more)


def _pages(file: BinaryIO, size: int, damage: list[tuple[int, str]]) -> Iterator[RawPage]:
    records = ArchiveIterator(file)
    while True:
        try:
            record = _next_record(records)
            if record is None:
                break
            page = _page(record)
        except _RecordError as error:
            damage.append((records.offset, str(error)))
            if error.fatal:
                return
            continue
        if page is not None:
            yield page
    if records.offset != size:
        damage.append((records.offset, "the file ends within a record"))


def _next_record(records: ArchiveIterator) -> Any:
    try:
        return next(records, None)
    except (ArchiveLoadFailed, StatusAndHeadersParserException) as error:
        raise _RecordError(f"no WARC record: {str(error).strip().splitlines()[0]}", fatal=True) from error
    except AttributeError as error:
        # warcio asks every response for its target without looking whether it has one.
        raise _RecordError("a response without a WARC-Target-URI", fatal=True) from error


def _page(record: Any) -> RawPage | None:
    """The page of one record, or None where it holds none. Reads the record to its end in either case."""
    headers = record.rec_headers
    content = _content(record) if _holds_page(record) else None
    _require_whole(record)
    if content is None:
        return None
    uri = headers.get_header("WARC-Target-URI")
    return RawPage.model_validate(
        {
            "id": uri,
            "url": uri,
            "fetched_at": headers.get_header("WARC-Date"),
            "media_type": _media_type(record),
            "body": content,
            "site": headers.get_header(SITE_HEADER),
            "key": headers.get_header(KEY_HEADER),
            "currency": headers.get_header(CURRENCY_HEADER),
            "provider": headers.get_header(PROVIDER_HEADER),
            "listed": _listed(headers.get_header(LISTED_HEADER)),
        }
    )


def _holds_page(record: Any) -> bool:
    headers, http = record.rec_headers, record.http_headers
    return bool(
        record.rec_type == "response"
        and http is not None
        and http.get_statuscode() == "200"
        and is_textual(_media_type(record))
        and headers.get_header(ROLE_HEADER, LISTING_ROLE) == LISTING_ROLE
        and not headers.get_header("WARC-Truncated")
        and not _ROBOTS.fullmatch(headers.get_header("WARC-Target-URI") or "")
    )


def _media_type(record: Any) -> str:
    """The media type of a provider's answer where the crawl knew it, else what the server said."""
    served = record.http_headers.get_header("Content-Type") or "text/html"
    known = record.rec_headers.get_header(TYPE_HEADER) if record.rec_headers.get_header(PROVIDER_HEADER) else None
    return f"{known};{served.partition(';')[2]}".rstrip(";") if known else served


def _listed(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _RecordError(f"{LISTED_HEADER} is no JSON: {error}", fatal=False) from error
    if not isinstance(value, dict):
        raise _RecordError(f"{LISTED_HEADER} is no JSON object", fatal=False)
    return value


def is_textual(media_type: str) -> bool:
    """Whether a Content-Type is one in which a listing can be read."""
    essence = media_type.partition(";")[0].strip().lower()
    kind, _, subtype = essence.partition("/")
    if kind == "text":
        return subtype in _TEXT_SUBTYPES
    return essence in _APPLICATION_TEXT or (kind == "application" and essence.endswith(("+json", "+xml")))


def _content(record: Any) -> bytes:
    stream = record.raw_stream
    if (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    body = stream.read(MAX_BODY + 1)
    try:
        return decode(body, record.http_headers.get_header("Content-Encoding") or "", MAX_BODY)
    except CodingError as error:
        raise _RecordError(str(error), fatal=False) from error


def _require_whole(record: Any) -> None:
    """Read what is left of a record, and find out whether the file ended within it."""
    stream = record.raw_stream
    # warcio takes a length that it cannot read for 0, and ARC files have another name for it.
    stated = record.rec_headers.get_header("Content-Length" if record.format == "warc" else "length")
    if not (stated or "").strip().isdecimal():
        raise _RecordError("a record without a Content-Length", fatal=True)
    while stream.read(65536):
        pass
    if stream.limit > 0:
        raise _RecordError(f"the record ends {stream.limit} bytes too early", fatal=True)
