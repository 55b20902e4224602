"""What a long command says on standard error: a bar where a terminal reads it, plain lines where not."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from normalizer.printable import inert
from schemas.error import ErrorRow, SkippedRow

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_LINE_EVERY = 1000
_BAR_EVERY = 10
_MOST_REASONS = 12


class Progress:
    """Counts what comes out of a run and says so; standard output is never touched."""

    def __init__(self, *, bar: bool, name_refusals: bool) -> None:
        """`bar`: draw one; `name_refusals`: a line for each refused input, which otherwise is only counted."""
        self.listings = 0
        """Listings so far."""
        self.refusals = 0
        """Refused inputs so far."""
        self.skips: Counter[str] = Counter()
        """Pages that were passed over so far, by reason."""
        self._name_refusals = name_refusals
        self._bar = _make_bar() if bar else None

    def __enter__(self) -> Progress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def listing(self) -> None:
        """One more listing."""
        self.listings += 1
        self._step()

    def refused(self, row: ErrorRow) -> None:
        """One more refused input."""
        self.refusals += 1
        if self._name_refusals:
            self.say(describe(row))
        self._step()

    def skipped(self, row: SkippedRow) -> None:
        """More pages that were passed over."""
        self.skips[row.reason] += row.count
        self._step(row.count)

    @property
    def tally(self) -> str:
        """Counts in words."""
        passed_over = f", {self.skips.total()} skipped" if self.skips else ""
        return f"{_counted(self.listings, 'listing')}, {self.refusals} refused{passed_over}"

    @property
    def skip_reasons(self) -> str:
        """Why pages were passed over, the most frequent reason first; empty where none were."""
        named = self.skips.most_common(_MOST_REASONS)
        others = self.skips.total() - sum(count for _, count in named)
        return "; ".join([*(f"{count} {reason}" for reason, count in named), *([f"{others} others"] if others else [])])

    def say(self, line: str) -> None:
        """One line, above the bar where there is one."""
        if self._bar:
            self._bar.console.print(inert(line), markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(inert(line) + "\n")

    def _step(self, size: int = 1) -> None:
        count = self.listings + self.refusals + self.skips.total()
        if not self._bar:
            if count % _LINE_EVERY < size:
                self.say(f"so far {self.tally}")
        elif count % _BAR_EVERY < size:
            self._bar.update(self._bar.task_ids[0], description=self.tally, refresh=True)


def describe(row: ErrorRow) -> str:
    """A refused input as one line: where, which page, why."""
    said = row.id in (None, row.place, Path(row.file or "").stem)
    return f"refused: {row.where}: {row.reason}" if said else f"refused: {row.where}: {row.id}: {row.reason}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _make_bar() -> Bar:
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    # Drawn when asked only: a thread that redraws would be alive while worker processes are forked.
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Bar(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
    bar.add_task("reading", total=None)
    return bar
