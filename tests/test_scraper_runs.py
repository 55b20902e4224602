"""Runs of a live board, one after the other: what is fetched again, what closes, what is published, and the same run once more."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scraper_site import Answer, TestSite, board_file, links, next_page

import scraper.clock
import scraper.stages
from schemas.run import ExitCode, RunReport
from scraper.run import RunOrder, run_board
from tests.quiet import Quiet

OUTPUTS = ("listings.jsonl", "listings.sqlite", "lifecycle.jsonl", "errors.jsonl", "run.json")


def job(title: str, pay: int = 20, notice: str = "") -> bytes:
    said = f"<p>{notice}</p>" if notice else ""
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{said}"
        f"<p>Pay: ${pay} USD per hour</p><p>Hours: 30 hours per week</p><h2>Requirements</h2><ul><li>Two years of weaving</li></ul></body></html>"
    ).encode()


def listed(*names: str, total: int | None = None, more: bytes = b"") -> bytes:
    count = f"<p>{total} jobs</p>" if total is not None else ""
    return b"<!doctype html><html><body>" + count.encode() + links(*(f"/jobs/{name}" for name in names)) + more + b"</body></html>"


def board_of(site: TestSite, *names: str) -> None:
    """Let the site list jobs of these names, with a page for each that has none yet."""
    site.answers["/jobs"] = listed(*names)
    for name in names:
        site.answers.setdefault(f"/jobs/{name}", job(name.title()))


@pytest.fixture
def site() -> Any:
    with TestSite({}) as site:
        board_of(site, "weaver", "dyer", "spinner", "fuller")
        yield site


def run(site: TestSite, folder: Path, board: Path | None = None, **order: Any) -> RunReport:
    return run_board(RunOrder(str(board or board_file(folder)), folder / "out", base_url=site.url, **order), Quiet())


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out" / "test" / name).read_text().splitlines()]


def titles(folder: Path) -> list[str]:
    return [line["title"] for line in lines(folder, "listings.jsonl")]


def states(folder: Path) -> dict[str, tuple[str, str | None]]:
    return {line["url"].rpartition("/")[2]: (line["state"], line["reason"]) for line in lines(folder, "lifecycle.jsonl")}


def test_the_same_run_once_more_gives_the_same_bytes_and_fetches_nothing(site: TestSite, tmp_path: Path) -> None:
    site.answers["/jobs/fuller"] = b"<!doctype html><html><body><p>No job here.</p></body></html>"
    first = run(site, tmp_path, run_id="2026-05-01")
    files = {name: (tmp_path / "out" / "test" / name).read_bytes() for name in OUTPUTS}
    asked = sum(map(len, site.times.values()))
    again = run(site, tmp_path, run_id="2026-05-01")
    assert (first.exit_code, again) == (ExitCode.PARTIAL, first)
    assert files == {name: (tmp_path / "out" / "test" / name).read_bytes() for name in OUTPUTS}
    assert sum(map(len, site.times.values())) == asked


def test_a_run_that_failed_in_part_is_completed_by_running_it_again(site: TestSite, tmp_path: Path) -> None:
    site.answers["/jobs/dyer"] = Answer(b"", 403)
    first = run(site, tmp_path, run_id="r")
    assert (first.exit_code, first.listings, [(page.role, page.reason) for page in first.lost]) == (
        ExitCode.PARTIAL, 3, [("detail", "status 403")],
    )  # fmt: skip
    assert first.fully_listed, "a page that is linked is not absent"
    site.answers["/jobs/dyer"] = job("Dyer")
    second = run(site, tmp_path, run_id="r")
    assert (second.exit_code, second.listings, second.lost) == (ExitCode.OK, 4, ())
    assert second.started_at == first.started_at
    assert titles(tmp_path) == ["Weaver", "Dyer", "Spinner", "Fuller"]
    assert {path: len(times) for path, times in site.times.items() if path.startswith("/jobs/")} == {
        "/jobs/weaver": 1, "/jobs/dyer": 2, "/jobs/spinner": 1, "/jobs/fuller": 1,
    }  # fmt: skip


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_run_is_finished_by_running_it_again(tmp_path: Path, after: int) -> None:
    names = [f"job{n}" for n in range(8)]
    with TestSite({}) as site:
        board_of(site, *names)
        for name in names:
            site.answers[f"/jobs/{name}"] = Answer(job(name), wait=0.05)
        root = str(Path(__file__).parents[1])
        command = ["crawl", str(board_file(tmp_path)), "--out", str(tmp_path / "out"), "--base-url", site.url, "--run-id", "r"]
        with subprocess.Popen(
            [sys.executable, "-c", "from scraper.cli import app; app()", *command],
            env={**os.environ, "PYTHONPATH": root},
            start_new_session=True,
        ) as child:
            while len([path for path in site.asked if "/job" in path.removeprefix("/jobs")]) <= after and child.poll() is None:
                pass
            os.kill(child.pid, signal.SIGKILL)
        first = set(site.asked)
        report = run(site, tmp_path, run_id="r")
    assert (report.exit_code, report.listings) == (ExitCode.OK, 8)
    assert sorted(titles(tmp_path)) == names
    assert first
    twice = [path for path, times in site.times.items() if len(times) > 1 and path.startswith("/jobs/")]
    assert len(twice) <= 1, "at most the page that was under way is fetched twice"


def test_listings_close_by_absence_and_by_evidence_and_open_again(site: TestSite, tmp_path: Path) -> None:
    board_of(
        site,
        "weaver",
        "dyer",
        "spinner",
        "fuller",
        "carder",
        "comber",
        "reeler",
        "winder",
        "warper",
        "sizer",
        "drawer",
        "beamer",
        "tenter",
        "teasel",
    )
    run(site, tmp_path)
    site.answers |= {
        "/jobs": listed(
            "weaver", "dyer", "spinner", "fuller", "carder", "comber", "reeler", "winder", "warper", "sizer", "drawer", "tenter", "teasel"
        ),
        "/jobs/dyer": Answer(b"", 404),
        "/jobs/spinner": Answer(b"", 410),
        "/jobs/fuller": job("Fuller", notice="This job is no longer available."),
    }
    second = run(site, tmp_path)
    assert second.exit_code == ExitCode.OK, second.reasons
    assert {name: state for name, state in states(tmp_path).items() if state[0] != "OPEN"} == {
        "beamer": ("STALE", "ABSENT"), "dyer": ("STALE", "NOT_FOUND"), "spinner": ("CLOSED", "GONE"), "fuller": ("CLOSED", "NOTICE"),
    }  # fmt: skip
    assert {"Beamer", "Dyer"} <= set(titles(tmp_path))
    assert not {"Spinner", "Fuller"} & set(titles(tmp_path))
    site.answers["/jobs/spinner"] = job("Spinner", pay=25)
    third = run(site, tmp_path)
    found = states(tmp_path)
    assert (found["beamer"], found["dyer"], found["spinner"]) == (("CLOSED", "ABSENT"), ("CLOSED", "NOT_FOUND"), ("REOPENED", None))
    assert third.events == {"CLOSED": 2, "REOPENED": 1}
    assert third.states == {"OPEN": 10, "STALE": 0, "CLOSED": 3, "REOPENED": 1}


BAD_RUNS = {
    "the index fails": {"/jobs": Answer(b"", 503)},
    "the index is empty": {"/jobs": listed()},
    "the index is a login": {"/jobs": b"<!doctype html><html><body><p>Sign in to continue</p><input type=password></body></html>"},
    "the index is a shell": {"/jobs": b'<!doctype html><html><body><div id="root"></div><script src="/a.js"></script></body></html>'},
    "half of the list is missing": {"/jobs": listed("weaver", "dyer")},
    "fewer than the board declares": {"/jobs": listed("weaver", "dyer", "spinner", total=4)},
    "the second page fails": {"/jobs": listed("weaver", "dyer", "spinner", more=next_page("/more")), "/more": Answer(b"", 500)},
    "every page is a wall": {f"/jobs/{name}": b"<p>Are you a robot?</p>" for name in ("weaver", "dyer", "spinner", "fuller")},
    "robots.txt fails": {"/robots.txt": Answer(b"", 503)},
    "pages without fields": {
        f"/jobs/{name}": b"<!doctype html><html><body><p>Hello</p></body></html>" for name in ("weaver", "dyer", "spinner", "fuller")
    },
}


def test_no_bad_run_closes_or_removes_anything(site: TestSite, tmp_path: Path) -> None:
    text = '[details]\ncss = "a.job"\n[next]\ncss = "a[rel=next]"\n[expect]\ntotal = "([0-9]+) jobs"\nclosing_runs = 1\n'
    board = board_file(tmp_path, text)
    run(site, tmp_path, board)
    before, good = titles(tmp_path), dict(site.answers)
    for how, changes in BAD_RUNS.items():
        site.answers = {**good, **changes}
        report = run(site, tmp_path, board, settings=("RETRY_TIMES=0",))
        assert report.exit_code != ExitCode.OK, how
        assert report.reasons, how
        assert (how, sorted(titles(tmp_path))) == (how, sorted(before))
        assert (how, {state for state, _ in states(tmp_path).values()}) == (how, {"OPEN"})


def test_what_the_monitors_hold_is_published_when_a_person_accepts_it(site: TestSite, tmp_path: Path) -> None:
    run(site, tmp_path, run_id="a")
    board_of(site, "weaver", "dyer")
    held = run(site, tmp_path, run_id="b")
    assert (held.exit_code, held.published, held.state) == (ExitCode.DROPPED, False, "HELD")
    assert held.reasons[0].startswith("not published: 2 listings; the last 1 runs found 4")
    accepted = run(site, tmp_path, run_id="b", accept=True)
    assert (accepted.exit_code, accepted.published) == (ExitCode.OK, True)
    assert states(tmp_path)["fuller"] == ("STALE", "ABSENT")
    assert run(site, tmp_path, run_id="c").exit_code == ExitCode.OK, "the history begins anew"
    assert states(tmp_path)["fuller"] == ("CLOSED", "ABSENT")


def test_an_empty_board_is_believed_when_it_says_so(site: TestSite, tmp_path: Path) -> None:
    board = board_file(tmp_path, '[details]\ncss = "a.job"\n[expect]\nempty = "no open positions"\n')
    run(site, tmp_path, board)
    site.answers["/jobs"] = b"<!doctype html><html><body><p>There are no open positions right now.</p></body></html>"
    assert run(site, tmp_path, board).exit_code == ExitCode.OK
    assert {state for state, _ in states(tmp_path).values()} == {"STALE"}
    assert run(site, tmp_path, board).exit_code == ExitCode.OK
    assert {state for state, _ in states(tmp_path).values()} == {"CLOSED"}
    assert titles(tmp_path) == []


def test_unchanged_bytes_are_not_normalized_again(site: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(site, tmp_path)
    site.answers["/jobs/dyer"] = job("Dyer", pay=22)
    site.answers["/jobs/spinner"] = Answer(b"", 304)
    read: list[str] = []
    real = scraper.stages.normalize_pages

    def watched(pages: Any, **how: Any) -> Any:
        return real((read.append(page.id) or page for page in pages), **how)  # type: ignore[func-returns-value]

    monkeypatch.setattr(scraper.stages, "normalize_pages", watched)
    second = run(site, tmp_path)
    assert [name.rpartition("/")[2] for name in read] == ["dyer"]
    assert (second.listings, second.unchanged, second.pages.unchanged, second.events) == (4, 3, 1, {"CHANGED": 1})
    assert titles(tmp_path) == ["Weaver", "Dyer", "Spinner", "Fuller"]


def test_a_run_that_is_finished_after_a_later_one_only_adds_to_the_history(site: TestSite, tmp_path: Path) -> None:
    site.answers["/jobs/dyer"] = Answer(b"", 403)
    run(site, tmp_path, run_id="monday")
    board_of(site, "weaver", "dyer", "spinner")
    site.answers["/jobs/weaver"] = job("Weaver", pay=30)
    run(site, tmp_path, run_id="tuesday")
    files = {name: (tmp_path / "out" / "test" / name).read_bytes() for name in OUTPUTS[:-1]}
    asked = sum(map(len, site.times.values()))
    late = run(site, tmp_path, run_id="monday")
    assert (late.published, late.state) == (False, "APPLIED")
    assert files == {name: (tmp_path / "out" / "test" / name).read_bytes() for name in OUTPUTS[:-1]}
    assert sum(map(len, site.times.values())) == asked, "what the board shows today is not what it showed then"


def test_a_clock_that_was_set_back_makes_no_run_late(site: TestSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(scraper.clock, "now", lambda: datetime(2040, 1, 1, tzinfo=UTC))
        run(site, tmp_path)
    site.answers["/jobs/dyer"] = job("Head dyer")
    second = run(site, tmp_path)
    assert (second.exit_code, second.published, second.events) == (ExitCode.OK, True, {"CHANGED": 1})
    assert second.started_at == "2040-01-01T00:00:00.001Z"
