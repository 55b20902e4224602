"""The archive: every response is stored as it arrived before anything else reads it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro
from scrapy.utils.response import response_status_message

from normalizer.archive import ArchiveWriter, Fetched
from scraper import clock
from scraper.boards import Board
from scraper.middlewares.integrity import Integrity
from scraper.roles import ARCHIVED_AT, BROKEN, DAMAGED, FETCHED_AT, OTHER, ROLE, STORED_AS, TRUNCATED, Page
from scraper.secrets import redactor

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

ARCHIVE_FAILED = "archive_failed"
"""Reason for which a crawl is closed when its archive cannot be written: pages that cannot be kept are not worth fetching."""


class ArchiveMiddleware:
    """Stands next to the downloader, so that it sees each response first, still compressed, and whatever its status.

    Writes to the setting `JOBSIEVE_ARCHIVE`, else to `out/<board>/raw/<start of the crawl>.warc.gz`, the bytes as they came. Hands
    on what they unpack to, empty and with a flag where they are damaged, and stamps each request with the time and the role under
    which its response is stored.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._writer: ArchiveWriter | None = None
        self._integrity = Integrity(crawler)

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
        usual = Path("out", _board_name(spider), "raw", clock.archive_name(clock.run_id(started)))
        path = Path(self.crawler.settings.get("JOBSIEVE_ARCHIVE") or usual)
        software = self.crawler.settings["USER_AGENT"]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = ArchiveWriter(path, clock.iso(started), software, {"isPartOf": _board_name(spider), "robots": "obey"})
        except OSError as error:
            self._note(error)
            raise CloseSpider(ARCHIVE_FAILED) from error

    def process_response(self, request: Request, response: Response) -> Response:
        """Store the response, and hand it on unpacked."""
        stored_at = request.meta.get(ARCHIVED_AT)
        now = stored_at or clock.iso(clock.now())
        checked = self._integrity.checked(request, response)
        request.meta[FETCHED_AT] = now
        request.meta[STORED_AS] = self._role(request, checked)
        if stored_at is None:
            board = getattr(self.crawler.spider, "board", None)
            self._store(_fetched(request, response, now, board, truncated=TRUNCATED in checked.flags))
        return checked

    def close_archive(self) -> None:
        """Give the archive its name."""
        if self._writer is None:
            return
        try:
            self._writer.close()
        except OSError as error:
            self._note(error)

    def _role(self, request: Request, response: Response) -> str:
        if DAMAGED in response.flags:
            return BROKEN
        role_of = getattr(self.crawler.spider, "role_of", None)
        role: str = role_of(request, response) if role_of else request.meta.get(ROLE, OTHER)
        return role

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


def _fetched(request: Request, response: Response, now: str, board: Board | None, *, truncated: bool) -> Fetched:
    page: Page | None = request.meta.get(Page.META)
    return Fetched(
        url=page.url if page else redactor().redacted_address(response.url),
        fetched_at=now,
        status=response.status,
        reason=response_status_message(response.status).partition(" ")[2],
        headers=list(_headers(response)),
        body=response.body,
        role=request.meta[STORED_AS],
        site=board.site if board else None,
        key=page.key if page else board.listing_id(response.url) if board else None,
        currency=board.currency if board else None,
        provider=page.provider if page else None,
        media_type=page.media_type if page else None,
        listed=page.listed if page else None,
        protocol=response.protocol or "HTTP/1.1",
        ip_address=str(response.ip_address) if response.ip_address else None,
        truncated=truncated,
    )


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    for name, values in response.headers.items():
        for value in values:
            yield name.decode("latin-1"), redactor().redacted(value.decode("latin-1"))


def _board_name(spider: Spider) -> str:
    board = getattr(spider, "board", None)
    return board.name if board else spider.name
