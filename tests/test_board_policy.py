"""The key `policy` of a board: what its crawls read under it, that a change of it reads everything again, and that `replay` keeps to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scraper_site import Answer, TestSite, board_file
from test_scraper_runs import board_of, job, lines, run
from test_store_commands import ids, invoke, read_by_another_normalizer

from normalizer.version import normalizer_version
from schemas.listing import Policy
from schemas.run import PageCounts, RunReport
from scraper.boards import load_board
from scraper.since import since

_CONTRADICTION = "This role is fully remote.</p><p>The position is 100% on-site at our Leeds depot."


@pytest.fixture
def site() -> Iterator[TestSite]:
    with TestSite({}) as site:
        board_of(site, "weaver", "dyer")
        site.answers["/jobs/dyer"] = Answer(job("Dyer", notice=_CONTRADICTION), headers={"ETag": '"1"'})
        yield site


def dyer(folder: Path) -> dict[str, Any]:
    (found,) = (line for line in lines(folder, "listings.jsonl") if line["title"] == "Dyer")
    return found


def test_a_change_of_policy_reads_every_page_again(site: TestSite, tmp_path: Path) -> None:
    usual = run(site, tmp_path)
    assert (usual.policy, dyer(tmp_path)["policy"]) == (Policy.SPECIFIC, "SPECIFIC")
    assert dyer(tmp_path)["workplace"]
    strict = run(site, tmp_path, board_file(tmp_path, policy='"strict"'))
    assert "If-None-Match" not in site.headers["/jobs/dyer"], "a page that is not sent cannot be read again"
    assert (strict.policy, strict.normalizer) == (Policy.STRICT, f"{normalizer_version()}.strict")
    assert (strict.listings, strict.unchanged, strict.events) == (2, 0, {"REREAD": 1})
    assert (dyer(tmp_path)["policy"], dyer(tmp_path)["workplace"]) == ("STRICT", None)
    again = run(site, tmp_path, board_file(tmp_path, policy='"strict"'))
    assert site.headers["/jobs/dyer"]["If-None-Match"] == '"1"'
    assert (again.unchanged, again.events) == (2, {})


def test_replay_reads_under_the_policy_of_the_last_run(site: TestSite, tmp_path: Path) -> None:
    run(site, tmp_path, board_file(tmp_path, policy='"strict"'))
    assert "0 versions read again" in invoke(tmp_path, "replay").stderr
    read_by_another_normalizer(tmp_path, "dyer", pay=None)
    told = invoke(tmp_path, "replay", "--apply").stdout
    assert told.startswith(f"REREAD     {ids(tmp_path)['dyer']}  Dyer")
    assert f"now by {normalizer_version(Policy.STRICT)}" in told
    assert (dyer(tmp_path)["policy"], dyer(tmp_path)["workplace"], dyer(tmp_path)["pay"]["min"]) == ("STRICT", None, 20)


@pytest.mark.parametrize(("policy", "asked_since"), [("specific", "2026-05-02T00:00:00Z"), ("first", None)])
def test_under_another_policy_it_is_not_enough_to_ask_for_changes(policy: str, asked_since: str | None, tmp_path: Path) -> None:
    last = RunReport(
        run_id="monday",
        board="opentrain",
        started_at="2026-05-02T00:00:00Z",
        finished_at="2026-05-02T00:01:00Z",
        finish_reason="finished",
        exit_code=0,
        published=True,
        changes_until="2026-05-02T00:00:00Z",
        listed_whole_at="2026-05-02T00:00:00Z",
        pages=PageCounts(),
    )
    file = tmp_path / "opentrain.toml"
    file.write_text(
        f'name = "opentrain"\nkind = "api"\nprovider = "opentrain"\nuser_agent_contact = "bot@example.org"\npolicy = "{policy}"\n'
    )
    assert since(load_board(file), last, datetime(2026, 5, 3, tzinfo=UTC)) == asked_since
