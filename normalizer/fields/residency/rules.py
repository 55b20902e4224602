"""Residency: where the person must live or may apply from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from normalizer.document.sections import HEADER_SECTIONS
from normalizer.fields.residency.places import Places, places_before, places_behind
from normalizer.fields.workplace.chips import is_labelled, is_part, is_row_of_chips, row_of, stands_alone, starts_part
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.place import members
from normalizer.resolve import FIRST, HEADER, TEXT, UNCONDITIONAL, Settled, choose
from schemas.document import Section
from schemas.values import Strength

FIELD = "residency"
_LABELLED_WITH = (FIELD, "locations", "workplace")
_REQUIRED, _REQUIREMENTS = Strength.REQUIRED, Section.REQUIREMENTS
_CHIP_MARKS = " ,;|/(-–—:·"
_LOOKED_BACK = 24
_LEAST_SPACES = 3
"""Between the words of a sentence."""


@dataclass(slots=True)
class _Statement:
    """What a phrase and the places beside it say."""

    hit: Hit
    start: int
    end: int
    value: dict[str, Any] | None
    """Null where the restriction is not told."""


def read(page: Page) -> Iterator[Draft]:
    """Claims `{scope, countries, regions, excluded}`; `scope` is null for what only excludes, `excluded_regions` names subdivisions.

    The claim is null where a restriction is announced and its countries are not told ("1 country").
    """
    read_lines: set[int] = set()
    for index, hits in groupby(page.hits(FIELD), key=lambda hit: hit.line):
        found = list(hits)
        statements = [statement for hit in found if not _is_covered(hit, found) and (statement := _statement(page, hit))]
        if statements:
            read_lines.add(index)
            yield from (_claim(page, statement) for statement in _distinct(_without_exclusions(statements)))
    yield from _labelled(page, read_lines)


def _is_covered(hit: Hit, others: Sequence[Hit]) -> bool:
    """Whether another phrase has read the word to which a phrase of kind `around` belongs."""
    if hit.phrase.options.get("kind") != "around":
        return False
    start, end = hit.span("word")
    return any(other is not hit and other.match.start() <= start and end <= other.match.end() for other in others)


def _claim(page: Page, statement: _Statement) -> Draft:
    """A claim of what a statement says. That somebody is welcome from everywhere is no wish."""
    is_open = statement.value is not None and statement.value["scope"] == "WORLDWIDE"
    strength = _REQUIRED if is_open else None
    return page.claim(FIELD, statement.value, statement.start, statement.end, statement.hit.phrase.rule, strength=strength)


def _statement(page: Page, hit: Hit) -> _Statement | None:
    options = hit.phrase.options
    if options["scope"] == "NONE":
        return None
    if "places" in options:
        return _with_places(page, hit)
    if not _counts(page, hit, hit.start, hit.end):
        return None
    named = options.get("countries", ()), options.get("regions", ())
    value = None if options["scope"] == "UNKNOWN" else _value(options["scope"], *named)
    return _Statement(hit, hit.start, hit.end, value)


def _with_places(page: Page, hit: Hit) -> _Statement | None:
    options = hit.phrase.options
    places = _places(page, hit)
    if places is None or (places.cities and not options.get("cities")):
        return None
    start = min(hit.start, places.start)
    end = places.end if places.end > hit.start else hit.span("word")[1] if options["places"] == "around" else hit.end
    if not _counts(page, hit, start, end):
        return None
    decided = places.decided and not _may_move(page, hit, places)
    return _Statement(hit, start, end, _restriction(options["scope"], places) if decided else None)


def _may_move(page: Page, hit: Hit, places: Places) -> bool:
    """Whether people elsewhere may apply if they move to the city that is named, and no country is."""
    if places.whole or places.subdivisions or places.groups:
        return False
    behind = min(places.end + _LOOKED_BACK, page.lines[hit.line].end)
    return _blocked(hit.phrase.options.get("moving"), page.folded[hit.start : behind], behind=False)


def _places(page: Page, hit: Hit) -> Places | None:
    """The places beside a phrase. Beside "remote", which stands in rows of chips, the row is looked through and not the line alone."""
    options, line = hit.phrase.options, page.lines[hit.line]
    cities = bool(options.get("cities"))
    if options["places"] == "behind":
        return places_behind(page, hit.end, line.end, cities=cities)
    if options["places"] == "before":
        return places_before(page, hit.start, line.start)
    start, end = row_of(page, hit.line)
    behind = places_behind(page, hit.end, end, cities=cities, marks=_CHIP_MARKS)
    if behind:
        return behind
    before = places_before(page, hit.start, start, marks=_CHIP_MARKS)
    return before if before and starts_part(page, page.line_at(before.start), before.start) else None


def _counts(page: Page, hit: Hit, start: int, end: int) -> bool:
    """Whether a statement stands where its phrase counts."""
    options, line = hit.phrase.options, page.lines[hit.line]
    if _blocked(options.get("unless_before"), page.folded[max(start - _LOOKED_BACK, line.start) : start], behind=False):
        return False
    if _blocked(options.get("unless_behind"), page.folded[end : min(end + _LOOKED_BACK, line.end)], behind=True):
        return False
    if _blocked(options.get("unless_line"), page.folded[line.start : start], behind=False):
        return False
    if options.get("chip"):
        return _is_chip(page, hit.line, start, end)
    if options.get("whole"):
        return _is_whole(page, hit.line, start, end)
    return not options.get("opens") or (line.section is _REQUIREMENTS and starts_part(page, hit.line, start))


def _blocked(expression: str | None, words: str, *, behind: bool) -> bool:
    if not expression:
        return False
    pattern = _compiled(expression)
    return bool(pattern.match(words) if behind else pattern.search(words))


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _is_chip(page: Page, line: int, start: int, end: int) -> bool:
    if any(is_labelled(page, field, line, start) for field in _LABELLED_WITH):
        return is_part(page, line, start, end)
    if _is_sentence(page, line):
        return _is_whole(page, line, start, end)
    if is_row_of_chips(page, line):
        return is_part(page, line, start, end)
    if page.lines[line].section in HEADER_SECTIONS:
        return stands_alone(page, line, start, end)
    return _is_whole(page, line, start, end)


def _is_sentence(page: Page, line: int) -> bool:
    """Whether a line of several words ends as a sentence does: what stands between its commas is no chip."""
    found = page.lines[line]
    return page.folded[found.end - 1] in ".!?" and page.folded.count(" ", found.start, found.end) >= _LEAST_SPACES


def _is_whole(page: Page, line: int, start: int, end: int) -> bool:
    """Whether a line (or the value of its label) holds nothing else."""
    found = page.lines[line]
    return not page.folded[found.value_start : start].strip() and not page.folded[end : found.end].strip(" .")


def _value(scope: str | None, countries: Sequence[str] = (), regions: Sequence[str] = ()) -> dict[str, Any]:
    return {"scope": scope, "countries": list(countries), "regions": list(regions), "excluded": []}


def _restriction(scope: str, places: Places) -> dict[str, Any]:
    if scope == "RESTRICTED":
        return _value("RESTRICTED", places.countries, places.regions)
    excluded = sorted(places.whole | {country for group in places.groups for country in members(group)})
    return _value(None) | {"excluded": excluded, "excluded_regions": sorted(places.subdivisions)}


def _without_exclusions(statements: Sequence[_Statement]) -> list[_Statement]:
    """Statements of a line, each exclusion joined to the statement before it: "anywhere except France"."""
    joined: list[_Statement] = []
    for statement in statements:
        base = joined[-1].value if joined else None
        if base and base["scope"] and statement.value and statement.value["scope"] is None:
            joined[-1] = _Statement(joined[-1].hit, joined[-1].start, max(joined[-1].end, statement.end), _reduced(base, statement.value))
        elif not statement.hit.phrase.options.get("joined"):
            joined.append(statement)
    return joined


def _reduced(base: dict[str, Any], exclusion: dict[str, Any]) -> dict[str, Any]:
    """A statement without what is excluded; who excludes only states of one country speaks of that country."""
    states: list[str] = exclusion["excluded_regions"]
    countries = {code.partition("-")[0] for code in states}
    if base["scope"] == "WORLDWIDE" and len(countries) == 1 and not exclusion["excluded"]:
        base = _value("RESTRICTED", sorted(countries))
    return base | {"excluded": sorted({*base["excluded"], *exclusion["excluded"]}), "excluded_regions": states}


def _distinct(statements: Sequence[_Statement]) -> Iterator[_Statement]:
    """The first statement of each value in a line."""
    seen: list[Any] = []
    for statement in statements:
        if statement.value not in seen:
            seen.append(statement.value)
            yield statement


def _labelled(page: Page, read_lines: Collection[int]) -> Iterator[Draft]:
    """Places that are the value of a label, in lines that no phrase has read."""
    for index, line in page.labelled(FIELD):
        places = places_behind(page, line.value_start, line.end, cities=True) if index not in read_lines else None
        if places and places.decided:
            yield page.claim(FIELD, _restriction("RESTRICTED", places), places.start, places.end, f"{FIELD}: label")


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The restriction that is required; an open door only where there is none; and everything that is excluded."""
    required = [claim for claim in claims if claim.strength is _REQUIRED]
    exclusions = [claim for claim in required if claim.value["scope"] is None and claim.value["excluded"]]
    scoped = [claim for claim in required if claim.value["scope"]]
    follows = [(claim, "an exclusion beside the rest") for claim in exclusions]
    value = _value("RESTRICTED")
    if scoped:
        chosen, rule = _chosen(scoped)
        follows.insert(0, (chosen, rule))
        value = {key: chosen.value.get(key) or part for key, part in value.items()}
    excluded = {country for claim in exclusions for country in claim.value["excluded"]}
    value["excluded"] = sorted({*value["excluded"], *excluded})
    return Settled({FIELD: value}, follows) if follows else None


def _chosen(scoped: Sequence[Draft]) -> tuple[Draft, str]:
    """An open door never outranks a restriction: often it only means that a form was left empty."""
    restricted = [claim for claim in scoped if claim.value["scope"] == "RESTRICTED"]
    chosen, rule = choose(restricted or scoped, (UNCONDITIONAL, TEXT, HEADER, FIRST))
    return chosen, "a restriction before an open door" if restricted and len(restricted) < len(scoped) else rule
