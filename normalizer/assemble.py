"""The listing of a page, from what its fields settled on: one validation for the whole record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from normalizer.identity import Known, known_by, listing_id, site_of
from normalizer.page import Draft, Page
from normalizer.resolve import Settled, absences
from schemas.conflict import Conflict
from schemas.listing import Listing, Policy


def assemble(
    page: Page,
    number: int,
    settled: Iterable[Settled],
    conflicts: Sequence[Conflict],
    policy: Policy = Policy.SPECIFIC,
    withheld: Sequence[Draft] = (),
) -> Listing:
    """The `number`-th listing of its raw page, settled under a policy that withholds some claims."""
    values: dict[str, Any] = {}
    choices: list[dict[str, str]] = []
    for result in settled:
        values |= result.values
        choices += [{"field": draft.field, "claim": draft.id, "rule": rule} for draft, rule in result.follows]
    known = known_by(page.raw, (embedded for embedded in page.document.embedded if embedded.page is not None))
    return Listing.model_validate(
        {
            **values,
            "listing_id": listing_id(page.raw, number, known),
            "source": _source(page, number, known),
            "language": page.language,
            "text": page.text,
            "claims": [_claim(draft, page) for draft in page.drafts],
            "choices": choices,
            "policy": policy,
            "absent": absences(page, values, withheld),
            "conflicts": conflicts,
        }
    )


def _source(page: Page, number: int, known: Known) -> dict[str, Any]:
    raw = page.raw
    return {
        "id": raw.id if number == 1 else f"{raw.id}#{number}",
        "site": site_of(raw),
        "url": raw.url,
        "posting_url": known.url,
        "identifiers": known.identifiers,
        "fetched_at": raw.fetched_at,
        "excerpt": page.document.is_excerpt or None,
        "media_type": raw.media_type.partition(";")[0].strip(),
        "sha256": raw.sha256 or _sha256(raw.body),
    }


def _evidence_of_data(draft: Draft, page: Page) -> dict[str, Any]:
    if draft.shown:
        # What a reader can see is traced to the words, wherever the markup made data of them.
        start, end = draft.shown
        return {"quote": page.text[start:end], "section": page.lines[page.line_at(start)].section, "start": start, "end": end}
    return {"quote": draft.quote, "section": draft.section, "pointer": draft.pointer, "repaired": draft.repaired}


@lru_cache(maxsize=1)
def _sha256(body: bytes | str) -> str:
    """Of a page's bytes: once for all postings of a long list."""
    return hashlib.sha256(body if isinstance(body, bytes) else body.encode("utf-8", "replace")).hexdigest()


def _claim(draft: Draft, page: Page) -> dict[str, Any]:
    words = {"quote": draft.quote, "section": draft.section, "start": draft.start, "end": draft.end}
    return {
        "id": draft.id,
        "field": draft.field,
        "value": draft.value,
        "strength": draft.strength,
        "about": draft.about,
        "condition": draft.condition,
        "rule": draft.rule,
        "evidence": words if draft.pointer is None else _evidence_of_data(draft, page),
    }
