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
from scraper.roles import SITEMAP
from scraper.spiders.board import BoardSpider

_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b")
_HEAD = 4096
"""Bytes of a sitemap in which its root element must begin."""


class SitemapBoardSpider(BoardSpider, SitemapSpider):
    """`scrapy crawl sitemap -a board=<name or path>`. Scrapy's own spider reads the sitemaps; this one decides what is fetched."""

    name = "sitemap"

    def __init__(self, board: Board, **kwargs: Any) -> None:
        self.sitemap_urls = board.start
        self.sitemap_rules = [(re.compile(board.details.pattern or ""), "parse_listing")]
        self._follow = re.compile(board.follow or "")
        self.sitemap_follow = [self._follow]
        super().__init__(board=board, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """The board's sitemaps."""
        for url in self.sitemap_urls:
            if request := self.list_request(url, self._parse_sitemap, SITEMAP):
                yield request

    def _parse_sitemap(self, response: Response) -> Iterator[Request]:
        self.count_list(response)
        found = self._entries(response)
        if not found and not self._is_sitemap(response):
            self.stats.inc_value(f"jobsieve/failed/{SITEMAP}")
            self.logger.warning("expected a sitemap: %s", response.url)
        for request in found:
            nested = request.callback == self._parse_sitemap
            url = request.url
            # Scrapy asks this of the sitemaps that an index names, and not of those that robots.txt does.
            if nested and not self._follow.search(url):
                continue
            if wanted := self.list_request(url, self._parse_sitemap, SITEMAP) if nested else self.listing_request(url):
                yield wanted

    def _entries(self, response: Response) -> list[Request]:
        try:
            return list(super()._parse_sitemap(response))
        except (XMLSyntaxError, StopIteration):  # not even a root element
            return []

    def _is_sitemap(self, response: Response) -> bool:
        """Whether a page without entries is an empty sitemap, and not an error page in place of one."""
        return _ROOT.search((self._get_sitemap_body(response) or b"")[:_HEAD]) is not None
