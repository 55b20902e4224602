"""One run of one board: crawl, normalize what the archive holds, publish, and say how it went."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from normalizer.inputs import normalize_pages, read_inputs
from normalizer.store import JsonlWriter, OutputError, publish
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.raw import RawPage
from schemas.run import ClosedListing, ExitCode, PageCounts, RunReport
from scraper import clock
from scraper.ahead import Ahead
from scraper.boards import find_board, load_board, require_keys
from scraper.crawl import CrawlOrder, CrawlOutcome, CrawlProgress, crawl
from scraper.since import carried_on, listed_whole_at, since, until
from scraper.tally import Tally

Normalize = Callable[[Iterable[RawPage | ErrorRow]], Iterator[Listing | ErrorRow]]
"""Makes listings of pages, in their order."""


class View(Protocol):
    """Who is told how far a run is."""

    def crawling(self, progress: CrawlProgress) -> None:
        """The crawl goes on."""

    def reading(self, done: int, pages: int) -> None:
        """`done` of `pages` archived pages are normalized."""


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What to run."""

    board: str
    """Name or path of the board."""
    out: Path
    """Directory under which the board has its own."""
    boards: Path | None = None
    """Directory that is searched for boards before the bundled ones."""
    base_url: str | None = None
    """What replaces the board's own base URL."""
    jobs: int = 1
    """Processes that normalize."""


def run_board(order: RunOrder, view: View) -> RunReport:
    """Crawl a board and publish what it lists. Earlier output stays as it is unless at least one listing was read.

    Raises `BoardError` for a bad board file, `OSError` where output cannot be written, and `KeyboardInterrupt` where the run is
    interrupted after the crawl.
    """
    file = find_board(order.board, order.boards)
    board = load_board(file, base_url=order.base_url)
    require_keys(board, file)
    folder = order.out / board.name
    with _locked(folder):
        started = clock.now()
        stem = folder / "raw" / clock.run_id(started)
        stem.parent.mkdir(exist_ok=True)
        archive, log = stem.with_name(clock.archive_name(stem.name)), stem.with_suffix(".log")
        changed_since = since(board, folder, started)
        tally = Tally()
        with Ahead(archive, normalize_pages) if order.jobs == 1 else nullcontext() as ahead:
            outcome = crawl(CrawlOrder(board, file, order.base_url, archive, log, changed_since), view.crawling)
            if ahead:
                ahead.crawled()
            normalize: Normalize = ahead.normalize if ahead else partial(normalize_pages, jobs=order.jobs)
            earlier = carried_on(folder, board, outcome) if changed_since else iter(())
            obstacle = _obstacle(outcome, archive, incremental=changed_since is not None)
            exit_code = obstacle or _publish(archive, outcome, earlier, tally, folder, normalize, view)
        report = _report(board.name, started, outcome, tally, exit_code, folder, {"archive": archive, "log": log}).model_copy(
            update={
                "incremental": changed_since is not None,
                "changes_until": until(outcome, changed_since, started, failed=_missed(outcome)),
                "listed_whole_at": listed_whole_at(outcome, changed_since, folder, started),
            }
        )
        _write_report(report, folder / "run.json")
    return report


def _obstacle(outcome: CrawlOutcome, archive: Path, *, incremental: bool) -> ExitCode | None:
    """Why a crawl leaves nothing to publish, if so."""
    if "jobsieve/archive_failed" in outcome.stats:
        return ExitCode.OUTPUT
    if outcome.reason == "shutdown":
        return ExitCode.INTERRUPTED
    # That nothing changed is an answer as well.
    answered = "jobsieve/changes_until" in outcome.stats if incremental else outcome.count("item_scraped_count")
    return None if archive.exists() and answered else ExitCode.NOTHING


def _publish(
    archive: Path, outcome: CrawlOutcome, earlier: Iterator[Listing], tally: Tally, folder: Path, normalize: Normalize, view: View
) -> ExitCode:
    fetched = outcome.count("item_scraped_count")
    tally.errors += (ErrorRow(place=row["place"], reason=row["reason"]) for row in outcome.stats.get("jobsieve/malformed", ()))
    fresh = tally.listings_of(_watched(normalize(read_inputs([archive] if fetched else [])), fetched, view))
    listings = chain(fresh, tally.listings_of(tally.new(earlier)))
    first = next(listings, None)
    if first is None:
        return ExitCode.NOTHING
    publish(chain([first], listings), tally.errors, folder)
    complete = outcome.reason == "finished" and not _failed(outcome) and not tally.errors
    return ExitCode.OK if complete else ExitCode.PARTIAL


def _watched(rows: Iterator[Listing | ErrorRow], pages: int, view: View) -> Iterator[Listing | ErrorRow]:
    for done, row in enumerate(rows, 1):
        view.reading(min(done, pages), pages)
        yield row


def _missed(outcome: CrawlOutcome) -> bool:
    """Whether something that was asked for did not come."""
    return outcome.reason != "finished" or _failed(outcome) > 0


def _failed(outcome: CrawlOutcome) -> int:
    return outcome.count_all("jobsieve/failed/") + outcome.count("jobsieve/not_text") + outcome.count("spider_exceptions/count")


def _report(
    board: str, started: datetime, outcome: CrawlOutcome, tally: Tally, exit_code: ExitCode, folder: Path, files: dict[str, Path]
) -> RunReport:
    published = exit_code in {ExitCode.OK, ExitCode.PARTIAL}
    outputs = {name: folder / name for name in ("listings.jsonl", "listings.sqlite", "errors.jsonl")} if published else {}
    return RunReport(
        run_id=clock.run_id(started),
        board=board,
        started_at=clock.iso(started),
        finished_at=clock.iso(clock.now()),
        finish_reason=outcome.reason,
        exit_code=exit_code,
        published=published,
        fully_listed=bool(outcome.stats.get("jobsieve/fully_listed")),
        declared=outcome.stats.get("jobsieve/declared_total"),
        dead=outcome.stats.get("jobsieve/dead_board"),
        closed=tuple(ClosedListing.model_validate(row) for row in outcome.stats.get("jobsieve/closed", ())),
        pages=PageCounts(
            requests=outcome.count("downloader/request_count"),
            indexes=outcome.count("jobsieve/lists"),
            found=outcome.count("jobsieve/found"),
            fetched=outcome.count("item_scraped_count"),
            gone=outcome.count("jobsieve/gone"),
            failed=_failed(outcome),
            forbidden=outcome.count("robotstxt/forbidden"),
            refused=outcome.count("offsite/filtered"),
            unread=len(tally.errors),
        ),
        listings=tally.listings,
        repeated=tally.repeated,
        fields_filled=dict(tally.fields),
        conflicts=dict(tally.conflicts.most_common()),
        examples={code: tuple(messages) for code, messages in tally.examples.items()},
        files={name: str(path.relative_to(folder)) for name, path in {**outputs, **files}.items() if path.exists()},
    )


def _write_report(report: RunReport, path: Path) -> None:
    with JsonlWriter(path) as file:
        file.write(report)
        file.publish()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds a board's directory for one run. Raises `OutputError` at once where another run holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"{folder}: another run is writing here") from None
        yield
