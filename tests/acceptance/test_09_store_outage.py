"""9: a store that cannot be used for a while costs nothing but the time: the run says so, and the same run id finishes it.

The store is SQLite: it is locked by another program, from one of ten moments of the run on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from command import Jobsieve, bare, wait_until
from faults import FaultServer
from mill import board, board_file, title

STORE = 7
YESTERDAY, TODAY = range(20), range(30)
MOMENTS = (0, 1, 3, 6, 10, 15, 20, 25, 28, 31)
"""Requests that the board had answered when the store went away."""
RUN = ("--run-id", "today")


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("yesterday")
    with FaultServer(board(YESTERDAY)) as server:
        assert Jobsieve(board_file(folder, site='"mill.example"'), folder / "out", server.url).crawl().status == 0
    return folder / "out"


def outage(yesterday: Path, folder: Path, moment: int) -> tuple[int, int, int]:
    """(status of the run, listings missing after it was finished, listings that are there twice)."""
    copytree(yesterday, folder / "out")
    with FaultServer(board(TODAY)) as server:
        jobsieve = Jobsieve(board_file(folder, site='"mill.example"', delay="0.02"), folder / "out", server.url)
        before = (jobsieve.folder / "listings.jsonl").read_bytes()
        with closing(sqlite3.connect(jobsieve.folder / "store.sqlite", isolation_level=None, timeout=60)) as intruder:
            if moment == 0:
                intruder.execute("BEGIN EXCLUSIVE")
            with jobsieve.crawling(*RUN) as process:
                wait_until(lambda: len(server.asked) >= moment or process.poll() is not None, 60)
                if moment:
                    intruder.execute("BEGIN EXCLUSIVE")
                process.communicate(timeout=200)
        assert (jobsieve.folder / "listings.jsonl").read_bytes() == before, "what was published stays"
        again = jobsieve.crawl(*RUN)
    assert again.status == 0, again.stderr
    titles = [row["title"] for row in jobsieve.listings()]
    return process.returncode, len({title(number) for number in TODAY} - set(titles)), len(titles) - len(set(titles))


def test_no_row_is_lost_or_double_over_ten_outages(yesterday: Path, tmp_path: Path, figure: Callable[..., None]) -> None:
    # Most of the time they wait for the store.
    with ThreadPoolExecutor(5) as several:
        found = list(several.map(lambda moment: outage(yesterday, tmp_path / f"at-{moment}", moment), MOMENTS))
    statuses, missing, double = zip(*found, strict=True)
    figure(9, sum(missing) + sum(double), of=len(MOMENTS), backend="SQLite")
    assert statuses == (STORE,) * len(MOMENTS)
    assert (sum(missing), sum(double)) == (0, 0)


def test_a_store_that_is_none_is_told_and_left_as_it_is(yesterday: Path, tmp_path: Path) -> None:
    copytree(yesterday, tmp_path / "out")
    with FaultServer(board(TODAY)) as server:
        jobsieve = Jobsieve(board_file(tmp_path), tmp_path / "out", server.url)
        store = jobsieve.folder / "store.sqlite"
        store.write_bytes(b"no database at all" * 500)
        ended = jobsieve.crawl()
    assert (ended.status, store.read_bytes()) == (STORE, b"no database at all" * 500)


def test_plain_scrapy_drops_what_its_database_refuses(tmp_path: Path) -> None:
    """A pipeline that writes to a database which is locked: every item is lost, and all is well."""
    pipeline = tmp_path / "refusing.py"
    pipeline.write_text(
        "import sqlite3\n"
        "class Pipeline:\n"
        "    def process_item(self, item):\n"
        "        sqlite3.connect('locked.sqlite', timeout=0).execute('INSERT INTO t VALUES (1)').connection.commit()\n"
        "        return item\n"
    )
    with closing(sqlite3.connect(tmp_path / "locked.sqlite", isolation_level=None)) as database, FaultServer(board(range(5))) as server:
        database.execute("CREATE TABLE t (x)")
        database.execute("BEGIN EXCLUSIVE")
        ended = bare(f"{server.url}/jobs", tmp_path / "items.jsonl", path=tmp_path, ITEM_PIPELINES='{"refusing.Pipeline": 1}')
    assert ended.status == 0
    assert not (tmp_path / "items.jsonl").exists() or not (tmp_path / "items.jsonl").read_text()
