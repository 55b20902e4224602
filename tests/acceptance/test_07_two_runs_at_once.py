"""7: of two runs of a board that start at once, exactly one goes on, and the other says so and leaves."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

from command import Jobsieve, bare
from faults import FaultServer, Reply
from mill import index, listing

TRIES = 20
LOCKED = 6
MOST_SECONDS = 2.0


def race(jobsieve: Jobsieve) -> tuple[int, float]:
    """Start two runs; (runs that were still at work when one had ended as locked, seconds that one took)."""
    begun = monotonic()
    with jobsieve.crawling() as first, jobsieve.crawling() as second:
        both = [first, second]
        while all(process.poll() is None for process in both):
            sleep(0.005)
        seconds = monotonic() - begun
        ended = [process for process in both if process.returncode is not None]
        assert [process.returncode for process in ended] == [LOCKED], ended[0].communicate()
        return len(both) - len(ended), seconds


def test_one_of_two_runs_wins(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = {"/jobs": Reply(hang=True), "/robots.txt": Reply(b"", 404)}
    winners, seconds = zip(*(race(jobsieve) for _ in range(TRIES)), strict=True)
    figure(7, winners.count(1), of=TRIES, slowest_loser_seconds=round(max(seconds), 2))
    assert winners == (1,) * TRIES
    # On a machine that is busy otherwise, everything takes longer by as much as it is.
    assert sorted(seconds)[TRIES // 2] < MOST_SECONDS * max(1.0, os.getloadavg()[0])


def test_the_loser_does_nothing_and_the_winner_is_not_disturbed(server: FaultServer, jobsieve: Jobsieve) -> None:
    server.script = {"/jobs": Reply(index([1]), wait=3.0), "/jobs/1": Reply(listing(1)), "/robots.txt": Reply(b"", 404)}
    with jobsieve.crawling() as winner:
        while not server.paths():
            sleep(0.01)
        loser = jobsieve.crawl()
        assert (loser.status, server.paths().count("/jobs")) == (LOCKED, 1)
        winner.communicate(timeout=60)
    assert winner.returncode == 0
    assert jobsieve.report()["listings"] == 1


def test_plain_scrapy_lets_both_write(server: FaultServer, tmp_path: Path) -> None:
    server.script = {"/jobs": Reply(index([1]), wait=1.0), "/jobs/1": Reply(listing(1))}
    with ThreadPoolExecutor(2) as both:
        ends = list(both.map(lambda _: bare(f"{server.url}/jobs", tmp_path / "items.jsonl").status, range(2)))
    assert (ends, server.paths().count("/jobs")) == ([0, 0], 2)
