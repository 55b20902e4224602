"""Boards that a provider publishes as data. How it does, its data file says: this spider knows no provider."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response
from twisted.python.failure import Failure

from normalizer.sources.data_file import source
from schemas.fate import By, Fate
from scraper.answers import ListPage, NotAnsweredError, Row, changes_of, is_dead, is_gone, parsed, read_list, says, text_of
from scraper.boards import Board
from scraper.fates import LISTED
from scraper.items import RawPageItem, Tombstone
from scraper.middlewares.integrity import content_type
from scraper.notes import note_closed, note_malformed
from scraper.observe import Observed
from scraper.paging import Census, Turn, first_turn, next_turn
from scraper.plan import Asked
from scraper.roles import DAMAGED, DETAIL, INDEX, OBSERVED, OTHER, ROLE, Page, Unwanted, request_of, wanted_for
from scraper.secrets import redactor
from scraper.spiders.board import GONE, BoardSpider

_NEXT_LINK = re.compile(r'<([^<>]{1,2000})>[^<>]{0,200};\s{0,9}rel="?next\b')


class ApiSpider(BoardSpider):
    """`scrapy crawl api -a board=<name or path>`; with `-a since=<moment>` only what changed since, where the provider tells."""

    name = "api"

    def __init__(self, board: Board, since: str | None = None, **kwargs: Any) -> None:
        self.plan = board.plan()
        self.crawl = self.plan.provider.crawl
        self.source = source(self.plan.provider.name)
        self.census = Census()
        self._since = since
        super().__init__(board=board, **kwargs)

    async def start(self) -> AsyncIterator[Request]:
        """The first page of the list, or of the changes."""
        if self._since and self.crawl.changes:
            self.stats.set_value("jobsieve/incremental", value=True)
            yield self._changes_request(self._since)
        elif request := self._list_request(first_turn(self.crawl.paging)):
            yield request

    def role_of(self, request: Request, response: Response) -> str:
        """What a response is to the archive: what it was asked for, unless it holds something else, so that nobody takes that for postings.
        Notes what it shows.
        """
        role: str = request.meta.get(ROLE, OTHER)
        page: Page | None = request.meta.get(Page.META)
        if page is None:
            return super().role_of(request, response)
        request.meta[OBSERVED] = seen = self._shows(page, response)
        return role if role != DETAIL or seen.fate is Fate.LISTING else OTHER

    def _shows(self, page: Page, response: Response) -> Observed:
        detail, text, status = self.crawl.detail if page.key else None, text_of(response), response.status
        if detail and says(detail.closed, text):
            return Observed(Fate.GONE, By.FEED, "closed")
        if detail and status in GONE:
            return Observed(Fate.GONE, By.STATUS, f"status {status}")
        if status != 200:
            return Observed(Fate.FAILED, By.STATUS, f"status {status}")
        if page.media_type != "text/html" and content_type(response).partition(";")[0].strip().lower() == "text/html":
            return Observed(Fate.FAILED, By.MEDIA_TYPE, "text/html")
        if detail and is_gone(detail, text):
            return Observed(Fate.GONE, By.FEED, "gone")
        dead = None if detail else is_dead(self.crawl.dead, status, text)
        return Observed(Fate.FAILED, By.WORDS, dead) if dead else Observed(Fate.LISTING)

    def parse_list(self, response: Response, turn: Turn) -> Iterator[Request | RawPageItem]:
        """The postings of one page of the list, and the next page."""
        if DAMAGED in response.flags:
            self.census.cut = "an answer broke off"
            self.count_list(response)
            return
        if reason := is_dead(self.crawl.dead, response.status, text_of(response)):
            self._bury(response, reason, turn)
            return
        try:
            page = read_list(self.crawl.list, self.source, response)
        except NotAnsweredError as error:
            yield from self._once_more(response, str(error))
            return
        self.count_list(response)
        yield from self._postings(response, page, turn)

    def parse_listing(self, response: Response) -> Iterator[Request | RawPageItem]:  # type: ignore[override]  # it may ask again
        """The raw page of a posting; a note where it is closed, nothing where it is gone."""
        seen = self._seen_in(response)
        if seen.by is By.MEDIA_TYPE:
            yield from self._once_more(response, "a web page in place of a posting's data")
            return
        if seen.fate is Fate.GONE:
            note_closed(self.stats, response.meta[Page.META].key, seen.why)
        yield from super().parse_listing(response)

    def parse_changes(self, response: Response) -> Iterator[Request]:
        """The postings that changed, and the next changes."""
        changes = self.crawl.changes
        if changes is None:
            return
        try:
            value, _ = parsed("json", response)
            rows = list(changes_of(value, changes.rows))
        except NotAnsweredError as error:
            yield from self._once_more(response, str(error))
            return
        self.count_list(response)
        page = ListPage((), 0, value, repaired=False)
        for row in rows:
            yield from self._changed(ListPage((), 0, row, repaired=False))
        until = page.text_at(changes.until)
        self.stats.set_value("jobsieve/changes_until", until)
        if until and len(rows) >= changes.limit:
            yield self._changes_request(until)

    def closed(self, reason: str) -> None:
        """What is known of the list, when the crawl has ended."""
        census, whole = self.census, reason == "finished" and self.crawl.complete and self.census.is_whole(self.crawl)
        self.stats.set_value("jobsieve/declared_total", census.declared)
        self.stats.set_value("jobsieve/fully_listed", whole)
        self.stats.set_value("jobsieve/list_cut", census.cut)
        if whole and census.says_empty:
            self.stats.inc_value("jobsieve/says_empty")

    def _postings(self, response: Response, page: ListPage, turn: Turn) -> Iterator[Request | RawPageItem]:
        fresh = self.census.take(page, page.number_at(self.crawl.list.total))
        for request in map(self._detail_request, fresh) if self.crawl.detail_of_rows() else ():
            if request:
                yield request
        if not self.crawl.detail_of_rows():
            self.stats.inc_value("jobsieve/found", len(fresh))
            self._note_rows(response, fresh)
            # Of a page that shows nothing new every posting is there already.
            yield from self._page_of(response) if fresh else ()
        yield from self._following(response, page, turn, len(fresh))

    def _page_of(self, response: Response) -> Iterator[RawPageItem]:
        if self._seen_in(response).fate is Fate.LISTING:
            yield self.raw_page(response)

    def _note_rows(self, response: Response, rows: Sequence[Row]) -> None:
        """Note what a list names: also of a posting that cannot be read it is known then that it stands."""
        for row in rows:
            if row.known_as:
                self._fates.note(DETAIL, f"{response.meta[Page.META].url}#{row.known_as}", LISTED, key=row.known_as)

    def _following(self, response: Response, page: ListPage, turn: Turn, fresh: int) -> Iterator[Request]:
        link = _NEXT_LINK.search((response.headers.get("Link") or b"").decode("latin-1"))
        following = next_turn(self.crawl.paging, turn, page, self.census, fresh, link[1] if link else None)
        if following is None:
            self._end_list()
        elif self.census.seen >= self.board.max_listings:
            self._cut("the board's max_listings")
        elif request := self._list_request(following, response):
            yield request

    def _end_list(self) -> None:
        self.census.ended = True
        if missing := self.census.missing(self.crawl):
            self.stats.set_value("jobsieve/missing", missing)
            self.stats.inc_value("jobsieve/failed/short_list")
            self.logger.warning("the list declares %s postings and shows %s", self.census.declared, self.census.seen)

    def _cut(self, why: str) -> None:
        self.census.cut = why
        self.stats.inc_value("jobsieve/over_limit")

    def _list_request(self, turn: Turn, after: Response | None = None) -> Request | None:
        if turn.count > self.board.max_pages:
            self._cut("the board's max_pages")
            return None
        own = self.crawl.list
        asked = self.plan.ask(own, turn.values()) if turn.url is None or after is None else self.plan.ask_again(after.urljoin(turn.url))
        role = INDEX if self.crawl.detail_of_rows() else DETAIL
        return self._request(
            asked, self.parse_list, role, own.format, statuses=self.crawl.dead.status, priority=1, arguments={"turn": turn}
        )

    def _detail_request(self, row: Row) -> Request | None:
        if row.id is None:
            note_malformed(self.stats, row.at, "a row without an id; expected one to ask for")
            return None
        return self._posting_request(row.id, row.taken, row.kept)

    def _posting_request(self, key: str, taken: Any, kept: Any) -> Request | None:
        detail = self.crawl.detail
        if detail is None:
            return None
        asked = self.plan.ask(detail, {**taken, "id": key})
        address = self._address(asked)
        if not self.is_new(address, key):
            return None
        self._fates.note(DETAIL, address, LISTED, key=key)
        return self._request(asked, self.parse_listing, DETAIL, detail.format, statuses=GONE, key=key, listed=kept or None)

    def _changes_request(self, since: str) -> Request:
        changes = self.crawl.changes
        assert changes is not None
        return self._request(self.plan.ask_changes(changes, since), self.parse_changes, INDEX, "json", statuses=())

    def _request(
        self,
        asked: Asked,
        callback: Callable[..., Iterator[Any]],
        role: str,
        form: str,
        *,
        statuses: tuple[int, ...],
        priority: int = 0,
        arguments: dict[str, Any] | None = None,
        key: str | None = None,
        listed: dict[str, Any] | None = None,
    ) -> Request:
        page = Page(self._address(asked), self.plan.provider.name, _MEDIA_TYPES[form], key, listed)
        meta = {ROLE: role, Page.META: page, "handle_httpstatus_list": list(statuses), **self._bounds(form)}
        return Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers=dict(asked.headers),
            callback=callback,
            errback=self.give_up,
            cb_kwargs=arguments or {},
            meta=meta,
            priority=priority,
            dont_filter=True,
        )

    def _address(self, asked: Asked) -> str:
        """What a page is called: its address without secrets; what is asked in the body of a request tells pages of one address apart."""
        address = redactor().redacted_address(asked.url)
        return f"{address}#{hashlib.sha256(asked.body).hexdigest()[:12]}" if asked.body else address

    def _bounds(self, form: str) -> dict[str, Any]:
        """How large and slow an answer may be, where that is not what it is for pages."""
        settings = self.crawler.settings
        if form == "xml":
            return {
                "download_maxsize": settings.getint("JOBSIEVE_FEED_MAXSIZE"),
                "download_timeout": settings.getint("JOBSIEVE_FEED_TIMEOUT"),
            }
        return {"download_maxsize": settings.getint("JOBSIEVE_ANSWER_MAXSIZE")} if form == "json" else {}

    def give_up(self, failure: Failure) -> None:
        """As for every board; a list that could not be had, for whatever reason, is not known to be whole."""
        request: Request = failure.request  # type: ignore[attr-defined]
        if wanted_for(request) == INDEX:
            self.census.cut = repr(failure.value)
            if isinstance(failure.value, Unwanted) and "redirect_urls" in request.meta:
                # It leads away from where the provider has its boards.
                self.stats.set_value("jobsieve/dead_board", str(failure.value))
        super().give_up(failure)

    def _once_more(self, response: Response, reason: str) -> Iterator[Request]:
        """Ask again for what was answered with something else; count it as failed where that does not help."""
        request = request_of(response)
        if again := get_retry_request(request, spider=self, reason="not_answered"):
            yield again
            return
        self.count_failed(request, Observed(Fate.FAILED, By.WORDS, reason), response)
        if wanted_for(request) == INDEX:
            self.census.cut = reason

    def _bury(self, response: Response, reason: str, turn: Turn) -> None:
        """A board that is gone; a page behind the first one that answers as such a board does is only not had."""
        self.census.cut = reason
        if turn.count == 1:
            self.stats.set_value("jobsieve/dead_board", reason)
        why = f"the board is gone: {reason}" if turn.count == 1 else reason
        self.count_failed(request_of(response), Observed(Fate.FAILED, By.WORDS, why), response)

    def _changed(self, row: ListPage) -> Iterator[Request]:
        changes = self.crawl.changes
        key = row.text_at(changes.id) if changes else None
        if changes is None or key is None:
            note_malformed(self.stats, "change", f"without an id; expected one to ask for: {row.value}")
        elif row.text_at(changes.event) in changes.closed:
            event = row.text_at(changes.event) or ""
            note_closed(self.stats, key, event)
            self.withdraw(Tombstone(key, reason=event))
        elif request := self._posting_request(key, {}, {}):
            yield request


_MEDIA_TYPES = {"json": "application/json", "xml": "application/xml", "html": "text/html"}
