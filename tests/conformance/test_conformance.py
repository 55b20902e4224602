"""Every provider: the real spider, run by the real command, against a server that plays the provider.

No posting is lost, none is invented, a record that cannot be read is reported, and every request is one that the provider answers. The
first answers are a 503 and a 429.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.run import ExitCode
from scraper.provider import load_provider, provider_names
from tests.conformance.first_answer import Judged, judge
from tests.conformance.golden import differences, golden_path
from tests.conformance.run import PROVIDERS, ROOM, play


def scenarios(name: str) -> list[str]:
    return [provider for provider in PROVIDERS if name in scenarios_of(provider)]


def scenarios_of(provider: str) -> set[str]:
    return {path.stem for path in (ROOM / provider).glob("*.toml")}


def shape(provider: str) -> tuple[str, bool]:
    """What decides how an answer is judged: the form of the list, and whether postings have answers of their own."""
    crawl = load_provider(provider).crawl
    return crawl.list.format, crawl.detail_of_rows() is not None


REPRESENTATIVE = sorted({shape(provider): provider for provider in PROVIDERS}.values())
"""One provider of each shape."""


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_posting_is_found_and_none_invented(provider: str, tmp_path: Path) -> None:
    ran = play(provider, "full", tmp_path, faults=True)
    assert ran.status == ExitCode.PARTIAL, ran.printed
    golden = json.loads(golden_path(provider).read_text(encoding="utf-8"))
    assert not differences(golden, ran.found), f"run: python -m tests.conformance.update {provider}"
    assert ran.found["errors"], "expected the malformed record of the script in the error report"
    assert not ran.player.strangers
    assert not ran.player.unasked


@pytest.mark.parametrize("provider", scenarios("empty"))
def test_an_empty_board_is_not_a_board_that_is_gone(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge(provider, "empty", monkeypatch) == Judged(None, 0, 0)


@pytest.mark.parametrize("provider", scenarios("dead"))
def test_a_board_that_is_gone_is_not_an_empty_one(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert judge(provider, "dead", monkeypatch).dead


@pytest.mark.parametrize("provider", scenarios("short"))
def test_a_list_shorter_than_it_says_is_missed_in(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = judge(provider, "short", monkeypatch)
    assert judged.rows
    assert judged.missing


def test_every_provider_has_its_scenarios() -> None:
    wanted = set(provider_names())
    assert wanted == set(PROVIDERS)
    assert wanted == set(scenarios("dead"))
    # Some providers answer for a board that is gone as for an empty one: both read as gone.
    assert all(load_provider(name).crawl.dead.when for name in wanted - set(scenarios("empty")))
    assert {name for name in wanted if load_provider(name).crawl.list.total} == set(scenarios("short"))


@pytest.mark.slow
@pytest.mark.parametrize("provider", REPRESENTATIVE)
def test_a_run_over_a_short_list_says_so(provider: str, tmp_path: Path) -> None:
    if "short" not in scenarios_of(provider):
        pytest.skip("declares no total")
    ran = play(provider, "short", tmp_path)
    assert ran.status == ExitCode.PARTIAL, ran.printed
    assert ran.found["listings"]
    assert "fully_listed" not in ran.found["list"]


@pytest.mark.slow
@pytest.mark.parametrize("provider", REPRESENTATIVE)
def test_a_run_over_an_empty_board_or_one_that_is_gone_leaves_nothing(provider: str, tmp_path: Path) -> None:
    for scenario in scenarios_of(provider) & {"empty", "dead"}:
        ran = play(provider, scenario, tmp_path / scenario)
        assert ran.status == ExitCode.NOTHING, ran.printed
        assert ran.found["listings"] == ran.found["errors"] == []
        assert ("dead" in ran.found["list"]) == (scenario == "dead")
        assert not ran.player.strangers
