"""Monitors: whether what a run found may be published, judged by the board's own history.

They look at figures of normalized listings, which exist after the crawl has ended and in another process, and they stand in front of
publishing; Spidermon's run within the crawl, on its statistics, when the output is written already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from schemas.run import ExitCode, RunFigures
from scraper.expectations import Expectations

_FEW = 5
"""Listings below which shares say nothing."""
_HABITUAL = 0.8
"""Share of listings in which a field has to be filled usually for its absence to mean anything."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason not to publish."""

    exit_code: ExitCode
    reason: str
    """One sentence for a person, with the figures."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged."""

    figures: RunFigures
    lost: int
    """Listings whose pages were given up: accounted for, so not missing."""
    complete: bool
    """Whether the crawl went as far as it was meant to: a run that is cut short is known to hold less."""
    says_empty: bool
    """Whether the board says itself that it has no listing."""

    @property
    def shows_nothing(self) -> bool:
        """Whether there is neither a listing nor a page in which one was to be expected: a list without any is none."""
        return not (self.figures.listings or self.figures.unread)


Monitor = Callable[[Judged, Sequence[RunFigures], Expectations], Iterator[Finding]]


def judge(judged: Judged, history: Sequence[RunFigures], expected: Expectations) -> list[Finding]:
    """What stands against publishing; nothing where the board has no history yet."""
    if not history:
        return []
    return [finding for monitor in MONITORS for finding in monitor(judged, history, expected)]


def _empty(judged: Judged, history: Sequence[RunFigures], _expected: Expectations) -> Iterator[Finding]:
    usual = median(run.listings for run in history)
    if usual and judged.shows_nothing and not judged.lost and not judged.says_empty and judged.complete:
        yield Finding(ExitCode.EMPTY, f"the board lists nothing; its last {len(history)} runs found {usual:g} listings")


def _unread(judged: Judged, history: Sequence[RunFigures], expected: Expectations) -> Iterator[Finding]:
    found = judged.figures
    usual = median(_share(run.unread, run.pages) for run in history)
    now = _share(found.unread, found.pages)
    if (found.pages >= _FEW and now - usual > expected.max_unread_rise) or (found.unread and not found.listings):
        yield Finding(ExitCode.SHAPE, f"{found.unread} of {found.pages} pages hold no listing; usually {usual:.0%} of them")


def _fields(judged: Judged, history: Sequence[RunFigures], expected: Expectations) -> Iterator[Finding]:
    found = judged.figures
    past = [run for run in history if run.listings >= _FEW]
    if found.listings < _FEW or not past:
        return
    for field in sorted({name for run in past for name in run.fields}):
        usual = median(_share(run.fields.get(field, 0), run.listings) for run in past)
        now = _share(found.fields.get(field, 0), found.listings)
        if usual >= _HABITUAL and now < usual * (1 - expected.max_field_drop):
            yield Finding(ExitCode.SHAPE, f"{field} is filled in {now:.0%} of {found.listings} listings; usually in {usual:.0%}")


def _conflicts(judged: Judged, history: Sequence[RunFigures], expected: Expectations) -> Iterator[Finding]:
    found = judged.figures
    past = [run for run in history if run.listings >= _FEW]
    if found.listings < _FEW or not past:
        return
    usual = median(_share(run.conflicts, run.listings) for run in past)
    now = _share(found.conflicts, found.listings)
    if now - usual > expected.max_conflict_rise:
        yield Finding(ExitCode.SHAPE, f"{now:.2f} contradictions a listing; usually {usual:.2f}")


def _dropped(judged: Judged, history: Sequence[RunFigures], expected: Expectations) -> Iterator[Finding]:
    usual = median(run.listings for run in history)
    found = judged.figures.listings + judged.lost
    if judged.complete and not judged.says_empty and not judged.shows_nothing and found < usual * (1 - expected.max_drop):
        yield Finding(
            ExitCode.DROPPED,
            f"{found} listings; the last {len(history)} runs found {usual:g}, and more than {expected.max_drop:.0%} are missing",
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


MONITORS: tuple[Monitor, ...] = (_empty, _unread, _fields, _conflicts, _dropped)
"""In the order in which their findings decide the exit status."""
