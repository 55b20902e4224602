"""How binding a statement is, of whom it speaks and under which condition it holds: read from the words around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.document.sections import vocabulary
from normalizer.lexicon import Hit
from schemas.claim import About
from schemas.values import Strength

if TYPE_CHECKING:
    from normalizer.page import Page

_FARTHEST_CONDITION = 40
_REQUIRED = Strength.REQUIRED
_ROLE, _PLATFORM, _COMPANY = About.ROLE, About.PLATFORM, About.COMPANY


def strength_at(page: Page, line: int, start: int, end: int) -> Strength:
    """Strength of a statement between two offsets of a line: the nearest cue that governs it, else its label's, else its heading's."""
    nearest, least = None, 0
    for hit in page.cues(line, "strength"):
        distance = _reach(page, hit, start, end)
        if distance is not None and (nearest is None or distance < least):
            nearest, least = hit, distance
    if nearest:
        return Strength(nearest.phrase.value)
    return label_strength(page, line) or page.lines[line].strength or _REQUIRED


def label_strength(page: Page, line: int) -> Strength | None:
    """Strength that a line's label says ("Preferred: …"); null where it says none."""
    label = page.lines[line].label
    heading = vocabulary(page.speech).meaning(label) if label else None
    return heading.strength if heading else None


def _reach(page: Page, hit: Hit, start: int, end: int) -> int | None:
    """Characters between a cue and a statement that it governs; null where it governs something else.

    "ideally …" governs what comes behind it, "… is a plus" what stands before it, in the same part of the sentence.
    """
    side = hit.phrase.options["governs"]
    if hit.start < end and start < hit.end:
        return 0
    if hit.start >= end and side in ("before", "both"):
        between = page.folded[end : hit.start]
        return len(between) if not _parts(page, between.rstrip(" (")) else None
    if hit.end <= start and side in ("behind", "both"):
        between = page.folded[hit.end : start]
        return len(between) if not _ends(page, between) else None
    return None


def _parts(page: Page, between: str) -> bool:
    """Whether the words between a statement and a cue behind it hold something else that the cue governs."""
    return any(mark in between for mark in ("; ", ", ", " (", ") ")) or _says_but(page, between)


def _ends(page: Page, between: str) -> bool:
    """Whether the words between a cue and a statement behind it end what the cue governs: a bracket with a label of its own does."""
    return ";" in between or ":" in between.partition("(")[2] or _says_but(page, between)


def _says_but(page: Page, between: str) -> bool:
    return page.rule("cues", "but").search(between) is not None


def about_of(page: Page, line: int) -> About:
    """Of whom a line speaks: its own words decide, else its section. Words about this role win."""
    cues = page.cues(line, "about")
    if not cues:
        return page.lines[line].about
    said = {hit.phrase.value for hit in cues if not hit.phrase.options.get("weak")} or {hit.phrase.value for hit in cues}
    if _ROLE in said:
        return _ROLE
    return _PLATFORM if _PLATFORM in said else _COMPANY


def condition_at(page: Page, line: int, start: int, end: int) -> str | None:
    """The words under which a statement holds, as written, or null."""
    for hit in page.cues(line, "condition"):
        if _gap(page, hit, start, end) <= _FARTHEST_CONDITION:
            return page.text[hit.start : hit.end]
    return None


def _gap(page: Page, hit: Hit, start: int, end: int) -> int:
    if hit.start < end and start < hit.end:
        # A condition inside the statement's own words is part of it.
        return _FARTHEST_CONDITION + 1
    between = page.folded[end : hit.start] if hit.start >= end else page.folded[hit.end : start]
    return len(between) if not page.rule("cues", "ends_condition").search(between) else _FARTHEST_CONDITION + 1
