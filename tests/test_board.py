"""The bundled board, page by page: what the normalizer reads is what a careful reader wrote down beside each listing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import fixtures
from fixtures.render import render
from normalizer import normalize
from schemas import Listing, RawPage
from tests.cases import holds

EXPECTED = Path(fixtures.__file__).parent / "board" / "expected.jsonl"
ROWS = {row["id"]: row for row in map(json.loads, EXPECTED.read_text(encoding="utf-8").splitlines())}
# Packs are written for English; other languages are read as far as figures and names go.
LISTINGS = [listing for listing in fixtures.load_listings() if ROWS[listing.id]["language"] == "en"]
WHOLE = (
    "title", "organization", "pay", "hours_per_week", "workplace", "residency", "languages", "dates", "duration", "employment_types",
    "experience", "education",
)  # fmt: skip

# What is not read as the careful reader reads it, and why. A row that has become true is an error here.
KNOWN = {
    "hotel-receptionist": {"organization": "the label is the trade (“Hotel”)", "experience": "“a year behind a desk like ours”"},
    "arabic-voice-recording-participant": {"organization": "client below the summary", "languages": "implied by the recordings asked for"},
    "football-broadcast-captioner": {"organization": "client below the summary"},
    "contract-clause-tagger": {"organization": "client below the summary"},
    "radiology-report-evaluator": {"organization": "client below the summary"},
    "evening-maths-tutor": {"pay": "the board's currency decides a sign that the page alone leaves open"},
    "tram-maintenance-planner": {"languages": "“English for the manuals”"},
    "technical-translator-german-dutch": {"languages": "“Native Dutch and German at C2 level”: two levels in one breath"},
    "statistics-problem-writer-graduate-level": {"experience": "a level of the problems is taken for the role's"},
}


def _read(listing: Any) -> Listing:
    media_type, text = render(listing, ())
    page = RawPage(
        id=listing.id,
        url=ROWS[listing.id]["url"],
        media_type=media_type,
        body=text,
        fetched_at="2026-06-15T08:00:00Z",
        # As scraper/boards/demo.toml says.
        currency="USD",
    )
    return normalize(page)[0]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.slug))
def test_the_values_are_those_of_a_careful_reader(listing: Any) -> None:
    row = ROWS[listing.id]
    got = json.loads(_read(listing).model_dump_json())
    unsure = {field.partition(".")[0] for field in row["unsure"]}
    wrong = {
        field: (row["gold"][field], got[field])
        for field in WHOLE
        if field in row["gold"] and field not in unsure and not holds(row["gold"][field], got[field])
    }
    known = KNOWN.get(listing.slug, {})
    assert wrong.keys() == known.keys(), wrong


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: str(listing.slug))
def test_the_contradictions_are_those_planted(listing: Any) -> None:
    row = ROWS[listing.id]
    found = _read(listing).conflicts
    assert {conflict.code for conflict in found} == set(row["gold"]["conflicts"]), [conflict.message for conflict in found]
