"""What the crawl is measured against: a bare Scrapy spider that follows the same links and stores the same pages, and does no more."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response


class BareSpider(Spider):
    """Arguments: `start`, addresses parted by commas, and `out`, a folder."""

    name = "bare"

    def __init__(self, start: str, out: str, **kwargs: Any) -> None:
        self.start_urls = start.split(",")
        self.out = Path(out)
        super().__init__(**kwargs)

    def parse(self, response: Response) -> Iterator[Request]:
        """The listings and the next page."""
        for link in response.css("a.job::attr(href)").getall():
            # Without the trackers that some links carry, as the board's own spider tells listings apart.
            yield response.follow(link.partition("?")[0], self.keep)
        for link in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(link, self.parse)

    def keep(self, response: Response) -> None:
        """Store a page."""
        (self.out / sha256(response.url.encode()).hexdigest()).write_bytes(response.body)
