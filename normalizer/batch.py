"""Many pages through the normalizer: in their order, in one process or in several, whatever a page does to the process."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import connection, parent_process
from types import TracebackType

from normalizer import pipeline
from normalizer.document.errors import NothingListed, Unreadable
from normalizer.pipeline import BROKEN_DATA
from normalizer.refusals import internal_error, refused, unread
from schemas.error import ErrorRow
from schemas.listing import Listing, Policy
from schemas.raw import RawPage

__all__ = ["BROKEN_DATA", "PAGE_SECONDS", "normalize_pages"]

Normalize = Callable[[RawPage], Iterable[Listing | Unreadable | None]]
"""What is listed on a page; null wherever other pages may have their turn."""
Row = RawPage | ErrorRow
Outcome = tuple[Listing, str] | ErrorRow
"""A listing and its JSON, or why there is none."""

PAGE_SECONDS = 30.0
"""Longest time that a worker may spend on one page before it is ended. On a chunk too: the pages of one that needs longer are read again,
each alone.
"""

_CHUNK_PAGES = 16
_CHUNK_BYTES = 4 * 1024 * 1024
_CHUNKS_AHEAD = 3
"""Chunks a worker that are on their way at any time: what is read ahead, and so held in memory, is bounded."""

_ENDED = object()

_STDERR = 2
"""The process's own standard error, whatever stands in for `sys.stderr`."""

_LOG = logging.getLogger(__name__)


def normalize_pages(
    pages: Iterable[Row],
    jobs: int = 1,
    normalize: Normalize | None = None,
    page_seconds: float = PAGE_SECONDS,
    policy: Policy = Policy.SPECIFIC,
) -> Iterator[Listing | ErrorRow]:
    """The listings of `pages` in the order of the pages; a page that gives none gives the row that says why, in its place.

    Rows among the pages are passed on. With more than one job, `normalize` (the pipeline's `normalize_in_steps` under the policy, unless given; it
    must be picklable) runs in that many processes, and a page that kills its process or needs more than `page_seconds` costs only itself. Raises nothing
    but `BROKEN_DATA`.
    """
    if normalize is None and jobs > 1:
        # Compiled before processes are forked, the packs are compiled once.
        pipeline.lexicon()
    chosen = normalize or _under(policy)
    return _in_workers(pages, jobs, chosen, page_seconds) if jobs > 1 else _in_this_process(pages, chosen)


def _under(policy: Policy) -> Normalize:
    return pipeline.normalize_in_steps if policy is Policy.SPECIFIC else partial(pipeline.normalize_in_steps, policy=policy)


def _in_this_process(pages: Iterable[Row], normalize: Normalize) -> Iterator[Listing | ErrorRow]:
    for chunk in _chunks(pages):
        yield from (row if isinstance(row, ErrorRow) else row[0] for row in _outcomes(chunk, normalize))


def _in_workers(pages: Iterable[Row], jobs: int, normalize: Normalize, page_seconds: float) -> Iterator[Listing | ErrorRow]:
    waiting: deque[tuple[list[Row], Future[list[str | ErrorRow]]]] = deque()
    with _Workers(jobs, normalize, page_seconds) as workers:
        for chunk in _chunks(pages):
            waiting.append((chunk, workers.submit(chunk)))
            if len(waiting) > jobs * _CHUNKS_AHEAD:
                yield from map(_decoded, workers.result(*waiting.popleft()))
        while waiting:
            yield from map(_decoded, workers.result(*waiting.popleft()))


def _chunks(pages: Iterable[Row]) -> Iterator[list[Row]]:
    """Pages in groups small enough to be held several times, large enough that handing them over costs little."""
    chunk: list[Row] = []
    size = 0
    for page in pages:
        chunk.append(page)
        size += len(page.body) if isinstance(page, RawPage) else 0
        if len(chunk) >= _CHUNK_PAGES or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _outcomes(chunk: Sequence[Row], normalize: Normalize) -> list[Outcome]:
    """What becomes of pages, in their order. Each step is taken for all of them before the next one."""
    rows: list[list[Outcome]] = [[] for _ in chunk]
    waiting = [_outcome(page, normalize, own) for page, own in zip(chunk, rows, strict=True)]
    while waiting:
        waiting = [steps for steps in waiting if next(steps, _ENDED) is None]
    return [row for own in rows for row in own]


def _outcome(page: Row, normalize: Normalize, rows: list[Outcome]) -> Iterator[None]:
    """Add to `rows` what becomes of one page."""
    if isinstance(page, ErrorRow):
        rows.append(page)
        return
    found: list[Outcome] = []
    try:
        for result in normalize(page):
            if result is None:
                yield
            elif isinstance(result, Unreadable):
                found.append(unread(page, str(result)))
            else:
                yield
                found.append((result, result.model_dump_json()))
    except NothingListed:
        return
    except Unreadable as error:
        found = [unread(page, str(error))]
    except BROKEN_DATA:
        raise
    except Exception as error:
        _LOG.debug("page %r", page.id, exc_info=True)
        found = [refused(page, internal_error(error))]
    rows += found or [unread(page, "no job listing found")]


class _Workers:
    """A pool of processes that survives the death of its members."""

    def __init__(self, jobs: int, normalize: Normalize, page_seconds: float) -> None:
        self._jobs = jobs
        self._normalize = normalize
        self._page_seconds = page_seconds
        self._executor = self._start()

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._executor.shutdown(cancel_futures=True)

    def submit(self, chunk: list[Row]) -> Future[list[str | ErrorRow]]:
        """Hand a chunk over; a pool that has died in the meantime is replaced."""
        try:
            return self._send(chunk)
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = self._start()
            return self._send(chunk)

    def result(self, chunk: list[Row], future: Future[list[str | ErrorRow]]) -> list[str | ErrorRow]:
        """Rows of a chunk. Where its worker died, each page is tried again alone, so that only the guilty one is refused."""
        try:
            return future.result()
        except BrokenProcessPool:
            if self._jobs == 1 and len(chunk) == 1:
                return [self._casualty(chunk[0])]
            with _Workers(1, self._normalize, self._page_seconds) as alone:
                return [row for page in chunk for row in alone.result([page], alone.submit([page]))]

    def _casualty(self, page: Row) -> ErrorRow:
        reason = f"the process that read it died, or needed more than {self._page_seconds:g} seconds"
        return page if isinstance(page, ErrorRow) else refused(page, reason)

    def _send(self, chunk: list[Row]) -> Future[list[str | ErrorRow]]:
        return self._executor.submit(_work, chunk, self._normalize, self._page_seconds)

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, initializer=_become_worker, initargs=(_LOG.getEffectiveLevel(),))


def _become_worker(log_level: int) -> None:
    """Leave the keyboard to the parent, and end when it does: a killed run must not leave processes behind."""
    logging.basicConfig(level=log_level)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if parent := parent_process():
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _work(chunk: list[Row], normalize: Normalize, page_seconds: float) -> list[str | ErrorRow]:
    """Rows of a chunk, listings as JSON: that crosses between processes several times faster than the objects do."""
    # A thread of the C library keeps this time: it also ends code that never comes back to Python.
    faulthandler.dump_traceback_later(page_seconds, exit=True, file=_timeout_report())
    rows = [row if isinstance(row, ErrorRow) else row[1] for row in _outcomes(chunk, normalize)]
    faulthandler.cancel_dump_traceback_later()
    return rows


@cache
def _timeout_report() -> int:
    """Where a worker that is ended says what it was doing: standard error where the log is verbose, else nowhere."""
    return _STDERR if _LOG.isEnabledFor(logging.DEBUG) else os.open(os.devnull, os.O_WRONLY)


def _decoded(row: str | ErrorRow) -> Listing | ErrorRow:
    return row if isinstance(row, ErrorRow) else Listing.model_validate_json(row)
