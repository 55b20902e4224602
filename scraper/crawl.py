"""A crawl in a process of its own: Scrapy's reactor runs once a process, and what it holds in memory ends with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scraper.boards import Board
from scraper.disk import DISK_FULL, DiskWatch

_GRACE = 60.0
"""Seconds that an interrupted crawl gets to finish its request and close its archive."""


@dataclass(frozen=True, slots=True)
class CrawlOrder:
    """What a crawl needs to know."""

    board: Board
    file: Path
    """The board's file."""
    base_url: str | None
    """What replaces the board's own base URL."""
    archive: Path
    """Where the archive goes."""
    log: Path
    """Where Scrapy's log goes."""
    settings: tuple[str, ...] = ()
    """Further Scrapy settings, each `NAME=VALUE`."""
    earlier: tuple[Path, ...] = ()
    """Archives of earlier attempts of the same run."""
    store: Path | None = None
    """The board's store, which knows its pages."""
    watch: DiskWatch | None = None
    """Ends the crawl in order when the disk runs low."""
    lock: int | None = None
    """File handle that the crawl keeps open as long as it lives."""
    since: str | None = None
    """The moment from which changes are asked for; null for the whole board."""
    afresh: bool = False
    """Whether every page is fetched whole, also one that is as the store knows it."""


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is."""

    fetched: int
    """Listing pages fetched."""
    found: int
    """Listings linked to so far."""
    gone: int
    """Listings that turned out to be gone."""


@dataclass(frozen=True, slots=True)
class CrawlOutcome:
    """How a crawl ended."""

    reason: str
    """`finished`, `shutdown`, the limit or the failure that ended it; `died` where the process said nothing."""
    stats: dict[str, Any] = field(default_factory=dict)
    """Scrapy's statistics."""

    def count(self, name: str) -> int:
        """One of the statistics, 0 where it was never counted."""
        return int(self.stats.get(name, 0))

    def count_all(self, prefix: str) -> int:
        """Sum of the statistics whose names begin with `prefix`."""
        return sum(int(value) for name, value in self.stats.items() if name.startswith(prefix))


def crawl(order: CrawlOrder, on_progress: Callable[[CrawlProgress], None]) -> CrawlOutcome:
    """Crawl a board and return when the crawl has ended.

    `KeyboardInterrupt` asks the crawl to end in order, which gives an outcome with the reason `shutdown`; a second one kills it. A disk
    that runs low ends it in order too, with the reason `disk_full`.
    Raises `OSError` where the log cannot be written.
    """
    outcome, asked_to_end = CrawlOutcome("died"), ""
    with order.log.open("ab") as log, _child(order, log) as child:
        while True:
            try:
                line = child.stdout.readline() if child.stdout else ""
                if not line:
                    break
                outcome = _hear(line, on_progress) or outcome
                if order.watch and order.watch.is_low() and not asked_to_end:
                    asked_to_end = DISK_FULL
                    child.terminate()
            except KeyboardInterrupt:
                if asked_to_end:
                    raise
                asked_to_end = "shutdown"
                child.terminate()
    return CrawlOutcome(asked_to_end, outcome.stats) if asked_to_end else outcome


def _hear(line: str, on_progress: Callable[[CrawlProgress], None]) -> CrawlOutcome | None:
    """Take in one line of what the crawl says; its last one is the outcome."""
    event = json.loads(line) if line.startswith("{") else {}
    if "progress" in event:
        on_progress(CrawlProgress(**event["progress"]))
    return CrawlOutcome(event["reason"], event["stats"]) if "reason" in event else None


@contextmanager
def _child(order: CrawlOrder, log: Any) -> Iterator[subprocess.Popen[str]]:
    # A session of its own: an interrupt from the keyboard reaches this process only, which then asks the crawl to end, once.
    child = subprocess.Popen(  # noqa: S603 - no shell; the arguments are ours
        _command(order),
        # Nothing is ever written to it: its end tells the crawl that nobody waits for it any more.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=child_environment(),
        text=True,
        start_new_session=True,
        pass_fds=() if order.lock is None else (order.lock,),
    )
    try:
        yield child
        child.wait(_GRACE)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        for pipe in filter(None, (child.stdin, child.stdout)):
            pipe.close()


def _command(order: CrawlOrder) -> list[str]:
    spider_arguments = {"board": str(order.file.resolve()), "base_url": order.base_url, "since": order.since}
    settings = {"JOBSIEVE_ARCHIVE": str(order.archive.resolve()), "JOBSIEVE_PROGRESS": "1"}
    if order.earlier:
        settings["JOBSIEVE_EARLIER"] = json.dumps([str(path.resolve()) for path in order.earlier])
    if order.afresh:
        settings["JOBSIEVE_AFRESH"] = "1"
    if order.store:
        settings["JOBSIEVE_STORE"] = str(order.store.resolve())
    # -P: a folder of the user's that happens to be called `scraper` or `schemas` must not be imported.
    command = [sys.executable, "-P", "-m", "scraper.child", "crawl", order.board.kind]
    for name, value in spider_arguments.items():
        command += ["-a", f"{name}={value}"] if value else []
    for name, setting in settings.items():
        command += ["-s", f"{name}={setting}"]
    for assignment in order.settings:
        command += ["-s", assignment]
    return command


def child_environment() -> dict[str, str]:
    """The environment in which a process of this project's own finds its settings and its code."""
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scraper.settings", "PYTHONUNBUFFERED": "1"}
    root = str(Path(__file__).resolve().parents[1])
    if root not in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        # Run from a checkout: the project is not among the installed packages.
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    return environment
