"""Item pipelines. Listings are normalized from the archive after the crawl; here pages are only checked and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from normalizer.archive import is_textual
from scraper.items import Tombstone

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class TextPagesPipeline:
    """Drops pages of a media type in which no listing can be read (a PDF, an image), and counts the others by type; what a feed names
    as closed is noted and goes no further.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Counts into the crawler's statistics."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The item, or `DropItem`."""
        if isinstance(item, Tombstone):
            spider: Any = self.crawler.spider
            spider.withdraw(item)
            raise DropItem(f"closed by its board: {item.key}")
        media_type = str(ItemAdapter(item)["media_type"])
        if not is_textual(media_type):
            self.crawler.stats.inc_value("jobsieve/not_text")
            raise DropItem(f"no text but {media_type}: {ItemAdapter(item)['url']}")
        self.crawler.stats.inc_value(f"jobsieve/media_type/{media_type.partition(';')[0].strip().lower()}")
        return item
