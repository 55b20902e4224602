"""Runs that ask only for what changed: since when, and from when the next one may.

For providers that publish their changes (`[crawl.changes]`). A provider that does not is crawled whole every time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from schemas.run import RunReport
from scraper.boards import Board
from scraper.crawl import CrawlOutcome

WHOLE_EVERY = timedelta(days=7)
"""Longest time for which a board is only asked for changes: what a change feed left out comes to light after it."""


def since(board: Board, last: RunReport | None, now: datetime) -> str | None:
    """The moment from which to ask for changes; null where the board must be crawled whole.

    That is the case where its provider tells no changes, where what is known was read under another policy, or where no run (`last` is the
    one before) has listed it whole within `WHOLE_EVERY`.
    """
    if not (board.kind == "api" and board.plan().provider.crawl.changes):
        return None
    if last is None or last.policy is not board.policy or not (last.changes_until and last.listed_whole_at):
        return None
    return last.changes_until if now - datetime.fromisoformat(last.listed_whole_at) < WHOLE_EVERY else None


def is_incremental(outcome: CrawlOutcome) -> bool:
    """Whether a crawl asked for changes only."""
    return bool(outcome.stats.get("jobsieve/incremental"))


def answered_whole(outcome: CrawlOutcome) -> bool:
    """Whether a crawl that asked for changes got all of them."""
    return is_incremental(outcome) and outcome.reason == "finished" and "jobsieve/changes_until" in outcome.stats


def until(outcome: CrawlOutcome, last: RunReport | None, started: str, *, failed: bool) -> str | None:
    """From when the next run may ask for changes: what the provider said, the start of a crawl that saw the whole list, or as before where
    something was missed.
    """
    asked = last.changes_until if last else None
    if failed:
        return asked
    if is_incremental(outcome):
        return str(outcome.stats.get("jobsieve/changes_until") or asked)
    return started if outcome.stats.get("jobsieve/fully_listed") else asked


def listed_whole_at(outcome: CrawlOutcome, last: RunReport | None, started: str) -> str | None:
    """When the board was last listed whole, in UTC."""
    if outcome.stats.get("jobsieve/fully_listed") and not is_incremental(outcome):
        return started
    return last.listed_whole_at if last else None
