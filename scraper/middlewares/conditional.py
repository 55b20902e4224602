"""Conditional requests: a listing's page that was read before is only sent again when it has changed."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from normalizer.store.database import Store
from normalizer.store.pages import Pages
from scraper import clock
from scraper.roles import ARCHIVED_AT, DETAIL, LASTMOD, ROLE, Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_DAYS = 7
_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class ConditionalMiddleware:
    """Active with the setting `JOBSIEVE_STORE`, the board's store, and without `JOBSIEVE_AFRESH`. Index pages are always fetched whole: their links are needed.

    The dates are the board's own, sent back as they came; no clock of this machine takes part.
    """

    def __init__(self, crawler: Crawler, store: Store) -> None:
        self.crawler = crawler
        self._store = store
        self._pages = Pages(store)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Opens the store to be read, and closes it with the spider."""
        path = crawler.settings.get("JOBSIEVE_STORE")
        if not path or not Path(path).exists() or crawler.settings.getbool("JOBSIEVE_AFRESH"):
            raise NotConfigured
        middleware = cls(crawler, Store(Path(path), read_only=True))
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> Response | None:
        """Say which version of the page is known; or answer in the board's place where its sitemap says that nothing has changed."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        if request.meta.get(ROLE) != DETAIL or request.meta.get("redirect_urls") or Page.META in request.meta:
            return None
        board = getattr(self.crawler.spider, "board", None)
        memory = self._pages.get(board.page_key(request.url)) if board else None
        if board is None or memory is None or memory.url != request.url:
            return None
        if board.trust_lastmod and memory.lastmod and memory.lastmod == request.meta.get(LASTMOD) and not self._is_due(request.url):
            # The archive keeps answers of the board, not our own.
            request.meta[ARCHIVED_AT] = clock.iso(clock.now())
            self.crawler.stats.inc_value("jobsieve/spared_by_lastmod")
            return Response(request.url, status=304, request=request)
        for name, value in zip(_CONDITIONS, (memory.etag, memory.last_modified), strict=True):
            if value:
                request.headers[name] = value
        return None

    def _is_due(self, url: str) -> bool:
        """Whether this is the day of the week on which a page is fetched whatever its sitemap says; pages are spread over the week."""
        return (clock.now().toordinal() + zlib.crc32(url.encode())) % _DAYS == 0

    def close(self) -> None:
        """Let go of the store."""
        self._store.connection.close()
