"""What an archive holds, as listings: what was read before is taken as it was read then, the rest is normalized."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from normalizer.archive import ArchiveDamaged, read_warc
from normalizer.archive_index import StoredResponse, stored_responses
from normalizer.feed_parts import in_parts
from normalizer.refusals import LocatedPage
from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.pages import PageMemory, Pages, body_key
from normalizer.store.published import latest
from schemas.error import ErrorRow
from schemas.fate import Fate
from schemas.listing import Listing
from schemas.raw import RawPage
from scraper.boards import Board
from scraper.evidence import Evidence
from scraper.tally import Tally

_BEHIND = 10**9
"""Place of what no index page names: behind everything that one does."""


Normalize = Callable[[Iterable[RawPage | ErrorRow]], Iterable[Listing | ErrorRow]]
"""Makes listings of pages, in their order."""


@contextmanager
def read_before(store: Path, board: Board, normalizer: str) -> Iterator[Callable[[RawPage], bool]]:
    """Tells whether a page holds what it held when it was read last; looks into the store at a path by a connection of its own."""
    with Store(store, read_only=True) as memory:
        pages = Pages(memory)

        def known(page: RawPage) -> bool:
            found = pages.get(board.page_key(page.url or page.id))
            return found is not None and found.body_key == body_key(page, normalizer) and pages.still_read(found)

        yield known


@dataclass
class _Outcome:
    """What a page came to."""

    key: str
    listings: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


class Reading:
    """Reads the archives of one run into an intake, counting what passes by."""

    def __init__(self, board: Board, evidence: Evidence, intake: Intake, normalizer: str, *, late: bool = False) -> None:
        """`late`: later runs were read already, so that what is remembered of pages is not what this run saw."""
        self.tally = Tally()
        self.unchanged = 0
        """Listings whose pages were read before."""
        self.pages = 0
        """Pages that were read or refused."""
        self._board = board
        self._evidence = evidence
        self._intake = intake
        self._pages = Pages(intake.store)
        self._normalizer = normalizer
        self._late = late
        self._places = _places(evidence)
        self._behind = count(_BEHIND)
        self._counted: set[str] = set()
        self._outcomes: dict[str, _Outcome] = {}

    def read(self, archives: Sequence[Path], normalize: Normalize) -> Iterator[None]:
        """Read everything; one step of the iterator is one page or listing."""
        for row in normalize(self._fresh(archived_pages(archives))):
            if isinstance(row, ErrorRow):
                self._refuse(row)
            else:
                self._take(row)
            yield
        yield from self._not_sent_again()
        self.tally.errors.sort(key=lambda row: (self._places.get(row.id or "", _BEHIND), row.id or "", row.reason))

    def remember(self, archives: Iterable[Path], read_at: str) -> None:
        """Keep what the pages came to for the next run. To be called when what they hold is in the store."""
        if self._late:
            return
        asked = {fate.final_url: fate.url for fate in self._evidence.listings() if fate.final_url}
        sent = {response.url: response for archive in archives for response in stored_responses(archive)}
        with self._intake.store.transaction():
            for url, outcome in self._outcomes.items():
                memory = PageMemory(url, outcome.key, tuple(outcome.listings), tuple(outcome.refusals))
                for address in {url, asked.get(url, url)}:
                    known = replace(_with_validators(memory, sent.get(url)), lastmod=self._evidence.lastmods.get(address))
                    self._pages.put(self._board.page_key(address), known, read_at)

    def _fresh(self, pages: Iterator[RawPage | ErrorRow]) -> Iterator[RawPage | ErrorRow]:
        """Pages that have to be normalized; the others are taken in on the way."""
        for page in pages:
            if isinstance(page, ErrorRow):
                yield page
                continue
            key = body_key(page, self._normalizer)
            self._outcomes[page.id] = _Outcome(key)
            self.pages += 1
            memory = self._remembered(page.url or page.id)
            if memory and memory.body_key == key and self._pages.still_read(memory):
                self._take_again(page, memory)
            else:
                yield from in_parts(page)

    def _remembered(self, url: str) -> PageMemory | None:
        return None if self._late else self._pages.get(self._board.page_key(url))

    def _take_again(self, page: RawPage, memory: PageMemory) -> None:
        """A page that holds what it held when it was read last."""
        outcome = self._outcomes[page.id]
        outcome.listings, outcome.refusals = list(memory.listings), list(memory.refusals)
        self._unchanged([name for name, _ in memory.listings], self._place(page.id))
        located = (page.file, page.place) if isinstance(page, LocatedPage) else (None, None)
        self.tally.errors += (ErrorRow(file=located[0], place=located[1], id=page.id, reason=reason) for reason in memory.refusals)

    def _not_sent_again(self) -> Iterator[None]:
        """Pages of which the board said that they are as they were."""
        for fate in self._evidence.listings():
            if fate.fate is Fate.UNCHANGED and (memory := self._remembered(fate.url)):
                self.pages += 1
                self._unchanged([name for name, _ in memory.listings], self._place(fate.url))
                self.tally.errors += (ErrorRow(id=fate.url, reason=reason) for reason in memory.refusals)
                yield

    def _unchanged(self, names: Sequence[str], place: int) -> None:
        wanted = [name for name in names if self._intake.wants(name)]
        for listing in latest(self._intake.store, [name for name in wanted if name not in self._counted]):
            self._counted.add(listing.listing_id)
            self.tally.count(listing)
            self._intake.unchanged(listing.listing_id, place)
            self.unchanged += 1

    def _take(self, listing: Listing) -> None:
        if not self._intake.wants(listing.listing_id):
            return
        # Two attempts may both hold a page; the later one says what it holds.
        if listing.listing_id not in self._counted:
            self._counted.add(listing.listing_id)
            self.tally.count(listing)
        page = listing.source.url or listing.source.id
        fields = self._intake.read(listing, self._place(page))
        if outcome := self._outcomes.get(page):
            outcome.listings.append((listing.listing_id, fields))

    def _refuse(self, row: ErrorRow) -> None:
        self.tally.errors.append(row)
        if outcome := self._outcomes.get(row.id or ""):
            outcome.refusals.append(row.reason)

    def _place(self, url: str) -> int:
        return self._places[url] if url in self._places else next(self._behind)


def archived_pages(archives: Sequence[Path]) -> Iterator[RawPage | ErrorRow]:
    """The pages of archives. One without any is no error here: nothing may have changed."""
    for archive in archives:
        file = str(archive)
        try:
            for page in read_warc(archive):
                yield LocatedPage(file=file, place=page.id, **dict(page))
        except ArchiveDamaged as damage:
            yield ErrorRow(file=file, place=f"byte {damage.offset}", reason=damage.reason)


def _places(evidence: Evidence) -> dict[str, int]:
    """Address → place in the order in which the board links to its listings."""
    places: dict[str, int] = {}
    for place, fate in enumerate(evidence.listings()):
        places[fate.url] = place
        places.setdefault(fate.final_url or fate.url, place)
    return places


def _with_validators(memory: PageMemory, sent: StoredResponse | None) -> PageMemory:
    return replace(memory, etag=sent.header("ETag"), last_modified=sent.header("Last-Modified")) if sent else memory
