"""What a board's store says of its listings."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from command import Jobsieve, read_lines

OPEN = {"OPEN", "REOPENED", "STALE"}


def states(jobsieve: Jobsieve) -> dict[int, str]:
    """Number of a listing → its state, as published."""
    return {number_of(row["url"]): row["state"] for row in read_lines(jobsieve.folder / "lifecycle.jsonl")}


def number_of(url: str) -> int:
    return int(url.partition("/jobs/")[2].partition("?")[0])


def stored_states(jobsieve: Jobsieve) -> Counter[str]:
    """State → listings, as stored, whether published or not."""
    return query(jobsieve.folder / "store.sqlite", "SELECT state, count(*) FROM listings GROUP BY state")


def query(store: Path, statement: str) -> Counter[str]:
    """A table of names and numbers."""
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
        return Counter(dict(database.execute(statement).fetchall()))
