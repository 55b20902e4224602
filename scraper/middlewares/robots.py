"""robots.txt as RFC 9309 reads it: a server that cannot answer has not given its permission."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from schemas.fate import By, Fate
from scraper.middlewares.integrity import content_type
from scraper.observe import observe_list
from scraper.roles import DAMAGED, ROBOTS, ROLE, Unwanted

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class NothingAllowed(RobotParser):
    """What holds for a host whose robots.txt could not be read."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:  # noqa: ARG003 - Scrapy's interface
        """The same for every host."""
        return cls()

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:  # noqa: ARG002 - Scrapy's interface
        """Nothing is."""
        return False


class StrictRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, but closed on failure: status 5xx or 429, a damaged body, a wall, or no answer at all, forbids the host.

    Any other 4xx means that the host has no rules, and so does a page of HTML that is no wall. A Crawl-delay longer than the board's own is kept to, up to the setting
    `JOBSIEVE_MAX_CRAWL_DELAY`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._longest_delay = crawler.settings.getfloat("JOBSIEVE_MAX_CRAWL_DELAY")

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raise `Unwanted` for a request that is forbidden."""
        if request.meta.get("dont_obey_robotstxt") and urlparse_cached(request).path == "/robots.txt":
            request.meta[ROLE] = ROBOTS
        await super().process_request(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Apply the rules of the request's host to it."""
        parser = rp or NothingAllowed()
        try:
            super().process_request_2(parser, request)
        except IgnoreRequest as refusal:
            raise Unwanted(str(refusal)) from refusal
        self._keep_delay(parser, urlparse_cached(request).hostname or "")

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if why := _why_unread(response):
            logger.error("%s: %s, so nothing on this host is fetched", response.url, why)
            self._stats.inc_value("robotstxt/unreachable")
            self._settle(netloc, NothingAllowed())
            return
        rules = response if response.status == 200 else response.replace(body=b"")
        await super()._parse_robots(rules, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        logger.error("robots.txt of %s cannot be read, so nothing there is fetched: %s", netloc, exc)
        self._stats.inc_value("robotstxt/unreachable")
        self._settle(netloc, NothingAllowed())

    def _settle(self, netloc: str, parser: RobotParser) -> None:
        waiting = self._parsers[netloc]
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)

    def _keep_delay(self, parser: RobotParser, host: str) -> None:
        asked = parser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        if not asked:
            return
        delay = min(asked, self._longest_delay)
        downloader = self.crawler.engine.downloader
        # For slots made later (an idle one is thrown away after a minute), and for the one in use.
        if delay > downloader.per_slot_settings.get(host, {}).get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")):
            downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0}
        if (slot := downloader.slots.get(host)) and delay > slot.delay:
            slot.delay, slot.jitter = delay, 0


def _why_unread(response: Response) -> str:
    """Why a robots.txt says nothing about the host's rules; empty where it does, or where the host has none."""
    if response.status >= 500 or response.status == 429:
        return f"status {response.status}"
    if DAMAGED in response.flags:
        return "damaged"
    if response.status != 200 or "html" not in content_type(response):
        return ""
    seen = observe_list(response.status, response.url, response.body, content_type(response))
    return seen.why if seen.fate in (Fate.WALL, Fate.FAILED) and seen.by is not By.EMPTINESS else ""
