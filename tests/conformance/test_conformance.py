"""Every provider: the real spider, run by the real command, against a server that plays the provider.

No posting is lost, none is invented, a record that cannot be read is reported, and every request is one that the provider answers. The
first answers are a 503 and a 429.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.run import ExitCode
from tests.conformance.golden import differences, golden_path
from tests.conformance.run import PROVIDERS, ROOM, Ran, play


def scenarios(name: str) -> list[str]:
    return [provider for provider in PROVIDERS if (ROOM / provider / f"{name}.toml").exists()]


def as_expected(ran: Ran, provider: str, scenario: str) -> None:
    golden = json.loads(golden_path(provider, scenario).read_text(encoding="utf-8"))
    assert not differences(golden, ran.found), f"run: python -m tests.conformance.update {provider}"
    assert not ran.player.strangers
    assert not ran.player.unasked


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_posting_is_found_and_none_invented(provider: str, tmp_path: Path) -> None:
    ran = play(provider, "full", tmp_path, faults=True)
    assert ran.status in (ExitCode.OK, ExitCode.PARTIAL), ran.printed
    as_expected(ran, provider, "full")
    assert ran.found["errors"], "expected the malformed record of the script in the error report"
    assert ran.status == ExitCode.PARTIAL


@pytest.mark.slow
@pytest.mark.parametrize("provider", scenarios("short"))
def test_a_list_shorter_than_it_says_is_no_whole_list(provider: str, tmp_path: Path) -> None:
    ran = play(provider, "short", tmp_path)
    as_expected(ran, provider, "short")
    assert ran.status == ExitCode.PARTIAL, ran.printed
    assert "fully_listed" not in ran.found["list"]


@pytest.mark.slow
@pytest.mark.parametrize("provider", scenarios("empty"))
def test_an_empty_board_lists_nothing_and_is_not_gone(provider: str, tmp_path: Path) -> None:
    ran = play(provider, "empty", tmp_path)
    assert ran.status == ExitCode.NOTHING, ran.printed
    assert ran.found["listings"] == ran.found["errors"] == []
    assert "dead" not in ran.found["list"]
    assert not ran.player.strangers


@pytest.mark.slow
@pytest.mark.parametrize("provider", scenarios("dead"))
def test_a_board_that_is_gone_says_so(provider: str, tmp_path: Path) -> None:
    ran = play(provider, "dead", tmp_path)
    assert ran.status == ExitCode.NOTHING, ran.printed
    assert ran.found["list"].keys() == {"dead"}
    assert not ran.player.strangers
