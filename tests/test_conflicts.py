"""Each kind of contradiction is found in its cases, quotes both statements, and stays silent on its nothings."""

from __future__ import annotations

import html
import json
import tomllib
from pathlib import Path

import pytest

from fixtures import BoardListing, load_listings
from fixtures.site import Site
from normalizer import normalize
from normalizer.conflicts import DETECTORS, as_conflicts, find_contradictions
from normalizer.conflicts.dates_disagree import days
from normalizer.conflicts.worlds import Interval
from normalizer.document import read_documents
from normalizer.page import Draft, Page
from normalizer.pipeline import read_page, settle_all
from schemas import Conflict, RawPage
from schemas.claim import About
from schemas.document import Section
from schemas.values import Strength
from tests.cases import CONFLICT_ROOM, Example, examples

CASES = sorted(CONFLICT_ROOM.glob("*.cases.toml"))
ALL = [example for path in CASES for example in examples(path)]
SITE = Site("http://board.example")
CODES = {detector.CODE for detector in DETECTORS}


def _of(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", [e for e in ALL if e.kind == kind], ids=lambda e: e.name)


def _code(path: Path) -> str:
    """The code of a cases file: `dates_order.cases.toml` is about `dates.order`, and so is `dates_order.de.cases.toml`."""
    name = path.name.partition(".")[0]
    return next(code for code in CODES if code.replace(".", "_") == name)


def _page(example: Example) -> Page:
    """The example's page; with `data`, a web page that embeds a posting which says so."""
    raw = example.raw()
    if "data" in example.row:
        data = {"@context": "https://schema.org", "@type": "JobPosting", "title": example.title, **example.row["data"]}
        text = "".join(f"<p>{html.escape(line)}</p>" for line in example.say.split("\n") if line)
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        body = f"<html lang={example.language}><head>{script}</head><body><main><h1>{example.title}</h1>{text}</main></body></html>"
        raw = raw.model_copy(update={"body": body, "media_type": "text/html"})
    (document,) = read_documents(raw)
    return read_page(raw, document, example.language)


def _found(page: Page) -> list[Conflict]:
    return as_conflicts(page, find_contradictions(page), {d.id: rule for s in settle_all(page) for d, rule in s.follows})


@_of("case")
def test_contradiction_is_found(example: Example) -> None:
    page = _page(example)
    found = _found(page)
    own = [c for c in found if c.code == _code(example.path)]
    assert [c.severity for c in own] == [example.row["severity"]], [(c.code, c.message) for c in found]
    assert {c.code for c in found} - {_code(example.path), *example.row.get("also", [])} == set()
    quotes = [d.quote for d in page.drafts if d.id in own[0].claims]
    assert len(quotes) == len(own[0].claims)
    assert all(quote in own[0].message or len(quote) > 160 for quote in quotes)


@_of("case")
def test_no_claim_of_a_contradiction_can_be_left_out(example: Example) -> None:
    page = _page(example)
    for conflict in [c for c in _found(page) if c.code == _code(example.path)]:
        for left_out in conflict.claims:
            rest = [draft for draft in page.drafts if draft.id in conflict.claims and draft.id != left_out]
            reduced = Page(page.raw, page.document, page.folded, page.lines, page.language, page.found, page.lexicon, drafts=rest)
            assert not [
                c.message
                for c in as_conflicts(reduced, find_contradictions(reduced), {})
                if (c.code, c.severity) == (conflict.code, conflict.severity)
            ]


@_of("nothing")
def test_what_only_looks_like_one_stays_silent(example: Example) -> None:
    assert [(c.code, c.message) for c in _found(_page(example))] == []


@_of("gap")
@pytest.mark.xfail(strict=True, reason="known and not found yet")
def test_gap_is_still_open(example: Example) -> None:
    assert [c for c in _found(_page(example)) if c.code == _code(example.path)]


@pytest.mark.parametrize("listing", [one for one in load_listings() if one.language == "en"], ids=lambda one: one.slug)
def test_the_demo_board_has_exactly_the_contradictions_put_into_it(listing: BoardListing) -> None:
    page = SITE.answer(listing.path)
    (found,) = normalize(RawPage(id=listing.slug, media_type="text/html", body=page.body, fetched_at="2026-06-20T00:00:00Z"))
    assert sorted({c.code for c in found.conflicts}) == sorted(listing.conflicts), [c.message for c in found.conflicts]


def test_every_detector_has_a_code_and_cases_of_its_own() -> None:
    assert len(CODES) == len(DETECTORS)
    english = [path for path in CASES if path.stem.removesuffix(".cases").isidentifier()]
    assert sorted(map(_code, english)) == sorted(CODES)
    for path in english:
        assert {example.kind for example in examples(path)} >= {"case", "nothing"}, path


def test_every_tolerance_has_a_reason_and_is_used() -> None:
    table = tomllib.loads((CONFLICT_ROOM / "tolerances.toml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in CONFLICT_ROOM.glob("*.py"))
    for name, row in table.items():
        assert row.keys() == {"value", "unit", "reason"}, name
        assert f'"{name}"' in code, f"{name} is used nowhere"


@pytest.mark.parametrize(
    ("a", "b", "meets"),
    [
        (Interval(10, 20), Interval(20, 30), True),
        (Interval(10, 20, high_open=True), Interval(20, 30), False),
        (Interval(10, 20), Interval(20, 30, low_open=True), False),
        (Interval(high=20), Interval(low=25), False),
        (Interval(5, 5), Interval(0, 10), True),
        (Interval(), Interval(3, 3), True),
    ],
)
def test_intervals_meet_where_a_number_lies_in_both(a: Interval, b: Interval, meets: bool) -> None:
    assert a.meets(b) is meets
    assert b.meets(a) is meets


@pytest.mark.parametrize(
    ("written", "stated", "agree"),
    [
        ("2026-05-04T00:00:00Z", "2026-05-03", True),
        ("2026-05-04T00:00:00Z", "2026-05-04", True),
        ("2026-05-04T00:00:00Z", "2026-05-02", False),
        ("2026-05-03T23:59:59+01:00", "2026-05-03", True),
        ("2026-05-03T22:00:00.000Z", "2026-05-04", True),
        ("2026-05-03", "2026-05-04", False),
        ("1777852800000", "2026-05-04", True),
        ("Mon, 04 May 2026 09:00:00 GMT", "2026-05-03", True),
    ],
)
def test_an_embedded_moment_falls_on_the_days_it_has_anywhere(written: str, stated: str, agree: bool) -> None:
    value = "2026-05-04" if not written.startswith("2026") else written[:10]
    embedded = _draft(value, written, pointer="/validThrough")
    assert days(embedded).meets(days(_draft(stated, stated))) is agree


def _draft(value: str, quote: str, pointer: str | None = None) -> Draft:
    return Draft("dates.valid_through", value, "rule", Strength.REQUIRED, About.ROLE, None, Section.OTHER, quote, pointer=pointer)
