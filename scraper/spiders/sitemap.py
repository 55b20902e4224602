"""Boards with sitemaps: plain, compressed, nested, or named in robots.txt."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from lxml.etree import XMLSyntaxError
from scrapy import Request
from scrapy.http import Response
from scrapy.spiders import SitemapSpider

from scraper.boards import Board
from scraper.roles import ROLE, SITEMAP
from scraper.spiders.board import BoardSpider


class SitemapBoardSpider(BoardSpider, SitemapSpider):
    """`scrapy crawl sitemap -a board=<name or path>`. Scrapy's own spider reads the sitemaps; this one decides what is fetched."""

    name = "sitemap"

    def __init__(self, board: Board, **kwargs: Any) -> None:
        self.sitemap_urls = board.start
        self.sitemap_rules = [(re.compile(board.details.pattern or ""), "parse_listing")]
        self.sitemap_follow = [re.compile(board.follow or "")]
        self._sitemaps: set[str] = set()
        super().__init__(board=board, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """The board's sitemaps."""
        for url in self.sitemap_urls:
            if request := self._sitemap_request(url):
                yield request

    def _parse_sitemap(self, response: Response) -> Iterator[Request]:
        self.note_truncated(response)
        try:
            found = list(super()._parse_sitemap(response))
        except XMLSyntaxError as error:
            self.stats.inc_value(f"jobsieve/failed/{SITEMAP}")
            self.logger.warning("sitemap not read: %s: %s", response.url, error)
            return
        for request in found:
            nested = request.callback == self._parse_sitemap
            if wanted := self._sitemap_request(request.url) if nested else self.listing_request(request.url):
                yield wanted

    def _sitemap_request(self, url: str) -> Request | None:
        if url in self._sitemaps:
            return None
        if len(self._sitemaps) >= self.board.max_pages:
            self.stats.inc_value("jobsieve/over_limit")
            return None
        self._sitemaps.add(url)
        return Request(url, callback=self._parse_sitemap, errback=self.give_up, priority=1, meta={ROLE: SITEMAP})
