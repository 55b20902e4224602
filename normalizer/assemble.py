"""The listing of a page, from what its fields settled on: one validation for the whole record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from normalizer.identity import listing_id, site_of
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
    return Listing.model_validate(
        {
            **values,
            "listing_id": listing_id(page.raw, number),
            "source": _source(page, number),
            "language": page.language,
            "text": page.text,
            "claims": [_claim(draft) for draft in page.drafts],
            "choices": choices,
            "policy": policy,
            "absent": absences(page, values, withheld),
            "conflicts": conflicts,
        }
    )


def _source(page: Page, number: int) -> dict[str, Any]:
    raw = page.raw
    return {
        "id": raw.id if number == 1 else f"{raw.id}#{number}",
        "site": site_of(raw),
        "url": raw.url,
        "fetched_at": raw.fetched_at,
        "media_type": raw.media_type.partition(";")[0].strip(),
        "sha256": hashlib.sha256(raw.body_bytes()).hexdigest(),
    }


def _claim(draft: Draft) -> dict[str, Any]:
    evidence: dict[str, Any] = {"quote": draft.quote, "section": draft.section}
    if draft.embedded:
        evidence |= {"pointer": draft.pointer, "repaired": draft.repaired}
    else:
        evidence |= {"start": draft.start, "end": draft.end}
    return {
        "id": draft.id,
        "field": draft.field,
        "value": draft.value,
        "strength": draft.strength,
        "about": draft.about,
        "condition": draft.condition,
        "rule": draft.rule,
        "evidence": evidence,
    }
