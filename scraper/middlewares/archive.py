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

from normalizer.archive import MAX_BODY, ArchiveWriter, Fetched
from normalizer.content_coding import CodingError, TruncatedError, decode
from scraper import clock
from scraper.boards import Board
from scraper.roles import FETCHED_AT, OTHER, ROLE, TRUNCATED, Page

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
        """Store the response, and hand it on unchanged but for the flag of a truncated body."""
        now = clock.iso(clock.now())
        if not is_whole(response):
            response = response.replace(flags=[*response.flags, TRUNCATED])
            self.crawler.stats.inc_value("jobsieve/truncated")
        request.meta[FETCHED_AT] = now
        request.meta[ROLE] = self._role(request, response)
        self._store(_fetched(request, response, now, getattr(self.crawler.spider, "board", None)))
        return response

    def close_archive(self) -> None:
        """Give the archive its name."""
        if self._writer is None:
            return
        try:
            self._writer.close()
        except OSError as error:
            self._note(error)

    def _role(self, request: Request, response: Response) -> str:
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


def is_whole(response: Response) -> bool:
    """Whether a body reaches the end of its content coding. One that cannot be unpacked for another reason counts as whole: what
    is wrong with it is found where it is read.
    """
    codings = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    try:
        decode(response.body, codings, MAX_BODY)
    except TruncatedError:
        return False
    except CodingError:
        return True
    return True


def _fetched(request: Request, response: Response, now: str, board: Board | None) -> Fetched:
    page: Page | None = request.meta.get(Page.META)
    return Fetched(
        url=page.url if page else response.url,
        fetched_at=now,
        status=response.status,
        reason=response_status_message(response.status).partition(" ")[2],
        headers=list(_headers(response)),
        body=response.body,
        role=request.meta[ROLE],
        site=board.site if board else None,
        key=page.key if page else board.listing_id(response.url) if board else None,
        currency=board.currency if board else None,
        provider=page.provider if page else None,
        media_type=page.media_type if page else None,
        listed=page.listed if page else None,
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
