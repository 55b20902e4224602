"""2: every way in which a run can end has a status of its own, and only those that may publish do."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree

import pytest
from command import Jobsieve, bare, wait_until
from faults import FaultServer, Reply
from mill import board, board_file, index, listing

SIZE = 20
PUBLISHING = {0, 1, 13}
NO_ROBOTS = {"/robots.txt": Reply(b"", 404)}


@dataclass(frozen=True, slots=True)
class Case:
    """A run of a board that went well yesterday."""

    status: int
    script: Mapping[str, object] = field(default_factory=lambda: board(range(SIZE)))
    arguments: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Of the board's file."""
    before: Callable[[Path], int | None] = lambda _: None
    """What happens to the board's folder first; a handle that it gives is closed afterwards."""
    signal: int | None = None
    """Sent when the first listing is asked for."""


def hold_lock(folder: Path) -> int:
    """The handle that holds the board's lock until it is closed."""
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def shapeless(number: int) -> bytes:
    """A page on which the usual facts are no longer where they were."""
    return listing(number).replace(b"Pay: $", b"Ask us: ").replace(b"hours per week", b"and so on").replace(b"years at a loom", b"looms")


CASES = {
    "ok": Case(0),
    "a part failed": Case(1, {**board(range(SIZE)), "/jobs/3": Reply(b"", 500)}),
    "bad configuration": Case(2, keys={"colour": '"red"'}),
    "all 5xx": Case(3, {"*": Reply(b"", 500), **NO_ROBOTS}),
    "disk full": Case(5, arguments=("--min-free", "100000000")),
    "locked": Case(6, before=hold_lock),
    "store down": Case(7, before=lambda folder: (folder / "store.sqlite").write_bytes(b"no database" * 1000)),
    "all timed out": Case(8, {"*": Reply(hang=True), **NO_ROBOTS}, ("--set", "DOWNLOAD_TIMEOUT=1", "--set", "RETRY_TIMES=0")),
    "robots deny all": Case(9, {**board(range(SIZE)), "/robots.txt": Reply(b"User-agent: *\nDisallow: /\n", media_type="text/plain")}),
    "empty": Case(10, board([])),
    "a third is missing": Case(11, board(range(SIZE * 2 // 3 - 1))),
    "schema break": Case(12, {**board(range(SIZE)), **{f"/jobs/{n}": Reply(shapeless(n)) for n in range(SIZE)}}),
    "budget": Case(13, keys={"max_listings": "5"}),
    "start error": Case(14, arguments=("--set", "SCHEDULER=nowhere.Nothing")),
    "SIGTERM": Case(130, {**board(range(SIZE)), **{f"/jobs/{n}": Reply(listing(n), wait=0.1) for n in range(SIZE)}}, signal=signal.SIGTERM),
}


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run that went well."""
    folder = tmp_path_factory.mktemp("yesterday")
    with FaultServer(board(range(SIZE))) as server:
        assert Jobsieve(board_file(folder), folder / "out", server.url).crawl().status == 0
    return folder / "out"


def end(case: Case, yesterday: Path, folder: Path) -> tuple[int, bool]:
    """(status, whether what was published yesterday is as it was)."""
    copytree(yesterday, folder / "out")
    published = folder / "out" / "mill" / "listings.jsonl"
    before = published.stat().st_mtime_ns, published.read_bytes()
    with FaultServer(case.script) as server:
        jobsieve = Jobsieve(board_file(folder, **case.keys), folder / "out", server.url)
        held = case.before(jobsieve.folder)
        with jobsieve.crawling(*case.arguments) as process:
            if case.signal:
                wait_until(lambda: any(path.startswith("/jobs/") for path in server.paths()))
                process.send_signal(case.signal)
            process.communicate(timeout=100)
        if case.before is hold_lock and held is not None:
            os.close(held)
    return process.returncode, before == (published.stat().st_mtime_ns, published.read_bytes())


def test_every_outcome_has_its_status(yesterday: Path, tmp_path: Path, figure: Callable[..., None]) -> None:
    with ThreadPoolExecutor(2) as both_cores:
        ends = both_cores.map(lambda name: end(CASES[name], yesterday, tmp_path / name), CASES)
        found = dict(zip(CASES, ends, strict=True))
    right = [name for name, case in CASES.items() if found[name][0] == case.status]
    figure(2, len(right), of=len(CASES))
    assert {name: status for name, (status, _) in found.items()} == {name: case.status for name, case in CASES.items()}
    assert len({case.status for case in CASES.values()}) == len(CASES)
    touched = {name for name, (_, untouched) in found.items() if not untouched}
    assert touched <= {name for name, case in CASES.items() if case.status in PUBLISHING}


def test_plain_scrapy_ends_well_whatever_happens(tmp_path: Path) -> None:
    failures = {
        "all 5xx": ({"*": Reply(b"", 500)}, {}),
        "all timed out": ({"*": Reply(hang=True)}, {"DOWNLOAD_TIMEOUT": 1, "RETRY_TIMES": 0}),
        "robots deny all": (CASES["robots deny all"].script, {"ROBOTSTXT_OBEY": True}),
        "empty": ({"/jobs": Reply(index([]))}, {}),
        "budget": (board(range(SIZE)), {"CLOSESPIDER_PAGECOUNT": 2}),
    }
    statuses = {}
    for name, (script, settings) in failures.items():
        with FaultServer(script) as server:
            statuses[name] = bare(f"{server.url}/jobs", tmp_path / "items.jsonl", **settings).status
    assert set(statuses.values()) == {0}
