"""How a run ends: the exit status that says so, and the sentences that say why."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from schemas.run import ExitCode
from scraper.crawl import CrawlOutcome
from scraper.disk import DISK_FULL

_FULL_WORDS = tuple(os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_EXCEPTIONS = "downloader/exception_type_count/"
_TIMEOUTS = ("timeout", "timedout")
_BUDGETS = ("closespider_", "memusage_exceeded")
"""Beginnings of the reasons for which Scrapy ends a crawl that was allowed no more."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What a run comes to."""

    exit_code: ExitCode
    reasons: list[str] = field(default_factory=list)

    @property
    def readable(self) -> bool:
        """Whether there is anything to read, judge and publish."""
        return self.exit_code in {ExitCode.OK, ExitCode.PARTIAL, ExitCode.BUDGET}


def ending_of_crawl(outcome: CrawlOutcome) -> Ending:
    """What the crawl alone says: why nothing came of it, else whether it went as far as it was meant to."""
    for find in _OBSTACLES:
        if ending := find(outcome):
            return ending
    shortfalls = list(_shortfalls(outcome))
    if _over_budget(outcome):
        return Ending(ExitCode.BUDGET, shortfalls)
    return Ending(ExitCode.PARTIAL if shortfalls else ExitCode.OK, shortfalls)


def failed_pages(outcome: CrawlOutcome) -> int:
    """Pages that were given up."""
    return outcome.count_all("jobsieve/failed/") + outcome.count("jobsieve/not_text") + outcome.count("spider_exceptions/count")


def pages_met(outcome: CrawlOutcome) -> int:
    """Pages of listings of which the crawl knows what they hold, or that they are over."""
    return outcome.count("item_scraped_count") + outcome.count("jobsieve/unchanged") + outcome.count("jobsieve/gone")


def _archive_failed(outcome: CrawlOutcome) -> Ending | None:
    failure = outcome.stats.get("jobsieve/archive_failed")
    if failure is None:
        return None
    full = any(words in str(failure) for words in _FULL_WORDS)
    return Ending(ExitCode.DISK_FULL if full else ExitCode.OUTPUT, [f"the archive could not be written: {failure}"])


def _low_disk(outcome: CrawlOutcome) -> Ending | None:
    return Ending(ExitCode.DISK_FULL, ["the disk ran low during the crawl"]) if outcome.reason == DISK_FULL else None


def _interrupted(outcome: CrawlOutcome) -> Ending | None:
    return Ending(ExitCode.INTERRUPTED, ["the crawl was stopped by a signal"]) if outcome.reason == "shutdown" else None


def _not_started(outcome: CrawlOutcome) -> Ending | None:
    why = {"died": "the process of the crawl ended without a word; see its log", "start_error": "the spider could not start; see the log"}
    return Ending(ExitCode.START, [why[outcome.reason]]) if outcome.reason in why else None


def _nothing(outcome: CrawlOutcome) -> Ending | None:
    """Nothing was met at all. Whether a board may be empty is for the monitors to say."""
    if pages_met(outcome) or (outcome.count("jobsieve/lists") and not failed_pages(outcome)):
        return None
    exceptions = {name: int(number) for name, number in outcome.stats.items() if name.startswith(_EXCEPTIONS)}
    timeouts = sum(number for name, number in exceptions.items() if any(word in name.lower() for word in _TIMEOUTS))
    answers = outcome.count("downloader/response_count")
    if timeouts and timeouts * 2 >= sum(exceptions.values()) and not outcome.count("jobsieve/lists"):
        return Ending(ExitCode.TIMED_OUT, [f"{timeouts} requests were not answered in time, {answers} were answered"])
    if forbidden := outcome.count("robotstxt/forbidden"):
        return Ending(ExitCode.ROBOTS, [f"robots.txt forbids it, or could not be read: {forbidden} requests were not made"])
    return Ending(
        ExitCode.NOTHING, [f"no page of a listing was fetched: {reason}" for reason in _shortfalls(outcome)] or ["nothing was fetched"]
    )


def _shortfalls(outcome: CrawlOutcome) -> Iterator[str]:
    if outcome.reason != "finished":
        yield f"the crawl ended early: {outcome.reason}"
    if failed := failed_pages(outcome):
        yield f"{failed} pages were given up"
    if over := outcome.count("jobsieve/over_limit"):
        yield f"{over} links lay beyond the limits of the board"
    declared, found = outcome.count("jobsieve/declared"), outcome.count("jobsieve/found")
    if declared > found:
        yield f"the board declares {declared} listings; {found} were found"


def _over_budget(outcome: CrawlOutcome) -> bool:
    return outcome.reason.startswith(_BUDGETS) or bool(outcome.count("jobsieve/over_limit"))


_OBSTACLES: tuple[Callable[[CrawlOutcome], Ending | None], ...] = (_archive_failed, _low_disk, _interrupted, _not_started, _nothing)
