"""Listings that were taken out on request: their pages are not even asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.exceptions import NotConfigured

from normalizer.store.database import Store
from scraper.fates import named_listing
from scraper.roles import DETAIL, ROLE, Unwanted

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ForgottenMiddleware:
    """Active with the setting `JOBSIEVE_STORE`, the board's store, where it has forgotten anything."""

    def __init__(self, crawler: Crawler, forgotten: frozenset[str]) -> None:
        self.crawler = crawler
        self._forgotten = forgotten

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads which listings they are."""
        path = crawler.settings.get("JOBSIEVE_STORE")
        if not path or not Path(path).exists():
            raise NotConfigured
        with Store(Path(path), read_only=True) as store, store.errors_told():
            forgotten = frozenset(row[0] for row in store.connection.execute("SELECT listing_id FROM forgotten"))
        if not forgotten:
            raise NotConfigured
        return cls(crawler, forgotten)

    def process_request(self, request: Request) -> None:
        """Raise `Unwanted` for the page of a forgotten listing."""
        board = getattr(self.crawler.spider, "board", None)
        if board and request.meta.get(ROLE) == DETAIL and named_listing(request.url, board) in self._forgotten:
            raise Unwanted("taken out on request")
