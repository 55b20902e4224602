"""What stands where in a crawl archive: which responses, at which byte, and how far the file can be read."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from normalizer.archive_writer import OPEN_SUFFIX, ROLE_HEADER

_CHUNK = 65536


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response of an archive, without its body."""

    archive: Path
    offset: int
    """Byte at which its record begins."""
    url: str
    status: int
    role: str
    fetched_at: str
    truncated: bool
    headers: tuple[tuple[str, str], ...]

    def header(self, name: str) -> str | None:
        """The value of a header of the response, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def stored_responses(archive: Path) -> Iterator[StoredResponse]:
    """The responses of an archive of this project, in their order, as far as it can be read. `OSError` where it cannot be opened."""
    for record, offset in _records(archive):
        if record.rec_type == "response" and record.http_headers:
            yield _response(archive, offset, record)


def read_body(response: StoredResponse) -> bytes:
    """The body of a stored response as it was received, content coding included."""
    with response.archive.open("rb") as file:
        file.seek(response.offset)
        record = next(iter(ArchiveIterator(file)))
        body: bytes = record.raw_stream.read()
    return body


def close_broken_off(archive: Path) -> None:
    """Give the archive of a killed crawl its name, without the record within which it ends; nothing happens where there is none.

    `OSError` where that fails.
    """
    left = archive.with_name(archive.name + OPEN_SUFFIX)
    if not left.exists():
        return
    if archive.exists():
        raise FileExistsError(f"{archive}: stands beside {left}")
    with left.open("r+b") as file:
        file.truncate(_whole_bytes(left))
        os.fsync(file.fileno())
    left.rename(archive)


def _records(archive: Path) -> Iterator[tuple[Any, int]]:
    """Records that are whole, with their places; what is behind a broken one cannot be found."""
    with archive.open("rb") as file:
        records = ArchiveIterator(file)
        while True:
            try:
                record = next(records, None)
                if record is None:
                    return
                offset = records.get_record_offset()
                yield record, offset
                while record.raw_stream.read(_CHUNK):
                    pass
            except (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError):
                return


def _whole_bytes(archive: Path) -> int:
    """Bytes up to the end of the last whole record: each is one member of the gzip file."""
    ends = read = 0
    member = _member()
    with archive.open("rb") as file:
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            while chunk:
                try:
                    member.decompress(chunk)
                except zlib.error:
                    return ends
                if not member.eof:
                    break
                chunk = member.unused_data
                ends, member = read - len(chunk), _member()
    return ends


def _member() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _response(archive: Path, offset: int, record: Any) -> StoredResponse:
    headers = record.rec_headers
    return StoredResponse(
        archive=archive,
        offset=offset,
        url=headers.get_header("WARC-Target-URI"),
        status=int(record.http_headers.get_statuscode() or 0),
        role=headers.get_header(ROLE_HEADER) or "",
        fetched_at=headers.get_header("WARC-Date"),
        truncated=headers.get_header("WARC-Truncated") is not None,
        headers=tuple(record.http_headers.headers),
    )
