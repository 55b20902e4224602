"""Every provider on a bad day, after a good one: a board that is gone, an empty list, a list that is cut short. Nothing is closed for any
of them, and what was published stays.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import scraper.since
from schemas.run import ExitCode, RunReport
from scraper.evidence import Evidence, read_evidence
from scraper.provider import Crawl, load_provider
from scraper.run import RunOrder, run_board
from scraper.secrets import redactor
from tests.conformance.player import Answer, Player, parsed_query, read_script
from tests.conformance.run import PROVIDERS, ROOM, keys_of
from tests.quiet import Quiet

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Board:
    """A provider's board, with what its runs left under `out`."""

    provider: str
    player: Player
    out: Path

    @property
    def crawl(self) -> Crawl:
        return load_provider(self.provider).crawl

    @property
    def published(self) -> bytes:
        return (self.out / self.provider / "listings.jsonl").read_bytes()

    @property
    def ids(self) -> set[str]:
        """The listings that are published."""
        return {json.loads(line)["listing_id"] for line in self.published.splitlines()}

    @property
    def evidence(self) -> Evidence:
        """What the first run noted."""
        return read_evidence(sorted((self.out / self.provider / "raw").glob("*.warc.gz"))[:1])

    def script(self, scenario: str) -> list[Answer]:
        """The answers of a scenario."""
        return read_script(ROOM / self.provider / f"{scenario}.toml")

    def has(self, scenario: str) -> bool:
        return (ROOM / self.provider / f"{scenario}.toml").exists()

    def run(self, script: list[Answer]) -> RunReport:
        """A run in which the provider answers so."""
        self.player.script = script
        board = str(ROOM / self.provider / "board.toml")
        return run_board(RunOrder(board, self.out, base_url=self.player.base_url), Quiet())

    def lists(self) -> list[Answer]:
        """The good day's answers that are pages of the list, in the order in which they were asked for."""
        asked = [urlsplit(fate.url) for fate in self.evidence.lists()]
        addresses = {(parts.path, parsed_query(parts.query)) for parts in asked}
        return [answer for answer in read_script(ROOM / self.provider / "full.toml") if (answer.path, _archived(answer.query)) in addresses]


def _archived(query: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Parameters as the archive has them: without secrets."""
    return tuple((name, redactor().redacted(value)) for name, value in query)


@pytest.fixture(scope="module", params=PROVIDERS)
def good_day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board that was crawled once, whole."""
    with pytest.MonkeyPatch.context() as patch, Player([]) as player:
        for name, value in keys_of(ROOM / request.param).items():
            patch.setenv(name, value)
        # Also a provider that tells its changes is asked for its list by every run.
        patch.setattr(scraper.since, "WHOLE_EVERY", timedelta(0))
        board = Board(request.param, player, tmp_path_factory.mktemp(request.param))
        report = board.run(board.script("full"))
        assert report.published, report.reasons
        yield board


@pytest.fixture
def board(good_day: Board, tmp_path: Path) -> Board:
    """The same, to be crawled again."""
    return replace(good_day, out=shutil.copytree(good_day.out, tmp_path / "out"))


def test_a_list_names_its_postings_as_they_are_named_when_they_are_read(good_day: Board) -> None:
    assert good_day.ids <= {fate.listing_id for fate in good_day.evidence.listings()}


def test_a_board_that_is_gone_closes_nothing(board: Board, good_day: Board) -> None:
    report = board.run(board.script("dead"))
    assert (report.exit_code, report.fully_listed, report.events) == (ExitCode.NOTHING, False, {}), report.reasons
    assert report.dead
    assert board.published == good_day.published


def test_an_empty_list_is_believed_only_where_it_declares_that_it_is_empty(board: Board, good_day: Board) -> None:
    if not board.has("empty"):
        pytest.skip("answers as a board that is gone")
    report = board.run(board.script("empty"))
    if board.crawl.complete and board.crawl.list.total:
        # The first of the runs in a row that it takes.
        assert (report.exit_code, report.fully_listed, report.events) == (ExitCode.OK, True, {"STALE": len(good_day.ids)}), report.reasons
        assert board.ids == good_day.ids
    else:
        assert (report.exit_code, report.events) == (ExitCode.EMPTY, {}), report.reasons
        assert board.published == good_day.published


def test_a_list_whose_second_page_fails_closes_nothing(board: Board, good_day: Board) -> None:
    if len(board.lists()) < 2:
        pytest.skip("lists everything in one answer")
    second = board.lists()[1]
    broken = replace(second, status=500, body=b"out of order", media_type="text/plain", headers={})
    report = board.run([broken if answer == second else answer for answer in board.script("full")])
    assert (report.exit_code, report.fully_listed, report.events) == (ExitCode.PARTIAL, False, {}), report.reasons
    assert [(page.role, page.reason) for page in report.lost] == [("index", "status 500")]
    assert board.ids == good_day.ids


def test_a_list_that_breaks_off_in_the_middle_closes_nothing(board: Board, good_day: Board) -> None:
    first = board.lists()[0]
    half = replace(first, body=first.body[: len(first.body) // 2])
    report = board.run([half if answer == first else answer for answer in board.script("full")])
    assert report.exit_code in {ExitCode.PARTIAL, ExitCode.NOTHING, ExitCode.DROPPED, ExitCode.SHAPE}, report.reasons
    assert not report.fully_listed
    assert not report.events
    assert board.ids == good_day.ids
    assert report.published or board.published == good_day.published
