"""Requirements: what stands under the headings of what the person must or should have, and how binding each statement is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizer.fields.responsibilities.rows import rows
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.claim import About
from schemas.document import Section
from schemas.values import Strength

FIELD = "requirements"

_BRACKET = re.compile(r" ?\([^()]{0,200}\)")
_ASKED_FOR = frozenset({"experience", "education", "languages", "work_authorization", "residency"})
"""Fields whose claims make a sentence a requirement."""


def read(page: Page) -> Iterator[Draft]:
    """Claims `{text}`, a statement each; a sentence of prose only where it asks for something."""
    asking = {draft.line for draft in page.drafts if draft.field.partition(".")[0] in _ASKED_FOR}

    def asks(index: int) -> bool:
        return index in asking or any(page.cues(index, "strength")) or _speaks_of_role(page, index)

    for index, start, end in rows(page, Section.REQUIREMENTS, asks):
        value = {"text": page.text[start:end]}
        yield page.claim(FIELD, value, start, end, "requirements: row", strength=_strength(page, index, start, end), about=page.lines[index].about)


def _speaks_of_role(page: Page, index: int) -> bool:
    return any(hit.phrase.value == About.ROLE for hit in page.cues(index, "about"))


def _strength(page: Page, index: int, start: int, end: int) -> Strength:
    """Strength of a whole statement: of the first cue that governs all of it, else of its heading."""
    cues = (Strength(hit.phrase.value) for hit in page.cues(index, "strength") if _governs(page.folded, hit, start, end))
    return next(cues, page.lines[index].strength or Strength.REQUIRED)


def _governs(folded: str, hit: Hit, start: int, end: int) -> bool:
    """Whether a cue speaks of all of a statement: "ideally" where it opens it, "is a plus" where it closes more than its last part."""
    side = hit.phrase.options["governs"]
    if hit.start - start <= 2:
        return side in ("behind", "both")
    if side not in ("before", "both"):
        return False
    before = _BRACKET.sub("", folded[start : hit.start].rstrip())
    if before.endswith("("):
        return not folded[hit.end : end].strip(" ).")
    if "(" in before or "; " in before or " but " in before:
        return False
    last = before.rpartition(",")[2] if "," in before else ""
    return not last.strip() or " or " in last or " and " in last


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """All statements in their order, each once."""
    first = {claim.value["text"]: claim for claim in reversed(claims)}
    kept = [claim for claim in claims if first[claim.value["text"]] is claim]
    values = [{"text": claim.value["text"], "strength": claim.strength} for claim in kept]
    return Settled({FIELD: values}, [(claim, "every statement") for claim in kept])
