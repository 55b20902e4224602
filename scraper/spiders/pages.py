"""Boards with index pages: follows the pagination and the links to listings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from scrapy import Request
from scrapy.http import Response

from scraper.links import find_links
from scraper.roles import INDEX
from scraper.spiders.board import BoardSpider


class PagesSpider(BoardSpider):
    """`scrapy crawl pages -a board=<name or path>`."""

    name = "pages"

    async def start(self) -> AsyncIterator[Request]:
        """The board's first index pages."""
        for url in self.board.start:
            if request := self.list_request(url, self.parse_index, INDEX):
                yield request

    def parse_index(self, response: Response) -> Iterator[Request]:
        """The listings that an index page links to, then the next index pages."""
        if not self.count_list(response):
            return
        for url in find_links(response, self.board.details):
            if request := self.listing_request(url):
                yield request
        for url in find_links(response, self.board.next) if self.board.next else ():
            if request := self.list_request(url, self.parse_index, INDEX):
                yield request
