"""Work authorization: countries in which the person must already be allowed to work, and whether a permit is sponsored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from normalizer.fields.residency.places import Places, places_before, places_behind, places_inside
from normalizer.fields.workplace.chips import is_labelled, stands_alone
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.place import demonyms, members
from normalizer.resolve import FIRST, TEXT, UNCONDITIONAL, Settled, choose
from schemas.values import Strength

FIELD = "work_authorization"
SPONSORSHIP = "work_authorization.sponsorship"
_ONE_MARKET = frozenset({"EU", "EEA"})
"""Groups of countries in all of which one permit holds."""


def read(page: Page) -> Iterator[Draft]:
    """Claims `{countries}`, null where a permit is asked for and no country named; and claims on sponsorship, true, false or null."""
    named = [draft for hit in _hits(page, "permit", "citizen") if (draft := _permit(page, hit))]
    lines = {draft.line for draft in named}
    yield from named
    yield from (page.claim_hit(FIELD, None, hit) for hit in _hits(page, "unsaid") if hit.line not in lines)
    yield from _labelled(page, lines)
    for hit in _hits(page, "sponsorship"):
        yield from _sponsorship(page, hit)


def _hits(page: Page, *kinds: str) -> Iterator[Hit]:
    return (hit for hit in page.hits(FIELD) if hit.phrase.options["kind"] in kinds)


def _permit(page: Page, hit: Hit) -> Draft | None:
    found = _countries(page, hit)
    if found is None:
        return None
    countries, start, end = found
    start, end = min(start, hit.start), max(end, hit.end)
    line = page.lines[hit.line]
    if hit.phrase.options.get("whole") and (page.folded[line.start : start].strip() or page.folded[end : line.end].strip(" .")):
        return None
    return page.claim(FIELD, {"countries": countries}, start, end, hit.phrase.rule)


def _countries(page: Page, hit: Hit) -> tuple[list[str], int, int] | None:
    """(countries, start, end) named where the phrase expects them; null where none is, or one that cannot be told."""
    where, line = hit.phrase.options["country"], page.lines[hit.line]
    if where == "behind":
        return _of_places(places_behind(page, _behind_article(page, hit.end), line.end))
    if where == "before":
        return _of_places(places_before(page, hit.start, line.start)) or _of_demonym(page, line.start, hit.start)
    return _of_places(places_inside(page, hit.start, hit.end)) or _of_demonyms(page, hit.start, hit.end)


def _behind_article(page: Page, at: int) -> int:
    article = page.rule(FIELD, "article").match(page.folded, at)
    return article.end() if article else at


def _of_places(places: Places | None) -> tuple[list[str], int, int] | None:
    if places is None or not places.decided or places.groups - _ONE_MARKET:
        return None
    countries = {*places.countries, *(country for group in places.groups for country in members(group))}
    return sorted(countries), places.start, places.end


def _of_demonym(page: Page, start: int, end: int) -> tuple[list[str], int, int] | None:
    """The country of the last word between two offsets: "Malaysian citizens only"."""
    words = page.folded[start:end].rstrip(" ")
    word = words.rpartition(" ")[2]
    place = demonyms(page.speech).get(word)
    at = start + len(words) - len(word)
    return ([place.code], at, at + len(word)) if place and place.kind == "country" else None


def _of_demonyms(page: Page, start: int, end: int) -> tuple[list[str], int, int] | None:
    found = {
        place.code for word in page.folded[start:end].split() if (place := demonyms(page.speech).get(word)) and place.kind == "country"
    }
    return (sorted(found), start, end) if found else None


def _sponsorship(page: Page, hit: Hit) -> Iterator[Draft]:
    value = hit.phrase.value
    if value == "NONE":
        return
    if hit.phrase.options.get("alone") and not stands_alone(page, hit.line, hit.start, hit.end):
        return
    yield page.claim_hit(SPONSORSHIP, value if isinstance(value, bool) else None, hit, condition=_office(page, hit))


def _office(page: Page, hit: Hit) -> str | None:
    """The office or the place for which alone it holds ("for the Bristol office", "in Berlin"), as written."""
    for name in ("w1", "w2"):
        if hit.group(name):
            start, end = hit.span(name)
            return page.text[start:end]
    end = page.lines[hit.line].end
    preposition = page.rule(FIELD, "preposition").match(page.folded, hit.end, end)
    places = places_behind(page, preposition.end(), end) if preposition else None
    return page.text[hit.end : places.end].strip() if places else None


def _labelled(page: Page, read_lines: Collection[int]) -> Iterator[Draft]:
    """Countries that are the value of a label ("Right to work: UK"), in lines that no phrase has read."""
    for index, line in page.labelled(FIELD):
        if index in read_lines or not is_labelled(page, FIELD, index, line.value_start):
            continue
        found = _of_places(places_behind(page, line.value_start, line.end))
        if found:
            countries, start, end = found
            yield page.claim(FIELD, {"countries": countries}, start, end, f"{FIELD}: label")


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The countries of the first requirement; a wish is none, and sponsorship fills no attribute."""
    required = [claim for claim in claims if claim.field == FIELD and claim.strength is Strength.REQUIRED]
    if not required:
        return None
    chosen, rule = choose(required, (UNCONDITIONAL, TEXT, FIRST))
    value: dict[str, Any] = chosen.value
    return Settled({FIELD: value["countries"]}, [(chosen, rule)])
