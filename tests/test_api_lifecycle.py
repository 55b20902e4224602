"""Boards of kind api, run after run: what the list names no longer is closed, what it names stays, and unchanged answers are not read again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from normalizer.sources.addresses import recognise
from normalizer.sources.rooms import SOURCES_VARIABLE, data_files
from schemas.run import ExitCode, RunReport
from scraper.provider import load_provider
from scraper.run import RunOrder, run_board
from tests.conformance.player import Answer, Player
from tests.quiet import Quiet

_ABOUT = """[about]
title = "Made up"
known = "RECALLED"
[detect]
all = ["ref", "role"]
id = "/ref"
lists = ["/posts"]
[text]
title = "/role"
[[text.part]]
pointer = ["/duties"]
[crawl]
"""
_BOARD = """name = "acme"
kind = "api"
provider = "bakery"
site = "acme.example"
delay = 0.01
user_agent_contact = "bot@example.org"
allow_private_addresses = true
[expect]
max_drop = 1.0
"""
_WHOLE = '[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n'
_ASKED_IN_BODIES = (
    '[crawl.list]\nurl = "{base_url}/p"\nmethod = "POST"\nbody = { offset = "{offset}" }\nrows = "/posts"\n'
    '[crawl.paging]\nkind = "offset"\nsize = 2\nshort_is_last = true\n'
)
_WITH_DETAILS = _WHOLE + '[crawl.detail]\nurl = "{base_url}/p/{id}"\n'


class Board:
    """A board of a made-up provider whose answers change between runs."""

    def __init__(self, folder: Path, player: Player) -> None:
        self._file = folder / "acme.toml"
        self._file.write_text(_BOARD)
        self._out = folder / "out"
        self._player = player

    def run(self, *numbers: int, accept: bool = False) -> RunReport:
        """A run while the provider lists these postings."""
        self._player.script = list(_answers(numbers))
        return run_board(RunOrder(str(self._file), self._out, base_url=self._player.base_url, accept=accept), Quiet())

    def titles(self) -> list[str]:
        """Titles of what is published."""
        return sorted(json.loads(line)["title"] for line in (self._out / "acme" / "listings.jsonl").read_text().splitlines())


def _answers(numbers: tuple[int, ...]) -> Iterator[Answer]:
    """The list as a whole, the same two by two where a body asks for it, and each posting."""
    yield Answer("GET", "/p", (), {}, body=_posts(numbers))
    for offset in range(0, len(numbers) + 1, 2):
        yield Answer("POST", "/p", (), {"offset": offset}, body=_posts(numbers[offset : offset + 2]))
    for number in numbers:
        yield Answer("GET", f"/p/{number}", (), {}, body=json.dumps(_post(number)).encode())


def _post(number: int) -> dict[str, str]:
    return {"ref": str(number), "role": f"Baker {number}", "duties": f"You bake bread number {number} every morning. Pay: $20 per hour."}


def _posts(numbers: tuple[int, ...]) -> bytes:
    return json.dumps({"posts": [_post(number) for number in numbers]}).encode()


@pytest.fixture(params=[_WHOLE, _WITH_DETAILS, _ASKED_IN_BODIES], ids=["in the list", "with pages of their own", "asked for in bodies"])
def board(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    # What every provider is known by is in memory before this one is there, so that it stays unknown to other tests.
    recognise("")
    (tmp_path / "bakery.toml").write_text(_ABOUT + request.param)
    monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path))
    data_files.cache_clear()
    load_provider.cache_clear()
    with Player([]) as player:
        yield Board(tmp_path, player)
    monkeypatch.undo()
    data_files.cache_clear()
    load_provider.cache_clear()


def test_what_a_list_names_no_longer_is_closed_by_the_second_run(board: Board) -> None:
    first = board.run(1, 2, 3)
    assert (first.exit_code, first.fully_listed, first.listings) == (ExitCode.OK, True, 3), first.reasons
    assert board.run(1, 3).events == {"STALE": 1}
    assert board.titles() == ["Baker 1", "Baker 2", "Baker 3"]
    assert board.run(1, 3).events == {"CLOSED": 1}
    assert board.titles() == ["Baker 1", "Baker 3"]
    assert board.run(1, 2, 3).events == {"REOPENED": 1}
    assert board.titles() == ["Baker 1", "Baker 2", "Baker 3"]


def test_what_is_unchanged_is_not_read_again(board: Board) -> None:
    board.run(1, 2, 3)
    again = board.run(1, 2, 3)
    assert (again.listings, again.unchanged, again.events) == (3, 3, {})


def test_an_empty_list_closes_nothing_until_somebody_has_accepted_it(board: Board) -> None:
    board.run(1, 2, 3)
    for _ in range(2):
        held = board.run()
        assert (held.exit_code, held.fully_listed, held.events) == (ExitCode.EMPTY, True, {}), held.reasons
    assert board.titles() == ["Baker 1", "Baker 2", "Baker 3"]
    assert board.run(accept=True).events == {"STALE": 3}
    assert board.run().events == {"CLOSED": 3}
    assert board.titles() == []
