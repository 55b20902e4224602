"""Whoever watches a run and says nothing."""

from __future__ import annotations

from scraper.crawl import CrawlProgress


class Quiet:
    """A view of a run for tests that look at its report."""

    def crawling(self, progress: CrawlProgress) -> None:
        """Nothing."""

    def reading(self, done: int, pages: int) -> None:
        """Nothing."""
