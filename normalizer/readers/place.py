"""Places by name: countries, groups of countries, subdivisions and large cities; and locations as listings write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.fold import fold
from normalizer.packs import ENGLISH
from normalizer.readers.own_names import own_names

_FILE = Path(__file__).with_name("places.json")
_NOT_LETTERS = re.compile(r"[^A-Za-z]")
_CODE_LENGTH = 3
"""Names of up to this many letters are codes ("UK", "U.S.", "UAE") and count in upper case only."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a name of a place stands for."""

    kind: str
    """`country`, `region` (a group of countries), `subdivision` or `city`."""
    code: str
    """Alpha-2 of a country, `schemas.values.Region` of a region, ISO 3166-2 of a subdivision; empty for a city."""
    country: str | None
    """Alpha-2 of the country that it is or lies in; null for a region."""
    name: str
    """Its usual English name (of a city, the name as looked up)."""
    region: str | None = None
    """ISO 3166-2 of the subdivision that it is or, where that is known, lies in."""
    needs_context: bool = False
    """The name is an ordinary word, a first name or a two-letter code: a place only behind a comma or in a field of places."""
    alternatives: tuple[Place, ...] = ()
    """Other places of the same name, less likely meant ("Georgia", "CA")."""


@cache
def place_names(language: str = ENGLISH) -> Mapping[str, Place]:
    """Folded name → the place that is most likely meant: English names, and those of a language."""
    english = {name: _meaning(rows) for name, rows in _data()["names"].items()}
    return english if language == ENGLISH else {**english, **dict(_own_places(language, english))}


def _own_places(language: str, english: Mapping[str, Place]) -> Iterator[tuple[str, Place]]:
    names = own_names(language)
    every = (meaning for place in english.values() for meaning in (place, *place.alternatives))
    by_code = {place.code: place for place in every if place.code}
    for kind in ("countries", "regions", "subdivisions"):
        for code, spelled in names.get(kind, {}).items():
            for name in spelled:
                yield fold(name), replace(by_code[code], name=name, needs_context=False, alternatives=())
    for name, usual in names.get("cities", {}).items():
        yield fold(name), replace(english[fold(usual)], name=name, needs_context=False, alternatives=())


@cache
def demonyms(language: str = ENGLISH) -> Mapping[str, Place]:
    """Folded word for inhabitants ("indian", "us-based", "european") → their country or region."""
    places = place_names().values()
    by_code = {place.code: place for place in places if place.kind in ("country", "region") and not place.needs_context}
    own = own_names(language).get("demonyms", {})
    codes = {**_data()["demonyms"], **{fold(word): code for code, spelled in own.items() for word in spelled}}
    return {word: by_code[code] for word, code in codes.items()}


def case_ok(original: str, place: Place) -> bool:
    """Whether `original`, the name as the listing writes it, may be that place: codes in upper case, names with a capital."""
    letters = _NOT_LETTERS.sub("", original)
    is_code = len(letters) <= _CODE_LENGTH and original.casefold() != place.name.casefold()
    return original.isupper() if is_code else not original[:1].islower()


@cache
def members(region: str) -> frozenset[str]:
    """Countries (alpha-2) of a group of countries (`schemas.values.Region`); none for a code that is no such group."""
    return frozenset(_data()["members"].get(region, ()))


def country_of_subdivision(code: str) -> str | None:
    """Alpha-2 of the country of an ISO 3166-2 code ("US-TX" → "US"); null for a code that is none."""
    country, dash, part = code.partition("-")
    return country if dash and part and country in _countries() else None


@cache
def _countries() -> frozenset[str]:
    return frozenset(place.code for place in place_names().values() if place.kind == "country")


def _meaning(rows: list[dict[str, Any]]) -> Place:
    return Place(**_arguments(rows[0]), alternatives=tuple(Place(**_arguments(row)) for row in rows[1:]))


def _arguments(row: dict[str, Any]) -> dict[str, Any]:
    return {"code": "", "country": None, **row}


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return data
