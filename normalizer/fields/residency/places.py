"""Lists of places beside a phrase: "Germany, Austria or Switzerland", "CA, CO and NY", "Austin, TX"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from normalizer.names import Mention
from normalizer.page import Page
from normalizer.readers.place import Place

_BETWEEN = re.compile(r"(?:, | ?\(|,? )")
"""What may stand between a place and the one that it lies in."""
_FIELD = "residency"
_LONGEST_JOINT = 24
_LONGEST_CODE = 3


@dataclass(slots=True)
class Places:
    """Places of a list; offsets span from the first to the last."""

    start: int
    end: int
    whole: set[str] = field(default_factory=set)
    """Alpha-2 of the countries that are named as a whole."""
    partly: set[str] = field(default_factory=set)
    """Alpha-2 of the countries of which a city or a subdivision is named."""
    subdivisions: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    """Groups of countries (`schemas.values.Region`)."""
    cities: bool = False
    """Whether a city is among them."""
    decided: bool = True
    """False where a name may mean several places and nothing tells which."""

    @property
    def countries(self) -> list[str]:
        """All countries, sorted."""
        return sorted(self.whole | self.partly)

    @property
    def regions(self) -> list[str]:
        """Groups of countries, and subdivisions of countries that are not named as a whole, sorted."""
        return sorted(self.groups | {code for code in self.subdivisions if code.partition("-")[0] not in self.whole})


def places_behind(page: Page, at: int, end: int, *, cities: bool = True, marks: str = " (:\"'") -> Places | None:
    """The list of places that begins at an offset (only `marks` stand between), up to the first city where `cities` is false."""
    first = end - len(page.folded[at:end].lstrip(marks))
    if first >= end or page.text[first].islower():
        # No name begins so: the line need not be searched for others.
        return None
    found: list[Mention] = []
    reached = at
    for mention in page.mentions(at, end, "place"):
        between = page.folded[reached : mention.start]
        if not (_joins(page, between, mention, found[-1]) if found else not between.strip(marks)):
            break
        if (mention.what.kind == "city" and not cities) or _is_word(page, mention):
            break
        found.append(mention)
        reached = mention.end
    return _read(page, found)


def places_before(page: Page, at: int, start: int, *, marks: str = " ") -> Places | None:
    """The list of places that ends at an offset; between the two only `marks` stand."""
    found: list[Mention] = []
    reached = at
    for mention in reversed(page.mentions(start, at, "place")):
        between = page.folded[mention.end : reached]
        if not (_joins(page, between, found[0], mention) if found else not between.strip(marks)):
            break
        found.insert(0, mention)
        reached = mention.start
    return _read(page, found)


def places_inside(page: Page, start: int, end: int) -> Places | None:
    """All places between two offsets."""
    return _read(page, page.mentions(start, end, "place"))


def _joins(page: Page, between: str, behind: Mention, before: Mention) -> bool:
    """Whether a place continues the list that another begins; without a mark between them only where it tells its country."""
    if not between.strip(" ("):
        return bool(between) and behind.what.kind in ("country", "subdivision") and before.what.kind in ("city", "subdivision")
    return len(between) <= _LONGEST_JOINT and page.rule(_FIELD, "joint").fullmatch(between) is not None


def _is_word(page: Page, mention: Mention) -> bool:
    """Whether two letters are a word of a sentence in capitals ("REMOTE OR ON SITE") and no code: another word follows at once."""
    if mention.end - mention.start > _LONGEST_CODE or not mention.what.needs_context:
        return False
    return page.rule(_FIELD, "word_behind").match(page.folded, mention.end) is not None


def _read(page: Page, mentions: Sequence[Mention]) -> Places | None:
    if not mentions:
        return None
    found = Places(mentions[0].start, mentions[-1].end)
    meant = [_meant(page, mentions, index) for index in range(len(mentions))]
    for index, place in enumerate(meant):
        if place is None:
            found.decided = False
        elif not _qualifies(page, mentions, index, meant[index - 1] if index else None, place):
            behind = meant[index + 1] if index + 1 < len(meant) else None
            _add(found, place, behind if behind and _qualifies(page, mentions, index + 1, place, behind) else None)
    return found


def _meant(page: Page, mentions: Sequence[Mention], index: int) -> Place | None:
    """The place that a name means in its list; null where nothing tells: "CA" beside countries is one, beside states a state."""
    mention: Mention = mentions[index]
    place: Place = mention.what
    if not place.needs_context:
        return place
    others = [other.what for other in (*mentions[:index], *mentions[index + 1 :])]
    meanings = sorted((place, *place.alternatives), key=lambda meaning: meaning.kind != "subdivision")
    countries = {other.code for other in others if other.kind == "country" and not other.needs_context}
    is_code = mention.end - mention.start <= _LONGEST_CODE and place.kind == "country"
    if index + 1 < len(mentions):
        for meaning in meanings:
            if _qualifies(page, mentions, index + 1, meaning, mentions[index + 1].what):
                return meaning
    near = [m for m in meanings if any(m.country in _countries(other) for other in others)]
    if near and not (is_code and countries):
        return near[0]
    return place if countries or not (is_code or place.alternatives) else None


def _countries(place: Place) -> set[str | None]:
    return {place.country, *(other.country for other in place.alternatives)} - {None}


def _qualifies(page: Page, mentions: Sequence[Mention], index: int, before: Place | None, place: Place) -> bool:
    """Whether the place at `index` only tells where the one before it lies: "Austin, TX", "Texas (US)"."""
    wider = {"city": ("subdivision", "country"), "subdivision": ("country",)}.get(before.kind, ()) if before else ()
    if not before or place.kind not in wider or (before.kind == "subdivision" and before.country != place.code):
        return False
    return _BETWEEN.fullmatch(page.folded[mentions[index - 1].end : mentions[index].start]) is not None


def _add(found: Places, place: Place, qualifier: Place | None) -> None:
    if place.kind == "region":
        found.groups.add(place.code)
        return
    found.cities = found.cities or place.kind == "city"
    named = qualifier if place.kind == "city" and qualifier else place
    if named.kind == "subdivision":
        found.subdivisions.add(named.code)
    if named.country:
        (found.whole if place.kind == "country" else found.partly).add(named.country)
