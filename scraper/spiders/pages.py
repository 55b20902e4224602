"""Boards with index pages: follows the pagination and the links to listings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request
from scrapy.http import Response

from scraper.links import find_links
from scraper.roles import INDEX, ROLE
from scraper.spiders.board import BoardSpider


class PagesSpider(BoardSpider):
    """`scrapy crawl pages -a board=<name or path>`."""

    name = "pages"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._indexes: set[str] = set()

    async def start(self) -> AsyncIterator[Request]:
        """The board's first index pages."""
        for url in self.board.start:
            for request in self._index_requests([url]):
                yield request

    def parse_index(self, response: Response) -> Iterator[Request]:
        """The listings that an index page links to, then the next index pages."""
        self.note_truncated(response)
        for url in find_links(response, self.board.details):
            if request := self.listing_request(url):
                yield request
        if self.board.next:
            yield from self._index_requests(find_links(response, self.board.next))

    def _index_requests(self, urls: list[str]) -> Iterator[Request]:
        for url in urls:
            if url in self._indexes:
                continue
            if len(self._indexes) >= self.board.max_pages:
                self.stats.inc_value("jobsieve/over_limit")
                return
            self._indexes.add(url)
            # Index pages before listings: the number of listings is known early, and a page that moves on misses fewer.
            yield Request(url, callback=self.parse_index, errback=self.give_up, priority=1, meta={ROLE: INDEX})
