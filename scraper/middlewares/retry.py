"""Retries that leave a struggling host alone for a while, and for as long as it asks."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING, Self

from scrapy import Request, signals
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response
from scrapy.utils.defer import deferred_from_coro

from scraper import clock
from scraper.roles import DAMAGED

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


HOST_FAILING = "host_failing"
"""Reason for which a crawl is closed when the board answers nothing but errors for too long."""
SENT_AWAY = "sent_away"
"""Reason for which a crawl is closed when the board asks to be left alone for longer than a crawl waits."""


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's middleware, which also pauses the whole host before a retry, and retries bodies that ended too early.

    The pause is what Retry-After asks, else twice the board's delay, doubled with each try. A host that asks for more than
    `JOBSIEVE_MAX_RETRY_AFTER` seconds is left alone: the crawl is closed. After `JOBSIEVE_MAX_FAILURES` requests in a row that a host did not answer properly the crawl is closed.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._delay = settings.getfloat("DOWNLOAD_DELAY")
        self._longest_pause = settings.getfloat("JOBSIEVE_MAX_RETRY_AFTER")
        self._most_failures = settings.getint("JOBSIEVE_MAX_FAILURES")
        self._failures: Counter[str | None] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hears of responses before the downloader sends the next request to the same host: after that it is too late to pause."""
        middleware = super().from_crawler(crawler)
        crawler.signals.connect(middleware.keep_pause, signal=signals.response_downloaded)
        return middleware

    def keep_pause(self, response: Response, request: Request) -> None:
        """Pause the host of a response that is going to be retried."""
        if response.status in self.retry_http_codes:
            self._pause(request, retry_after(response, clock.now()))

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request once more."""
        if response.status in self.retry_http_codes:
            if (retry_after(response, clock.now()) or 0) > self._longest_pause:
                self._leave(request)
                return response
            self._count_failure(request)
            return super().process_response(request, response)
        self._failures.pop(request.meta.get("download_slot"), None)
        return (self._retry_plain(request) if DAMAGED in response.flags else None) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        """The request once more where the connection failed."""
        if isinstance(exception, self.exceptions_to_retry):
            self._count_failure(request)
            self._pause(request, None)
        return super().process_exception(request, exception)

    def _retry_plain(self, request: Request) -> Request | None:
        """The request once more, without content codings: where one is what is broken, the page can still be had."""
        if again := self._retry(request, DAMAGED):
            again.headers["Accept-Encoding"] = "identity"
        return again

    def _count_failure(self, request: Request) -> None:
        host = request.meta.get("download_slot")
        self._failures[host] += 1
        if self._failures[host] == self._most_failures:
            logger.error("%s: %d requests in a row failed, so the crawl ends", host, self._most_failures)
            deferred_from_coro(self.crawler.engine.close_spider_async(reason=HOST_FAILING))

    def _leave(self, request: Request) -> None:
        logger.error("%s: asks to be left alone for more than %g s, so the crawl ends", request.url, self._longest_pause)
        deferred_from_coro(self.crawler.engine.close_spider_async(reason=SENT_AWAY))

    def _pause(self, request: Request, asked: float | None) -> None:
        tries = request.meta.get("retry_times", 0)
        pause = min(asked if asked is not None else self._delay * 2 ** (tries + 1), self._longest_pause)
        downloader = self.crawler.engine.downloader
        if slot := downloader.slots.get(downloader.get_slot_key(request)):
            logger.info("%s: no request for %.1f s", request.url, pause)
            # A slot sends its next request `delay` after `lastseen`: moving that on holds back the whole host, not this page only.
            slot.lastseen = max(slot.lastseen, monotonic() + pause - slot.delay)


def retry_after(response: Response, now: datetime) -> float | None:
    """Seconds that a response's Retry-After asks for; null where it has none that can be read, 0 for a time in the past."""
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
