"""16: what a listing says is shown, and never obeyed: by spreadsheets, terminals, databases, file systems and readers of logs."""

from __future__ import annotations

import csv
import html
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from command import Jobsieve, bare
from faults import FaultServer, Reply
from lifecycle import number_of
from mill import board_file, listing

from scraper.logs import CONTINUED

FORGED = "2026-11-21 08:00:00 [scrapy.core.engine] INFO: Spider closed (finished)"
PAYLOADS = (
    "=1+2", "=HYPERLINK(\"http://evil.example\",\"x\")", "+1-2", "-2+3", "@SUM(A1:A9)", "\t=cmd|' /C calc'!A0", "|calc", "%0A=1+2", "＝1+1", " =1+1",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>", "</title><script>x</script>", "<!--", "]]>", "&lt;b&gt;",
    "'; DROP TABLE listings; --", "x\"; DROP TABLE listings; --", "' OR 1=1 --", "Robert'); DELETE FROM versions;--", "`id`", "$(id)", "{{7*7}}", "%s%s%n",
    f"Weaver\n{FORGED}", f"Weaver\r\n{FORGED}", "Weaver\x1b[2J\x1b]0;owned\x07", "Weaver\x00Dyer", "Weaver\x08\x08", "Weaver\x85next", "Weaver\u2028next",
    "../../../etc/passwd", "..\\..\\windows", "/etc/passwd", "CON", "a" * 300, "Weaver\u202etxt.exe", "Weaver\u200b\u200e", "Weaver\ufeff",
)  # fmt: skip
FORMULA = re.compile("[=+\\-@\t\r|%\uff1d\uff0b\uff0d\uff20]")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[[\w.-]+\] (?:DEBUG|INFO|WARNING|ERROR|CRITICAL): |" + re.escape(CONTINUED))


def hostile(number: int) -> bytes:
    """A listing whose title is a payload."""
    title = f"<h1>{html.escape(PAYLOADS[number])}</h1>".encode()
    return re.sub(rb"<h1>.*?</h1>", lambda _: title, listing(number))


SURROGATE = listing(41).replace(
    b"</head>",
    rb'<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting", "title": "=1+1 \ud800", "description": "\udfff"}</script></head>',
)
"""Half a character, in the only place where it can be written."""
REFUSED = PAYLOADS.index("Weaver\x00Dyer")
"""Bytes that are no text."""
WALL = Reply("<!doctype html><html><body><p>Sign in to continue\x1b[2J\x9b\u202e</p></body></html>".encode())
"""A page of which the log tells the words."""


def hostile_board(server: FaultServer) -> None:
    numbers = range(len(PAYLOADS))
    links = "".join(f'<li><a class="job" href="/jobs/{n}?q={html.escape(PAYLOADS[n], quote=True)}">x</a></li>' for n in numbers)
    pages = [*map(hostile, numbers), SURROGATE]
    server.script = {
        "/jobs": Reply(
            f'<!doctype html><html><body><ul>{links}</ul><a class="job" href="/jobs/{len(PAYLOADS)}">x</a></body></html>'.encode()
        ),
        "/robots.txt": Reply(b"", 404),
        "/wall": WALL,
        "*": lambda asked: Reply(pages[int(asked.path.removeprefix("/jobs/").partition("?")[0])]),
    }


def unsafe_in_tables(folder: Path) -> list[str]:
    """Cells of the CSV file that a spreadsheet would run, or that hold what cannot be seen."""
    with (folder / "all.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    cells = [cell for row in rows for cell in row if not _is_number(cell)]
    return [cell for cell in cells if FORMULA.match(cell.lstrip()) or any(ord(char) < 32 and char != "\n" for char in cell)]


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", cell) is not None


def lines_without_form(log: str) -> list[str]:
    """Lines of a log, whatever a reader takes for the end of one, that neither begin a record nor are marked as continued."""
    return [line for line in log.splitlines() if line and not LINE.match(line)]


def test_nothing_that_a_listing_says_is_obeyed(
    server: FaultServer, jobsieve: Jobsieve, tmp_path: Path, figure: Callable[..., None]
) -> None:
    hostile_board(server)
    board_file(tmp_path, start='["{base_url}/jobs", "{base_url}/wall"]')
    ended = jobsieve.crawl("--set", "LOG_LEVEL=DEBUG")
    assert ended.status == 1, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr[-3000:]
    folder = jobsieve.folder
    archives = [str(path) for path in sorted((folder / "raw").glob("*.warc.gz"))]
    again = jobsieve.run(
        "normalize", *archives, "-o", str(tmp_path / "all.jsonl"), "--csv", str(tmp_path / "all.csv"), "--sqlite", str(tmp_path / "all.db")
    )
    listings = jobsieve.listings()
    unsafe = {
        "tables": unsafe_in_tables(tmp_path),
        "logs": lines_without_form(jobsieve.logs()),
        "terminal": [char for char in ended.stdout + ended.stderr + again.stderr if ord(char) < 32 and char not in "\n\r\t"],
        "names": [str(path) for path in tmp_path.rglob("*") if re.search(r"passwd|evil|script|[\x00-\x1f]", path.name)],
    }
    round_trips = sum(json.loads(json.dumps(row)) == row for row in listings)
    figure(16, sum(map(len, unsafe.values())), payloads=len(PAYLOADS), listings=len(listings), round_trips=round_trips)
    assert unsafe == {"tables": [], "logs": [], "terminal": [], "names": []}
    assert len(listings) == round_trips == len(PAYLOADS)
    assert {number_of(row["source"]["url"]) for row in listings} == {*range(len(PAYLOADS) + 1)} - {REFUSED}
    assert "sign in to continue" in jobsieve.logs()
    for database in (folder / "listings.sqlite", tmp_path / "all.db"):
        with closing(sqlite3.connect(database)) as opened:
            assert opened.execute("SELECT count(*) FROM listings").fetchone() == (len(listings),)
            assert {json.loads(row)["listing_id"] for (row,) in opened.execute("SELECT record FROM listings")} == {
                row["listing_id"] for row in listings
            }


def test_the_payloads_reach_the_output_of_plain_scrapy_as_they_are(server: FaultServer, tmp_path: Path) -> None:
    hostile_board(server)
    ended = bare(f"{server.url}/jobs", tmp_path / "all.csv")
    assert len(unsafe_in_tables(tmp_path)) >= 8
    assert FORGED in ended.stderr.splitlines()
