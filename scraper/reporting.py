"""What a run came to, gathered stage by stage, and the report of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from normalizer.redact import redact_record
from normalizer.store.apply import count_states
from normalizer.store.database import Store
from normalizer.store.ledger import Ledger, RunRow
from normalizer.version import normalizer_version
from schemas.run import ClosedListing, ExitCode, PageCounts, RunFigures, RunReport, RunState
from scraper.attempts import CrawlRecord
from scraper.crawl import CrawlOutcome
from scraper.endings import Ending, failed_pages
from scraper.evidence import Evidence
from scraper.monitors import Finding
from scraper.order import RunContext
from scraper.reading import Reading
from scraper.since import is_incremental, listed_whole_at, until
from scraper.tally import Tally

OUTPUTS = ("listings.jsonl", "listings.sqlite", "lifecycle.jsonl", "errors.jsonl")
"""What a run publishes."""


@dataclass
class RunResult:
    """What a run came to so far."""

    record: CrawlRecord
    """How its crawl ended."""
    evidence: Evidence
    archives: list[Path]
    ending: Ending
    """What the crawl comes to, and in the end the run."""
    shortcomings: list[str]
    """Why the crawl does not prove that it saw everything."""
    crawled: bool
    """Whether anything was fetched in this attempt."""
    reading: Reading | None = None
    figures: RunFigures = field(default_factory=RunFigures)
    findings: list[Finding] = field(default_factory=list)
    """What the monitors object to."""
    state: RunState = RunState.FAILED

    @property
    def held(self) -> bool:
        """Whether the monitors keep it from being published."""
        return bool(self.findings) and not self.figures.accepted

    @property
    def exit_code(self) -> ExitCode:
        """The status that says how the run ended."""
        if self.held:
            return self.findings[0].exit_code
        if self.ending.exit_code is ExitCode.OK and self.reading and self.reading.tally.errors:
            return ExitCode.PARTIAL
        return self.ending.exit_code

    def reasons(self) -> tuple[str, ...]:
        """Sentences for a person, each once, the weightiest first."""
        return tuple(dict.fromkeys(self._reasons()))

    def _reasons(self) -> Iterator[str]:
        said = "accepted although" if self.figures.accepted else "not published:"
        yield from (f"{said} {finding.reason}" for finding in self.findings)
        yield from self.ending.reasons
        if self.reading and (unread := len(self.reading.tally.errors)):
            yield f"{unread} pages hold no listing; see errors.jsonl"
        yield from (f"not a complete list: {reason}" for reason in self.shortcomings)
        if self.state is RunState.APPLIED:
            yield "not published: a later run is published already; this one was added to the history"


def report_of(context: RunContext, store: Store, row: RunRow, result: RunResult) -> RunReport:
    """The report, written as `run.json` and kept in the ledger. The same archive gives the same report."""
    report = _report(context, store, row, result)
    return redact_record(report) if context.redact else report


def _report(context: RunContext, store: Store, row: RunRow, result: RunResult) -> RunReport:
    tally = result.reading.tally if result.reading else Tally()
    outcome = result.record.outcome()
    last = Ledger(store).last_report(row.at)
    return RunReport(
        run_id=row.run_id,
        board=context.board.name,
        window=row.window,
        state=result.state,
        started_at=row.at,
        finished_at=result.record.finished_at,
        finish_reason=result.record.reason,
        exit_code=result.exit_code,
        published=result.state is RunState.PUBLISHED,
        redacted=context.redact,
        reasons=result.reasons(),
        fully_listed=not result.shortcomings,
        declared=outcome.stats.get("jobsieve/declared_total") or outcome.stats.get("jobsieve/declared"),
        dead=outcome.stats.get("jobsieve/dead_board"),
        incremental=is_incremental(outcome),
        changes_until=until(outcome, last, row.at, failed=outcome.reason != "finished" or failed_pages(outcome) > 0),
        listed_whole_at=listed_whole_at(outcome, last, row.at),
        closed=tuple(ClosedListing.model_validate(closed) for closed in outcome.stats.get("jobsieve/closed", ())),
        pages=_pages(outcome, len(tally.errors)),
        lost=result.evidence.lost(),
        listings=tally.listings,
        unchanged=_unchanged(row, result),
        events=Ledger(store).events_of(row.run_id),
        states=count_states(store),
        normalizer=normalizer_version(context.board.policy),
        policy=context.board.policy,
        fields_filled=dict(tally.fields),
        conflicts=dict(tally.conflicts.most_common()),
        examples={code: tuple(messages) for code, messages in tally.examples.items()},
        agreement=tally.agreement(),
        files=_files(context, result),
    )


def _pages(outcome: CrawlOutcome, unread: int) -> PageCounts:
    return PageCounts(
        requests=outcome.count("downloader/request_count"),
        indexes=outcome.count("jobsieve/lists"),
        found=outcome.count("jobsieve/found"),
        fetched=outcome.count("item_scraped_count"),
        unchanged=outcome.count("jobsieve/unchanged"),
        gone=outcome.count("jobsieve/gone"),
        failed=failed_pages(outcome),
        forbidden=outcome.count("robotstxt/forbidden"),
        refused=outcome.count("offsite/filtered"),
        unread=unread,
    )


def _unchanged(row: RunRow, result: RunResult) -> int:
    """Listings that were not normalized again; where the run is only published again, as the first time."""
    if not result.crawled and row.report:
        return row.report.unchanged
    return result.reading.unchanged if result.reading else 0


def _files(context: RunContext, result: RunResult) -> dict[str, str]:
    outputs = {name: context.folder / name for name in OUTPUTS} if result.state is RunState.PUBLISHED else {}
    archives = {f"archive {number}" if number > 1 else "archive": path for number, path in enumerate(result.archives, 1)}
    found = {**outputs, **archives, "log": context.attempts.log, "store": context.store}
    return {name: str(path.relative_to(context.folder)) for name, path in found.items() if path.exists()}
