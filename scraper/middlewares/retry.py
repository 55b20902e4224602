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
from scraper.roles import DAMAGED, Unwanted

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
    `JOBSIEVE_MAX_RETRY_AFTER` seconds is left alone, and so is one that did not answer properly `JOBSIEVE_MAX_FAILURES` times in a row:
    the crawl is closed, and what was waiting to be sent is not sent.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._delay = settings.getfloat("DOWNLOAD_DELAY")
        self._longest_pause = settings.getfloat("JOBSIEVE_MAX_RETRY_AFTER")
        self._most_failures = settings.getint("JOBSIEVE_MAX_FAILURES")
        self._failures: Counter[str | None] = Counter()
        self._left = ""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Hears of responses before the downloader sends the next request to the same host: after that it is too late to pause."""
        middleware = super().from_crawler(crawler)
        crawler.signals.connect(middleware.keep_pause, signal=signals.response_downloaded)
        return middleware

    def keep_pause(self, response: Response, request: Request) -> None:
        """Pause the host of a response that is going to be retried."""
        if response.status not in self.retry_http_codes:
            return
        asked = retry_after(response, clock.now())
        if asked is not None and asked > self._longest_pause:
            self._leave(SENT_AWAY, f"{request.url} asks to be left alone for more than {self._longest_pause:g} s")
        else:
            self._pause(request, asked)

    def process_request(self, request: Request) -> None:  # noqa: ARG002 - Scrapy's interface
        """Raise `Unwanted` where the crawl has left its host."""
        if self._left:
            raise Unwanted(self._left)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """The response, or the request once more."""
        if response.status in self.retry_http_codes:
            self._count_failure(request)
            return response if self._left else super().process_response(request, response)
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
            self._leave(HOST_FAILING, f"{self._most_failures} requests in a row to {host} failed")

    def _leave(self, reason: str, why: str) -> None:
        """End the crawl, and take back the requests that the downloader holds: it would still send them."""
        if self._left:
            return
        self._left = why
        logger.error("%s, so the crawl ends", why)
        deferred_from_coro(self.crawler.engine.close_spider_async(reason=reason))
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(Unwanted(why))

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
