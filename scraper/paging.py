"""How a crawl goes from one page of a provider's list to the next, and what it knows of the list when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from scraper.answers import ListPage, Row
from scraper.provider import Crawl, Paging


@dataclass(frozen=True, slots=True)
class Turn:
    """Which page of a list is meant."""

    page: int | None = None
    offset: int | None = None
    cursor: str | None = None
    size: int | None = None
    url: str | None = None
    """Where the page's address was told; null where a template makes it."""
    count: int = 1
    """Pages including this one."""

    def values(self) -> dict[str, str | int | None]:
        """What stands in the templates."""
        return {"page": self.page, "offset": self.offset, "cursor": self.cursor, "size": self.size}


@dataclass(slots=True)
class Census:
    """What a list has shown so far."""

    declared: int | None = None
    """How many postings the list says it has."""
    ids: set[str] = field(default_factory=set)
    nameless: int = 0
    """Rows without an id."""
    skipped: int = 0
    """Rows that are no open postings."""
    cut: str | None = None
    """Why pages were not asked for that may exist."""
    ended: bool = False
    """Whether the last page was read."""

    @property
    def seen(self) -> int:
        """Different rows."""
        return len(self.ids) + self.nameless + self.skipped

    @property
    def says_empty(self) -> bool:
        """Whether the list declares that it holds nothing, and shows nothing."""
        return self.declared == 0 and not self.seen

    def take(self, page: ListPage, declared: int | None) -> list[Row]:
        """Count a page; its rows that were not seen before."""
        # Some providers declare 0 from the second page on.
        self.declared = self.declared or declared
        fresh = list(self._fresh(page.rows))
        self.skipped += page.skipped
        self.nameless += sum(row.id is None for row in fresh)
        if page.repaired:
            self.cut = self.cut or "an answer was broken"
        return fresh

    def missing(self, crawl: Crawl) -> int:
        """Postings that the list declares and does not show, as far as it is said to be whole."""
        return max(0, (self.declared or 0) - self.seen - crawl.list.total_slack)

    def is_whole(self, crawl: Crawl) -> bool:
        """Whether the list is proved to have been read whole."""
        capped = crawl.list.total_cap is not None and self.declared == crawl.list.total_cap
        return self.ended and self.cut is None and not capped and self.missing(crawl) == 0

    def _fresh(self, rows: Iterable[Row]) -> Iterable[Row]:
        for row in rows:
            if row.id is None or row.id not in self.ids:
                yield row
            if row.id is not None:
                self.ids.add(row.id)


def first_turn(paging: Paging | None) -> Turn:
    """The first page of a list."""
    if paging is None:
        return Turn()
    page = paging.first if paging.first is not None else 1
    return Turn(page if paging.kind == "page" else None, (paging.first or 0) if paging.kind == "offset" else None, size=paging.size)


def next_turn(paging: Paging | None, turn: Turn, page: ListPage, census: Census, fresh: int, link: str | None) -> Turn | None:
    """The page behind one, or null where it was the last; `link` is the address of the next page in the answer's headers."""
    if paging is None or (page.length and not fresh) or _is_last(paging, turn, page, census):
        # A page that shows nothing new is an earlier page again.
        return None
    following = _STEPS[paging.kind](paging, turn, page, link)
    if following and paging.last is not None and max(following.page or 0, following.offset or 0) > paging.last:
        census.cut = f"the provider answers up to {paging.last}"
        return None
    return following and replace(following, count=turn.count + 1)


def _is_last(paging: Paging, turn: Turn, page: ListPage, census: Census) -> bool:
    pages = page.number_at(paging.pages)
    return (
        (paging.short_is_last and page.length < (paging.size or 0))
        or (pages is not None and turn.count >= pages)
        or (census.declared is not None and 0 < census.declared <= census.seen)
    )


def _by_page(_: Paging, turn: Turn, page: ListPage, __: str | None) -> Turn | None:
    return replace(turn, page=(turn.page or 0) + 1) if page.length else None


def _by_offset(paging: Paging, turn: Turn, page: ListPage, _: str | None) -> Turn | None:
    step = page.length if paging.step == "rows" else paging.size or 0
    return replace(turn, offset=(turn.offset or 0) + step) if page.length else None


def _by_cursor(paging: Paging, turn: Turn, page: ListPage, _: str | None) -> Turn | None:
    cursor = page.text_at(paging.next or "")
    return replace(turn, cursor=cursor) if cursor and cursor != turn.cursor else None


def _by_address(paging: Paging, turn: Turn, page: ListPage, _: str | None) -> Turn | None:
    url = page.text_at(paging.next or "")
    return replace(turn, url=url) if url else None


def _by_link(_: Paging, turn: Turn, __: ListPage, link: str | None) -> Turn | None:
    return replace(turn, url=link) if link else None


_STEPS = {"page": _by_page, "offset": _by_offset, "cursor": _by_cursor, "next": _by_address, "link": _by_link}
