"""The promises that hold for every listing: quotes are cut from the text, values have claims, same bytes in give same bytes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from normalizer import normalize
from normalizer.document.errors import Unreadable
from normalizer.fields import FIELDS
from schemas import Listing, RawPage

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SEEDS = sorted(SHARED.glob("seeds/*.txt"))
# Attribute of a listing → field of the claims that can state it, where the names differ.
CLAIMED_AS = {"pay_options": "pay"}
VALUES = {name for module in FIELDS for name in [module.FIELD]} | CLAIMED_AS.keys()

PAGES = [
    ("text/plain", "Night Baker\nOven & Sons — Leeds\n\nRemote (UK only) · £14 per hour · 20+ hours per week\n\nRequirements\n- Fluent English, German is a plus\n- 2+ years of baking\n\nApply by 3 May 2026"),
    (
        "text/html",
        ("<html lang=en><head><title>Clerk</title><script type='application/ld+json'>{\"@type\":\"JobPosting\",\"title\":\"Clerk\","
        "\"employmentType\":\"FULL_TIME\",\"datePosted\":\"2026-02-03\"}</script></head><body><nav>Home</nav><main><h1>Clerk</h1>"
        "<dl><dt>Salary</dt><dd>$<b>18</b>.50 per hour</dd></dl><h2>You</h2><ul><li>Bachelor's degree required</li><li>C1 English</li></ul>"
        "<p>Open worldwide. You must reside in Malta.</p></main></body></html>"),
    ),
    ("application/ld+json", '{"@context":"https://schema.org","@type":"JobPosting","title":"Cook","description":"<p>Hours: 30 per week. Part-time.</p>","validThrough":"2026-05-01"}'),
]  # fmt: skip


def listings(page: RawPage) -> list[Listing]:
    """The listings on a page, none where it holds none."""
    try:
        return normalize(page)
    except Unreadable:
        return []


def broken_promises(listing: Listing) -> Iterator[str]:
    """What a listing does not keep."""
    claims = {claim.id: claim for claim in listing.claims}
    if len(claims) != len(listing.claims):
        yield "two claims share an id"
    for claim in listing.claims:
        evidence = claim.evidence
        if evidence.pointer is None and listing.text[evidence.start : evidence.end] != evidence.quote:
            yield f"{claim.id}: {evidence.quote!r} is not what stands at {evidence.start}"
        if evidence.pointer is None and not evidence.quote.strip():
            yield f"{claim.id}: {claim.field} has no words"
    stated = {claim.field.partition(".")[0] for claim in listing.claims}
    defaults = Listing.model_fields
    for name in VALUES:
        value = getattr(listing, name)
        if value not in (None, (), defaults[name].default) and CLAIMED_AS.get(name, name) not in stated:
            yield f"{name} has a value and no claim"
    for conflict in listing.conflicts:
        if not set(conflict.claims) <= claims.keys():
            yield f"{conflict.code} names a claim that is not there"


def check(page: RawPage) -> None:
    """Every promise, on one page."""
    first, second = listings(page), listings(page)
    assert [x.model_dump_json() for x in first] == [x.model_dump_json() for x in second]
    for listing in first:
        assert list(broken_promises(listing)) == []
        assert Listing.model_validate_json(listing.model_dump_json()) == listing


@pytest.mark.parametrize(("media_type", "body"), PAGES, ids=[media_type for media_type, _ in PAGES])
def test_promises_hold(media_type: str, body: str) -> None:
    page = RawPage(id="page", media_type=media_type, body=body, fetched_at="2026-06-01T00:00:00Z")
    assert listings(page)
    check(page)


@pytest.mark.skipif(not SEEDS, reason="the shared example listings are not beside this checkout")
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_promises_hold_for_the_examples(path: Path) -> None:
    check(RawPage(id=path.stem, body=path.read_bytes()))


@st.composite
def mutated(draw: st.DrawFn) -> RawPage:
    """A page of which parts were cut, doubled, moved or replaced."""
    media_type, body = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        a, b = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        b = min(b, a + 200)
        middle = draw(st.one_of(st.just(""), st.just(body[a:b] * 2), st.just(body[b:a:-1]), st.text(max_size=12), st.sampled_from(ODD)))
        body = body[:a] + middle + body[b:]
    return RawPage(id="page", media_type=media_type, body=body, fetched_at=draw(st.sampled_from([None, "2026-06-01T00:00:00Z", "soon"])))


ODD = [
    "İ",
    "ﬁ",
    "\u00a0",
    "\u200b",
    "\x00",
    "\ud800",
    "$",
    "€1,000,000,000",
    "20+20+20",
    "</div>",
    "&nbsp;",
    "\\u0000",
    "𝟙𝟚 hours",
    "１２時間",
    "99 years",
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated())
def test_promises_hold_for_mutated_pages(page: RawPage) -> None:
    check(page)
