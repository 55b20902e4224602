"""Locations: the places where the work is done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.fields.residency.places import places_behind
from normalizer.fields.workplace.chips import is_row_of_chips
from normalizer.page import Draft, Page
from normalizer.readers.location import ParsedLocation, parse_locations
from normalizer.resolve import EMBEDDED, HEADER, Rule, Settled
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "locations"
_LONGEST_CHIP = 90
_REQUIRED, _CELL = Strength.REQUIRED, BlockKind.CELL
_TITLE, _META = Section.TITLE, Section.META
_PARTS = re.compile(r" [-–—] |[()|·•]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_SOURCES: tuple[Rule, ...] = (
    EMBEDDED,
    ("a label before the rest", lambda claim: not claim.rule.endswith(": label")),
    HEADER,
)


def read(page: Page) -> Iterator[Draft]:
    """Claims `{text, city, region, country}`, one a place."""
    labelled = dict(page.labelled(FIELD))
    for line in labelled.values():
        yield from _claims(page, line.value_start, line.end, f"{FIELD}: label")
    for index in (*page.in_section(_TITLE), *page.in_section(_META)):
        if index not in labelled and not page.lines[index].label:
            yield from _header(page, index)
    yield from _prose(page)


def _header(page: Page, index: int) -> Iterator[Draft]:
    """Places that are a part of a header line of their own, beside words of mode at most."""
    line = page.lines[index]
    # The title's first part is the role: "Berlin" in "Berlin Correspondent" is no place of work.
    names_role = line.section is _TITLE and line.kind is not _CELL
    if names_role and not _PARTS.search(page.text, line.start, line.end):
        return
    if (line.end - line.start > _LONGEST_CHIP and not is_row_of_chips(page, index)) or not page.mentions(line.start, line.end, "place"):
        return
    parts = _parts(page.text, line.start, line.end)
    for start, end in parts[1:] if names_role else parts:
        found = [place for place in _places(page, start, end) if _is_known(page, start, place)]
        if found and _is_only_places(page, start, end, found):
            yield from (_claim(page, start, place, f"{FIELD}: header") for place in found)


def _is_known(page: Page, start: int, place: ParsedLocation) -> bool:
    """Whether a header names a town: one that is known, or one with its subdivision or, behind a comma, its country."""
    if not (place.city and place.country):
        return False
    if place.region or "," in place.text:
        return True
    return any(mention.what.kind == "city" for mention in page.mentions(start + place.start, start + place.end, "place"))


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Offsets of what stands between the marks of a line."""
    parts: list[tuple[int, int]] = []
    for mark in _PARTS.finditer(text, start, end):
        parts.append((start, mark.start()))
        start = mark.end()
    parts.append((start, end))
    return parts


def _is_only_places(page: Page, start: int, end: int, found: Sequence[ParsedLocation]) -> bool:
    """Whether nothing but places and words of mode stands between two offsets."""
    spans = [(start + place.start, start + place.end) for place in found]
    spans += [hit.match.span() for hit in page.hits("workplace") if start <= hit.start < end]
    small = page.rule(FIELD, "small_words")
    return all(any(a <= word.start() < b for a, b in spans) or small.fullmatch(word[0]) for word in _WORD.finditer(page.folded, start, end))


def _prose(page: Page) -> Iterator[Draft]:
    for hit in page.hits(FIELD):
        places = places_behind(page, hit.end, page.lines[hit.line].end)
        if places:
            yield from (_claim(page, places.start, place, hit.phrase.rule) for place in _places(page, places.start, places.end))


def _claims(page: Page, start: int, end: int, rule: str) -> Iterator[Draft]:
    return (_claim(page, start, place, rule) for place in _places(page, start, end))


def _places(page: Page, start: int, end: int) -> list[ParsedLocation]:
    """Locations between two offsets; the country beside "remote" is where people live, not where the work is done."""
    found = parse_locations(page.text[start:end], page.speech) if page.mentions(start, end, "place") else ()
    return [place for place in found if place.city or (not place.remote and (place.country or place.region))]


def _claim(page: Page, start: int, place: ParsedLocation, rule: str) -> Draft:
    value = {"text": place.text, "city": place.city, "region": place.region, "country": place.country}
    return page.claim(FIELD, value, start + place.start, start + place.end, rule)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Every place of the best source: embedded data, else labels, else the header, else prose."""
    left, decided = [claim for claim in claims if claim.strength is _REQUIRED], "only source"
    if not left:
        return None
    for name, key in _SOURCES:
        best = min(map(key, left))
        kept = [claim for claim in left if key(claim) == best]
        if len(kept) < len(left):
            left, decided = kept, name
    follows: dict[tuple[Any, ...], Draft] = {}
    for claim in left:
        follows.setdefault(_identity(claim.value), claim)
    return Settled({FIELD: [claim.value for claim in follows.values()]}, [(claim, decided) for claim in follows.values()])


def _identity(value: dict[str, Any]) -> tuple[Any, ...]:
    """What two statements of one place share."""
    return (value["city"].casefold(),) if value.get("city") else (value.get("region"), value.get("country"), value["text"].casefold())
