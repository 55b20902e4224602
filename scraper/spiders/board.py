"""What every kind of board has in common: its settings, its listings and their raw pages."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from scraper.boards import Board, BoardError, find_board, load_board, require_keys
from scraper.items import RawPageItem
from scraper.middlewares.addresses import allow_private_addresses
from scraper.roles import DETAIL, FETCHED_AT, INDEX, OTHER, ROLE, TRUNCATED, Page, Unwanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

GONE = (404, 410)
"""Statuses of a listing that is no longer there."""


class BoardSpider(Spider):
    """Crawls one board. Has no name of its own, so that `scrapy list` shows the kinds only."""

    board: Board

    def __init__(self, board: Board, **kwargs: Any) -> None:
        self.board = board
        self.allowed_domains = board.visited_hosts()
        self._seen: set[str] = set()
        self._lists: set[str] = set()
        super().__init__(**kwargs)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, board: str = "", base_url: str | None = None, **kwargs: Any) -> Self:
        """Arguments (`-a`): `board`, a name or a path, and `base_url` for boards whose address is only known at the start."""
        if not board:
            raise BoardError("(no board)", "", "expected -a board=<name or path of a board file>")
        directory = crawler.settings.get("JOBSIEVE_BOARDS")
        path = find_board(board, Path(directory) if directory else None)
        loaded = load_board(path, base_url=base_url)
        if loaded.kind != cls.name:
            raise BoardError(str(path), "kind", f"expected {cls.name!r} for this spider (got {loaded.kind!r})")
        require_keys(loaded, path)
        _apply(loaded, crawler)
        return super().from_crawler(crawler, *args, board=loaded, **kwargs)

    @property
    def stats(self) -> StatsCollector:
        """The crawl's statistics; those of this project begin with `jobsieve/`."""
        return self.crawler.stats

    def listing_request(self, url: str) -> Request | None:
        """The request for a listing, or None where it was asked for before or the board's limit is reached."""
        if not self.is_new(self.board.listing_key(url)):
            return None
        meta = {ROLE: DETAIL, "handle_httpstatus_list": list(GONE)}
        # Told apart above already; Scrapy's filter would drop a redirect onto a page that was visited before, and with it the count.
        return Request(url, callback=self.parse_listing, errback=self.give_up, meta=meta, dont_filter=True)

    def is_new(self, key: str) -> bool:
        """Whether a listing was not asked for before and the board's limit is not reached; it counts as found then."""
        if key in self._seen:
            self.stats.inc_value("jobsieve/duplicates")
            return False
        if len(self._seen) >= self.board.max_listings:
            self.stats.inc_value("jobsieve/over_limit")
            return False
        self._seen.add(key)
        self.stats.inc_value("jobsieve/found")
        return True

    def list_request(self, url: str, callback: Callable[[Response], Iterator[Request]], role: str) -> Request | None:
        """The request for an index page or a sitemap, or None where it was asked for before or the board's limit is reached."""
        if url in self._lists:
            return None
        if len(self._lists) >= self.board.max_pages:
            self.stats.inc_value("jobsieve/over_limit")
            return None
        self._lists.add(url)
        # Before listings: their number is known early, and pages that move on while they are read miss fewer.
        return Request(url, callback=callback, errback=self.give_up, priority=1, meta={ROLE: role})

    def role_of(self, request: Request, response: Response) -> str:
        """What a response is to the archive: what it was asked for, unless a redirect led somewhere else."""
        role: str = request.meta.get(ROLE, OTHER)
        if role != DETAIL or response.status != 200 or "redirect_urls" not in request.meta:
            return role
        # Boards answer so for listings that have expired.
        if response.url in self._lists or not self.board.may_be_listing(response.url):
            self.stats.inc_value("jobsieve/gone")
            return OTHER
        if self.board.listing_key(request.meta["redirect_urls"][0]) != (key := self.board.listing_key(response.url)):
            if key in self._seen:
                self.stats.inc_value("jobsieve/duplicates_by_redirect")
                return OTHER
            self._seen.add(key)
        return role

    def parse_listing(self, response: Response) -> Iterator[RawPageItem]:
        """The raw page of a listing; nothing for one that is gone or came damaged."""
        if response.status in GONE:
            self.stats.inc_value("jobsieve/gone")
        elif response.meta[ROLE] != DETAIL:
            return
        elif response.status != 200 or TRUNCATED in response.flags:
            self.stats.inc_value(f"jobsieve/failed/{DETAIL}")
        else:
            yield self.raw_page(response)

    def raw_page(self, response: Response) -> RawPageItem:
        """A response as the normalizer takes it."""
        page: Page | None = response.meta.get(Page.META)
        served = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        url = page.url if page else response.url
        return RawPageItem(
            id=url,
            url=url,
            fetched_at=response.meta[FETCHED_AT],
            media_type=page.media_type if page else served,
            site=self.board.site,
            key=page.key if page else self.board.listing_id(response.url),
            currency=self.board.currency,
            provider=page.provider if page else None,
            listed=dict(page.listed) if page and page.listed else None,
            body_base64=base64.b64encode(response.body).decode("ascii"),
        )

    def count_list(self, response: Response) -> None:
        """Counts an index page or sitemap; as failed too where it broke off or is no text, since links are missing then."""
        role = response.meta[ROLE]
        self.stats.inc_value("jobsieve/lists")
        if TRUNCATED in response.flags or (role == INDEX and not isinstance(response, TextResponse)):
            self.stats.inc_value(f"jobsieve/failed/{role}")
            self.logger.warning("%s page cannot be read whole: %s", role, response.url)

    def give_up(self, failure: Failure) -> None:
        """Counts a page that could not be had; what was not wanted in the first place is counted where it was refused."""
        if isinstance(failure.value, Unwanted):
            return
        request: Request = failure.request  # type: ignore[attr-defined]
        role = request.meta.get(ROLE)
        self.stats.inc_value(f"jobsieve/failed/{role}")
        error = failure.value
        reason = f"status {error.response.status}" if isinstance(error, HttpError) else repr(error)
        self.logger.warning("%s page not fetched: %s: %s", role, request.url, reason)


def _apply(board: Board, crawler: Crawler) -> None:
    """The board's manners as settings of its crawl; the command line (`-s`) still outranks them."""
    settings = {
        "DOWNLOAD_DELAY": board.delay,
        "USER_AGENT": f"{crawler.settings['ROBOTSTXT_USER_AGENT']} (+{board.user_agent_contact})",
        # A board on a private address is not reached through a proxy that stands outside.
        "HTTPPROXY_ENABLED": not board.allow_private_addresses,
    }
    for name, value in settings.items():
        crawler.settings.set(name, value, priority="spider")
    if board.allow_private_addresses:
        allow_private_addresses(board.visited_hosts())
