"""What every kind of board has in common: its settings, its listings and their raw pages."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.http import Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from normalizer.archive import is_textual
from schemas.fate import By, Fate
from scraper.boards import Board, BoardError, find_board, load_board, require_keys
from scraper.expectations import declared_total
from scraper.fates import DUPLICATE, LISTED, OVER_LIMIT, UNCHANGED, FateLog, fates_path
from scraper.items import RawPageItem, Tombstone
from scraper.manners import apply_manners
from scraper.middlewares.integrity import content_type
from scraper.observe import Observed, observe, observe_list
from scraper.roles import (
    DAMAGED,
    DAMAGES,
    DETAIL,
    FETCHED_AT,
    INDEX,
    LASTMOD,
    OBSERVED,
    OTHER,
    ROLE,
    SITEMAP,
    Page,
    Unwanted,
    request_of,
    wanted_for,
)
from scraper.secrets import redactor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

GONE = (404, 410)
"""Statuses of a listing that is no longer there."""
_NOT_MODIFIED = 304
_OBSERVERS = {DETAIL: observe, INDEX: observe_list, SITEMAP: observe_list}
_REDIRECTS = range(300, 400)
_NOTED_OVER_LIMIT = 1_000
"""Links beyond the board's limits that are named one by one: a page can hold a million."""


class BoardSpider(Spider):
    """Crawls one board. Has no name of its own, so that `scrapy list` shows the kinds only."""

    board: Board

    def __init__(self, board: Board, **kwargs: Any) -> None:
        self.board = board
        self.allowed_domains = board.visited_hosts()
        self._seen: set[str] = set()
        self._lists: set[str] = set()
        self._fates = FateLog(board)
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
        apply_manners(loaded, crawler)
        spider = super().from_crawler(crawler, *args, board=loaded, **kwargs)
        crawler.signals.connect(spider.open_fates, signal=signals.spider_opened)
        crawler.signals.connect(spider.close_fates, signal=signals.spider_closed)
        return spider

    def open_fates(self) -> None:
        """Begin to write what becomes of the pages, where the crawl was given an archive to write it beside."""
        if archive := self.crawler.settings.get("JOBSIEVE_ARCHIVE"):
            self._fates.open(fates_path(Path(archive)))

    def close_fates(self) -> None:
        """End the file of what became of the pages."""
        self._fates.close()

    @property
    def stats(self) -> StatsCollector:
        """The crawl's statistics; those of this project begin with `jobsieve/`."""
        return self.crawler.stats

    def withdraw(self, tombstone: Tombstone) -> None:
        """Note that the board names a listing as closed."""
        self.stats.inc_value("jobsieve/gone")
        self._fates.note_withdrawn(tombstone)

    def listing_request(self, url: str, lastmod: str | None = None) -> Request | None:
        """The request for a listing, or None where it was asked for before or the board's limit is reached.

        `lastmod` is what a sitemap says of when its page changed: a hint that may spare the page, never a sign that it is gone.
        """
        if not self.is_new(url):
            return None
        self._fates.note(DETAIL, url, LISTED, lastmod=lastmod)
        meta = {ROLE: DETAIL, LASTMOD: lastmod, "handle_httpstatus_list": [*GONE, _NOT_MODIFIED]}
        # Told apart above already; Scrapy's filter would drop a redirect onto a page that was visited before, and with it the count.
        return Request(url, callback=self.parse_listing, errback=self.give_up, meta=meta, dont_filter=True)

    def is_new(self, url: str, key: str | None = None) -> bool:
        """Whether a listing was not asked for before and the board's limit is not reached; it counts as found then. `key` is the board's own
        id of it, where that is known apart from its address.
        """
        known_as = key or self.board.listing_key(url)
        if known_as in self._seen:
            self.stats.inc_value("jobsieve/duplicates")
            return False
        if len(self._seen) >= self.board.max_listings:
            self._note_over_limit(url, key)
            return False
        self._seen.add(known_as)
        self.stats.inc_value("jobsieve/found")
        return True

    def _note_over_limit(self, url: str, key: str | None) -> None:
        self.stats.inc_value("jobsieve/over_limit")
        if self.stats.get_value("jobsieve/over_limit") <= _NOTED_OVER_LIMIT:
            self._fates.note(DETAIL, url, OVER_LIMIT, key=key)

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
        """What a response is to the archive: what it was asked for, unless it shows something else. Notes what it shows."""
        role: str = request.meta.get(ROLE, OTHER)
        if role not in _OBSERVERS or response.status in _REDIRECTS:
            request.meta[OBSERVED] = UNCHANGED if response.status == _NOT_MODIFIED else _redirected(response)
            return role
        seen = _OBSERVERS[role](response.status, response.url, response.body, content_type(response), _asked(request))
        if role == INDEX and seen.fate is Fate.SHELL and self.board.details.in_scripts:
            # The list that scripts would draw is read from them.
            seen = Observed(Fate.LISTING)
        request.meta[OBSERVED] = seen
        if role != DETAIL or response.status != 200:
            return role
        if seen.fate is Fate.LISTING:
            request.meta[OBSERVED] = seen = self._where_it_led(request, response) or seen
        return role if seen.fate is Fate.LISTING else str(seen.fate)

    def _where_it_led(self, request: Request, response: Response) -> Observed | None:
        """What a redirect says of a listing; None where it leads to the listing, or there was none."""
        if "redirect_urls" not in request.meta:
            return None
        # Boards answer so for listings that have expired.
        if response.url in self._lists or not self.board.may_be_listing(response.url):
            return Observed(Fate.GONE, By.REDIRECT, f"redirect to {response.url}")
        if self.board.listing_key(_asked(request)) != (key := self.board.listing_key(response.url)):
            if key in self._seen:
                return DUPLICATE
            self._seen.add(key)
        return None

    def parse_listing(self, response: Response) -> Iterator[RawPageItem]:
        """The raw page of a listing; nothing for one that is gone, hidden or came damaged."""
        seen = self._seen_in(response)
        # What is no text is dropped, and counted, by the pipeline.
        page: Page | None = response.meta.get(Page.META)
        media_type = page.media_type if page else content_type(response)
        unreadable = seen.fate is Fate.LISTING and not is_textual(media_type)
        self._note(request_of(response), Observed(Fate.FAILED, By.MEDIA_TYPE, media_type) if unreadable else seen, response)
        if seen.fate is Fate.LISTING:
            yield self.raw_page(response)
        elif seen.fate is Fate.UNCHANGED:
            self.stats.inc_value("jobsieve/unchanged")
        elif seen.fate is Fate.DUPLICATE:
            self.stats.inc_value("jobsieve/duplicates_by_redirect")
        elif seen.fate is Fate.GONE:
            self.stats.inc_value("jobsieve/gone")
        else:
            self.stats.inc_value(f"jobsieve/failed/{DETAIL}")

    def raw_page(self, response: Response) -> RawPageItem:
        """A response as the normalizer takes it."""
        page: Page | None = response.meta.get(Page.META)
        served = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
        url = page.url if page else redactor().redacted_address(response.url)
        return RawPageItem(
            id=url,
            url=url,
            fetched_at=response.meta[FETCHED_AT],
            media_type=page.media_type if page else served,
            site=self.board.site,
            key=page.key if page else self.board.listing_id(url),
            currency=self.board.currency,
            provider=page.provider if page else None,
            listed=dict(page.listed) if page and page.listed else None,
            body_base64=base64.b64encode(response.body).decode("ascii"),
        )

    def count_list(self, response: Response) -> bool:
        """Counts an index page, a sitemap or an answer with a list. False, and counted as failed, where it is damaged, no text, or something
        in its place.
        """
        self.stats.inc_value("jobsieve/lists")
        seen = self._seen_in(response)
        # An answer is what the provider's data file says, whatever its server calls it.
        is_index_page = response.meta[ROLE] == INDEX and Page.META not in response.meta
        if seen.fate is Fate.LISTING and is_index_page and not isinstance(response, TextResponse):
            seen = Observed(Fate.FAILED, By.MEDIA_TYPE, content_type(response))
        if seen.fate is not Fate.LISTING:
            self.count_failed(request_of(response), seen, response)
            return False
        self._note(request_of(response), seen, response)
        if isinstance(response, TextResponse):
            self._count_declared(response.text)
        return True

    def _count_declared(self, text: str) -> None:
        """Notes how many listings the board says it has; the figure that a run has to reach to be complete."""
        expected = self.board.expect
        if expected.total and (total := declared_total(text, expected.total)) is not None:
            self.stats.max_value("jobsieve/declared", total)
        if expected.empty and re.search(expected.empty, text):
            self.stats.inc_value("jobsieve/says_empty")

    def give_up(self, failure: Failure) -> None:
        """Counts a page that could not be had; what was not wanted in the first place is counted where it was refused."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value
        if isinstance(error, Unwanted):
            self._note(request, Observed(Fate.UNWANTED, By.RULE, str(error)))
            return
        response = error.response if isinstance(error, HttpError) else None
        seen = self._seen_in(response) if response else Observed(Fate.FAILED, By.ERROR, repr(error))
        self.count_failed(request, seen, response)

    def count_failed(self, request: Request, seen: Observed, response: Response | None = None) -> None:
        """Counts and notes a page of which nothing came that it was wanted for."""
        role = wanted_for(request)
        self.stats.inc_value(f"jobsieve/failed/{role}")
        self._note(request, seen, response)
        self.logger.warning("%s page failed: %s: %s", role, request.url, seen.why)

    def _seen_in(self, response: Response) -> Observed:
        if DAMAGED in response.flags:
            return Observed(Fate.FAILED, By.DAMAGE, response.meta[DAMAGES])
        seen: Observed = response.meta[OBSERVED]
        return seen

    def _note(self, request: Request, seen: Observed, response: Response | None = None) -> None:
        """Write down what became of a page."""
        self.stats.inc_value(f"jobsieve/observed/{seen.fate}")
        page: Page | None = request.meta.get(Page.META)
        final, status = (response.url, response.status) if response else (None, None)
        asked, key = (page.url, page.key) if page else (_asked(request), None)
        self._fates.note(wanted_for(request), asked, seen, final_url=None if page else final, status=status, key=key)


def _redirected(response: Response) -> Observed:
    """What is known of a page while a redirect is followed, and for good where it leads nowhere."""
    return Observed(Fate.FAILED, By.STATUS, f"status {response.status}")


def _asked(request: Request) -> str:
    """The address that was linked to, before redirects."""
    url: str = request.meta.get("redirect_urls", [request.url])[0]
    return url
