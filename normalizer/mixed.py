"""A page in two languages: what was read of its English lines takes its place among what was read of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalizer.lexicon import Hit
from normalizer.page import Page


def joined(page: Page, guest: Page, lines: Sequence[int]) -> Page:
    """`page` with the claims and hits of `guest`, a page of those of its lines whose indexes are given, read by other packs.

    Of a field that both read in a line the guest's claims hold; what only one of them reads stays.
    """
    told = [replace(draft, line=lines[draft.line]) for draft in guest.drafts]
    replaced = {(draft.field, draft.line) for draft in told}
    own = [draft for draft in page.drafts if (draft.field, draft.line) not in replaced]
    found = {name: _both(page.hits(name), guest.hits(name), lines) for name in {**page.found, **guest.found}}
    return replace(page, found=found, drafts=own + told, english=frozenset(lines))


def _both(own: Sequence[Hit], others: Sequence[Hit], lines: Sequence[int]) -> list[Hit]:
    """Hits in reading order."""
    return sorted([*own, *(replace(hit, line=lines[hit.line]) for hit in others)], key=lambda hit: hit.match.start())
