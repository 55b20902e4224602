"""Education: the lowest level that is enough, and the subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from normalizer.cues.rules import strength_at
from normalizer.document.sections import bare
from normalizer.lexicon import Hit, read_packs
from normalizer.page import Draft, Page
from normalizer.readers.phrases import cuts_word
from normalizer.resolve import FIRST, REQUIRED, TEXT, UNCONDITIONAL, Rule, Settled, choose
from schemas.document import BlockKind, Section
from schemas.values import EducationLevel, Strength

FIELD = "education"

_LEVELS = tuple(EducationLevel)
_SPEAK_OF_OTHERS = (Section.BENEFITS, Section.PROCESS)
_NONE = {"level": None, "needed": False}
_REPLACES = ", as an equivalent"
_LOWEST: Rule = ("the lowest that is enough", lambda c: _rank(c.value["level"]))
_NAMED: Rule = ("with its subject", lambda c: c.value["field"] is None)


def _rank(level: str) -> int:
    return _LEVELS.index(EducationLevel(level))


def read(page: Page) -> Iterator[Draft]:
    """Claims `{level, field}`, one for the alternatives of a line; `{level: null, needed: false}` where none is asked for."""
    replacing = _equivalence_headings(page)
    for index, hits in groupby(page.hits(FIELD), key=lambda hit: hit.line):
        line = page.lines[index]
        if line.section in _SPEAK_OF_OTHERS and not any(page.cues(index, "strength")):
            continue
        found = list(hits)
        yield from (
            page.claim_hit(FIELD, _none(hit), hit, strength=Strength.REQUIRED) for hit in found if hit.phrase.options["kind"] == "none"
        )
        for draft in _levels(page, index, found):
            draft.rule += _REPLACES if line.heading in replacing else ""
            yield draft
    yield from _labelled(page, {hit.line for hit in page.hits(FIELD)})


def _none(hit: Hit) -> dict[str, Any]:
    """That nothing is asked for; with `denies`, nothing from this level up ("no degree needed" leaves an apprenticeship open)."""
    return {**_NONE, "denies": denies} if (denies := hit.phrase.options.get("denies")) else _NONE


def _labelled(page: Page, read: set[int]) -> Iterator[Draft]:
    """Values of labels that are a level in one word ("Education: Degree")."""
    for index, line in page.labelled(FIELD):
        words = page.folded[line.value_start : line.end].strip(" .")
        if index not in read and words in _alone(page.speech):
            level = _alone(page.speech)[words]
            value = {"level": level, "field": None} if level else _NONE
            yield page.claim(FIELD, value, line.value_start, line.end, "education: label")


@cache
def _alone(language: str) -> dict[str, str | None]:
    """Folded value of a label → level, null for none."""
    packs = read_packs(Path(__file__).parent, "", FIELD, language)
    return {words: e.phrase.value for pack in packs for e in pack.expressions for words in e.phrase.options.get("alone", [])}


def _equivalence_headings(page: Page) -> set[str]:
    """Folded headings of what may take the place of what is asked for."""
    lines = [page.lines[hit.line] for hit in page.hits(FIELD) if hit.phrase.options["kind"] == "equivalent"]
    return {bare(page.folded[line.start : line.end]) for line in lines if line.kind is BlockKind.HEADING}


def _levels(page: Page, index: int, hits: list[Hit]) -> Iterator[Draft]:
    """Neighbours of one strength are alternatives: one claim with the lowest of them."""
    named = [hit for hit in hits if _is_level(page, hit, hits)]
    unfinished = any(hit.phrase.options["kind"] == "progress" for hit in hits)
    for strength, group in groupby(named, key=lambda hit: strength_at(page, index, hit.start, _end(hit))):
        alternatives = list(group)
        value = None if unfinished else _value(page, alternatives)
        first = alternatives[0]
        yield page.claim(FIELD, value, first.start, _end(alternatives[-1]), first.phrase.rule, strength=strength)


def _is_level(page: Page, hit: Hit, hits: list[Hit]) -> bool:
    options = hit.phrase.options
    if options["kind"] != "level" or options.get("skip"):
        return False
    if options.get("capital") and not page.text[hit.start : hit.start + 2].isupper():
        return False
    return not any(none.start < hit.end and hit.start < none.end for none in hits if none.phrase.options["kind"] == "none")


def _end(hit: Hit) -> int:
    """Offset behind the level and its subject, less a word that the expression cut in two."""
    text, end = hit.match.string, hit.end
    if cuts_word(text, end):
        end = text.rfind(" ", hit.start, end)
    return hit.start + len(text[hit.start : end].rstrip(" ,"))


def _value(page: Page, alternatives: list[Hit]) -> dict[str, Any] | None:
    """Null where one of the alternatives cannot be ranked."""
    if any(hit.phrase.value is None for hit in alternatives):
        return None
    lowest = min(alternatives, key=lambda hit: _rank(hit.phrase.value))
    named = next((hit for hit in [lowest, *alternatives] if hit.group("field")), None)
    return {"level": lowest.phrase.value, "field": _field(page, named) if named else None}


def _field(page: Page, hit: Hit) -> str | None:
    return page.text[hit.span("field")[0] : min(hit.span("field")[1], _end(hit))].strip(" ,-/") or None


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The lowest level that is enough; nothing where the listing says no more than that none is needed."""
    levels = [claim for claim in claims if claim.value["level"] and not claim.rule.endswith(_REPLACES)]
    if not levels:
        return None
    claim, rule = choose(levels, (UNCONDITIONAL, REQUIRED, _LOWEST, TEXT, _NAMED, FIRST))
    return Settled({FIELD: {"level": claim.value["level"], "field": claim.value["field"], "strength": claim.strength}}, [(claim, rule)])
