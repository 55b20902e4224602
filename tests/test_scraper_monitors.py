"""Monitors: what is held back by the board's own history, and what is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from records import make_claim, make_conflict, make_listing
from typer.testing import CliRunner

from normalizer.store.content import content_values, differences, fields_hash
from schemas.claim import Claim, Evidence
from schemas.document import Section
from schemas.listing import Choice, Listing
from schemas.run import ExitCode, RunFigures
from schemas.values import Dates, Strength, Workplace
from scraper.cli import app
from scraper.expectations import Expectations, declared_total
from scraper.monitors import Judged, judge
from scraper.tally import Tally

USUAL = RunFigures(listings=100, pages=104, unread=4, conflicts=12, fields={"pay": 90, "openings": 20})
EXPECTED = Expectations()


def found(lost: int = 0, *, complete: bool = True, says_empty: bool = False, **figures: Any) -> Judged:
    return Judged(USUAL.model_copy(update=figures), lost, complete=complete, says_empty=says_empty)


def codes(judged: Judged, history: list[RunFigures] | None = None) -> list[ExitCode]:
    return [finding.exit_code for finding in judge(judged, [USUAL] * 5 if history is None else history, EXPECTED)]


FINE = {
    "a run like the others": found(),
    "30 % fewer listings": found(listings=70, pages=74, fields={"pay": 63}),
    "fewer listings, for which pages failed": found(60, listings=40, pages=40, unread=0, conflicts=5, fields={"pay": 36}),
    "fewer listings in a run that was cut short": found(listings=10, pages=10, unread=0, conflicts=1, fields={"pay": 9}, complete=False),
    "an empty board that says so": found(listings=0, pages=0, unread=0, conflicts=0, fields={}, says_empty=True),
    "an empty list that says so": found(listings=0, pages=1, unread=0, conflicts=0, fields={}, says_empty=True),
    "a field that is seldom filled and now never": found(fields={"pay": 90}),
    "a field at half of its usual rate": found(fields={"pay": 46}),
    "more contradictions, but not many": found(conflicts=36),
    "more refusals, but not many": found(listings=80, pages=104, unread=24, fields={"pay": 72}),
    "many more listings": found(listings=1000, pages=1000, unread=0, conflicts=120, fields={"pay": 900}),
}
HELD = {
    "31 % fewer listings": (found(listings=69, pages=73, fields={"pay": 63}), [ExitCode.DROPPED]),
    "an empty board that says nothing": (found(listings=0, pages=0, unread=0, conflicts=0, fields={}), [ExitCode.EMPTY]),
    "an empty list that says nothing": (found(listings=0, pages=1, unread=0, conflicts=0, fields={}), [ExitCode.EMPTY]),
    "pages that hold nothing any more": (
        found(listings=0, pages=104, unread=104, conflicts=0, fields={}),
        [ExitCode.SHAPE, ExitCode.DROPPED],
    ),
    "a third of the pages refused": (found(listings=74, pages=108, unread=34, fields={"pay": 70}), [ExitCode.SHAPE]),
    "a field that lost more than half": (found(fields={"pay": 44}), [ExitCode.SHAPE]),
    "a field that vanished": (found(fields={}), [ExitCode.SHAPE]),
    "contradictions everywhere": (found(conflicts=38), [ExitCode.SHAPE]),
}


@pytest.mark.parametrize("judged", FINE.values(), ids=FINE)
def test_what_may_be_published(judged: Judged) -> None:
    assert codes(judged) == []


@pytest.mark.parametrize(("judged", "expected"), HELD.values(), ids=HELD)
def test_what_is_held_back(judged: Judged, expected: list[ExitCode]) -> None:
    assert codes(judged) == expected
    assert all(re.search(r"\d", finding.reason) or "nothing" in finding.reason for finding in judge(judged, [USUAL] * 5, EXPECTED))


def test_a_board_without_a_history_is_believed() -> None:
    assert codes(found(listings=1, pages=50, unread=49), []) == []


def test_one_odd_run_in_the_history_does_not_count() -> None:
    odd = RunFigures(listings=1000, pages=1000, fields={"pay": 0})
    assert codes(found(), [USUAL, odd, USUAL, USUAL, odd]) == []


def test_shares_of_a_few_listings_say_nothing() -> None:
    few = RunFigures(listings=4, pages=4, fields={"pay": 4})
    assert codes(Judged(few.model_copy(update={"fields": {}, "conflicts": 9}), 0, complete=True, says_empty=False), [few]) == []


@pytest.mark.parametrize(
    ("text", "pattern", "total"),
    [
        ("Showing 1-20 of 1,345 jobs", r"of ([\d,]+) jobs", 1345),
        ('{"total": 57}', r'"total": ?(\d+)', 57),
        ("12 Stellen", r"\d+ Stellen", 12),
        ("no number", r"of (\d+)", None),
        ("of 99999999999999999999 jobs", r"of (\d+)", None),
        ("of some jobs", r"of (\d+)?", None),
    ],
)
def test_the_number_that_a_board_declares(text: str, pattern: str, total: int | None) -> None:
    assert declared_total(text, pattern) == total


# Agreement of embedded data with text


def both(name: str, *, contradicts: bool) -> Listing:
    stated = make_claim("c1", "remote", 0, field="workplace", value="REMOTE")
    evidence = Evidence(pointer="/jobLocationType", quote="TELECOMMUTE", section=Section.EMBEDDED)
    embedded = Claim(id="c2", field="workplace", value="ONSITE", strength=Strength.REQUIRED, rule="schemaorg", evidence=evidence)
    conflicts = (make_conflict("workplace.modes_disagree", "c1", "c2"),) if contradicts else ()
    return make_listing(name, claims=(stated, embedded), conflicts=conflicts, workplace=Workplace.REMOTE)


def test_every_run_counts_how_often_a_site_contradicts_its_own_text() -> None:
    tally = Tally()
    for number in range(50):
        tally.count(both(str(number), contradicts=number < 4))
    tally.count(make_listing("text only", claims=(make_claim("c1", "remote", 0, field="workplace", value="REMOTE"),)))
    (counted,) = tally.agreement().values()
    assert (counted["workplace"].compared, counted["workplace"].contradicted) == (50, 4)


# What makes a version


def record(listing: Listing) -> dict[str, Any]:
    return listing.model_dump(mode="json")


def dated(day: str, *, rule: str) -> Listing:
    claim = make_claim("c1", "Posted 3 days ago", 0, field="dates.posted", value=day, rule=rule)
    return make_listing(
        "a", dates=Dates(posted=day), claims=(claim,), choices=(Choice(field="dates.posted", claim="c1", rule="only statement"),)
    )


def test_a_day_that_is_counted_back_makes_no_version_and_a_stated_one_does() -> None:
    moving = [fields_hash(record(dated(day, rule="dates/en: posted, counted back"))) for day in ("2026-05-01", "2026-05-02")]
    stated = [fields_hash(record(dated(day, rule="dates/en: posted"))) for day in ("2026-05-01", "2026-05-02")]
    assert moving[0] == moving[1]
    assert stated[0] != stated[1]


def test_words_and_numbers_of_claims_make_no_version_and_contradictions_do() -> None:
    plain = make_listing("a", title="Weaver", openings=2)
    assert fields_hash(record(plain)) == fields_hash(
        record(plain.model_copy(update={"text": "other words", "claims": (make_claim("c7", "x", 0),)}))
    )
    assert fields_hash(record(plain)) != fields_hash(
        record(plain.model_copy(update={"conflicts": (make_conflict("pay.arithmetic", "c1"),)}))
    )
    assert content_values(record(plain)) == {"title": "Weaver", "openings": 2}


def test_differences_are_told_in_the_order_of_the_schema() -> None:
    old, new = make_listing("a", title="Weaver", openings=2), make_listing("a", title="Dyer", benefits=("tea",))
    told = [(change.field, change.old, change.new) for change in differences(record(old), record(new))]
    assert told == [("title", '"Weaver"', '"Dyer"'), ("openings", "2", None), ("benefits", None, '["tea"]')]


# Exit statuses


def test_every_exit_status_is_documented_and_told_by_the_command() -> None:
    documented = dict(
        re.findall(r"^\| (\d+) \| `(\w+)` \|", (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8"), re.MULTILINE)
    )
    assert documented == {str(code.value): code.name for code in ExitCode}
    shown = " ".join(CliRunner().invoke(app, ["crawl", "--help"], env={"COLUMNS": "300", "TERM": "dumb"}).stdout.split())
    assert not [code for code in ExitCode if not re.search(rf"\b{code.value} [a-z]", shown)]
    assert len(set(ExitCode)) == len(ExitCode.__members__)
