"""12: robots.txt forbids what it forbids, and everything where it cannot be read; its Crawl-delay is kept to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from command import Jobsieve, bare
from faults import FaultServer, Reply
from mill import board_file, index, listing

OURS = 0.1
CAP = 0.6
"""Seconds: the least and the most that lie between two requests in these tests."""
RULES = "User-agent: *\nDisallow: /jobs/1\n"
ASKED = {"0": OURS, "0.4": 0.4, "100": CAP}
"""Crawl-delay → seconds that must pass."""


def rules(delay: str, padding: str = "") -> Reply:
    return Reply(f"{RULES}Crawl-delay: {delay}\n{padding}".encode(), media_type="text/plain")


def robots(kind: str, delay: str, elsewhere: str) -> dict[str, object]:
    """What a host says under /robots.txt."""
    kinds: dict[str, object] = {
        "200": rules(delay),
        "404": Reply(b"", 404),
        "403": Reply(b"", 403),
        "429": Reply(b"", 429, headers={"Retry-After": "0"}),
        "503": Reply(b"", 503),
        "reset": Reply(reset=True),
        "redirect": Reply(status=301, headers={"Location": "/other-robots.txt"}),
        "redirect away": Reply(status=301, headers={"Location": f"{elsewhere}/robots.txt"}),
        "500 KB": rules(delay, "# and so on\n" * 42_000),
        "HTML": Reply(
            b"<!doctype html><html><body><p>A mill, and not a word about robots in it at all, since nobody here has met one.</p></body></html>"
        ),
        "a wall": Reply(b"<!doctype html><html><body><p>Please verify that you are a human</p></body></html>"),
        "cut gzip": Reply(b"\x1f\x8b\x08\x00", media_type="text/plain", headers={"Content-Encoding": "gzip"}),
    }
    return {"/robots.txt": kinds[kind], "/other-robots.txt": rules(delay)}


NO_RULES = {"404", "403", "HTML"}
NO_ANSWER = {"429", "503", "reset", "redirect away", "a wall", "cut gzip"}
KINDS = ("200", "404", "403", "429", "503", "reset", "redirect", "redirect away", "500 KB", "HTML", "a wall", "cut gzip")
JOBS = {"/jobs": Reply(index([1, 2, 3])), **{f"/jobs/{number}": Reply(listing(number)) for number in (1, 2, 3)}}


def allowed(kind: str) -> set[str]:
    """Paths that may be fetched."""
    if kind in NO_ANSWER:
        return set()
    return {"/jobs", "/jobs/1", "/jobs/2", "/jobs/3"} if kind in NO_RULES else {"/jobs", "/jobs/2", "/jobs/3"}


def serve_all(stack: ExitStack, delay: str) -> dict[str, FaultServer]:
    """A host for each kind of robots.txt; each has an address of its own on loopback, since delays are kept by host."""
    canary = stack.enter_context(FaultServer({"/robots.txt": rules("0")}))
    servers = {kind: stack.enter_context(FaultServer(host=f"127.0.1.{number}")) for number, kind in enumerate(KINDS, 1)}
    for kind, server in servers.items():
        server.script = {**JOBS, **robots(kind, delay, canary.url)}
    return servers


def test_nothing_forbidden_is_fetched_and_every_delay_is_kept(tmp_path: Path, figure: Callable[..., None]) -> None:
    forbidden, fetched, shortest = 0, 0, 9.0
    for delay, least in ASKED.items():
        with ExitStack() as stack:
            servers = serve_all(stack, delay)
            starts = [f"{server.url}/jobs" for server in servers.values()]
            board = board_file(tmp_path / delay, start=str(starts), delay=str(OURS), id_pattern="")
            jobsieve = Jobsieve(board, tmp_path / delay / "out", None)
            jobsieve.crawl("--set", f"JOBSIEVE_MAX_CRAWL_DELAY={CAP}", "--set", "RETRY_TIMES=1")
            for kind, server in servers.items():
                asked = {path for path in server.paths() if path.startswith("/jobs")}
                forbidden += len(asked - allowed(kind))
                fetched += len(asked)
                assert asked == allowed(kind), (kind, delay)
                wanted = least if kind in {"200", "redirect", "500 KB"} else OURS
                gaps = server.gaps(without=["/robots.txt", "/other-robots.txt"])
                shortest = min([shortest, *(gap / wanted for gap in gaps)])
    figure(12, forbidden, fetched=fetched, shortest_gap_of_asked=round(shortest, 3))
    assert forbidden == 0
    assert shortest >= 1.0


def test_plain_scrapy_takes_no_answer_for_a_yes(tmp_path: Path) -> None:
    with FaultServer({**JOBS, **robots("503", "3", "")}) as server:
        bare(f"{server.url}/jobs", tmp_path / "items.jsonl", ROBOTSTXT_OBEY=True)
        assert {"/jobs", "/jobs/1", "/jobs/2", "/jobs/3"} <= set(server.paths())
    with FaultServer({**JOBS, **robots("200", "3", "")}) as server:
        bare(f"{server.url}/jobs", tmp_path / "items.jsonl", ROBOTSTXT_OBEY=True)
        assert min(server.gaps(without=["/robots.txt"])) < 1.0


def test_two_boards_of_a_host_take_turns(server: FaultServer, tmp_path: Path, figure: Callable[..., None]) -> None:
    """With two crawls at once, requests of both together are as far apart as those of one."""
    delay = 0.15
    server.script = {"/jobs": Reply(index(range(8))), **{f"/jobs/{number}": Reply(listing(number)) for number in range(8)}}
    runs = [Jobsieve(board_file(tmp_path / name, delay=str(delay)), tmp_path / "out" / name, server.url) for name in ("a", "b")]
    with runs[0].crawling() as first, runs[1].crawling() as second:
        first.communicate(timeout=100)
        second.communicate(timeout=100)
    assert server.paths().count("/jobs") == 2
    nearest = min(server.gaps())
    figure(12, round(nearest / delay, 3), what="gap of two boards on one host, of the delay")
    assert nearest >= delay


def test_without_a_shared_state_two_boards_of_a_host_get_into_each_others_way(server: FaultServer, tmp_path: Path) -> None:
    delay = 0.15
    server.script = {"/jobs": Reply(index(range(8))), **{f"/jobs/{number}": Reply(listing(number)) for number in range(8)}}
    runs = [Jobsieve(board_file(tmp_path / name, delay=str(delay)), tmp_path / "out" / name, server.url) for name in ("a", "b")]
    apart = [("--set", f"JOBSIEVE_STATE={tmp_path / name}") for name in ("a", "b")]
    with runs[0].crawling(*apart[0]) as first, runs[1].crawling(*apart[1]) as second:
        first.communicate(timeout=100)
        second.communicate(timeout=100)
    assert min(server.gaps()) < delay
