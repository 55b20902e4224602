"""Item pipelines. Listings are normalized from the archive after the crawl; here pages are only checked and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from normalizer.archive import is_textual

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class TextPagesPipeline:
    """Drops pages of a media type in which no listing can be read (a PDF, an image), and counts the others by type."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Counts into the crawler's statistics."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """The item, or `DropItem`."""
        media_type = str(ItemAdapter(item)["media_type"])
        if not is_textual(media_type):
            self.crawler.stats.inc_value("jobsieve/not_text")
            raise DropItem(f"no text but {media_type}: {ItemAdapter(item)['url']}")
        self.crawler.stats.inc_value(f"jobsieve/media_type/{media_type.partition(';')[0].strip().lower()}")
        return item
