"""11: a host that names a time is left alone until then, and for good where that is too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from command import Jobsieve, bare
from faults import Asked, FaultServer, Reply
from mill import index, listing


def in_seconds(seconds: float) -> str:
    """An HTTP-date, which knows whole seconds only."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


FORMS: tuple[tuple[int, Callable[[], str]], ...] = (
    (429, lambda: "1"),
    (503, lambda: "1"),
    (429, lambda: in_seconds(2)),
    (503, lambda: in_seconds(2)),
    (429, lambda: "0"),
    (503, lambda: "Wed, 01 Jan 2025 00:00:00 GMT"),
)
UNREADABLE = ("soon", "-5", "1e3", "", "12 parsecs", "Thu, 99 Foo 2026")


class Busy:
    """A page that sends its visitor away once, and notes for how long it did."""

    def __init__(self, number: int, status: int, header: Callable[[], str]) -> None:
        self.number, self.status, self.header = number, status, header
        self.asked: float | None = None
        """Seconds that it asked for."""

    def __call__(self, _request: Asked) -> Reply:
        if self.asked is not None:
            return Reply(listing(self.number))
        value = self.header()
        self.asked = float(value) if value.isdigit() else self._until(value)
        return Reply(b"busy", self.status, headers={"Retry-After": value})

    def _until(self, value: str) -> float:
        try:
            moment = datetime.strptime(value, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        except ValueError:
            return 0.0
        return (moment - datetime.now(UTC)).total_seconds()


def test_no_request_comes_before_the_time_that_was_asked_for(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    pages = [Busy(number, status, header) for number, (status, header) in enumerate(FORMS)]
    server.script = {"/jobs": Reply(index(range(len(pages)))), **{f"/jobs/{page.number}": page for page in pages}}
    ended = jobsieve.crawl()
    assert ended.status == 0, ended.stderr
    kept = []
    for page in pages:
        refused, *_ = server.times(f"/jobs/{page.number}")
        pause = min(asked.at for asked in server.asked if asked.at > refused) - refused
        if page.asked and page.asked > 0:
            kept.append(pause / page.asked)
    figure(11, round(min(kept), 3), of=len(kept))
    assert len(kept) == 4
    assert min(kept) >= 1.0


def test_what_cannot_be_read_is_no_time(server: FaultServer, jobsieve: Jobsieve) -> None:
    replies = {f"/jobs/{n}": [Reply(b"busy", 503, headers={"Retry-After": v}), Reply(listing(n))] for n, v in enumerate(UNREADABLE)}
    server.script = {"/jobs": Reply(index(range(len(replies)))), **replies}
    ended = jobsieve.crawl()
    assert (ended.status, jobsieve.report()["listings"]) == (0, len(replies)), ended.stderr
    assert all(len(server.times(path)) == 2 for path in replies)


@pytest.mark.parametrize("value", ["1000000000", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_host_that_asks_for_years_is_left_alone(server: FaultServer, jobsieve: Jobsieve, value: str) -> None:
    server.script = {
        "/jobs": Reply(index(range(30))),
        "*": Reply(b"busy", 429, headers={"Retry-After": value}),
        "/robots.txt": Reply(b"", 404),
    }
    ended = jobsieve.crawl()
    assert server.paths() == ["/robots.txt", "/jobs", "/jobs/0"], "nothing comes after the page that sent us away"
    assert ended.status != 0
    assert "the crawl ended early: sent_away" in " ".join(jobsieve.report()["reasons"])


def test_plain_scrapy_comes_back_at_once(server: FaultServer, tmp_path: Path) -> None:
    server.script = {"/jobs": Reply(index([1])), "/jobs/1": Reply(b"busy", 503, headers={"Retry-After": "5"})}
    bare(f"{server.url}/jobs", tmp_path / "items.jsonl")
    times = server.times("/jobs/1")
    assert len(times) == 3
    assert (times[1] - times[0]) / 5 < 1.0
