"""What a crawl says of single postings, in its statistics: those that are closed, and rows that nothing can be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

_MOST = 1_000
"""Notes of a kind that are told one by one; more are only counted."""


def note_closed(stats: StatsCollector, key: str | None, reason: str) -> None:
    """A posting of which the provider says that it is closed or gone."""
    _note(stats, "jobsieve/closed", {"id": key, "reason": reason})


def note_malformed(stats: StatsCollector, place: str, reason: str) -> None:
    """A row of a list that nothing can be asked about."""
    _note(stats, "jobsieve/malformed", {"place": place, "reason": f"{place}: {reason}"})


def _note(stats: StatsCollector, name: str, row: dict[str, Any]) -> None:
    stats.inc_value(f"{name}_count")
    notes = stats.get_value(name) or []
    if len(notes) < _MOST:
        stats.set_value(name, [*notes, row])
