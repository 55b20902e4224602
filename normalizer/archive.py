"""Crawl archives read back as raw pages: this project's own, and any WARC file that somebody else made."""

from __future__ import annotations

import gzip
import json
import os
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
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
    PROVIDER_HEADER,
    SITE_HEADER,
    ArchiveWriter,
    Fetched,
)
from normalizer.content_coding import CodingError, decode
from normalizer.records import is_own, is_textual, media_type, obstacle, url_of
from normalizer.url_filter import UrlFilter
from schemas import RawPage

__all__ = ["MAX_BODY", "MAX_FEED", "ArchiveDamaged", "ArchiveWriter", "Fetched", "is_textual", "read_warc"]

MAX_FEED = 128 * 1024 * 1024
"""Bytes of one decoded XML body: a feed holds every posting of a site, and is read some postings at a time."""
MAX_BODY = 16 * 1024 * 1024
"""Bytes of one decoded body above which a record is refused: a small record can unpack to gigabytes."""

_HEAD = 256 * 1024
"""Bytes at the beginning of a file in which its first record, a note about the crawl, ends."""
_FIRST_RECORD = re.compile(
    rb"WARC/1\.\d\r?\n(?:[^\r\n]{1,4000}\r?\n){0,60}?(?i:content-length): {0,9}(\d{1,9})\r?\n(?:[^\r\n]{1,4000}\r?\n){0,60}?\r?\n"
)
_BROKEN_BODY = "a body that cannot be unpacked"


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


def read_warc(path: Path, urls: UrlFilter | None = None, skipped: Counter[str] | None = None) -> Iterator[RawPage]:
    """Give out the pages of a WARC file (plain, compressed by record, or compressed as a whole) in the order in which they are stored.

    A page is a response with status 200 and a textual media type, a file, or the text of a page; responses that this project's crawls made
    for something else than a listing, and every robots.txt, are none. Pages of other crawlers are not `expected` to be listings. `urls` are the
    addresses that are meant, null for all; `skipped` counts what is passed over of other crawlers' (with `urls` also of this project's), by reason.

    `ArchiveDamaged` is raised at the end where a record could not be read; the pages before it, and those behind it as far as they can be
    found, have been given out by then. `OSError` is raised where the file cannot be opened.
    """
    damage: list[tuple[int, str]] = []
    with path.open("rb") as file:
        stream, size = (gzip.GzipFile(fileobj=file), None) if _is_one_stream(file) else (file, os.fstat(file.fileno()).st_size)
        records = _Records(stream, size, urls, Counter() if skipped is None else skipped, damage)
        yield from records.pages()
    if damage:
        offset, reason = damage[0]
        more = f" (and {len(damage) - 1} more)" if len(damage) > 1 else ""
        raise ArchiveDamaged(path, offset, reason + more)


def read_records(records: bytes) -> Iterator[RawPage]:
    """The pages in a part of an archive that consists of whole records; what is damaged in it is passed over."""
    yield from _Records(BytesIO(records), len(records), None, Counter(), []).pages()


@dataclass(slots=True)
class _Records:
    """The records of an open file."""

    file: Any
    """What the file holds, unpacked where it is compressed as a whole: read as bytes."""
    size: int | None
    """Bytes at which the last record ends; null where only what is unpacked is counted."""
    urls: UrlFilter | None
    skipped: Counter[str]
    damage: list[tuple[int, str]]
    """(offset, what is wrong) of records that cannot be read."""

    def pages(self) -> Iterator[RawPage]:
        records = ArchiveIterator(self.file)
        while True:
            try:
                record = _next_record(records)
                if record is None:
                    break
                page = self._page(record)
            except _RecordError as error:
                self.damage.append((records.offset, str(error)))
                if error.fatal:
                    return
                continue
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                self.damage.append((max(records.offset, 0), f"the compressed file is cut or damaged: {error}"))
                return
            if page is not None:
                yield page
        if self.size is not None and records.offset != self.size:
            self.damage.append((records.offset, "the file ends within a record"))

    def _page(self, record: Any) -> RawPage | None:
        """The page of one record, or None where it holds none. Reads the record to its end in either case."""
        reason = obstacle(record, self.urls)
        content = None
        if reason is None:
            try:
                content = _content(record)
            except CodingError as error:
                if is_own(record):
                    raise _RecordError(str(error), fatal=False) from error
                reason = _BROKEN_BODY
        _require_whole(record)
        if reason and not (self.urls is None and is_own(record)):
            self.skipped[reason] += 1
        return None if content is None else _raw_page(record, content)


def _is_one_stream(file: BinaryIO) -> bool:
    """Whether a file is compressed as a whole, and not record by record as the standard wants it; leaves it at its beginning."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        head = unpacker.decompress(file.read(_HEAD), _HEAD)
    except zlib.error:
        head = b""
    file.seek(0)
    first = _FIRST_RECORD.match(head)
    return first is not None and head[first.end() + int(first[1]) :].lstrip(b"\r\n").startswith(b"WARC/")


def _next_record(records: ArchiveIterator) -> Any:
    try:
        return next(records, None)
    except (ArchiveLoadFailed, StatusAndHeadersParserException) as error:
        raise _RecordError(f"no WARC record: {str(error).strip().splitlines()[0]}", fatal=True) from error
    except AttributeError as error:
        # warcio asks every response for its target without looking whether it has one.
        raise _RecordError("a response without a WARC-Target-URI", fatal=True) from error


def _raw_page(record: Any, content: bytes) -> RawPage:
    headers, url = record.rec_headers, url_of(record)
    return RawPage.model_validate(
        {
            "id": url,
            "url": url,
            "fetched_at": headers.get_header("WARC-Date"),
            "media_type": media_type(record),
            "body": content,
            "site": headers.get_header(SITE_HEADER),
            "key": headers.get_header(KEY_HEADER),
            "currency": headers.get_header(CURRENCY_HEADER),
            "provider": headers.get_header(PROVIDER_HEADER),
            "listed": _listed(headers.get_header(LISTED_HEADER)),
            "expected": is_own(record),
        }
    )


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


def _content(record: Any) -> bytes:
    """The body of a page. Raises `CodingError`."""
    stream, most = record.raw_stream, MAX_FEED if media_type(record).partition(";")[0].strip().endswith("xml") else MAX_BODY
    if record.http_headers is None:
        return _bounded(stream.read(most + 1), most)
    if (record.http_headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        # Gives the bytes as they are where the crawler has already joined them.
        stream = ChunkedDataReader(stream)
    return decode(stream.read(most + 1), record.http_headers.get_header("Content-Encoding") or "", most)


def _bounded(body: bytes, most: int) -> bytes:
    if len(body) > most:
        raise CodingError(f"body of more than {most} bytes")
    return body


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
