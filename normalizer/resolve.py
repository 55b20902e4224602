"""From claims to the listing: which claim each field follows, by which named rule, or why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from normalizer.page import Draft, Page
from schemas.claim import About
from schemas.document import Section
from schemas.listing import Absence
from schemas.values import Strength

Rule = tuple[str, Callable[[Draft], Any]]
"""Name of a rule and what it sorts by: the least wins."""

UNCONDITIONAL: Rule = ("unconditional before conditional", lambda c: c.condition is not None)
REQUIRED: Rule = ("required before preferred", lambda c: c.strength is not Strength.REQUIRED)
TEXT: Rule = ("the text before embedded data", lambda c: c.embedded)
EMBEDDED: Rule = ("embedded data before the text", lambda c: not c.embedded)
HEADER: Rule = ("the header before prose", lambda c: c.section not in (Section.META, Section.TITLE))
FIRST: Rule = ("stated first", lambda c: (c.start < 0, c.start))


@dataclass(slots=True)
class Settled:
    """What a field's claims come to."""

    values: dict[str, Any]
    """Attribute of the listing → its value as the schema has it."""
    follows: list[tuple[Draft, str]] = field(default_factory=list)
    """Each claim that a value follows, with the name of the rule that chose it."""


def choose(claims: Sequence[Draft], rules: Iterable[Rule], only: str = "only statement") -> tuple[Draft, str]:
    """The claim that the rules, in their order, put first, and the name of the last rule that made a difference."""
    left, decided = list(claims), only
    for name, key in rules:
        best = min(map(key, left))
        kept = [claim for claim in left if key(claim) == best]
        if len(kept) < len(left):
            decided = name
        left = kept
    return left[0], decided


def role_claims(drafts: Iterable[Draft], *names: str) -> list[Draft]:
    """The role's own decidable claims on any of the named fields (or parts of them: `dates` has `dates.posted`)."""
    return [d for d in drafts if d.value is not None and d.about is About.ROLE and (d.field in names or d.field.partition(".")[0] in names)]


# Attribute of the listing → fields (or parts) whose claims can fill it. Only these get a reason when they are empty.
ATTRIBUTES = (
    "title", "organization", "department", "pay", "hours_per_week", "workplace", "locations", "residency", "work_authorization", "languages",
    "dates.posted", "dates.updated", "dates.valid_through", "dates.starts", "dates.ends", "duration", "volume", "employment_types",
    "experience", "education", "openings", "requirements", "responsibilities", "benefits", "process", "tasks",
)  # fmt: skip


def absences(page: Page, values: dict[str, Any], withheld: Iterable[Draft] = ()) -> dict[str, Absence]:
    """Why each field without a value has none; no value may follow the claims that are `withheld`."""
    conflicting = {name for draft in withheld for name in (draft.field, draft.field.partition(".")[0])}
    refused: set[str] = set()
    stated: set[str] = set()
    for draft in page.drafts:
        names = (draft.field, draft.field.partition(".")[0])
        stated.update(names)
        if draft.value is None:
            refused.update(names)
    labelled = page.labelled_fields
    empty = (name for name in ATTRIBUTES if not _filled(values, name))
    return {name: Absence.CONFLICTING if name in conflicting else _reason(name, refused, stated, labelled) for name in empty}


def _filled(values: dict[str, Any], name: str) -> bool:
    head, _, part = name.partition(".")
    value = values.get(head)
    if part or isinstance(value, dict):
        value = (value or {}).get(part) if part else any(v not in (None, [], (), "") for v in (value or {}).values())
    return value not in (None, [], (), False)


def _reason(name: str, refused: Set[str], stated: Set[str], labelled: Set[str]) -> Absence:
    if name in refused:
        return Absence.REFUSED
    return Absence.UNPARSED if name in stated or name in labelled else Absence.SILENT
