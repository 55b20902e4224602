"""Levels of seniority: in the title, on chips, and in sentences about the role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

from normalizer.fold import fold
from normalizer.lexicon import Expression, read_packs
from normalizer.page import Draft, Page
from schemas.claim import About
from schemas.document import Section

_FIELD = "experience"
_RANKS = ("ENTRY", "JUNIOR", "INTERMEDIATE", "EXPERT", "SENIOR", "LEAD", "EXECUTIVE")

Found = tuple[int, int, str]
"""Start, end and level of words of seniority."""


def read_levels(page: Page) -> Iterator[Draft]:
    """Claims on `experience.level`."""
    hits = page.hits(_FIELD)
    words = [(hit.start, hit.end, hit.phrase.value) for hit in hits if hit.phrase.options["kind"] == "level"]
    yield from _in_titles(page, words)
    yield from _on_chips(page)
    for hit in hits:
        if hit.phrase.options["kind"] == "said" and (found := _one_of(page, page.folded, _within(words, *hit.span("level")))):
            yield page.claim_hit("experience.level", found[2], hit)


def _in_titles(page: Page, words: list[Found]) -> Iterator[Draft]:
    titles = [draft for draft in page.drafts if draft.field == "title"]
    for span in _spans(page, titles) if words else ():
        if found := _one_of(page, page.folded, _within(words, *span)):
            yield page.claim("experience.level", found[2], found[0], found[1], "experience: title", about=About.ROLE)
    for draft in titles:
        if draft.embedded:
            folded = fold(draft.quote)
            if found := _one_of(page, folded, _anywhere(folded, page.speech)):
                yield replace(draft, field="experience.level", value=found[2], rule="experience: title")


def _spans(page: Page, titles: list[Draft]) -> list[tuple[int, int]]:
    """Offsets of the titles that the text states, in reading order."""
    lines = page.lines
    spans = {(lines[index].start, lines[index].end) for index in page.in_section(Section.TITLE)}
    return sorted(spans | {(draft.start, draft.end) for draft in titles if not draft.embedded})


def _on_chips(page: Page) -> Iterator[Draft]:
    for _, line in page.labelled(_FIELD):
        level = _chips(page.speech).get(page.folded[line.value_start : line.end].strip(" ."))
        if level:
            yield page.claim("experience.level", level, line.value_start, line.end, "experience: label")


def _one_of(page: Page, folded: str, found: list[Found]) -> Found | None:
    """The words that decide: the lowest of alternatives, the highest of one rank."""
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    parted = any(page.rule(_FIELD, "level_parts").search(folded, above[1], below[0]) for above, below in pairwise(found))
    return (min if parted else max)(found, key=lambda words: _RANKS.index(words[2]))


def _within(words: list[Found], start: int, end: int) -> list[Found]:
    return [found for found in words if start <= found[0] and found[1] <= end]


def _anywhere(folded: str, language: str) -> list[Found]:
    return sorted((m.start(), m.end(), e.phrase.value) for e in _expressions(language) for m in e.pattern.finditer(folded))


@cache
def _expressions(language: str) -> tuple[Expression, ...]:
    """Expressions for levels, for titles that stand in embedded data only."""
    packs = read_packs(Path(__file__).parent, "", _FIELD, language)
    return tuple(e for pack in packs for e in pack.expressions if e.phrase.options["kind"] == "level")


@cache
def _chips(language: str) -> dict[str, str]:
    return {chip: e.phrase.value for e in _expressions(language) for chip in e.phrase.options["alone"]}
