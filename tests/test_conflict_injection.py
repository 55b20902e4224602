"""Contradictions planted into consistent listings of the demo board are found, and nothing else is."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fixtures import BoardListing, load_listings
from normalizer.conflicts import as_conflicts, find_contradictions
from normalizer.document.text import read_text
from normalizer.page import Page
from normalizer.pipeline import read_page, settle_all
from schemas import Conflict, RawPage
from schemas.claim import About
from schemas.document import BlockKind, Section

PLANTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("conflict_plants.toml").read_text(encoding="utf-8"))["plant"]
BASES = [one for one in load_listings() if one.language == "en" and not one.conflicts]
SEED = 20260601
LEAST_RECALL = 0.9
LEAST_PLANTS = 300
_HEADER_ENDS = 2
"""Lines of a page before its facts: the title and the organization."""


@dataclass(frozen=True)
class Outcome:
    """What became of one plant."""

    code: str
    where: str
    """The listing and the pair, for a person."""
    found: tuple[str, ...]
    """Codes of all contradictions that were reported, with their messages."""


def _lines(listing: BoardListing) -> list[str]:
    """A listing as plain text: title, organization, facts, chips, body."""
    facts = [f"{label}: {value}" for label, value in listing.facts]
    body = [line.removeprefix("## ") for line in listing.body.strip().splitlines()]
    if listing.layout == "text":
        return [line for line in body if line.strip()]
    return [listing.title, listing.organization, *facts, *listing.chips, *body]


def _read(lines: list[str]) -> Page:
    text = "\n\n".join(line for line in lines if line.strip())
    return read_page(RawPage(id="plant", body=text, fetched_at="2026-06-20T00:00:00Z"), read_text(text))


def _conflicts(page: Page) -> list[Conflict]:
    return as_conflicts(
        page, find_contradictions(page), {draft.id: rule for settled in settle_all(page) for draft, rule in settled.follows}
    )


@cache
def _silenced(slug: str, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a listing without those that say something of the fields."""
    lines = _lines(next(one for one in BASES if one.slug == slug))
    for _ in range(len(lines)):
        page = _read(lines)
        quotes = {page.text[page.lines[d.line].start : page.lines[d.line].end] for d in page.drafts if d.field.partition(".")[0] in fields}
        kept = lines[:_HEADER_ENDS] + [
            line for line in lines[_HEADER_ENDS:] if not any(quote in " ".join(line.split()) for quote in quotes)
        ]
        if kept == lines:
            break
        lines = kept
    return tuple(lines)


def _planted(lines: tuple[str, ...], fact: str, sentence: str, chance: random.Random) -> list[str]:
    """The lines with a fact in the header and a sentence somewhere in the part that speaks of the role."""
    places = _places(list(lines))
    at = chance.choice(places)
    line = f"- {sentence}" if lines[at].startswith("- ") else sentence
    body = [*lines[: at + 1], *([line] if sentence else []), *lines[at + 1 :]]
    return [*body[:_HEADER_ENDS], *fact.split("\n"), *body[_HEADER_ENDS:]]


def _places(lines: list[str]) -> list[int]:
    """Lines behind which a statement is one about the role."""
    page = _read(lines)
    role = {page.text[line.start : line.end] for line in page.lines if _is_of_role(line.kind, line.section, line.about)}
    return [index for index, line in enumerate(lines) if index > _HEADER_ENDS and any(quote in line for quote in role)]


def _is_of_role(kind: BlockKind, section: Section, about: About) -> bool:
    return about is About.ROLE and kind is not BlockKind.HEADING and section not in (Section.META, Section.TITLE, Section.ABOUT)


def _outcomes() -> Iterator[Outcome]:
    chance = random.Random(SEED)
    for plant in PLANTS:
        for number, listing in enumerate(BASES):
            fact, sentence = plant["pairs"][number % len(plant["pairs"])]
            lines = _planted(_silenced(listing.slug, tuple(plant["silence"])), fact, sentence, chance)
            found = tuple(f"{conflict.code}: {conflict.message}" for conflict in _conflicts(_read(lines)))
            yield Outcome(plant["code"], f"{listing.slug}: {fact!r} against {sentence!r}", found)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return list(_outcomes())


def _codes(outcome: Outcome) -> set[str]:
    return {found.partition(": ")[0] for found in outcome.found}


def test_the_listings_are_consistent_before() -> None:
    assert [(one.slug, found.message) for one in BASES for found in _conflicts(_read(_lines(one)))] == []


def test_planted_contradictions_are_found(outcomes: list[Outcome]) -> None:
    planted, found = Counter(o.code for o in outcomes), Counter(o.code for o in outcomes if o.code in _codes(o))
    for code in planted:
        print(f"{code:45} {found[code]:3} of {planted[code]:3}")
    print(f"{'all':45} {found.total():3} of {planted.total():3}")
    assert planted.total() >= LEAST_PLANTS
    missed = [o.where for o in outcomes if o.code not in _codes(o)]
    assert {code: round(found[code] / planted[code], 2) for code in planted if found[code] < LEAST_RECALL * planted[code]} == {}, missed


def test_nothing_else_is_reported(outcomes: list[Outcome]) -> None:
    assert [(o.where, o.found) for o in outcomes if _codes(o) - {o.code}] == []
