"""What a crawl noted of its pages, as evidence about listings: what is linked to, what is over, and whether the list was complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from normalizer.store.intake import Intake
from normalizer.store.pages import Pages
from schemas.error import ErrorRow
from schemas.fate import By, Fate, PageFate
from schemas.lifecycle import Sighting
from schemas.run import LostPage
from scraper.boards import Board
from scraper.crawl import CrawlOutcome
from scraper.fates import fates_path, named_listing
from scraper.roles import DETAIL
from scraper.since import is_incremental

_LOST = frozenset({Fate.FAILED, Fate.WALL, Fate.SHELL})
_CHUNK = 1000
_NOT_FOUND = 404

# What a page that is over says, by what it follows from.
_ENDS: dict[By | None, Sighting] = {By.REDIRECT: Sighting.REDIRECTED, By.WORDS: Sighting.NOTICE, By.FEED: Sighting.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Evidence:
    """The last fate of every page that a run met, over all its attempts."""

    pages: dict[tuple[str, str], PageFate] = field(default_factory=dict)
    """Role and address → fate."""
    lastmods: dict[str, str] = field(default_factory=dict)
    """Address → what the board's sitemap says of when it changed."""

    def listings(self) -> Iterator[PageFate]:
        """Fates of pages of listings."""
        return (fate for fate in self.pages.values() if fate.role == DETAIL)

    def lists(self) -> Iterator[PageFate]:
        """Fates of index pages, sitemaps and feeds."""
        return (fate for fate in self.pages.values() if fate.role != DETAIL)

    def lost(self) -> tuple[LostPage, ...]:
        """Pages that were wanted and given up."""
        lost = (fate for fate in self.pages.values() if fate.fate in _LOST)
        return tuple(LostPage(url=fate.url, role=fate.role, reason=fate.why or str(fate.fate)) for fate in lost)


def read_evidence(archives: Iterable[Path]) -> Evidence:
    """The fates that stand beside archives; a line within which a killed crawl ended is left out."""
    found = Evidence()
    for path in map(fates_path, archives):
        for line in path.read_bytes().splitlines(keepends=True) if path.exists() else ():
            if line.endswith(b"\n"):
                fate = PageFate.model_validate_json(line)
                found.pages[fate.role, fate.url] = fate
                if fate.lastmod:
                    found.lastmods[fate.url] = fate.lastmod
    return found


def shortcomings(evidence: Evidence, outcome: CrawlOutcome) -> list[str]:
    """Why a crawl does not prove that it saw all that its board lists; empty for one that does."""
    return [reason for reason in _shortcomings(evidence, outcome) if reason]


def _shortcomings(evidence: Evidence, outcome: CrawlOutcome) -> Iterator[str]:
    count = outcome.count
    if outcome.reason != "finished":
        yield f"the crawl ended early: {outcome.reason}"
    if is_incremental(outcome):
        yield "only changes were asked for"
        return
    if outcome.stats.get("jobsieve/fully_listed") is False:
        yield f"the provider's list is not proved whole: {outcome.stats.get('jobsieve/list_cut') or 'it does not say so'}"
    if over := count("jobsieve/over_limit"):
        yield f"{over} links lay beyond the limits of the board"
    if errors := count("spider_exceptions/count"):
        yield f"{errors} pages could not be followed"
    yield from (f"{fate.role} page not read: {fate.url}: {fate.why}" for fate in evidence.lists() if fate.fate is not Fate.LISTING)
    if failed := count("jobsieve/failed/index") + count("jobsieve/failed/sitemap"):
        yield f"{failed} index pages or sitemaps were not read"
    found, declared = count("jobsieve/found"), count("jobsieve/declared")
    if not count("jobsieve/lists"):
        yield "no index page was read"
    elif not (found or count("jobsieve/says_empty") or proves_empty(outcome)):
        yield "no listing was found, and the board does not say that it has none"
    if declared > found:
        yield f"the board declares {declared} listings; {found} were found"


def proves_empty(outcome: CrawlOutcome) -> bool:
    """Whether a provider's list was read whole and holds nothing. That it may be believed is for the monitors to say."""
    return outcome.stats.get("jobsieve/fully_listed") is True and not outcome.count("jobsieve/found")


def malformed(outcome: CrawlOutcome) -> list[ErrorRow]:
    """Rows of a provider's list that name no posting."""
    return [ErrorRow(place=row["place"], reason=row["reason"]) for row in outcome.stats.get("jobsieve/malformed", ())]


def take_in(evidence: Evidence, intake: Intake, board: Board) -> None:
    """Stage what the fates say of listings: which are linked to, and which are over."""
    pages = Pages(intake.store)
    linked: list[str] = []
    ended: list[tuple[str, Sighting, str]] = []
    for fate in evidence.listings():
        names = _listings_of(fate, board, pages)
        linked += names
        if fate.fate is Fate.GONE:
            ended += ((name, _end(fate), fate.why or "") for name in names)
    for start in range(0, len(linked), _CHUNK):
        intake.listed(linked[start : start + _CHUNK])
    for name, sighting, why in ended:
        intake.fate(name, sighting, why)


def _listings_of(fate: PageFate, board: Board, pages: Pages) -> list[str]:
    """Ids of the listings that a fate speaks of."""
    # A provider's own id names one posting, whatever else its answer holds; an address stands for all that its page held.
    memory = None if board.kind == "api" else pages.get(board.page_key(fate.url))
    held = [name for name, _ in memory.listings] if memory else []
    return held or [fate.listing_id or named_listing(fate.url, board)]


def _end(fate: PageFate) -> Sighting:
    if fate.by is By.STATUS:
        return Sighting.NOT_FOUND if fate.status == _NOT_FOUND else Sighting.GONE
    return _ENDS.get(fate.by, Sighting.NOTICE)
