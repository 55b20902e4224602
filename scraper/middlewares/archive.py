"""The archive: every response is stored as it arrived before anything else reads it."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.response import response_status_message

from normalizer.archive import MAX_BODY, ArchiveWriter, Fetched
from scraper import clock
from scraper.roles import FETCHED_AT, OTHER, ROLE, TRUNCATED

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

ARCHIVE_FAILED = "archive_failed"
"""Reason for which a crawl is closed when its archive cannot be written: pages that cannot be kept are not worth fetching."""


class ArchiveMiddleware:
    """Stands next to the downloader, so that it sees each response first, still compressed, and whatever its status.

    Writes to the setting `JOBSIEVE_ARCHIVE`, else to `out/<board>/raw/<start of the crawl>.warc.gz`. Marks a body whose
    compression ends too early, and stamps each request with the time under which its response is stored.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._writer: ArchiveWriter | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the archive with the spider and closes it when the crawl has ended."""
        middleware = cls(crawler)
        crawler.signals.connect(middleware.open_archive, signal=signals.spider_opened)
        crawler.signals.connect(middleware.close_archive, signal=signals.spider_closed)
        return middleware

    def open_archive(self, spider: Spider) -> None:
        """Open the archive. Where that fails the crawl is closed with `archive_failed` before it fetches anything."""
        started = clock.now()
        path = Path(self.crawler.settings.get("JOBSIEVE_ARCHIVE") or Path("out", _board_name(spider), "raw", clock.archive_name(clock.run_id(started))))
        software = self.crawler.settings["USER_AGENT"]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = ArchiveWriter(path, clock.iso(started), software, {"isPartOf": _board_name(spider), "robots": "obey"})
        except OSError as error:
            self._note(error)
            raise CloseSpider(ARCHIVE_FAILED) from error

    def process_response(self, request: Request, response: Response) -> Response:
        """Store the response, and hand it on unchanged but for the flag of a truncated body."""
        now = clock.iso(clock.now())
        whole = is_whole(response.body, b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1"))
        if not whole:
            response = response.replace(flags=[*response.flags, TRUNCATED])
            self.crawler.stats.inc_value("jobsieve/truncated")
        request.meta[FETCHED_AT] = now
        self._store(_fetched(request, response, now, getattr(getattr(self.crawler.spider, "board", None), "site", None)))
        return response

    def close_archive(self, spider: Spider) -> None:
        """Give the archive its name."""
        if self._writer is None:
            return
        try:
            self._writer.close()
        except OSError as error:
            self._note(error)

    def _store(self, response: Fetched) -> None:
        if self._writer is None:
            raise OSError("the archive is not open")
        try:
            self._writer.write(response)
        except OSError as error:
            self._note(error)
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=ARCHIVE_FAILED))
            raise
        self.crawler.stats.inc_value(f"jobsieve/archived/{response.role}")

    def _note(self, error: OSError) -> None:
        self.crawler.stats.set_value("jobsieve/archive_failed", str(error))
        logger.error("the archive cannot be written: %s", error)


def is_whole(body: bytes, content_encoding: str) -> bool:
    """Whether a body that came with this content coding reaches the coding's own end.

    Only gzip marks its end in a way that can be checked without interpreting the page; any other coding, and a body that does
    not begin as gzip does, counts as whole. Unpacking stops at the size that the normalizer accepts.
    """
    if content_encoding.strip().lower() not in {"gzip", "x-gzip"}:
        return True
    unpacked = 0
    while body.startswith(b"\x1f\x8b"):
        decoder = zlib.decompressobj(31)
        try:
            unpacked += len(decoder.decompress(body, MAX_BODY - unpacked + 1))
        except zlib.error:
            return False
        if unpacked > MAX_BODY:
            return True
        if not decoder.eof:
            return False
        body = decoder.unused_data
    return True


def _fetched(request: Request, response: Response, now: str, site: str | None) -> Fetched:
    return Fetched(
        url=response.url,
        fetched_at=now,
        status=response.status,
        reason=response_status_message(response.status).partition(" ")[2],
        headers=list(_headers(response)),
        body=response.body,
        role=request.meta.get(ROLE, OTHER),
        site=site,
        protocol=response.protocol or "HTTP/1.1",
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=TRUNCATED in response.flags,
    )


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    for name, values in response.headers.items():
        for value in values:
            yield name.decode("latin-1"), value.decode("latin-1")


def _board_name(spider: Spider) -> str:
    board = getattr(spider, "board", None)
    return board.name if board else spider.name
