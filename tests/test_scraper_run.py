"""Runs: what is published, what is left alone, and the status that says so. The crawl itself is played by an archive."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from scraper_site import board_file
from typer.testing import CliRunner

import scraper.stages
from normalizer.archive import ArchiveWriter, Fetched
from schemas import Conflict, Listing, RawPage, Severity, Source
from schemas.error import ErrorRow
from schemas.listing import Policy
from schemas.run import ExitCode, RunReport
from schemas.values import Dates, Pay, Tasks
from scraper.cli import app
from scraper.crawl import CrawlOrder, CrawlOutcome, CrawlProgress
from scraper.lock import LockedError
from scraper.run import RunOrder, run_board
from scraper.tally import Tally, field_paths


@dataclass
class Watcher:
    """Remembers how far it was told the run is."""

    stages: list[str] = field(default_factory=list)

    def crawling(self, progress: CrawlProgress) -> None:
        self.stages.append(f"crawl {progress.fetched}")

    def reading(self, done: int, pages: int) -> None:
        self.stages.append(f"read {done}/{pages}")


@dataclass
class Play:
    """A crawl as it might have gone."""

    pages: tuple[bytes, ...] = (b"listing a", b"listing b")
    reason: str = "finished"
    stats: dict[str, Any] = field(default_factory=dict)
    raises: type[BaseException] | None = None

    def __call__(self, order: CrawlOrder, on_progress: Any) -> CrawlOutcome:
        if self.raises:
            raise self.raises
        order.log.write_text("log")
        with ArchiveWriter(order.archive, "2026-05-01T08:00:00Z", "play") as archive:
            for number, body in enumerate(self.pages):
                url = f"http://board.example/{number}"
                archive.write(Fetched(url, "2026-05-01T08:00:00Z", 200, "OK", [("Content-Type", "text/html")], body, "detail"))
        on_progress(CrawlProgress(len(self.pages), len(self.pages), 0))
        return CrawlOutcome(self.reason, {"item_scraped_count": len(self.pages), **self.stats})


def read_pages(pages: Iterable[RawPage | ErrorRow], jobs: int = 1, policy: Policy = Policy.SPECIFIC) -> Iterator[Listing | ErrorRow]:
    assert (jobs, policy) == (1, Policy.SPECIFIC)
    for page in pages:
        assert isinstance(page, RawPage)
        body = page.body_bytes()
        yield listing(page.id, body) if body.startswith(b"listing") else ErrorRow(id=page.id, reason="holds no listing")


def listing(name: str, body: bytes = b"", **fields: Any) -> Listing:
    source = Source(id=name, url=name, media_type="text/html", sha256=hashlib.sha256(body).hexdigest())
    return Listing(listing_id=hashlib.sha256(name.encode()).hexdigest()[:20], source=source, text=body.decode(), **fields)


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Play:
    play = Play()
    monkeypatch.setattr(scraper.stages, "crawl", play)
    monkeypatch.setattr(scraper.stages, "normalize_pages", read_pages)
    return play


@pytest.fixture
def order(tmp_path: Path) -> RunOrder:
    return RunOrder(str(board_file(tmp_path)), tmp_path / "out", base_url="http://127.0.0.1:1")


def run(order: RunOrder) -> RunReport:
    return run_board(order, Watcher())


def published(order: RunOrder) -> list[str]:
    lines = (order.out / "test" / "listings.jsonl").read_text().splitlines()
    return [json.loads(line)["text"] for line in lines]


def test_a_run_publishes_what_its_archive_holds(play: Play, order: RunOrder) -> None:
    watcher = Watcher()
    report = run_board(order, watcher)
    folder = order.out / "test"
    assert play.pages
    assert published(order) == ["listing a", "listing b"]
    assert (report.exit_code, report.published, report.listings, report.pages.fetched) == (ExitCode.OK, True, 2, 2)
    assert set(report.files) == {"listings.jsonl", "listings.sqlite", "lifecycle.jsonl", "errors.jsonl", "archive", "log", "store"}
    assert all((folder / path).is_file() for path in report.files.values())
    assert RunReport.model_validate_json((folder / "run.json").read_text()) == report
    assert watcher.stages == ["crawl 2", "read 1/2", "read 2/2"]


def test_the_same_pages_give_the_same_listings_and_every_archive_is_kept(play: Play, order: RunOrder) -> None:
    assert play.pages
    first, before = run(order), (order.out / "test" / "listings.jsonl").read_bytes()
    second = run(order)
    assert (order.out / "test" / "listings.jsonl").read_bytes() == before
    assert first.run_id < second.run_id
    assert len(list((order.out / "test" / "raw").glob("*.warc.gz"))) == 2


PARTLY = {
    "a page without a listing": Play(pages=(b"listing a", b"nothing")),
    "a failing host": Play(reason="host_failing"),
    "a page that was given up": Play(stats={"jobsieve/failed/detail": 1}),
    "an index that was given up": Play(stats={"jobsieve/failed/index": 1}),
    "a page that is no text": Play(stats={"jobsieve/not_text": 1}),
    "a page at which the spider failed": Play(stats={"spider_exceptions/count": 1}),
}


@pytest.mark.parametrize("how", PARTLY.values(), ids=PARTLY)
def test_a_part_that_failed_shows_in_the_status(play: Play, order: RunOrder, how: Play) -> None:
    play.__dict__.update(how.__dict__)
    report = run(order)
    assert (report.exit_code, report.published) == (ExitCode.PARTIAL, True)
    assert published(order)[0] == "listing a"


@pytest.mark.parametrize(
    "how", [Play(reason="closespider_timeout"), Play(reason="memusage_exceeded"), Play(stats={"jobsieve/over_limit": 4})]
)
def test_a_budget_publishes_what_was_fetched_until_then(play: Play, order: RunOrder, how: Play) -> None:
    run(order)
    play.__dict__.update(how.__dict__, pages=(b"listing a",))
    report = run(order)
    assert (report.exit_code, report.published, report.fully_listed) == (ExitCode.BUDGET, True, False)
    assert published(order) == ["listing a", "listing b"], "what was not fetched is still known"


def test_gone_and_forbidden_pages_are_no_failure(play: Play, order: RunOrder) -> None:
    play.stats = {"jobsieve/gone": 2, "robotstxt/forbidden": 1, "offsite/filtered": 3, "jobsieve/found": 8, "jobsieve/lists": 4}
    report = run(order)
    assert report.exit_code == ExitCode.OK
    pages = report.pages
    assert (pages.gone, pages.forbidden, pages.refused, pages.found, pages.indexes) == (2, 1, 3, 8, 4)


_EXCEPTIONS = "downloader/exception_type_count/"
NOT_PUBLISHED = {
    "no page": (Play(pages=()), ExitCode.NOTHING),
    "no page with a listing": (Play(pages=(b"no", b"none")), ExitCode.SHAPE),
    "fewer listings than ever": (Play(pages=(b"listing a",)), ExitCode.DROPPED),
    "a process that died": (Play(reason="died", stats={"item_scraped_count": 0}), ExitCode.START),
    "a disk that is full": (Play(stats={"jobsieve/archive_failed": "[Errno 28] No space left on device"}), ExitCode.DISK_FULL),
    "a disk that ran low": (Play(reason="disk_full"), ExitCode.DISK_FULL),
    "a board that answers too late": (
        Play(pages=(), stats={f"{_EXCEPTIONS}scrapy.exceptions.DownloadTimeoutError": 3}),
        ExitCode.TIMED_OUT,
    ),
    "a robots.txt that forbids it": (Play(pages=(), stats={"robotstxt/forbidden": 1}), ExitCode.ROBOTS),
    "a board that lists nothing": (Play(pages=(), stats={"jobsieve/lists": 3}), ExitCode.EMPTY),
    "an interrupted crawl": (Play(reason="shutdown"), ExitCode.INTERRUPTED),
    "an archive that could not be written": (Play(reason="archive_failed", stats={"jobsieve/archive_failed": "full"}), ExitCode.OUTPUT),
}


@pytest.mark.parametrize(("how", "status"), NOT_PUBLISHED.values(), ids=NOT_PUBLISHED)
def test_a_failed_run_leaves_earlier_output_as_it_was(play: Play, order: RunOrder, how: Play, status: ExitCode) -> None:
    run(order)
    before = {name: (order.out / "test" / name).read_bytes() for name in ("listings.jsonl", "listings.sqlite", "errors.jsonl")}
    play.__dict__.update(how.__dict__)
    report = run(order)
    assert (report.exit_code, report.published) == (status, False)
    assert before == {name: (order.out / "test" / name).read_bytes() for name in before}
    assert json.loads((order.out / "test" / "run.json").read_text())["exit_code"] == status


def test_of_two_runs_of_a_board_the_second_ends_at_once(play: Play, order: RunOrder) -> None:
    folder = order.out / "test"
    folder.mkdir(parents=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(LockedError, match="another run"):
            run(order)
    assert play.pages
    assert run(order).exit_code == ExitCode.OK


def invoke(order: RunOrder, *arguments: str) -> Any:
    command = ["crawl", order.board, "--out", str(order.out), "--base-url", str(order.base_url), *arguments]
    return CliRunner().invoke(app, command)


def test_the_command_shows_what_was_found_and_where(play: Play, order: RunOrder) -> None:
    play.pages, play.stats = (b"listing a", b"nothing"), {"jobsieve/gone": 3}
    result = invoke(order)
    assert result.exit_code == ExitCode.PARTIAL
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in result.stdout.splitlines() if "│" in line]
    assert ["listings", "1"] in rows
    assert ["gone (404, 410, redirected away)", "3"] in rows
    assert ["listings.jsonl", str(order.out / "test" / "listings.jsonl")] in rows
    assert "see errors.jsonl" in result.stdout


def test_contradictions_are_shown_without_what_a_terminal_would_obey(play: Play, order: RunOrder, monkeypatch: pytest.MonkeyPatch) -> None:
    message = '"$15" [red]against\x1b[2J "$18"'
    conflict = Conflict(code="pay.amounts_disagree", severity=Severity.ERROR, fields=("pay",), claims=("c1", "c2"), message=message)
    rows = {b"listing a": listing("a", pay=Pay(min=15, max=15), conflicts=(conflict,)), b"listing b": listing("b")}
    monkeypatch.setattr(scraper.stages, "normalize_pages", lambda pages, **_: (rows[page.body_bytes()] for page in pages))
    assert play.pages
    result = invoke(order)
    assert result.exit_code == ExitCode.OK
    assert "pay.amounts_disagree" in result.stdout
    assert '• "$15" [red]against\\x1b[2J "$18"' in result.stdout
    assert "Never filled: language, title" in " ".join(result.stdout.split())
    assert any("pay " in line and " 1 │" in line and "50%" in line for line in result.stdout.splitlines())


def test_statuses_for_what_prevents_a_run(play: Play, order: RunOrder, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text(Path(order.board).read_text() + "colour = 1\n")
    result = CliRunner().invoke(app, ["crawl", str(broken), "--base-url", "http://127.0.0.1"])
    assert (result.exit_code, f"{broken}: next.colour: " in result.stderr) == (ExitCode.USAGE, True)
    (tmp_path / "file").write_text("")
    result = invoke(RunOrder(order.board, tmp_path / "file", base_url=order.base_url))
    assert (result.exit_code, "cannot write" in result.stderr) == (ExitCode.OUTPUT, True)
    play.raises = KeyboardInterrupt
    result = invoke(order)
    assert (result.exit_code, "nothing was published" in result.stdout) == (ExitCode.INTERRUPTED, True)


def test_the_tally_knows_every_field_and_what_fills_it() -> None:
    paths = field_paths()
    assert {"title", "pay", "dates.posted", "tasks.tools", "requirements"} <= set(paths)
    assert not {"claims", "conflicts", "text", "dates", "tasks", "source"} & set(paths)
    tally = Tally()
    for row in (listing("a", title="A", dates=Dates(posted="2026-05-01")), listing("b", tasks=Tasks(tools=("CVAT",)))):
        tally.count(row)
    assert tally.listings == 2
    assert {path: count for path, count in tally.fields.items() if count} == {"title": 1, "dates.posted": 1, "tasks.tools": 1}
