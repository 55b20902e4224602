"""What `crawl` and `demo` show: how far a run is, and at its end what was found and where it lies."""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from normalizer.printable import inert
from schemas.run import ExitCode, RunReport
from scraper.crawl import CrawlProgress

_LINE_EVERY = 5.0
"""Seconds between two plain lines."""
_DRAW_EVERY = 0.1
"""Seconds between two drawings of the bars."""
_PLAIN_WIDTH = 140
_TOP_CODES = 12
_TOP_REASONS = 8

_ENDINGS = {
    ExitCode.OK: "Everything was read.",
    ExitCode.PARTIAL: "Published, but a part of the crawl failed or held no listing: see errors.jsonl and the log.",
    ExitCode.NOTHING: "Nothing was published: no listing could be fetched and read. See the log.",
    ExitCode.OUTPUT: "Nothing was published: output could not be written. See the log.",
    ExitCode.DISK_FULL: "Nothing was published: the disk is full. With room again, the same run id finishes the run.",
    ExitCode.STORE: "Nothing was published: the store cannot be used. The archive is kept; the same run id finishes the run.",
    ExitCode.TIMED_OUT: "Nothing was published: the board did not answer in time.",
    ExitCode.ROBOTS: "Nothing was published: robots.txt does not permit it.",
    ExitCode.EMPTY: "Not published: the board lists nothing, and used to. With --accept the same run id is published.",
    ExitCode.DROPPED: "Not published: too many listings are missing. With --accept the same run id is published.",
    ExitCode.SHAPE: "Not published: the pages are not what they used to be. With --accept the same run id is published.",
    ExitCode.BUDGET: "Published as far as a budget allowed; nothing is closed for its absence.",
    ExitCode.START: "Nothing was published: the crawl did not start, or died. See the log.",
    ExitCode.INTERRUPTED: "Interrupted: nothing was published; the archive holds what was fetched until then, and the same run id goes on from there.",
}


class RunView:
    """Progress on standard error: bars where a terminal reads it, a plain line every few seconds where not."""

    def __init__(self, *, bars: bool) -> None:
        self._bars = _bars() if bars else None
        self._tasks: dict[str, TaskID] = {}
        self._said = monotonic()

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars:
            self._bars.stop()

    def crawling(self, progress: CrawlProgress) -> None:
        """The crawl goes on."""
        self._show("crawl", progress.fetched + progress.gone, progress.found)

    def reading(self, done: int, pages: int) -> None:
        """`done` of `pages` archived pages are normalized."""
        self._show("normalize", done, pages)

    def _show(self, stage: str, done: int, of: int) -> None:
        if monotonic() - self._said < (_DRAW_EVERY if self._bars else _LINE_EVERY):
            return
        self._said = monotonic()
        if not self._bars:
            sys.stderr.write(f"{stage}: {done} of {of} listings\n")
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage)
        self._bars.update(self._tasks[stage], completed=done, total=of, refresh=True)


def print_report(report: RunReport, folder: Path) -> None:
    """The tables at the end of a run, on standard output."""
    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH, highlight=False)
    console.print(_pages(report))
    if report.published:
        console.print(_fields(report))
        console.print(f"Never filled: {', '.join(path for path, count in report.fields_filled.items() if not count) or '-'}")
        console.print(_conflicts(report))
        if report.agreement:
            console.print(_agreement(report))
    console.print(_files(report, folder))
    console.print(_ENDINGS[report.exit_code])
    for reason in report.reasons[:_TOP_REASONS]:
        console.print(f"  {inert(reason)}", markup=False)
    if (more := len(report.reasons) - _TOP_REASONS) > 0:
        console.print(f"  and {more} more in run.json")


def _pages(report: RunReport) -> Table:
    pages = report.pages
    rows = {
        "listings": report.listings,
        "listing pages fetched": pages.fetched,
        "  of these without a listing": pages.unread,
        "unchanged, not sent again": pages.unchanged,
        "gone (404, 410, redirected away)": pages.gone,
        "failed": pages.failed,
        "forbidden by robots.txt": pages.forbidden,
        "led to other hosts": pages.refused,
        "index pages and sitemaps": pages.indexes,
        "requests": pages.requests,
        **{f"listings now {state}": number for state, number in report.states.items() if number},
        **{f"  {kind.lower()} in this run": number for kind, number in report.events.items()},
    }
    table = _table(f"Board {report.board}: {report.listings} listings", "", "count")
    for name, count in rows.items():
        table.add_row(name, str(count))
    return table


def _fields(report: RunReport) -> Table:
    table = _table("Fields filled", "field", "listings", "share")
    filled = sorted(((path, count) for path, count in report.fields_filled.items() if count), key=lambda item: -item[1])
    for path, count in filled:
        table.add_row(path, str(count), f"{count / report.listings:.0%}")
    return table


def _conflicts(report: RunReport) -> Table:
    total = sum(report.conflicts.values())
    table = _table(f"Contradictions: {total}", "code", "count")
    table.add_column("for example", overflow="fold")
    for code, count in list(report.conflicts.items())[:_TOP_CODES]:
        examples = "\n".join(f"• {inert(message)}" for message in report.examples.get(code, ())[:2])
        table.add_row(code, str(count), Text(examples))
    if (more := len(report.conflicts) - _TOP_CODES) > 0:
        table.add_row(f"and {more} more codes", "", "")
    return table


def _agreement(report: RunReport) -> Table:
    """Embedded data against the text beside it: where a field contradicts often, an adapter is broken or the site is careless."""
    table = _table("Embedded data against text", "site")
    table.add_column("field", no_wrap=True)
    table.add_column("contradicts its own text", justify="right")
    for site, fields in report.agreement.items():
        for name, found in fields.items():
            table.add_row(inert(site), name, f"{found.contradicted} of {found.compared}")
    return table


def _files(report: RunReport, folder: Path) -> Table:
    table = _table("Files", "what", count=None)
    table.add_column("where", overflow="fold")
    for what, path in {**report.files, "run report": "run.json"}.items():
        table.add_row(what, str(folder / path))
    return table


def _table(title: str, what: str, count: str | None = None, share: str | None = None) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column(what, no_wrap=True)
    for name in filter(None, (count, share)):
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _bars() -> Progress:
    # Drawn when asked only: a thread that redraws would be alive while worker processes are forked.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
