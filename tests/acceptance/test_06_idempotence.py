"""6: the same input under the same run id gives the same bytes, and a day that is run late changes nothing about the days behind it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from command import Jobsieve, bare
from faults import FaultServer, Reply
from mill import board, listing
from traces import traces

PUBLISHED = ("listings.jsonl", "errors.jsonl", "lifecycle.jsonl", "run.json")


def digests(folder: Path) -> dict[str, str]:
    found = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in PUBLISHED}
    return {**found, "listings.sqlite": hashlib.sha256(repr(rows(folder / "listings.sqlite")).encode()).hexdigest()}


def rows(path: Path) -> list[object]:
    """Every row of a database; its pages may lie in another order."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return [(table, *row) for table in tables for row in sorted(database.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)]


def days(jobsieve: Jobsieve) -> list[tuple[str, str | None, str]]:
    """Each listing's versions, by the day's pay."""
    with closing(sqlite3.connect(f"file:{jobsieve.folder / 'store.sqlite'}?mode=ro", uri=True)) as store:
        return store.execute(
            "SELECT listing_id, count(*), group_concat(fields_hash) FROM versions GROUP BY listing_id ORDER BY 1"
        ).fetchall()


def test_the_same_run_twice_gives_the_same_bytes(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = board(range(30))
    assert jobsieve.crawl("--run-id", "monday").status == 0
    before, versions = digests(jobsieve.folder), days(jobsieve)
    server.forget()
    assert jobsieve.crawl("--run-id", "monday").status == 0
    after = digests(jobsieve.folder)
    differing = [name for name in before if before[name] != after[name]]
    figure(6, len(differing), of=len(before), requests=len(server.asked))
    assert differing == []
    assert days(jobsieve) == versions
    assert server.asked == [], "nothing was fetched"


def test_a_day_that_is_run_again_late_changes_nothing(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = board(range(20))
    jobsieve.crawl("--run-id", "monday")
    server.script |= {f"/jobs/{number}": Reply(listing(number, 77)) for number in range(10)}
    jobsieve.crawl("--run-id", "tuesday")
    lines, versions = (jobsieve.folder / "listings.jsonl").read_bytes(), days(jobsieve)
    assert jobsieve.crawl("--run-id", "monday").status == 0
    same = (jobsieve.folder / "listings.jsonl").read_bytes() == lines
    figure(6, 0 if same else 1, what="outputs changed by a day that is run late", rows_before=20, rows_after=len(jobsieve.listings()))
    assert same
    assert days(jobsieve) == versions
    assert any(traces(jobsieve.folder))


def test_plain_scrapy_appends_to_what_it_wrote(server: FaultServer, tmp_path: Path) -> None:
    server.script = board(range(3))
    items = tmp_path / "items.json"
    for _ in range(2):
        bare(f"{server.url}/jobs", items, output="-o")
    with pytest.raises(json.JSONDecodeError):
        json.loads(items.read_text())
