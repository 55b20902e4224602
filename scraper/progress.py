"""Tells the process that started a crawl how far it is: one JSON object a line on standard output."""

from __future__ import annotations

import json
import sys
from time import monotonic
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import deferred_from_coro

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_EVERY = 0.2
"""Seconds between two reports: often enough for a bar, too seldom to cost anything."""


class ProgressExtension:
    """Active with the setting `JOBSIEVE_PROGRESS`. The last line holds the reason for which the crawl ended and all statistics."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._reported = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Listens to responses and to the end of the crawl."""
        if not crawler.settings.getbool("JOBSIEVE_PROGRESS"):
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.report, signal=signals.response_received)
        crawler.signals.connect(extension.listen_for_the_end, signal=signals.spider_opened)
        return extension

    def listen_for_the_end(self) -> None:
        """Listen last: the archive is closed, and the statistics are completed, by other listeners of the same signal."""
        self.crawler.signals.connect(self.report_end, signal=signals.spider_closed)

    def report(self) -> None:
        """Pages so far, a few times a second."""
        if monotonic() - self._reported < _EVERY:
            return
        self._reported = monotonic()
        stats = self.crawler.stats
        counts = {
            "fetched": stats.get_value("item_scraped_count", 0),
            "found": stats.get_value("jobsieve/found", 0),
            "gone": stats.get_value("jobsieve/gone", 0),
        }
        self._say({"progress": counts})

    def report_end(self, reason: str) -> None:
        """The last line."""
        self._say({"reason": reason, "stats": self.crawler.stats.get_stats()})

    def _say(self, event: dict[str, Any]) -> None:
        try:
            sys.stdout.write(json.dumps(event, default=str) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever started the crawl is gone, and with it whoever would read the result.
            if self.crawler.crawling:
                deferred_from_coro(self.crawler.engine.close_spider_async(reason="shutdown"))
