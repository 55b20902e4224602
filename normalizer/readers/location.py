"""Locations as listings write them in a field of places: "Austin, TX", "Remote - US", "Dublin or Belfast"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from normalizer.fold import fold
from normalizer.packs import ENGLISH
from normalizer.readers.phrases import LETTER
from normalizer.readers.place import Place, case_ok, place_names
from normalizer.readers.words import words

_WORD_STARTS = re.compile(r"(?<![^\W_])(?<![^\W_]-)[^\W_]")
_POSTAL_CODE = re.compile(r"\b(?:\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)\b")
_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What a language writes around places."""

    alternative: re.Pattern[str]
    """Between locations; what parts the pieces of one is weaker."""
    remote: re.Pattern[str]
    town: re.Pattern[str]
    no_town: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    own = {key: "|".join(phrases) or "(?!)" for key, phrases in words("location", language).items()}
    name = rf"(?:[A-ZÀ-Þ][\w'’.-]*|{own['name_words']})"
    return _Patterns(
        re.compile(rf"[;/|\n•·&、]| (?:{own['or']}) |\+"),
        re.compile(rf"(?<![{LETTER}])(?:{own['remote']})(?![{LETTER}])"),
        re.compile(rf"{name}(?: {name}){{0,4}}"),
        re.compile(rf"(?<![{LETTER}])(?:{own['no_town']})(?![{LETTER}])"),
    )


@dataclass(frozen=True, slots=True)
class ParsedLocation:
    """One location; offsets are into the text that was parsed."""

    start: int
    """Offset of its first character."""
    end: int
    """Offset behind its last character."""
    text: str
    """As written."""
    city: str | None = None
    """Town or city, as written."""
    region: str | None = None
    """ISO 3166-2, where known."""
    country: str | None = None
    """Alpha-2."""
    group: str | None = None
    """`schemas.values.Region`, where a group of countries stands in place of a country ("Remote - EMEA")."""
    remote: bool = False
    """Whether it says that the work is done remotely."""


class _Mention(NamedTuple):
    """A name in the text, with every place that has it."""

    start: int
    end: int
    meanings: tuple[Place, ...]


_Group = list[tuple[_Mention, Place]]
"""The names of one location, each with the place that is meant."""


def parse_locations(text: str, language: str = ENGLISH) -> tuple[ParsedLocation, ...]:
    """Every location in `text`, which is all of a field of places. Names that are not known are towns only in front of a known
    subdivision or country.
    """
    found: list[ParsedLocation] = []
    start = 0
    folded = fold(text)
    mentions = _mentions(text, folded, language)[:_MOST_PLACES]
    for end in (*_ends_of_alternatives(text, mentions, language), len(text)):
        found += _locations(text, folded, start, end, [m for m in mentions if start <= m.start < end], language)
        start = end
    return tuple(found)


def parse_location(text: str) -> ParsedLocation | None:
    """The first location in `text`, a field of places; null where it names none."""
    return next(iter(parse_locations(text)), None)


def _ends_of_alternatives(text: str, mentions: list[_Mention], language: str) -> Iterator[int]:
    """Where one alternative ends; "Bosnia and Herzegovina" holds none."""
    for mark in _patterns(language).alternative.finditer(text):
        if not any(m.start <= mark.start() < m.end for m in mentions):
            yield mark.end()


def _mentions(text: str, folded: str, language: str) -> list[_Mention]:
    """Known names, the longest at each place, left to right."""
    names, lengths = place_names(language), _lengths(language)
    mentions: list[_Mention] = []
    at = 0
    for first in _WORD_STARTS.finditer(folded):
        start = first.start()
        if start < at or text[start].islower():
            continue
        for length in lengths.get(folded[start : start + 2], ()):
            end = start + length
            place = names.get(folded[start:end]) if end <= len(folded) else None
            if place and not folded[end : end + 1].isalnum() and case_ok(text[start:end], place):
                mentions.append(_Mention(start, end, (place, *place.alternatives)))
                at = end
                break
    return mentions


@cache
def _lengths(language: str) -> dict[str, tuple[int, ...]]:
    """First two letters → lengths of the names that begin with them, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in place_names(language):
        lengths.setdefault(name[:2], set()).add(len(name))
    return {letters: tuple(sorted(found, reverse=True)) for letters, found in lengths.items()}


def _locations(text: str, folded: str, start: int, end: int, mentions: list[_Mention], language: str) -> list[ParsedLocation]:
    """The locations of one alternative: a city takes the subdivision and the country beside it, a further city starts anew."""
    is_remote = _says_remote(text, folded, start, end, language)
    groups: list[_Group] = []
    for mention in mentions:
        chosen = mention.meanings[0] if len(mention.meanings) == 1 else _chosen(text, mention, mentions, groups)
        if groups and _completes(groups[-1], chosen):
            groups[-1].append((mention, chosen))
        else:
            groups.append([(mention, chosen)])
    if not groups and is_remote:
        return [_remote_alone(text, start, end)]
    ends = [start, *(group[-1][0].end for group in groups)]
    return [_location(text, floor, group, language, is_remote=is_remote) for floor, group in zip(ends, groups, strict=False)]


def _says_remote(text: str, folded: str, start: int, end: int, language: str) -> bool:
    """Whether an alternative is remote; in brackets the word may stand in front of them: "Remote (US/Canada)"."""
    is_inside = text.rfind("(", 0, start) > text.rfind(")", 0, start)
    return _patterns(language).remote.search(folded[0 if is_inside else start : end]) is not None


def _remote_alone(text: str, start: int, end: int) -> ParsedLocation:
    said = text[start:end].strip(" ;/|\n•·&+-–—(),")
    at = text.index(said, start)
    return ParsedLocation(at, at + len(said), said, remote=True)


def _expected_code(text: str, at: int, groups: list[_Group]) -> str | None:
    """What two letters are most likely: behind a subdivision a country, behind a town (known or not) a subdivision."""
    if groups and any(place.kind == "subdivision" for _, place in groups[-1]):
        return "country"
    return "subdivision" if text.endswith(", ", 0, at) else None


def _chosen(text: str, mention: _Mention, mentions: list[_Mention], groups: list[_Group]) -> Place:
    """The meaning that fits what stands beside it: "London, ON", "Tbilisi, Georgia", "Toronto, ON, CA". Where none fits better than
    another and the name needs a context, it is a place of which nothing more is known.
    """
    beside = [m.meanings[0] for m in mentions if m is not mention]
    expected = _expected_code(text, mention.start, groups)
    ranked = sorted(mention.meanings, key=lambda place: _fit(place, beside, expected), reverse=True)
    first = ranked[0]
    is_undecided = first.needs_context and len(ranked) > 1 and _fit(first, beside, expected) == _fit(ranked[1], beside, expected)
    return Place("unknown", "", None, first.name) if is_undecided else first


def _fit(place: Place, beside: list[Place], expected: str | None) -> int:
    """How well a meaning fits: the same subdivision, then the same country, as a place beside it."""
    same_region = any(place.region and place.region == other.region for other in beside)
    same_country = any(place.country and place.country == other.country for other in beside)
    return 4 * same_region + 2 * same_country + (place.needs_context and place.kind == expected)


def _completes(group: _Group, place: Place) -> bool:
    """Whether a place adds to a location what it does not have yet."""
    kinds = {other.kind for _, other in group}
    if "unknown" in (*kinds, place.kind) or place.kind in kinds or place.kind == "region" or "region" in kinds:
        return False
    countries = {other.country for _, other in group}
    if place.kind == "city":
        return place.country in countries
    # What is written beside a city outweighs the table: "Paris, TX".
    return "city" in kinds or place.country in countries


def _location(text: str, start: int, group: _Group, language: str, *, is_remote: bool) -> ParsedLocation:
    by_kind = {place.kind: (mention, place) for mention, place in group}
    first, last = group[0][0].start, group[-1][0].end
    city = text[slice(*by_kind["city"][0][:2])] if "city" in by_kind else None
    if city is None and (town := _town_before(text, start, first, language)):
        first, city = town[0], text[town[0] : town[1]]
    stated = [place for kind in ("country", "subdivision", "city") if kind in by_kind for place in (by_kind[kind][1],)]
    country = next((place.country for place in stated if place.country), None)
    region = next((place.region for place in stated if place.region and place.country == country), None)
    group_code = by_kind["region"][1].code if "region" in by_kind else None
    return ParsedLocation(first, last, text[first:last], city, region, country, group_code, is_remote)


def _town_before(text: str, start: int, at: int, language: str) -> tuple[int, int] | None:
    """Offsets of a town that is not known, right in front of its subdivision or country: "Smalltown, OH", "Smalltown MB"."""
    piece_end = len(text[start:at].rstrip(" ,(")) + start
    piece_start = max(text.rfind(mark, start, piece_end) for mark in (",", "(", ":", " - ", " – ", ";", "/", "|")) + 1
    bare = _POSTAL_CODE.sub("", text[max(piece_start, start) : piece_end]).strip(" -–—:")
    if not bare or not _patterns(language).town.fullmatch(bare) or _patterns(language).no_town.search(bare.lower()):
        return None
    found = text.index(bare, max(piece_start, start))
    return found, found + len(bare)
