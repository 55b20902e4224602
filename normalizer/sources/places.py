"""Places out of a provider's data: addresses and lists of countries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from normalizer.fold import fold
from normalizer.readers.location import ParsedLocation, parse_location, parse_locations
from normalizer.readers.place import Place, place_names
from normalizer.sources.shapes import Context, look, words
from normalizer.sources.vocabularies import vocabulary

_CODES = re.compile(r"[A-Z]{2,3}(?: ?- ?[A-Z]{2,3})? ?- ?([^\W\d_].{1,80})")
"""Codes in front of a town: "US-CA-Monrovia", "GB-London"."""
_SEVERAL = re.compile(r"\d{1,2} \w+")
"""How many places there are, in any language: "3 Locations"."""
_BETWEEN_AREAS = re.compile(r"\s?[,;/|]\s?|\s(?:and|or|und|et|y)\s")
_AROUND_AREA = re.compile(r"^(?:remote|anywhere in)\b[ (:-]{0,3}|[ )-]{0,3}\bonly$|\)$")
"""Words beside the name of an area that leave it what it is: "USA Only", "Remote - Canada"."""
_LONGEST = 200


def read_location(node: Any, options: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """A place of work: an address by its parts (`city`, `region`, `country`: pointers tried in turn), or a text by its words."""
    parts = {name: _part(node, options.get(name, ()), context) for name in ("city", "region", "country")}
    parts["city"] = _town(parts["city"])
    if not (parts["city"] or parts["region"]):
        return _by_words(_text(node, options, context), parts["country"])
    return _by_parts(parts)


def _by_parts(parts: dict[str, str | None]) -> dict[str, Any]:
    country = _country(parts["country"])
    text = ", ".join(dict.fromkeys(filter(None, parts.values())))
    guess = parse_location(text)
    agrees = guess is not None and (country is None or guess.country == country)
    region = _subdivision(parts["region"], country) or (guess.region if guess and agrees else None)
    return {"text": text, "city": parts["city"], "region": region, "country": country or (guess.country if guess else None)}


def read_places(node: Any, options: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], ...]:
    """All places of work that a text names ("Leeds, UK or Remote - Canada"); where people live who work remotely is none."""
    text = _text(node, options, context)
    found = parse_locations(text) if text and not is_no_place(text) else ()
    return tuple(_value(place) for place in found if place.city or (not place.remote and (place.region or place.country)))


def _value(place: ParsedLocation) -> dict[str, Any]:
    return {"text": place.text, "city": place.city, "region": place.region, "country": place.country}


def _text(node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    return next((text for pointer in options.get("text", [""]) if (text := words(look(node, pointer, context)))), None)


def _by_words(text: str | None, country: str | None) -> dict[str, Any] | None:
    """A place by its words; the country beside them decides between towns of one name."""
    if text is None or is_no_place(text) or len(text) > _LONGEST:
        return _by_parts({"city": None, "region": None, "country": country}) if country else None
    code = _country(country)
    if coded := _CODES.fullmatch(text):
        return _coded(text, coded[1])
    found = parse_location(f"{text}, {country}") if code else None
    if found is None or found.country != code:
        found = parse_location(text)
    if found is None or (code and found.country != code):
        return {"text": text, "city": None, "region": None, "country": code}
    # A text that only says "remote" is a mode of work, and the country beside it is where people live.
    is_place = found.city or code or (not found.remote and (found.region or found.country))
    return {"text": text, "city": found.city, "region": found.region, "country": found.country} if is_place else None


def _coded(text: str, town: str) -> dict[str, Any]:
    """A town behind the codes of its country and, maybe, subdivision."""
    country, *rest = (code.strip() for code in text[: -len(town)].rstrip(" -").split("-"))
    found = _country(country)
    region = _subdivision(rest[0], found) if rest else None
    return {"text": text, "city": None if is_no_place(town) else town, "region": region, "country": found}


def is_no_place(text: str) -> bool:
    """Whether a text says how or in how many places one works, or nothing, where a place should stand."""
    bare = fold(text).strip(" .()")
    return any(bare in names for names in vocabulary("no_place").values()) or bool(_SEVERAL.fullmatch(bare))


def _part(node: Any, pointers: Iterable[str], context: Context) -> str | None:
    text = next((text for pointer in pointers if (text := words(look(node, pointer, context)))), None)
    return None if text is None or is_no_place(text) or len(text) > _LONGEST else text


def _town(text: str | None) -> str | None:
    """A town without the country or subdivision that some write behind it ("London, UK")."""
    town, comma, rest = (text or "").partition(",")
    return town.strip() if comma and any(place.kind != "city" for place in _meanings(rest.strip())) else text


def _country(text: str | None) -> str | None:
    return next((place.code for place in _meanings(text) if place.kind == "country"), None) if text else None


def _subdivision(text: str | None, country: str | None) -> str | None:
    if not text or not country:
        return None
    if (code := f"{country}-{text.upper()}") in _subdivisions():
        return code
    return next((place.code for place in _meanings(text) if place.kind == "subdivision" and place.country == country), None)


@cache
def _subdivisions() -> frozenset[str]:
    """ISO 3166-2 codes of the subdivisions that are known."""
    return frozenset(p.code for place in place_names().values() for p in (place, *place.alternatives) if p.kind == "subdivision")


def _meanings(text: str) -> Iterator[Place]:
    place = place_names().get(fold(text).strip(" ."))
    if place:
        yield place
        yield from place.alternatives


def read_residency(node: Any, options: Mapping[str, Any], _: Context) -> dict[str, Any] | None:
    """Where applicants may live, from the names of countries, groups of countries and subdivisions; unknown names are passed over.

    With `empty = "WORLDWIDE"` an empty list says that nobody is kept out, as the provider's own pages put it.
    """
    if node == [] and "empty" in options:
        return {"scope": options["empty"], "countries": [], "regions": [], "excluded": []}
    areas = [fold(area).strip(" .") for area in _areas(node)]
    if any(area in vocabulary("no_place")["WORLDWIDE"] for area in areas):
        return {"scope": "WORLDWIDE", "countries": [], "regions": [], "excluded": []}
    places = [place for area in areas if (place := _area(area))]
    if not places:
        return None
    countries = sorted({place.code for place in places if place.kind == "country"})
    regions = sorted({place.code for place in places if place.kind != "country"})
    return {"scope": "RESTRICTED", "countries": countries, "regions": regions, "excluded": []}


def _area(folded: str) -> Place | None:
    """A country where the name has one, otherwise a group of countries or a subdivision; a city is no area."""
    meanings = sorted(_meanings(_AROUND_AREA.sub("", folded)), key=lambda place: place.kind != "country")
    return next((place for place in meanings if place.kind != "city"), None)


def _areas(node: Any) -> Iterator[str]:
    for item in node if isinstance(node, list) else [node]:
        text = words(item) or ""
        if fold(text).strip(" .") in place_names():
            yield text
        else:
            yield from filter(None, _BETWEEN_AREAS.split(text[:_LONGEST]))
