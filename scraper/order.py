"""What a run is asked to do, and what it knows from its first moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scraper.attempts import Attempts
    from scraper.boards import Board
    from scraper.crawl import CrawlProgress
    from scraper.disk import DiskWatch

STORE = "store.sqlite"
"""Name of a board's store in its folder."""
MIN_FREE = 64
"""MiB that stay free on the disk unless said otherwise."""


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
    settings: tuple[str, ...] = ()
    """Scrapy settings of this run, each `NAME=VALUE`."""
    run_id: str | None = None
    """Names the run: the same id again finishes it, or publishes it again; null makes one from the time."""
    window: str | None = None
    """What the run stands for, as the scheduler names it; only recorded."""
    accept: bool = False
    """Whether to publish what the monitors object to: the board's history then begins anew."""
    redact: bool = False
    """Whether e-mail addresses and telephone numbers are masked in what is published; the board's file can say so too."""
    min_free: int = MIN_FREE
    """MiB that stay free on the disk."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """A run that holds the lock of its board."""

    order: RunOrder
    file: Path
    """The board's file."""
    board: Board
    folder: Path
    """Where the board's output is."""
    view: View
    run_id: str
    started: datetime
    attempts: Attempts
    watch: DiskWatch
    lock: int
    """Handle of the lock, which the crawl holds as well: a run that is killed leaves its board locked until its crawl has ended too."""

    @property
    def redact(self) -> bool:
        """Whether what is published is redacted."""
        return self.order.redact or self.board.redact

    @property
    def store(self) -> Path:
        """The board's store."""
        return self.folder / STORE
