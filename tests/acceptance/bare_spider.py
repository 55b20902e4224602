"""What one writes with plain Scrapy in ten minutes: the yardstick that shows that a test can fail. Run by `scrapy runspider`."""

from __future__ import annotations

from typing import Any

import scrapy


class BareSpider(scrapy.Spider):
    """Follows the links of index pages; yields a row a listing."""

    name = "bare"

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [url]

    def parse(self, response: Any) -> Any:
        for link in response.css("a.job::attr(href)").getall():
            yield response.follow(link, self.parse_listing)
        for link in response.css("a[rel=next]::attr(href)").getall():
            yield response.follow(link, self.parse)

    def parse_listing(self, response: Any) -> Any:
        self.logger.info("title: %s", response.css("h1::text").get())
        yield {
            "url": response.url,
            "title": response.css("h1::text").get(),
            "pay": response.xpath("//p/text()").get(),
            "end": response.xpath("//a/text()").get(),
        }
