"""Weekly hours: bounds that the listing sets, and what it prefers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from normalizer.conflicts.worlds import Interval
from normalizer.document.lines import Line
from normalizer.fields.hours_per_week.arithmetic import interval
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import range_fragment, read_range
from normalizer.readers.phrases import alternation
from normalizer.readers.words import words
from normalizer.resolve import FIRST, HEADER, UNCONDITIONAL, Rule, Settled, choose
from schemas.claim import About
from schemas.values import Strength

FIELD = "hours_per_week"

_REACH_OF_NEGATION = 40
_LEAST_BARE, _MOST_BARE = 13, 60
"""A bare figure under a label of hours may be hours a day or a time of day below the first, a total beyond the second."""
CLOSED: Rule = ("both ends before one", lambda c: c.value.get("min") is None or c.value.get("max") is None)


def read(page: Page) -> Iterator[Draft]:
    """Claims `{min, max, min_exclusive, max_exclusive}`; a preference is a claim of strength `PREFERRED`."""
    hits = [(hit, value) for hit in page.hits(FIELD) if not hit.phrase.options.get("ignored") and (value := interval(hit))]
    lines = [hit.line for hit, _ in hits if not hit.phrase.options.get("needs_beside")]
    for hit, value in hits:
        dependent = hit.phrase.options.get("needs_beside", False)
        alone = lines.count(hit.line) <= (0 if dependent else 1)
        if alone and dependent:
            continue
        yield page.claim_hit(FIELD, _turned(page, hit, value), hit, **_strength(page, hit, alone=alone), **_about(page, hit))
    yield from _labelled(page, {hit.line for hit in page.hits(FIELD)})


def _strength(page: Page, hit: Hit, *, alone: bool) -> dict[str, Strength]:
    """The strength where the words around the hit do not decide it. A heading of wishes ("Nice to have") never turns hours into one."""
    if hit.phrase.options.get("wish_beside") and not alone:
        return {"strength": Strength.PREFERRED}
    decided = "strength" in hit.phrase.options or page.lines[hit.line].label or bool(page.cues(hit.line, "strength"))
    return {} if decided else {"strength": Strength.REQUIRED}


def _about(page: Page, hit: Hit) -> dict[str, About]:
    """Hours of other people speak of the role where the sentence wishes for such people."""
    wishes = any(cue.phrase.value == Strength.PREFERRED for cue in page.cues(hit.line, "strength"))
    return {"about": About.ROLE} if wishes and "about" in hit.phrase.options else {}


def _turned(page: Page, hit: Hit, value: dict[str, Any]) -> dict[str, Any]:
    """The claim with a negation in front of its bound: "never more than 8" is at most 8."""
    exclusive = (hit.phrase.value or {}).get("exclusive")
    before = page.folded[max(page.lines[hit.line].start, hit.start - _REACH_OF_NEGATION) : hit.start]
    if not exclusive or not page.rule(FIELD, "negated").search(before):
        return value
    figure = value[exclusive]
    return {"min": None, "max": figure} if exclusive == "min" else {"min": figure, "max": None}


def _labelled(page: Page, read_already: set[int]) -> Iterator[Draft]:
    """Bare figures under a label: "Weekly hours: 20-25", "Hours: 37.5"."""
    for index, line in page.labelled(FIELD):
        found = None if index in read_already else _bare_pattern(page.speech).match(page.folded, line.value_start, line.end)
        value = _bare(page, line, found["amount"], unit=bool(found["unit"])) if found else None
        if value and found:
            yield page.claim(FIELD, value, line.value_start, found.end(), f"{FIELD}: figure under a label")


@cache
def _bare_pattern(language: str) -> re.Pattern[str]:
    units = alternation(words("period.unit", language)["HOUR"])
    return re.compile(rf"(?P<amount>{range_fragment(language)})(?P<unit>[- ]?{units})?\.?(?=$| ?[(,;|]|\.? *$)")


def _bare(page: Page, line: Line, amount: str, *, unit: bool) -> dict[str, Any] | None:
    stated = read_range(amount, page.speech)
    weekly = _says(page, "weekly_label", line)
    if stated is None or not (weekly or _says(page, "hours_label", line)):
        return None
    ends = [end for end in (stated.min, stated.max) if end is not None]
    if not ends or ends != sorted(ends) or max(ends) > _MOST_BARE:
        return None
    if not weekly and (max(ends) < _LEAST_BARE or (len(set(ends)) > 1 and not unit)):
        return None
    least = _says(page, "least_label", line) and len(ends) == 2
    value: dict[str, Any] = {"min": None if _says(page, "most_label", line) else stated.min, "max": None if least else stated.max}
    return value | {f"{end}_exclusive": True for end in ("min", "max") if getattr(stated, f"{end}_exclusive")}


def _says(page: Page, rule: str, line: Line) -> bool:
    return page.rule(FIELD, rule).search(line.label) is not None


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The bounds of the claim that comes first, ends that it leaves open filled from claims that agree with it; and the first wish."""
    for_a_while = page.rule(FIELD, "for_a_while")
    lasting = [claim for claim in claims if not for_a_while.search((claim.condition or "").lower())]
    bounds = [claim for claim in lasting if claim.strength is Strength.REQUIRED]
    wishes = [claim for claim in lasting if claim.strength is Strength.PREFERRED]
    value: dict[str, Any] = {}
    follows: list[tuple[Draft, str]] = []
    if bounds:
        first, rule = choose(bounds, (UNCONDITIONAL, CLOSED, HEADER, FIRST))
        value = _ends(first.value)
        follows.append((first, rule))
        follows += _filled(value, first, bounds)
    if wishes:
        wish, rule = choose(wishes, (UNCONDITIONAL, FIRST))
        value |= {"preferred_min": wish.value.get("min"), "preferred_max": wish.value.get("max")}
        follows.append((wish, rule))
    return Settled({FIELD: value}, follows) if value else None


def _ends(claim: dict[str, Any], *names: str) -> dict[str, Any]:
    """The ends of a claim that are stated, each with whether it is exclusive."""
    ends = [end for end in names or ("min", "max") if claim.get(end) is not None]
    return {key: part for end in ends for key, part in ((end, claim[end]), (f"{end}_exclusive", bool(claim.get(f"{end}_exclusive"))))}


def _filled(value: dict[str, Any], first: Draft, bounds: Sequence[Draft]) -> Iterator[tuple[Draft, str]]:
    """Fills the open ends of `value` from other claims that hold together with the first one."""
    for claim in sorted(bounds, key=UNCONDITIONAL[1]):
        missing = [end for end in ("min", "max") if end not in value and claim.value.get(end) is not None]
        if missing and Interval.of(claim.value).meets(Interval.of(first.value)):
            value |= _ends(claim.value, *missing)
            yield claim, "an end that the first claim leaves open"
