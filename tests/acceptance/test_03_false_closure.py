"""3: whatever goes wrong with a run, no listing is closed by it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from command import Jobsieve, bare, read_lines, wait_until
from faults import CODERS, Asked, FaultServer, Reply
from lifecycle import stored_states
from mill import board, board_file, index, listing

SIZE = 1_000
PER_PAGE = 100
LOGIN = Reply(
    b'<!doctype html><html><body><h1>Welcome back</h1><p>Sign in to continue</p><form><input type="password"></form></body></html>'
)
CAPTCHA = Reply(b'<!doctype html><html><body><p>Please verify that you are a human</p><div class="g-recaptcha"></div></body></html>')
SHELL = Reply(b'<!doctype html><html><body><div id="root"></div><script src="/app.js"></script></body></html>')


def unchanged(number: int) -> Callable[[Asked], Reply]:
    """A page that is sent once, and found unchanged from then on."""
    tag = f'"v{number}"'

    def answer(asked: Asked) -> Reply:
        same = asked.headers.get("If-None-Match") == tag
        return Reply(b"" if same else listing(number), 304 if same else 200, headers={"ETag": tag})

    return answer


def healthy(size: int = SIZE) -> dict[str, object]:
    return {**board(range(size), PER_PAGE), **{f"/jobs/{number}": unchanged(number) for number in range(size)}}


def everything(reply: Reply, numbers: Iterable[int]) -> dict[str, object]:
    return {f"/jobs/{number}": reply for number in numbers}


def cut_gzip(page: str) -> dict[str, object]:
    packed = CODERS["gzip"](index(range(100, 200), "/jobs?page=3"))
    return {page: Reply(packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"})}


@dataclass(frozen=True, slots=True)
class BadRun:
    """What is wrong with a day."""

    script: Mapping[str, object]
    """Replies that differ from those of a good day."""
    keys: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    killed: bool = False


def drill(size: int) -> dict[str, BadRun]:
    every = range(size)
    lists = {path: Reply(b"", 503) for path in healthy(size) if path.startswith("/jobs?")}
    return {
        "503": BadRun({**everything(Reply(b"", 503), every), **lists, "/jobs": Reply(b"", 503)}),
        "cut gzip": BadRun(cut_gzip("/jobs?page=2")),
        "a cap at half": BadRun({}, {"max_listings": str(size // 2)}),
        "login wall": BadRun(everything(LOGIN, every)),
        "captcha": BadRun(everything(CAPTCHA, range(0, size, 2))),
        "JS shell": BadRun({"/jobs": SHELL}),
        "empty 200": BadRun({"/jobs": Reply(b"")}),
        "page 2 times out": BadRun({"/jobs?page=2": Reply(hang=True)}, arguments=("--set", "DOWNLOAD_TIMEOUT=1", "--set", "RETRY_TIMES=0")),
        "robots 503": BadRun({"/robots.txt": Reply(b"", 503)}),
        "a stale list": BadRun(board(range(size - size // 10), PER_PAGE)),
        "selector break": BadRun({path: Reply(index(every).replace(b'class="job"', b'class="card"')) for path in ("/jobs",)}),
        "kill -9": BadRun({}, killed=True),
    }


def bad_run(bad: BadRun, jobsieve: Jobsieve, server: FaultServer, size: int) -> None:
    server.forget()
    server.script = {**healthy(size), **bad.script}
    board_file(jobsieve.board.parent, **bad.keys)
    if not bad.killed:
        jobsieve.crawl(*bad.arguments)
        return
    with jobsieve.crawling() as process:
        wait_until(lambda: len(server.asked) > size // 4, 60)
        os.kill(process.pid, signal.SIGKILL)


def test_no_bad_run_closes_a_listing(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    server.script = healthy()
    assert jobsieve.crawl().status == 0
    assert stored_states(jobsieve) == {"OPEN": SIZE}
    wrong = {}
    runs = drill(SIZE)
    for name, bad in runs.items():
        bad_run(bad, jobsieve, server, SIZE)
        wrong[name] = stored_states(jobsieve)["CLOSED"]
    figure(3, sum(wrong.values()), of=SIZE * len(runs))
    assert wrong == dict.fromkeys(runs, 0)
    board_file(jobsieve.board.parent)
    server.script = healthy()
    assert jobsieve.crawl().status == 0
    assert len(jobsieve.listings()) == SIZE, "and a good day finds them all"


def test_what_plain_scrapy_finds_would_close_them(server: FaultServer, tmp_path: Path) -> None:
    """Its exit status is 0 each time, so that absence from its output is all that a scheduler sees."""
    size, closed = 200, {}
    for name in ("503", "login wall", "empty 200", "robots 503", "selector break"):
        server.script = {**healthy(size), **drill(size)[name].script}
        items = tmp_path / f"{name}.jsonl"
        ended = bare(f"{server.url}/jobs", items, ROBOTSTXT_OBEY=True, RETRY_TIMES=0)
        seen = {row["title"] for row in read_lines(items)} if items.exists() else set()
        assert ended.status == 0
        closed[name] = size - sum(any(f" {number}" in (title or "") for title in seen) for number in range(size) if name != "robots 503")
    assert min(closed[name] for name in ("503", "empty 200", "selector break")) == size
