"""Crawl archives written record by record, as WARC files.

Bodies are stored as they were received, content coding included, so that nothing has interpreted them before they are safe.
Extension headers of the records (the WARC standard allows them):

* `WARC-Jobsieve-Role`: what the crawl fetched the page for (`detail`, `index`, `sitemap`, `robots`, `other`),
* `WARC-Jobsieve-Site`: the site that its listings belong to,
* `WARC-Jobsieve-Key`: the board's own id of the listing,
* `WARC-Jobsieve-Currency`: the ISO 4217 code that a bare currency sign stands for on the board,
* `WARC-Jobsieve-Provider`: the provider whose answer the body is,
* `WARC-Jobsieve-Listed`: what the provider's list says of the posting, as JSON.

`WARC-Identified-Payload-Type`, of the standard, has the media type of a provider's answer whatever its server calls it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROLE_HEADER = "WARC-Jobsieve-Role"
SITE_HEADER = "WARC-Jobsieve-Site"
KEY_HEADER = "WARC-Jobsieve-Key"
CURRENCY_HEADER = "WARC-Jobsieve-Currency"
PROVIDER_HEADER = "WARC-Jobsieve-Provider"
LISTED_HEADER = "WARC-Jobsieve-Listed"
TYPE_HEADER = "WARC-Identified-Payload-Type"
LISTING_ROLE = "detail"
"""The role of pages that are expected to hold a listing; records of other roles are no raw pages."""

OPEN_SUFFIX = ".open"
"""Suffix of an archive that is still being written, or whose writer was killed."""

_HOP_BY_HOP = frozenset({"transfer-encoding", "connection", "keep-alive", "trailer", "upgrade"})


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
    key: str | None = None
    """The board's own id of the listing."""
    currency: str | None = None
    """ISO 4217 code that a bare currency sign stands for on the board."""
    provider: str | None = None
    """Name of the provider whose answer it is."""
    media_type: str | None = None
    """What a provider's answer is, whatever its server calls it."""
    listed: Mapping[str, Any] | None = None
    """What the provider's list says of the posting."""
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
            KEY_HEADER: response.key,
            CURRENCY_HEADER: response.currency,
            PROVIDER_HEADER: response.provider,
            LISTED_HEADER: json.dumps(response.listed) if response.listed else None,
            TYPE_HEADER: response.media_type,
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
