"""Weekly hours: bounds that the listing sets, and what it prefers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import read_number
from normalizer.resolve import FIRST, HEADER, UNCONDITIONAL, Settled, choose
from schemas.values import Strength

FIELD = "hours_per_week"


def read(page: Page) -> Iterator[Draft]:
    """Claims `{min, max, min_exclusive, max_exclusive}`; a preference is a claim of strength `PREFERRED`."""
    for hit in page.hits(FIELD):
        value = _interval(hit)
        if value:
            yield page.claim_hit(FIELD, value, hit)


def _interval(hit: Hit) -> dict[str, Any] | None:
    ends = {name: read_number(words) for name in ("min", "max", "both") if (words := hit.group(name))}
    if not ends or any(end is None or not 0 < end <= 168 for end in ends.values()):
        return None
    both = ends.get("both")
    value: dict[str, Any] = {"min": ends.get("min", both), "max": ends.get("max", both)}
    if hit.phrase.value:
        value[f"{hit.phrase.value['exclusive']}_exclusive"] = True
    return value


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The narrowest bounds that one claim or several state, and the preference beside them."""
    bounds = [claim for claim in claims if claim.strength is Strength.REQUIRED]
    wishes = [claim for claim in claims if claim.strength is Strength.PREFERRED]
    value: dict[str, Any] = {}
    follows: list[tuple[Draft, str]] = []
    for end in ("min", "max"):
        stated = [claim for claim in bounds if claim.value.get(end) is not None]
        if stated:
            claim, rule = choose(stated, (UNCONDITIONAL, HEADER, FIRST))
            value[end] = claim.value[end]
            value[f"{end}_exclusive"] = bool(claim.value.get(f"{end}_exclusive"))
            follows.append((claim, rule))
    if wishes:
        claim, rule = choose(wishes, (UNCONDITIONAL, FIRST))
        value |= {"preferred_min": claim.value.get("min"), "preferred_max": claim.value.get("max")}
        follows.append((claim, rule))
    return Settled({FIELD: value}, follows) if value else None
