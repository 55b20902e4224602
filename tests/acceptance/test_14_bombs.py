"""14: no page exhausts the machine or ends the run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from command import Jobsieve, bare
from faults import CODERS, FaultServer, Reply, endless
from mill import board_file, index, listing, title

MIB = 1 << 20
MOST_MEMORY = 300 * 10**6
BLOWN_UP = 160 * MIB
"""Bytes that a page of a few kilobytes unpacks to."""
DEEP = 200_000
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@cache
def bomb(coding: str) -> bytes:
    return CODERS[coding](b"<p>" + b"more " * (BLOWN_UP // 5))


def bombs() -> dict[str, Reply]:
    packed = {f"{coding} bomb": Reply(bomb(coding), headers={"Content-Encoding": coding}) for coding in CODERS}
    return {
        **packed,
        "gzip in gzip": Reply(CODERS["gzip"](bomb("gzip")), headers={"Content-Encoding": "gzip, gzip"}),
        "endless": Reply(endless(), framing="close"),
        "deep HTML": Reply(b"<div>" * DEEP + listing(8) + b"</div>" * DEEP),
        "deep JSON": Reply(b"[" * DEEP + b"]" * DEEP, media_type="application/json"),
        "entities": Reply(
            f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss><channel><item><title>&l11;</title></item></channel></rss>'.encode(),
            media_type="application/rss+xml",
        ),
    }


def links(number: int) -> bytes:
    return b"<!doctype html><html><body>" + b"".join(b'<a class="job" href="/jobs/%d">x</a>' % n for n in range(number)) + b"</body></html>"


def test_bombs_cost_no_more_than_a_page(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    pages = bombs()
    server.script = {
        "/jobs": Reply(index(range(len(pages) + 1), "/flood")),
        **{f"/jobs/{number}": reply for number, reply in enumerate(pages.values())},
        f"/jobs/{len(pages)}": Reply(listing(len(pages))),
        "/flood": Reply(links(1_000_000)),
    }
    ended = jobsieve.crawl("--set", "RETRY_TIMES=0")
    report = jobsieve.report()
    figure(14, round(ended.peak_bytes / 10**6), unit="MB", of=len(pages) + 1, seconds=round(ended.seconds, 1))
    assert ended.peak_bytes <= MOST_MEMORY
    assert title(len(pages)) in {row["title"] for row in jobsieve.listings()}, "the run went on"
    assert (report["finish_reason"], ended.status) == ("finished", 1)
    assert report["pages"]["fetched"] + report["pages"]["failed"] == len(pages) + 2
    assert server.bytes_sent < 200 * MIB


def test_a_hundred_thousand_links_cost_what_the_board_allows(server: FaultServer, tmp_path: Path, figure: Callable[..., None]) -> None:
    server.script = {"/jobs": Reply(links(100_000)), "*": Reply(listing(1))}
    jobsieve = Jobsieve(board_file(tmp_path, max_listings="40"), tmp_path / "out", server.url)
    ended = jobsieve.crawl()
    figure(14, round(ended.peak_bytes / 10**6), unit="MB", what="100,000 links on a page")
    assert ended.peak_bytes <= MOST_MEMORY
    assert jobsieve.report()["pages"]["fetched"] == 40
    assert ended.status == 13


def test_plain_scrapy_unpacks_whatever_it_is_given(server: FaultServer, tmp_path: Path) -> None:
    server.script = {"/jobs": Reply(index([1])), "/jobs/1": Reply(bomb("gzip"), headers={"Content-Encoding": "gzip"})}
    assert bare(f"{server.url}/jobs", tmp_path / "items.jsonl").peak_bytes > MOST_MEMORY
