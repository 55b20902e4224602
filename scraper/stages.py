"""The stages of a run: crawl, read, judge, apply, publish. Each can be repeated; the ledger says how far a run came."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from normalizer.batch import normalize_pages
from normalizer.store.apply import apply_run, open_listings
from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.ledger import Ledger, RunRow
from normalizer.store.versions import Moment
from normalizer.version import normalizer_version
from schemas.fate import Fate
from schemas.run import ExitCode, RunFigures, RunReport, RunState
from scraper import clock
from scraper.ahead import Ahead
from scraper.attempts import CrawlRecord, is_complete
from scraper.crawl import CrawlOrder, crawl
from scraper.endings import Ending, ending_of_crawl, failed_pages
from scraper.evidence import Evidence, malformed, proves_empty, read_evidence, shortcomings, take_in
from scraper.monitors import Judged, judge
from scraper.order import RunContext
from scraper.publishing import publish_store
from scraper.reading import Normalize, Reading, read_before
from scraper.reporting import RunResult, report_of
from scraper.since import answered_whole, is_incremental, since


def run_stages(context: RunContext, store: Store) -> RunReport:
    """Run a board against its store. Raises `StoreError`, `OSError` and `KeyboardInterrupt`; the next run of the same id goes on then."""
    ledger = Ledger(store)
    # A clock that was set back must not make a new run look like an old one.
    started = ledger.next_start(clock.iso_fine(context.started))
    row = ledger.begin(context.run_id, context.board.name, context.order.window, started)
    if row.at != started and not context.attempts.archives():
        # Nothing was fetched when it was tried before: what it will see is seen now.
        row = ledger.restart(context.run_id, started)
    result = _Stages(context, store, row).run()
    report = report_of(context, store, row, result)
    # A run that was cut short is no measure for the next one.
    ledger.finish(report, result.figures if result.reading and _went_through(result) else None)
    return report


class _Stages:
    def __init__(self, context: RunContext, store: Store, row: RunRow) -> None:
        self._context = context
        self._store = store
        self._row = row
        self._late = Ledger(store).neighbours(row.at)[1] is not None
        self._last = Ledger(store).last_report(row.at)
        policy = context.board.policy
        self._reader = normalizer_version(policy)
        self._normalize_here: Normalize = partial(normalize_pages, policy=policy)
        self._normalize: Normalize = partial(normalize_pages, jobs=context.order.jobs, policy=policy)

    def run(self) -> RunResult:
        """Every stage for which there is something."""
        with ExitStack() as ahead:
            crawled = self._crawl(ahead)
            return self._evaluate(crawled=crawled)

    def _evaluate(self, *, crawled: bool) -> RunResult:
        attempts = self._context.attempts
        archives = attempts.archives()
        evidence = read_evidence(archives)
        record = attempts.record() or _broken_off(evidence, self._row.at)
        outcome = record.outcome()
        result = RunResult(record, evidence, archives, ending_of_crawl(outcome), shortcomings(evidence, outcome), crawled)
        if result.ending.readable:
            self._read(result)
        return result

    def _crawl(self, stack: ExitStack) -> bool:
        """Make the next attempt, unless there is nothing to add or its time is over. Says whether one was made.

        In one process the pages are normalized while they are fetched, by what is left in `stack`.
        """
        context, attempts = self._context, self._context.attempts
        archives = attempts.archives()
        # What would be fetched now is not what the board showed before the later runs.
        if is_complete(attempts.record()) or (self._late and archives):
            return False
        order = CrawlOrder(
            context.board,
            context.file,
            context.order.base_url,
            attempts.next_archive(),
            attempts.log,
            context.order.settings,
            tuple(archives),
            context.store,
            context.watch,
            context.lock,
            since(context.board, self._last, context.started),
            afresh=self._last is not None and self._last.policy is not context.board.policy,
        )
        ahead = None
        if context.order.jobs == 1:
            known = partial(read_before, context.store, context.board, self._reader)
            ahead = stack.enter_context(Ahead(order.archive, self._normalize_here, known))
        attempts.keep(crawl(order, context.view.crawling), clock.iso(clock.now()))
        if ahead:
            ahead.crawled()
            self._normalize = ahead.normalize
        return True

    def _read(self, result: RunResult) -> None:
        """Read and judge; where nothing stands against it, apply and publish."""
        intake = Intake(self._store)
        take_in(result.evidence, intake, self._context.board)
        if answered_whole(result.record.outcome()):
            # What a feed of changes does not name stands as it did.
            intake.listed(open_listings(self._store))
        reading = Reading(self._context.board, result.evidence, intake, self._reader, late=self._late)
        pages = result.record.outcome().count("item_scraped_count")
        for done, _ in enumerate(reading.read(result.archives, self._normalize), 1):
            self._context.view.reading(min(done, pages), pages)
        reading.tally.errors += malformed(result.record.outcome())
        result.reading = reading
        self._judge(result, reading)
        if result.held:
            result.state = RunState.HELD
        elif result.ending.readable:
            self._apply(result, reading, intake)

    def _judge(self, result: RunResult, reading: Reading) -> None:
        outcome, expected = result.record.outcome(), self._context.board.expect
        history = Ledger(self._store).history(self._row.at, expected.history)
        says_empty = bool(outcome.count("jobsieve/says_empty"))
        judged = Judged(_figures(reading), failed_pages(outcome), complete=_went_through(result), says_empty=says_empty)
        result.findings = [] if self._late else judge(judged, history, expected)
        result.figures = judged.figures.model_copy(update={"accepted": bool(result.findings) and self._context.order.accept})
        may_be_empty = (history and (says_empty or proves_empty(outcome))) or answered_whole(outcome)
        if not (reading.tally.listings or result.findings or may_be_empty):
            result.ending = Ending(ExitCode.NOTHING, [*result.ending.reasons, "no page holds a listing"])

    def _apply(self, result: RunResult, reading: Reading, intake: Intake) -> None:
        context = self._context
        moment = Moment(self._row.run_id, self._row.at, self._reader)
        applied = apply_run(intake, moment, context.board.expect.closing_rules(), fully_listed=not result.shortcomings)
        reading.remember(result.archives, self._row.at)
        result.state = RunState.APPLIED
        if not applied.late:
            publish_store(self._store, reading.tally.errors, context.folder, redact=context.redact)
            result.state = RunState.PUBLISHED


def _figures(reading: Reading) -> RunFigures:
    tally = reading.tally
    return RunFigures(
        listings=tally.listings,
        pages=reading.pages,
        unread=len(tally.errors),
        conflicts=sum(tally.conflicts.values()),
        fields={path: number for path, number in tally.fields.items() if number},
    )


def _went_through(result: RunResult) -> bool:
    """Whether the crawl met all that it was meant to, as far as it knows."""
    outcome = result.record.outcome()
    if outcome.reason != "finished" or is_incremental(outcome):
        return False
    lists_were_read = all(fate.fate is Fate.LISTING for fate in result.evidence.lists())
    within_limits = not outcome.count("jobsieve/over_limit")
    return lists_were_read and within_limits


def _broken_off(evidence: Evidence, at: str) -> CrawlRecord:
    """The record of a crawl that was killed and will not go on: as far as its evidence goes."""
    fates = [fate.fate for fate in evidence.listings()]
    counts = {"item_scraped_count": Fate.LISTING, "jobsieve/unchanged": Fate.UNCHANGED, "jobsieve/gone": Fate.GONE}
    return CrawlRecord(reason="broken_off", stats={name: fates.count(fate) for name, fate in counts.items()}, finished_at=at)
