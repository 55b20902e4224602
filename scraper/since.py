"""Runs that ask only for what changed: since when, and which listings of earlier runs still stand.

For providers that publish their changes (`[crawl.changes]`). A provider that does not is crawled whole every time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import ValidationError

from normalizer.identity import listing_id
from schemas.listing import Listing
from schemas.raw import RawPage
from schemas.run import RunReport
from scraper import clock
from scraper.boards import Board
from scraper.crawl import CrawlOutcome

WHOLE_EVERY = timedelta(days=7)
"""Longest time for which a board is only asked for changes: what a change feed left out comes to light after it."""


def since(board: Board, folder: Path, now: datetime) -> str | None:
    """The moment from which to ask for changes; null where the board must be crawled whole.

    That is the case where its provider tells no changes, no run before has listed it whole within `WHOLE_EVERY`, or what was published then
    cannot be carried on.
    """
    if not (board.kind == "api" and board.plan().provider.crawl.changes):
        return None
    report = _last_report(folder / "run.json")
    if report is None or not (report.changes_until and report.listed_whole_at):
        return None
    is_recent = now - datetime.fromisoformat(report.listed_whole_at) < WHOLE_EVERY
    return report.changes_until if is_recent and _can_be_carried(folder / "listings.jsonl") else None


def until(outcome: CrawlOutcome, asked: str | None, started: datetime, *, failed: bool) -> str | None:
    """From when the next run may ask for changes: what the provider said, the start of a crawl that saw the whole list, or as before where
    something was missed.
    """
    if failed:
        return asked
    if asked:
        return str(outcome.stats.get("jobsieve/changes_until") or asked)
    return clock.iso(started) if outcome.stats.get("jobsieve/fully_listed") else None


def listed_whole_at(outcome: CrawlOutcome, asked: str | None, folder: Path, started: datetime) -> str | None:
    """When the board was last listed whole, in UTC."""
    if asked is None:
        return clock.iso(started) if outcome.stats.get("jobsieve/fully_listed") else None
    report = _last_report(folder / "run.json")
    return report.listed_whole_at if report else None


def carried_on(folder: Path, board: Board, outcome: CrawlOutcome) -> Iterator[Listing]:
    """The listings of the run before, without those that the provider has closed since."""
    closed = {row["id"] for row in outcome.stats.get("jobsieve/closed", ()) if row["id"]}
    gone = {listing_id(RawPage(id=key, body="", site=board.site, key=key)) for key in closed}
    with (folder / "listings.jsonl").open("rb") as lines:
        listings = (Listing.model_validate_json(line) for line in lines if not line.isspace())
        yield from (listing for listing in listings if listing.listing_id not in gone)


def _last_report(path: Path) -> RunReport | None:
    try:
        return RunReport.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        # Of a run before this version of the schema nothing can be carried on.
        return None


def _can_be_carried(path: Path) -> bool:
    """Whether the listings of the run before are of this version of the schema."""
    try:
        with path.open("rb") as lines:
            first = json.loads(next(lines, b"{}"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(first.get("schema_version") == Listing.model_fields["schema_version"].default)
