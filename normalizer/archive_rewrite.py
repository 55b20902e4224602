"""Archives without some of their records: for pages that are taken out on request."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator

from normalizer.archive import MAX_BODY
from normalizer.archive_index import StoredResponse, stored_responses
from normalizer.archive_writer import KEY_HEADER, SITE_HEADER
from normalizer.content_coding import CodingError, decode
from normalizer.identity import listing_id
from normalizer.store.replacing import Replacement
from schemas.raw import RawPage

_CHUNK = 1024 * 1024


def rewrite_without(archive: Path, unwanted: Callable[[StoredResponse], bool]) -> int:
    """Replace an archive by one without the responses that are unwanted, in one step; says how many there were.

    Records that stay are copied byte for byte. `OSError` where that fails; the archive is as it was then.
    """
    dropped = [response.offset for response in stored_responses(archive) if unwanted(response)]
    if not dropped:
        return 0
    ends = _record_ends(archive)
    replacement = Replacement(archive)
    try:
        with archive.open("rb") as old, replacement.path.open("wb") as new:
            for start, end in ends.items():
                if start not in dropped:
                    old.seek(start)
                    _copy(old, new, end - start)
        replacement.publish()
    finally:
        replacement.discard()
    return len(dropped)


def named_by(response: StoredResponse) -> str:
    """Id of the listing that a stored page names: that of its site and key, else of its address."""
    with response.archive.open("rb") as file:
        file.seek(response.offset)
        headers = next(iter(ArchiveIterator(file))).rec_headers
        site, key = headers.get_header(SITE_HEADER), headers.get_header(KEY_HEADER)
    return listing_id(RawPage(id=response.url, url=response.url, site=site, key=key, body=""))


def text_of(response: StoredResponse) -> bytes:
    """The body of a stored response with its coding undone, as far as that can be done."""
    with response.archive.open("rb") as file:
        file.seek(response.offset)
        body: bytes = next(iter(ArchiveIterator(file))).raw_stream.read()
    try:
        return decode(body, response.header("Content-Encoding") or "", MAX_BODY)
    except CodingError:
        return body


def _record_ends(archive: Path) -> dict[int, int]:
    """Where each record begins and ends, in their order."""
    starts: list[int] = []
    with archive.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            starts.append(records.get_record_offset())
            while record.raw_stream.read(_CHUNK):
                pass
    return dict(zip(starts, [*starts[1:], archive.stat().st_size], strict=True))


def _copy(old: BinaryIO, new: BinaryIO, count: int) -> None:
    while count > 0:
        chunk = old.read(min(count, _CHUNK))
        if not chunk:
            raise EOFError("the archive became shorter while it was read")
        new.write(chunk)
        count -= len(chunk)
