"""OpenTrain's next runs: only what changed is asked for, and what did not change stays published."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.run import ExitCode
from tests.conformance.run import Ran, play

FERRY, CHOIR, RECEIPTS, PHYSICS = (
    "cm8x2k0a100qp1xq0t5n7e3rz",
    "1731672000123x318204775601923840",
    "cm9b40zzq00aa1xq0c1d2e3f4",
    "cmb1a2b3c00bb1xq0g5h6i7j8",
)


@pytest.fixture
def crawled(tmp_path: Path) -> Path:
    """The output of a run over the whole list, whose next one asks for changes since the eighteenth."""
    assert play("opentrain", "full", tmp_path).status == ExitCode.PARTIAL
    ask_since(tmp_path, "2026-11-18T00:00:00.000Z")
    return tmp_path


def ask_since(out: Path, moment: str | None) -> None:
    assert report(out)["listed_whole_at"]
    with closing(sqlite3.connect(out / "opentrain" / "store.sqlite")) as store, store:
        store.execute("UPDATE runs SET report = json_set(report, '$.changes_until', ?)", (moment,))


def report(out: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((out / "opentrain" / "run.json").read_text(encoding="utf-8"))
    return read


def titles(ran: Ran) -> dict[str, str]:
    """The provider's id of each listing → its title."""
    return {row["source"]["identifiers"][0].partition(":")[2]: row["title"] for row in ran.found["listings"]}


def ids(ran: Ran) -> dict[str, str]:
    return {row["source"]["identifiers"][0].partition(":")[2]: row["listing_id"] for row in ran.found["listings"]}


def test_a_whole_list_is_where_the_next_run_goes_on_from(crawled: Path) -> None:
    # The list has a record that cannot be read; whatever becomes of it will be told as a change.
    assert report(crawled)["fully_listed"]


def test_the_next_run_fetches_what_changed_and_closes_what_is_closed(crawled: Path) -> None:
    before = [json.loads(line) for line in (crawled / "opentrain" / "listings.jsonl").read_text(encoding="utf-8").splitlines()]
    ran = play("opentrain", "changes", crawled)
    assert ran.status == ExitCode.OK, ran.printed
    assert titles(ran) == {FERRY: "Ferry and Tugboat Outliner", PHYSICS: "Writer of Worked Physics Solutions"}
    assert set(ids(ran).values()) <= {row["listing_id"] for row in before}
    assert {row["id"]: row["reason"] for row in ran.found["list"]["closed"]} == {CHOIR: "CLOSED", RECEIPTS: "closed"}
    assert not ran.player.strangers
    assert not ran.player.unasked
    assert (report(crawled)["incremental"], report(crawled)["changes_until"]) == (True, "2026-11-20T10:05:00.000Z")
    quiet = play("opentrain", "quiet", crawled)
    assert (quiet.status, titles(quiet)) == (ExitCode.OK, titles(ran))
    assert report(crawled)["changes_until"] == "2026-11-21T08:00:00.000Z"


def test_a_change_that_could_not_be_fetched_is_asked_for_again(crawled: Path) -> None:
    ran = play("opentrain", "broken_changes", crawled)
    assert ran.status == ExitCode.PARTIAL
    assert titles(ran) == {FERRY: "Outliner of Ferries in Harbour Photographs", PHYSICS: "Writer of Worked Physics Solutions"}
    assert report(crawled)["changes_until"] == "2026-11-18T00:00:00.000Z"


def test_without_a_moment_to_go_on_from_the_whole_list_is_asked_for(crawled: Path) -> None:
    ask_since(crawled, None)
    ran = play("opentrain", "full", crawled)
    assert not ran.player.unasked
    assert len(ran.found["listings"]) == 4
