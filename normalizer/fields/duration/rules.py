"""Length of a fixed engagement, in months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import read_range, tidy
from normalizer.readers.words import meanings
from normalizer.resolve import FIRST, HEADER, UNCONDITIONAL, Rule, Settled, choose
from schemas.document import Section
from schemas.values import Number

FIELD = "duration"

_MONTHS_OF = {"DAY": 12 / 365, "WEEK": 12 / 52, "MONTH": 1, "YEAR": 12}
"""Months in a unit."""
_LONGEST = 72
_OTHERS = (Section.ABOUT, Section.BENEFITS)
"""Sections whose lengths are seldom the engagement's: only what names a contract counts there, and a labelled line."""
LENGTH: Rule = ("a length before the mere prospect of an extension", lambda c: not _stated(c))
COMPLETE: Rule = ("the whole before its first part", lambda c: c.rule.endswith("first part of an engagement"))


def read(page: Page) -> Iterator[Draft]:
    """Claims `{min_months, max_months, extendable}`; where only an extension is offered, both lengths are null."""
    hits = [hit for hit in page.hits(FIELD) if _speaks_of_role(page, hit)]
    lengths = [(hit, value) for hit in hits if not hit.phrase.options.get("extension") and (value := _length(hit))]
    growing = {hit.line: hit for hit in hits if hit.phrase.options.get("extension")}
    for hit, value in _without_repeats(lengths, _of_other_things(page)):
        yield page.claim_hit(FIELD, value | {"extendable": True if hit.line in growing else None}, hit)
    with_length = {hit.line for hit, _ in lengths}
    for line, hit in growing.items():
        if line not in with_length and lengths:
            yield page.claim_hit(FIELD, {"min_months": None, "max_months": None, "extendable": True}, hit)


def _speaks_of_role(page: Page, hit: Hit) -> bool:
    line = page.lines[hit.line]
    labelled = FIELD in page.labels.get(line.label, ())
    if hit.phrase.options.get("ignored") or (hit.phrase.options.get("kind") == "labelled" and not labelled):
        return False
    return labelled or line.section not in _OTHERS or not hit.phrase.options.get("extension")


def _length(hit: Hit) -> dict[str, Any] | None:
    low, high = _bounds(hit)
    if high is None or not 0 < high <= _LONGEST or (low is not None and low > high):
        return None
    return {"min_months": low, "max_months": high}


def _bounds(hit: Hit) -> tuple[Number | None, Number | None]:
    if fixed := (hit.phrase.value or {}).get("months"):
        return fixed, fixed
    figures, unit = hit.group("figures") or "", hit.group("unit") or ""
    stated = read_range(figures.rstrip("+"), hit.phrase.language)
    months = _months_in(unit, hit.phrase.language)
    if stated is None or stated.max is None or not months:
        return None, None
    low = None if hit.phrase.options.get("most") or stated.min is None else tidy(round(stated.min * months, 2))
    return low, tidy(round(stated.max * months, 2))


def _months_in(unit: str, language: str) -> float | None:
    """Months in a unit of time, by the longest of the language's words that it begins with."""
    units = meanings("length.unit", language)
    known = max((word for word in units if unit.startswith(word)), key=len, default=None)
    return _MONTHS_OF[units[known]] if known else None


def _of_other_things(page: Page) -> dict[int, list[tuple[int, int]]]:
    """Line → spans of lengths that are not the engagement's ("3 months of probation")."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for hit in page.hits(FIELD):
        if hit.phrase.options.get("ignored"):
            spans.setdefault(hit.line, []).append(hit.match.span())
    return spans


def _without_repeats(
    lengths: Sequence[tuple[Hit, dict[str, Any]]], spans: dict[int, list[tuple[int, int]]]
) -> Iterator[tuple[Hit, dict[str, Any]]]:
    """Hits without labelled ones that another phrase, or one of `spans`, covers already."""
    for hit, _ in lengths:
        if hit.phrase.options.get("kind") != "labelled":
            spans.setdefault(hit.line, []).append(hit.match.span())
    for hit, value in lengths:
        covered = any(start < hit.end and hit.start < end for start, end in spans.get(hit.line, ()))
        if hit.phrase.options.get("kind") != "labelled" or not covered:
            yield hit, value


def _stated(claim: Draft) -> bool:
    return claim.value["max_months"] is not None


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """The first length; a first part and a total make a range, and an extension stated anywhere counts."""
    first, rule = choose(claims, (LENGTH, UNCONDITIONAL, COMPLETE, HEADER, FIRST))
    if not _stated(first):
        return None
    value = dict(first.value)
    follows = [(first, rule)]
    part = next((c for c in claims if _stated(c) and not COMPLETE[1](first) and COMPLETE[1](c)), None)
    if part and value["min_months"] is None and part.value["max_months"] <= value["max_months"]:
        value["min_months"] = part.value["min_months"]
        follows.append((part, "the first part is the least"))
    growing = next((c for c in claims if c.value["extendable"]), None)
    if growing and not value["extendable"]:
        value["extendable"] = True
        follows.append((growing, "an extension stated anywhere"))
    return Settled({FIELD: value}, follows)
