"""Requirements: what stands under the headings of what the person must or should have, and how binding each statement is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from normalizer.document.lines import Line
from normalizer.fields.responsibilities.rows import rows
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.claim import About
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "requirements"

_OWN, _REQUIRED = Section.REQUIREMENTS, Strength.REQUIRED
_NOT_HERE = (Section.REQUIREMENTS, Section.ABOUT, Section.TITLE)
_MOST_WORDS = 8
_BRACKET = re.compile(r" ?\([^()]{0,200}\)")
_ASKED_FOR = frozenset(
    {
        "experience.years",
        "experience.level",
        "education",
        "languages",
        "work_authorization",
        "work_authorization.sponsorship",
        "residency",
    }
)
"""Fields, and parts of them, whose claims make a sentence a requirement."""


def read(page: Page) -> Iterator[Draft]:
    """Claims `{text}`, a statement each; a sentence of prose only where it asks for something."""
    asking = {draft.line for draft in page.drafts if draft.field in _ASKED_FOR}
    stressed = page.lines_with_cues("strength")

    def asks(index: int) -> bool:
        return index in asking or index in stressed or _speaks_of_role(page, index)

    lines, text, listed = page.lines, page.text, rows(page, _OWN, asks)
    for index, start, end in listed:
        line = lines[index]
        strength = (_governing(page, index, start, end) if index in stressed else None) or line.strength or _REQUIRED
        yield page.claim(
            FIELD, {"text": text[start:end]}, start, end, "requirements: row", strength=strength, about=line.about, index=index
        )
    if stressed:
        yield from _outside(page, stressed.keys() - {index for index, _, _ in listed})


def _outside(page: Page, stressed: Collection[int]) -> Iterator[Draft]:
    """Statements outside the lists, of these lines, that say themselves how binding they are."""
    for index in sorted(stressed):
        line = page.lines[index]
        if line.section in _NOT_HERE:
            continue
        start, end = _start(page, index), line.end
        if strength := _said_outright(page, index, start):
            value = {"text": page.text[start:end]}
            yield page.claim(FIELD, value, start, end, "requirements: said outright", strength=strength, index=index)


def _start(page: Page, index: int) -> int:
    """Offset at which a statement begins: behind its label, unless the label is what is asked for ("Boating licence: required")."""
    line = page.lines[index]
    first = next(iter(page.cues(index, "strength")), None)
    is_name = first and first.start >= line.value_start and not page.folded[line.value_start : first.start].strip()
    return line.start if is_name else line.value_start


def _said_outright(page: Page, index: int, start: int) -> Strength | None:
    """How binding a statement outside the lists is, where its own words say so of one short thing ("A boating licence is a must")."""
    line = page.lines[index]
    is_heading = line.kind is BlockKind.HEADING and line.section is not Section.META
    if is_heading or line.label in page.labels or page.folded[line.end - 1] == ":":
        return None
    return next((Strength(hit.phrase.value) for hit in page.cues(index, "strength") if _says(page, line, start, hit)), None)


def _says(page: Page, line: Line, start: int, hit: Hit) -> bool:
    """Whether a cue closes a statement on one thing that stands before it, or opens one on what stands behind it."""
    folded = page.folded
    before = folded[start : hit.start].strip(" -(:,")
    if hit.phrase.options["governs"] == "before":
        is_thing = len(before) > 0 and before.count(" ") < _MOST_WORDS and not page.rule(FIELD, "no_thing").match(before)
        closes = page.rule(FIELD, "closed").match(folded, hit.end, line.end) is not None
        return is_thing and closes and _governs(page, hit, start, line.end)
    behind = folded[hit.end : line.end]
    return (
        (not before or page.rule(FIELD, "who").fullmatch(before) is not None)
        and ": " not in behind
        and (hit.phrase.value == Strength.PREFERRED or page.rule(FIELD, "owns").match(behind) is not None)
    )


def _speaks_of_role(page: Page, index: int) -> bool:
    return any(hit.phrase.value == About.ROLE for hit in page.cues(index, "about"))


def _governing(page: Page, index: int, start: int, end: int) -> Strength | None:
    """Strength that the first cue says which governs all of a statement; null where none does."""
    return next((Strength(hit.phrase.value) for hit in page.cues(index, "strength") if _governs(page, hit, start, end)), None)


def _governs(page: Page, hit: Hit, start: int, end: int) -> bool:
    """Whether a cue speaks of all of a statement: "ideally" where it opens it, "is a plus" where it closes more than its last part."""
    side = hit.phrase.options["governs"]
    if hit.start - start <= 2:
        return side in ("behind", "both")
    if side not in ("before", "both"):
        return False
    before = _BRACKET.sub("", page.folded[start : hit.start].rstrip())
    if before.endswith("("):
        return not page.folded[hit.end : end].strip(" ).")
    if "(" in before or "; " in before or page.rule("cues", "but").search(before):
        return False
    last = before.rpartition(",")[2] if "," in before else ""
    return not last.strip() or page.rule(FIELD, "joins").search(last) is not None


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """All statements in their order, each once."""
    first: dict[str, Draft] = {}
    for claim in claims:
        first.setdefault(claim.value["text"], claim)
    values = [{"text": text, "strength": claim.strength} for text, claim in first.items()]
    return Settled({FIELD: values}, [(claim, "every statement") for claim in first.values()])
