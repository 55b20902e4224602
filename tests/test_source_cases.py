"""What each provider's data states: a payload in its real shape, and for every habit of the provider a case that changes that payload.

`tests/sources/<provider>.{json,xml,html}`, or what the provider answers in its conformance test, is the payload; `<provider>.cases.toml`
says what is read of it. A `[[case]]` may have: `swap` (pairs of texts, the first of which stands in the payload), `take` (JSON pointer of
the part that is the whole body), `url`, `fetched_at`; and what must come out: `postings` (how many), `refused` (an expression of the
reason), and of the first posting `claims` (field → the values of its embedded claims, of an object the given keys), `only` (fields
without any other claim), `pointers`, `conditions`, `lines` (lines of the text, in order), `without` (texts that are in no line),
`listing` (path → value), `conflicts` (all codes).
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from normalizer.document import read_documents
from normalizer.document.errors import Unreadable
from normalizer.pipeline import finished, listing_in_steps
from normalizer.sources.pointer import first
from normalizer.sources.read import EmbeddedClaim, embedded_claims
from schemas.document import Document
from schemas.raw import RawPage

ROOM = Path(__file__).parent / "sources"
MEDIA_TYPES = {".json": "application/json", ".xml": "application/xml", ".html": "text/html"}
EXPECTATIONS = {"postings", "refused", "claims", "only", "pointers", "conditions", "lines", "without", "listing", "conflicts"}
KEYS = EXPECTATIONS | {"why", "swap", "take", "url", "fetched_at"}


def cases() -> list[Any]:
    found = []
    for path in sorted(ROOM.glob("*.cases.toml")):
        name = path.name.removesuffix(".cases.toml")
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        payload = ROOM / rows.get("payload", "")
        found += [pytest.param(payload, rows, case, id=f"{name}: {case['why']}") for case in rows["case"]]
    return found


def page_of(payload: Path, rows: dict[str, Any], case: dict[str, Any]) -> RawPage:
    body = payload.read_text(encoding="utf-8")
    for old, new in case.get("swap", ()):
        assert old in body, f"{old!r} is not in {payload.name}"
        body = body.replace(old, new)
    if "take" in case:
        body = json.dumps(first(json.loads(body), case["take"]))
    settings = rows | case
    return RawPage(
        id=payload.stem,
        url=settings.get("url"),
        fetched_at=settings.get("fetched_at", "2026-11-21T12:00:00Z"),
        media_type=MEDIA_TYPES[payload.suffix],
        body=body,
    )


@pytest.mark.parametrize(("payload", "rows", "case"), cases())
def test_a_provider(payload: Path, rows: dict[str, Any], case: dict[str, Any]) -> None:
    assert case.keys() <= KEYS
    assert case.keys() & EXPECTATIONS, "the case expects nothing"
    page = page_of(payload, rows, case)
    if "refused" in case:
        with pytest.raises(Unreadable, match=case["refused"]):
            read_documents(page)
        return
    documents = [found for found in read_documents(page) if isinstance(found, Document)]
    assert len(documents) == case.get("postings", len(documents))
    check(page, documents[0], case)


def check(page: RawPage, document: Document, case: dict[str, Any]) -> None:
    claims = [claim for embedded in document.embedded for claim in embedded_claims(embedded, page.fetched_at)]
    check_claims(claims, case)
    check_pointers(claims, document)
    lines = [document.text[block.start : block.end] for block in document.blocks]
    kept = iter(lines)
    assert [line for line in case.get("lines", ()) if line not in kept] == [], lines
    assert [text for text in case.get("without", ()) if any(text in line for line in lines)] == []
    if case.keys() & {"listing", "conflicts"}:
        check_listing(page, document, case)


def check_claims(claims: list[EmbeddedClaim], case: dict[str, Any]) -> None:
    stated: dict[str, list[EmbeddedClaim]] = {}
    for claim in claims:
        stated.setdefault(claim.field, []).append(claim)
    for field, wanted in case.get("claims", {}).items():
        values = [claim.value for claim in stated.get(field, ())]
        assert [cut_to(value, like) for value, like in zip(values, wanted, strict=False)] == wanted, values
        assert len(values) == len(wanted), values
    if "only" in case:
        assert sorted(stated) == sorted({*case["only"], *case.get("claims", {})})
    for field, wanted in case.get("pointers", {}).items():
        assert [claim.pointer for claim in stated.get(field, ())] == wanted
    for field, wanted in case.get("conditions", {}).items():
        assert [claim.condition or "" for claim in stated.get(field, ())] == wanted


def check_pointers(claims: list[EmbeddedClaim], document: Document) -> None:
    """Every claim's pointer leads to what it quotes: all of a value, or those members of a posting that the claim is about."""
    embedded = next(iter(document.embedded), None)
    for claim in claims if embedded and embedded.page is not None else ():
        assert embedded
        inside = claim.pointer.startswith(embedded.pointer)
        found = first(embedded.value, claim.pointer.removeprefix(embedded.pointer)) if inside else first(embedded.page, claim.pointer)
        if claim.pointer == embedded.pointer:
            members = json.loads(claim.quote)
            assert members
            assert members.items() <= found.items()
        else:
            assert claim.quote == (found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, separators=(",", ":")))


def check_listing(page: RawPage, document: Document, case: dict[str, Any]) -> None:
    listing = finished(listing_in_steps(page, document)).model_dump(mode="json")
    for path, wanted in case.get("listing", {}).items():
        found = first(listing, "/" + path.replace(".", "/"))
        assert cut_to(found, wanted) == (None if wanted == "null" else wanted), path
    if "conflicts" in case:
        assert [conflict["code"] for conflict in listing["conflicts"]] == case["conflicts"], [c["message"] for c in listing["conflicts"]]


def cut_to(value: Any, like: Any) -> Any:
    """A value with only the keys that the expected one has; "null" stands for null there."""
    if isinstance(value, dict) and isinstance(like, dict):
        return {key: "null" if value.get(key) is None else value.get(key) for key in like}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [cut_to(one, other) for one, other in zip(value, like, strict=True)]
    return value


def test_every_payload_has_cases() -> None:
    named = {tomllib.loads(path.read_text(encoding="utf-8"))["payload"] for path in ROOM.glob("*.cases.toml")}
    assert {path for path in ROOM.iterdir() if path.suffix != ".toml"} <= {ROOM / name for name in named}


def test_expectations_are_documented() -> None:
    assert all(re.search(rf"`{key}`", __doc__ or "") for key in EXPECTATIONS | {"swap", "take"})
