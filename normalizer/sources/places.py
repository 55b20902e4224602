"""Places out of a provider's data: addresses and lists of countries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from normalizer.fold import fold
from normalizer.readers.location import parse_location
from normalizer.readers.place import Place, place_names
from normalizer.sources.pointer import first
from normalizer.sources.shapes import Context, words

_NO_PLACE = frozenset(
    {
        "remote",
        "anywhere",
        "worldwide",
        "global",
        "multiple locations",
        "multiple",
        "various",
        "home office",
        "bundesweit",
        "hybrid",
        "virtual",
        "flexible",
    }
)
_WORLDWIDE = frozenset(
    {
        "worldwide",
        "anywhere",
        "global",
        "world",
        "everywhere",
        "international",
        "anywhere in the world",
        "earth",
        "all countries",
        "any country",
    }
)
_BETWEEN_AREAS = re.compile(r"\s?[,;/|]\s?|\s(?:and|or|und|et|y)\s")
_LONGEST = 200


def read_location(node: Any, options: Mapping[str, Any], _: Context) -> dict[str, Any] | None:
    """A place of work: an address by its parts (`city`, `region`, `country`: pointers tried in turn), or a text by its words."""
    parts = {name: _part(node, options.get(name, ())) for name in ("city", "region", "country")}
    if not any(parts.values()):
        return _by_words(next((text for pointer in options.get("text", [""]) if (text := words(first(node, pointer)))), None))
    parts["city"] = _town(parts["city"])
    country = _country(parts["country"])
    text = ", ".join(dict.fromkeys(filter(None, parts.values())))
    guess = parse_location(text)
    agrees = guess is not None and (country is None or guess.country == country)
    region = _subdivision(parts["region"], country) or (guess.region if guess and agrees else None)
    return {"text": text, "city": parts["city"], "region": region, "country": country or (guess.country if guess else None)}


def _by_words(text: str | None) -> dict[str, Any] | None:
    if text is None or fold(text) in _NO_PLACE or len(text) > _LONGEST:
        return None
    found = parse_location(text)
    if found is None:
        return {"text": text, "city": None, "region": None, "country": None}
    # A place that only says "remote" is a mode of work.
    is_place = found.city or found.region or found.country
    return {"text": text, "city": found.city, "region": found.region, "country": found.country} if is_place else None


def _part(node: Any, pointers: tuple[str, ...]) -> str | None:
    text = next((text for pointer in pointers if (text := words(first(node, pointer)))), None)
    return None if text is None or fold(text) in _NO_PLACE or len(text) > _LONGEST else text


def _town(text: str | None) -> str | None:
    """A town without the country or subdivision that some write behind it ("London, UK")."""
    town, comma, rest = (text or "").partition(",")
    return town.strip() if comma and any(place.kind != "city" for place in _meanings(rest.strip())) else text


def _country(text: str | None) -> str | None:
    return next((place.code for place in _meanings(text) if place.kind == "country"), None) if text else None


def _subdivision(text: str | None, country: str | None) -> str | None:
    if not text or not country:
        return None
    return next((place.code for place in _meanings(text) if place.kind == "subdivision" and place.country == country), None)


def _meanings(text: str) -> Iterator[Place]:
    place = place_names().get(fold(text).strip(" ."))
    if place:
        yield place
        yield from place.alternatives


def read_residency(node: Any, _: Mapping[str, Any], __: Context) -> dict[str, Any] | None:
    """Where applicants may live, from the names of countries, groups of countries and subdivisions; unknown names are passed over."""
    areas = [fold(area).strip(" .") for area in _areas(node)]
    if any(area in _WORLDWIDE for area in areas):
        return {"scope": "WORLDWIDE", "countries": [], "regions": [], "excluded": []}
    places = [place for area in areas if (place := _area(area))]
    if not places:
        return None
    countries = sorted({place.code for place in places if place.kind == "country"})
    regions = sorted({place.code for place in places if place.kind != "country"})
    return {"scope": "RESTRICTED", "countries": countries, "regions": regions, "excluded": []}


def _area(folded: str) -> Place | None:
    """A country where the name has one, otherwise a group of countries or a subdivision; a city is no area."""
    meanings = sorted(_meanings(folded), key=lambda place: place.kind != "country")
    return next((place for place in meanings if place.kind != "city"), None)


def _areas(node: Any) -> Iterator[str]:
    for item in node if isinstance(node, list) else [node]:
        text = words(item) or ""
        if fold(text).strip(" .") in place_names():
            yield text
        else:
            yield from filter(None, _BETWEEN_AREAS.split(text[:_LONGEST]))
