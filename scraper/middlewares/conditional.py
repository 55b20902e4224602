"""Conditional requests: a listing's page that was read before is only sent again when it has changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.exceptions import NotConfigured

from normalizer.store.database import Store
from normalizer.store.pages import Pages
from scraper.roles import DETAIL, ROLE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_CONDITIONS = ("If-None-Match", "If-Modified-Since")


class ConditionalMiddleware:
    """Active with the setting `JOBSIEVE_STORE`, the board's store. Index pages are always fetched whole: their links are needed.

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
        if not path or not Path(path).exists():
            raise NotConfigured
        middleware = cls(crawler, Store(Path(path), read_only=True))
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def process_request(self, request: Request) -> None:
        """Say which version of the page is known."""
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        if request.meta.get(ROLE) != DETAIL or request.meta.get("redirect_urls"):
            return
        board = getattr(self.crawler.spider, "board", None)
        memory = self._pages.get(board.listing_key(request.url)) if board else None
        if memory is None or memory.url != request.url:
            return
        for name, value in zip(_CONDITIONS, (memory.etag, memory.last_modified), strict=True):
            if value:
                request.headers[name] = value

    def close(self) -> None:
        """Let go of the store."""
        self._store.connection.close()
