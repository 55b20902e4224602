"""1: a run that is killed anywhere is finished by running it again, and what was published before stays readable until then."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from command import Jobsieve, bare, bare_crawling, kill_tree, wait_until
from faults import FaultServer, Reply
from mill import board, board_file, listing

YESTERDAY = range(40)
TODAY = range(5, 45)
"""Five listings are gone, five are new, and every second one pays more."""
RUN = ("--run-id", "today")
POLL = 0.01


def today() -> dict[str, object]:
    return {**board(TODAY), **{f"/jobs/{number}": Reply(listing(number, 40 + number)) for number in TODAY if number % 2}}


@dataclass(slots=True)
class Witness:
    """Reads what is published, every ten milliseconds."""

    folder: Path
    wholes: set[frozenset[str]]
    """The states in which it may be."""
    looks: int = 0
    faults: list[str] = field(default_factory=list)
    _enough: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def __enter__(self) -> Witness:
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        if self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while not self._enough.wait(POLL):
            self.looks += 1
            for read in (ids_of_lines, ids_of_table):
                try:
                    seen = read(self.folder)
                except Exception as error:  # whatever it is, a reader would have met it
                    self.faults.append(repr(error))
                else:
                    if seen not in self.wholes:
                        self.faults.append(f"{len(seen)} listings")


def ids_of_lines(folder: Path) -> frozenset[str]:
    rows = [json.loads(line)["listing_id"] for line in (folder / "listings.jsonl").read_text().splitlines()]
    assert len(set(rows)) == len(rows)
    return frozenset(rows)


def ids_of_table(folder: Path) -> frozenset[str]:
    with closing(sqlite3.connect(f"file:{folder / 'listings.sqlite'}?mode=ro", uri=True)) as database:
        return frozenset(row[0] for row in database.execute("SELECT listing_id FROM listings"))


def content(folder: Path) -> dict[str, tuple[object, ...]]:
    """What is published, but for the moments of fetching; a listing that is there twice shows as such."""
    rows = [json.loads(line) for line in (folder / "listings.jsonl").read_text().splitlines()]
    assert len({row["listing_id"] for row in rows}) == len(rows)
    return {row["listing_id"]: (row["title"], json.dumps(row["pay"]), row["source"]["url"].rpartition("/")[2]) for row in rows}


def history(folder: Path) -> list[tuple[object, ...]]:
    """Versions and events of the store, without moments."""
    with closing(sqlite3.connect(folder / "store.sqlite")) as store:
        versions = store.execute("SELECT 'version', listing_id, count(*), sum(valid_to IS NULL) FROM versions GROUP BY listing_id")
        events = store.execute("SELECT kind, listing_id, count(*), 0 FROM events GROUP BY kind, listing_id")
        return sorted([*versions, *events], key=str)


@dataclass(frozen=True, slots=True)
class Setting:
    """Yesterday's output, and what today's must come to."""

    yesterday: Path
    content: dict[str, tuple[object, ...]]
    history: list[tuple[object, ...]]
    wholes: set[frozenset[str]]
    reading_seconds: float
    """From the end of the crawl to the end of the run."""


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    folder = tmp_path_factory.mktemp("yesterday")
    with FaultServer(board(YESTERDAY)) as server:
        pinned(server, folder)
        assert Jobsieve(folder / "mill.toml", folder / "out", server.url).crawl("--run-id", "yesterday").status == 0
        copytree(folder / "out", folder / "reference")
        server.script = today()
        reference = Jobsieve(folder / "mill.toml", folder / "reference", server.url)
        assert reference.crawl(*RUN).status == 0
    crawled = reference.folder / "raw" / "today.crawl.json"
    seconds = (reference.folder / "run.json").stat().st_mtime - crawled.stat().st_mtime
    wholes = {ids_of_lines(folder / "out" / "mill"), ids_of_lines(reference.folder)}
    return Setting(folder / "out", content(reference.folder), history(reference.folder), wholes, seconds)


def pinned(server: FaultServer, folder: Path) -> Path:
    """A board file under whose site listings keep their ids whatever port the server has."""
    assert server.port
    return board_file(folder, site='"mill.example"', delay="0.02")


def kill_points(number: int) -> list[tuple[str, float]]:
    """Half of them by the number of requests that the board has answered, half by the share of the reading that is over."""
    half = number // 2
    requests = [("request", 1 + at * 42 / half) for at in range(half)]
    return requests + [("reading", at / (number - half)) for at in range(number - half)]


def killed_and_finished(setting: Setting, folder: Path, point: tuple[str, float], *, alone: bool) -> tuple[int, Witness]:
    """(records lost or double after running again, what a reader saw meanwhile)."""
    copytree(setting.yesterday, folder / "out")
    with FaultServer(today()) as server:
        jobsieve = Jobsieve(pinned(server, folder), folder / "out", server.url)
        with Witness(jobsieve.folder, setting.wholes) as witness, jobsieve.crawling(*RUN) as process:
            wait_for(point, server, jobsieve, setting)
            if alone:
                os.kill(process.pid, signal.SIGKILL)
            else:
                kill_tree(process.pid)
            process.wait()
            ended = jobsieve.crawl(*RUN)
        assert ended.status == 0, (point, ended.stderr)
    found = content(jobsieve.folder)
    wrong = sum(found.get(name) != row for name, row in setting.content.items()) + len(found.keys() - setting.content.keys())
    assert history(jobsieve.folder) == setting.history, point
    return wrong, witness


def wait_for(point: tuple[str, float], server: FaultServer, jobsieve: Jobsieve, setting: Setting) -> None:
    kind, much = point
    if kind == "request":
        wait_until(lambda: len(server.asked) >= int(much), 60)
        return
    wait_until((jobsieve.folder / "raw" / "today.crawl.json").exists, 60)
    until = monotonic() + much * setting.reading_seconds
    while monotonic() < until:
        sleep(0.002)


def sweep(setting: Setting, folder: Path, figure: Callable[..., None], number: int) -> None:
    points = kill_points(number)
    # A third of the time they wait for the board.
    with ThreadPoolExecutor(3) as several:
        runs = several.map(
            lambda at: killed_and_finished(setting, folder / f"kill-{at}", points[at], alone=bool(at % 2)), range(len(points))
        )
        wrong, witnesses = zip(*runs, strict=True)
    looks, faults = sum(witness.looks for witness in witnesses), [fault for witness in witnesses for fault in witness.faults]
    figure(1, sum(wrong), kills=number, readable=f"{looks - len(faults)}/{looks}")
    assert sum(wrong) == 0
    assert faults == []
    assert looks > number * 10


def test_nothing_is_lost_or_double_over_twenty_kills(setting: Setting, tmp_path: Path, figure: Callable[..., None]) -> None:
    sweep(setting, tmp_path, figure, 20)


@pytest.mark.slow
def test_nothing_is_lost_or_double_over_fifty_kills(setting: Setting, tmp_path: Path, figure: Callable[..., None]) -> None:
    sweep(setting, tmp_path, figure, 50)


def test_plain_scrapy_loses_what_it_had(tmp_path: Path) -> None:
    items = tmp_path / "items.json"
    with FaultServer(board(YESTERDAY)) as server:
        bare(f"{server.url}/jobs", items)
        assert len(json.loads(items.read_text())) == len(YESTERDAY)
        whole = items.stat().st_size
        server.script |= {f"/jobs/{number}": Reply(hang=True) for number in YESTERDAY if number % 2}
        with bare_crawling(f"{server.url}/jobs", items) as process:
            wait_until(lambda: items.stat().st_size < whole)
            process.kill()
    with pytest.raises(json.JSONDecodeError):
        json.loads(items.read_text())
