"""Pages are normalized while the crawl that fetches them waits for its host: from the archive, as it grows."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, BinaryIO, Self

from normalizer import pipeline
from normalizer.archive import read_records
from normalizer.archive_writer import OPEN_SUFFIX
from normalizer.feed_parts import in_parts
from normalizer.refusals import LocatedPage
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.raw import RawPage

_PAUSE = 0.02
"""Seconds between two looks at an archive that does not grow."""
_PIECE = 1 << 20
"""Bytes that are taken from the archive at a time."""

Normalize = Callable[[Iterable[RawPage | ErrorRow]], Iterable[Listing | ErrorRow]]
Known = Callable[[RawPage], bool]
Key = tuple[str, str | None, bytes]
"""What tells two pages of an archive apart: name, time, digest of the body."""


class Ahead:
    """What the pages of a growing archive come to, as far as it is known already.

    Reads on its own thread from the beginning of its `with` block to its end or to that of the archive, whichever comes first. Nothing
    depends on it: a page that it does not know is normalized when it is asked for.
    """

    def __init__(self, archive: Path, normalize: Normalize, known: Callable[[], AbstractContextManager[Known]] | None = None) -> None:
        """`archive` need not be there yet; `normalize` makes listings of pages, as `normalize_pages` does. What `known` opens is entered on
        the thread, and says of which pages nobody will ask, as they were read before.
        """
        self._normalize = normalize
        self._known_before = known or _nothing_known
        self._paths = (archive.with_name(archive.name + OPEN_SUFFIX), archive)
        self._thread = Thread(target=self._work, name="normalize-ahead", daemon=True)
        self._crawled, self._left = Event(), Event()
        self._news = Condition()
        self._known: dict[Key, tuple[int, int]] = {}
        self._spool: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed with this object
        self._failure: Exception | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._left.set()
        self._crawled.set()
        # A page that never ends must not hold up an interrupted run.
        self._thread.join(None if kind is None else 1.0)
        if not self._thread.is_alive():
            self._spool.close()

    def crawled(self) -> None:
        """To be called when the archive is whole: what it holds is read to its end."""
        self._crawled.set()

    def normalize(self, pages: Iterable[RawPage | ErrorRow]) -> Iterator[Listing | ErrorRow]:
        """As `normalize_pages` in one process: the listings and refusals of pages, in their order."""
        for page in pages:
            rows = None if isinstance(page, ErrorRow) else self._rows(page)
            yield from self._normalize([page]) if rows is None else rows

    def _rows(self, page: RawPage) -> list[Listing | ErrorRow] | None:
        """What a page came to, once that is known; null where it will not be."""
        key = _key(page)
        with self._news:
            self._news.wait_for(lambda: key in self._known or not self._thread.is_alive() or self._failure is not None)
            if self._failure:
                raise self._failure
            if key not in self._known:
                return None
            start, length = self._known[key]
            self._spool.seek(start)
            lines = self._spool.read(length).splitlines()
        return [_read_row(line, page) for line in lines]

    def _work(self) -> None:
        try:
            pipeline.lexicon()
            with self._known_before() as known:
                for page in self._pages():
                    if not known(page):
                        self._read(page)
        except Exception as error:
            # Raised where the rows are asked for.
            self._failure = error
        finally:
            with self._news:
                self._news.notify_all()
            if self._left.is_set():
                self._spool.close()

    def _read(self, page: RawPage) -> None:
        for part in in_parts(page):
            if isinstance(part, RawPage):
                self._keep(_key(part), list(self._normalize([part])))

    def _keep(self, key: Key, rows: list[Listing | ErrorRow]) -> None:
        lines = b"".join(_written_row(row) for row in rows)
        with self._news:
            start = self._spool.seek(0, 2)
            self._spool.write(lines)
            self._known[key] = (start, len(lines))
            self._news.notify_all()

    def _pages(self) -> Iterator[RawPage]:
        with self._opened() as file:
            yield from (page for records in self._members(file) for page in read_records(records))

    def _opened(self) -> BinaryIO:
        while True:
            for path in self._paths:
                if path.exists():
                    return path.open("rb")
            if self._ends():
                return tempfile.TemporaryFile()
            self._left.wait(_PAUSE)

    def _members(self, file: BinaryIO) -> Iterator[bytes]:
        """Whole records, compressed as they are, several at a time. What is damaged is left to whoever reads the archive as a whole."""
        waiting, damaged = b"", False
        while not self._left.is_set() and not damaged:
            ends = self._ends()
            waiting += (new := file.read(_PIECE))
            whole, damaged = _whole_members(waiting)
            if whole:
                yield waiting[:whole]
                waiting = waiting[whole:]
            elif not new and ends:
                return
            elif not new:
                self._left.wait(_PAUSE)

    def _ends(self) -> bool:
        return self._crawled.is_set()


def _nothing_known() -> AbstractContextManager[Known]:
    return nullcontext(lambda _: False)


def _whole_members(data: bytes) -> tuple[int, bool]:
    """(bytes of `data` that are whole members of a gzip file, whether what is behind them is damaged)."""
    end = 0
    while end < len(data):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            _unpack(unpacker, memoryview(data)[end:])
        except zlib.error:
            return end, True
        if not unpacker.eof:
            return end, False
        end = len(data) - len(unpacker.unused_data)
    return end, False


def _unpack(unpacker: Any, packed: memoryview | bytes) -> None:
    """Go through packed data in pieces, so that no member fills the memory."""
    while packed and not unpacker.eof:
        unpacker.decompress(packed, _PIECE)
        packed = unpacker.unconsumed_tail


def _key(page: RawPage) -> Key:
    return page.id, page.fetched_at, hashlib.sha256(page.body_bytes()).digest()


def _written_row(row: Listing | ErrorRow) -> bytes:
    kind = b"L" if isinstance(row, Listing) else b"E"
    return kind + row.model_dump_json().encode() + b"\n"


def _read_row(line: bytes, page: RawPage) -> Listing | ErrorRow:
    if line[:1] == b"L":
        return Listing.model_validate_json(line[1:])
    row = ErrorRow.model_validate_json(line[1:])
    where: dict[str, Any] = {"file": page.file, "place": page.place} if isinstance(page, LocatedPage) else {}
    return row.model_copy(update=where)
