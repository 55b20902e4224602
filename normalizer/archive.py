"""Crawl archives: WARC files written record by record, and read back as raw pages.

Bodies are stored as they were received, content coding included, so that nothing has interpreted them before they are safe.
Extension headers of this project's records (the WARC standard allows them):

* `WARC-Jobsieve-Role`: what the crawl fetched the page for (`detail`, `index`, `sitemap`, `robots`, `other`),
* `WARC-Jobsieve-Site`: the site that its listings belong to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from schemas import RawPage

ROLE_HEADER = "WARC-Jobsieve-Role"
SITE_HEADER = "WARC-Jobsieve-Site"
LISTING_ROLE = "detail"
"""The role of pages that are expected to hold a listing; records of other roles are no raw pages."""

MAX_BODY = 16 * 1024 * 1024
"""Bytes of one decoded body above which a record is refused: a small record can unpack to gigabytes."""

OPEN_SUFFIX = ".open"
"""Suffix of an archive that is still being written, or whose writer was killed."""

_HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive", "trailer", "upgrade"})
_APPLICATION_TEXT = frozenset({"application/json", "application/xml", "application/xhtml+xml"})
_TEXT_SUBTYPES = frozenset({"html", "plain", "xml", "markdown", "json"})


class ArchiveDamaged(Exception):
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


class _RecordDamaged(Exception):
    """One record cannot be used; `fatal` where nothing behind it can be found either."""

    def __init__(self, reason: str, fatal: bool) -> None:
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
        except _RecordDamaged as error:
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
        raise _RecordDamaged(f"no WARC record: {str(error).strip().splitlines()[0]}", fatal=True) from error
    except AttributeError as error:
        # warcio asks every response for its target without looking whether it has one.
        raise _RecordDamaged("a response without a WARC-Target-URI", fatal=True) from error


def _page(record: Any) -> RawPage | None:
    """The page of one record, or None where it holds none. Reads the record to its end in either case."""
    headers = record.rec_headers
    content = _content(record) if _holds_page(record) else None
    _require_whole(record)
    if content is None:
        return None
    uri = headers.get_header("WARC-Target-URI")
    return RawPage(
        id=uri,
        url=uri,
        fetched_at=headers.get_header("WARC-Date"),
        media_type=record.http_headers.get_header("Content-Type") or "text/html",
        body=content,
        site=headers.get_header(SITE_HEADER),
    )


def _holds_page(record: Any) -> bool:
    headers, http = record.rec_headers, record.http_headers
    return bool(
        record.rec_type == "response"
        and http is not None
        and http.get_statuscode() == "200"
        and is_textual(http.get_header("Content-Type") or "text/html")
        and headers.get_header(ROLE_HEADER, LISTING_ROLE) == LISTING_ROLE
        and not headers.get_header("WARC-Truncated")
        and urlsplit(headers.get_header("WARC-Target-URI") or "").path != "/robots.txt"
    )


def is_textual(media_type: str) -> bool:
    """Whether a Content-Type is one in which a listing can be read."""
    essence = media_type.partition(";")[0].strip().lower()
    kind, _, subtype = essence.partition("/")
    if kind == "text":
        return subtype in _TEXT_SUBTYPES
    return essence in _APPLICATION_TEXT or (kind == "application" and essence.endswith(("+json", "+xml")))


def _content(record: Any) -> bytes:
    stream = record.content_stream()
    content: bytes = stream.read(MAX_BODY + 1)
    if len(content) > MAX_BODY:
        raise _RecordDamaged(f"body of more than {MAX_BODY} bytes", fatal=False)
    if not _coding_complete(getattr(stream, "decompressor", None)):
        raise _RecordDamaged("the compressed body ends too early", fatal=False)
    return content


def _coding_complete(decompressor: Any) -> bool:
    """Whether a content coding came to its end; true where there is none, or where the body did not really have it."""
    if decompressor is None:
        return True
    if hasattr(decompressor, "is_finished"):
        return bool(decompressor.is_finished())
    return bool(decompressor.eof)


def _require_whole(record: Any) -> None:
    """Read what is left of a record, and find out whether the file ended within it."""
    stream = record.raw_stream
    if record.length is None:
        raise _RecordDamaged("a record without a Content-Length", fatal=True)
    while stream.read(65536):
        pass
    if stream.limit > 0:
        raise _RecordDamaged(f"the record ends {stream.limit} bytes too early", fatal=True)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One HTTP response as it came from the network."""

    url: str
    """The URL that was asked for."""
    fetched_at: str
    """ISO 8601 time in UTC, to the second, ending in `Z`."""
    status: int
    reason: str
    """The words behind the status."""
    headers: Iterable[tuple[str, str]]
    """Headers of the response in their order."""
    body: bytes
    """As received: transfer coding undone, content coding not."""
    role: str
    """What it was fetched for; `detail` makes it a raw page."""
    site: str | None = None
    """Site that its listings belong to."""
    protocol: str = "HTTP/1.1"
    ip_address: str | None = None
    """Address of the server."""
    truncated: bool = False
    """True where the body is known to be incomplete."""


class ArchiveWriter:
    """Writes a WARC file, one compressed record a response.

    While it is open the file carries the suffix `.open`; closing makes it durable and gives it its name in one step. Each
    record is handed to the operating system before `write` returns, so that a killed process loses no complete record.
    """

    def __init__(self, path: Path, started_at: str, software: str, about: Mapping[str, str] | None = None) -> None:
        """Open `path` + `.open` and write what made it. `OSError` where that fails or either file exists already."""
        if path.exists():
            raise FileExistsError(f"{path}: an archive is never written over")
        self.path = path
        self.records = 0
        """Responses written."""
        self._open_path = path.with_name(path.name + OPEN_SUFFIX)
        self._file = self._open_path.open("xb")
        self._writer = WARCWriter(self._file, gzip=True)
        self._failed = False
        self._write(self._information(started_at, {"software": software, "format": "WARC File Format 1.0", **(about or {})}))

    def write(self, response: Fetched) -> None:
        """Append one response. After an `OSError` the archive takes nothing more and keeps its `.open` name."""
        headers = {
            "WARC-Target-URI": response.url,
            "WARC-Date": response.fetched_at,
            "WARC-Record-ID": self._record_id(response.url, response.fetched_at),
            ROLE_HEADER: response.role,
            SITE_HEADER: response.site,
            "WARC-IP-Address": response.ip_address,
            "WARC-Truncated": "unspecified" if response.truncated else None,
        }
        self._write(
            self._writer.create_warc_record(
                response.url,
                "response",
                payload=BytesIO(response.body),
                length=len(response.body),
                warc_headers_dict={name: value for name, value in headers.items() if value},
                http_headers=_http_headers(response),
            )
        )
        self.records += 1

    def close(self) -> None:
        """Make the archive durable and give it its name. `OSError` where that fails; the `.open` file is left then."""
        if self._file.closed:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
        if not self._failed:
            self._open_path.rename(self.path)
            _sync_directory(self.path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _write(self, record: Any) -> None:
        if self._failed:
            raise OSError(f"{self._open_path}: an earlier record could not be written")
        try:
            self._writer.write_record(record)
        except OSError:
            self._failed = True
            raise

    def _information(self, started_at: str, fields: Mapping[str, str]) -> Any:
        payload = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        headers = StatusAndHeaders("", [("WARC-Type", "warcinfo")], protocol="WARC/1.0")
        headers.add_header("WARC-Record-ID", self._record_id(self.path.name, started_at))
        headers.add_header("WARC-Filename", self.path.name)
        headers.add_header("WARC-Date", started_at)
        return self._writer.create_warc_record("", "warcinfo", BytesIO(payload), len(payload), warc_headers=headers)

    def _record_id(self, name: str, date: str) -> str:
        # Derived, not random: the same responses make the same archive.
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{name} {date} {self.records}')}>"


def _http_headers(response: Fetched) -> StatusAndHeaders:
    # The transfer coding is undone before the body gets here; a reader that believed the header would undo it twice.
    kept = [(name, value) for name, value in response.headers if name.lower() not in _HOP_BY_HOP]
    return StatusAndHeaders(f"{response.status} {response.reason}".strip(), kept, protocol=response.protocol)


def _sync_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
