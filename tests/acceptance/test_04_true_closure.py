"""4: what is over is closed, with its reason, and what comes back is open again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from command import Jobsieve, bare, read_lines
from faults import FaultServer, Reply
from lifecycle import OPEN, number_of, states
from mill import board, listing

SIZE = 400
GOOD_RUNS = 2
"""`closing_runs`, as documented."""
OVER = {
    "NOT_FOUND": (range(20), Reply(b"not found", 404)),
    "GONE": (range(20, 40), Reply(b"gone", 410)),
    "ABSENT": (range(40, 60), None),
    "REDIRECTED": (range(60, 80), Reply(status=302, headers={"Location": "/"})),
    "NOTICE": (range(80, 100), Reply(listing(80).replace(b"<h1>", b'<p class="notice">This job is no longer available.</p><h1>'))),
}


def with_some_over() -> dict[str, object]:
    absent, _ = OVER["ABSENT"]
    script = board([number for number in range(SIZE) if number not in absent])
    script["/"] = Reply(
        b"<!doctype html><html><body><h1>The mill</h1><p>Where looms have stood since the river was dammed.</p></body></html>"
    )
    for numbers, reply in OVER.values():
        script |= {f"/jobs/{number}": reply for number in numbers if reply}
    return script


def test_what_is_over_is_closed_and_what_returns_is_opened(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = board(range(SIZE))
    assert jobsieve.crawl().status == 0
    server.script = with_some_over()
    for _ in range(GOOD_RUNS):
        assert jobsieve.crawl().status == 0, jobsieve.report()["reasons"]
    over = {number for numbers, _ in OVER.values() for number in numbers}
    closed = {number for number, state in states(jobsieve).items() if state == "CLOSED"}
    figure(4, len(closed & over), of=len(over), wrongly=len(closed - over))
    assert closed == over
    reasons = {number_of(row["url"]): row["reason"] for row in read_lines(jobsieve.folder / "lifecycle.jsonl") if row["state"] == "CLOSED"}
    assert reasons == {number: name for name, (numbers, _) in OVER.items() for number in numbers}
    assert len(jobsieve.listings()) == SIZE - len(over)
    server.script = board(range(SIZE))
    jobsieve.crawl("--accept")
    again = states(jobsieve)
    figure(4, sum(again[number] == "REOPENED" for number in over), of=len(over), what="opened again")
    assert {again[number] for number in over} == {"REOPENED"}
    assert set(again.values()) <= OPEN


def test_plain_scrapy_takes_what_is_over_for_a_listing(server: FaultServer, tmp_path: Path) -> None:
    server.script = with_some_over()
    items = tmp_path / "items.jsonl"
    assert bare(f"{server.url}/jobs", items).status == 0
    urls = {row["url"].removeprefix(server.url) for row in read_lines(items)}
    noticed, _ = OVER["NOTICE"]
    assert {f"/jobs/{number}" for number in noticed} <= urls
    assert "/" in urls, "and so is the front page, to which listings that are over lead"
