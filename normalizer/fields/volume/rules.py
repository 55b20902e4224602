"""Size of the whole engagement: hours of work in all, or a number of items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import read_number, read_range
from normalizer.resolve import FIRST, HEADER, UNCONDITIONAL, Settled, choose
from schemas.document import Section

FIELD = "volume"

_LEAST_HOURS, _MOST_HOURS = 5, 5_000
_LEAST_ITEMS = 20
_OTHERS = (Section.ABOUT, Section.REQUIREMENTS)
"""Sections that count what a company or a person has done already."""


def read(page: Page) -> Iterator[Draft]:
    """Claims `{hours}` or `{items_min, items_max, item}`."""
    for hit in page.hits(FIELD):
        value = _value(hit) if _speaks_of_role(page, hit) else None
        if value:
            yield page.claim_hit(FIELD, value, hit)


def _speaks_of_role(page: Page, hit: Hit) -> bool:
    line = page.lines[hit.line]
    labelled = FIELD in page.labels.get(line.label, ())
    if hit.phrase.options.get("ignored") or (hit.phrase.options.get("kind") == "labelled" and not labelled):
        return False
    return labelled or line.section not in _OTHERS


def _value(hit: Hit) -> dict[str, Any] | None:
    if hit.phrase.options.get("hours"):
        hours = read_number(hit.group("total_hours") or "", hit.phrase.language)
        return {"hours": hours} if hours and _LEAST_HOURS <= hours <= _MOST_HOURS else None
    stated = read_range((hit.group("figures") or "").rstrip("+"), hit.phrase.language)
    if stated is None or stated.min is None or stated.max is None or not _LEAST_ITEMS <= stated.min <= stated.max:
        return None
    return {"items_min": stated.min, "items_max": stated.max, "item": hit.group("item")}


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """The first statement of hours and the first of items: one engagement may be measured in both."""
    value: dict[str, Any] = {}
    follows: list[tuple[Draft, str]] = []
    for measure in ("hours", "item"):
        stated = [claim for claim in claims if claim.value.get(measure) is not None]
        if stated:
            claim, rule = choose(stated, (UNCONDITIONAL, HEADER, FIRST))
            value |= claim.value
            follows.append((claim, rule))
    return Settled({FIELD: value}, follows) if value else None
