"""From claims to the listing: which claim each field follows, by which named rule, or why it is empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from normalizer.document.sections import HEADER_SECTIONS
from normalizer.page import Draft, Page
from schemas.claim import About
from schemas.listing import Absence
from schemas.values import Strength

# Members of an enumeration cost a call each time they are named.
_REQUIRED, _ROLE = Strength.REQUIRED, About.ROLE
Rule = tuple[str, Callable[[Draft], Any]]
"""Name of a rule and what it sorts by: the least wins."""

UNCONDITIONAL: Rule = ("unconditional before conditional", lambda c: c.condition is not None)
REQUIRED: Rule = ("required before preferred", lambda c: c.strength is not _REQUIRED)
TEXT: Rule = ("the text before embedded data", lambda c: c.embedded)
EMBEDDED: Rule = ("embedded data before the text", lambda c: not c.embedded)
HEADER: Rule = ("the header before prose", lambda c: c.section not in HEADER_SECTIONS)
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
    left, decided = claims, only
    for name, key in rules:
        if len(left) == 1:
            break
        keys = [key(claim) for claim in left]
        best = min(keys)
        kept = [claim for claim, own in zip(left, keys, strict=True) if own == best]
        if len(kept) < len(left):
            left, decided = kept, name
    return left[0], decided


def role_claims(drafts: Iterable[Draft], *names: str) -> list[Draft]:
    """The role's own decidable claims on any of the named fields (or parts of them: `dates` has `dates.posted`)."""
    return [d for d in drafts if d.value is not None and d.about is _ROLE and (d.field in names or d.field.partition(".")[0] in names)]


# Attribute of the listing → fields (or parts) whose claims can fill it. Only these get a reason when they are empty.
ATTRIBUTES = (
    "title", "organization", "department", "pay", "hours_per_week", "workplace", "locations", "residency", "work_authorization", "languages",
    "dates.posted", "dates.updated", "dates.valid_through", "dates.starts", "dates.ends", "duration", "volume", "employment_types",
    "experience", "education", "openings", "requirements", "responsibilities", "benefits", "process", "tasks",
)  # fmt: skip
_SPLIT = tuple((name, *name.partition(".")[::2]) for name in ATTRIBUTES)
"""Each name, the attribute and the part of it."""


def absences(page: Page, values: dict[str, Any], withheld: Iterable[Draft] = ()) -> dict[str, Absence]:
    """Why each field without a value has none; no value may follow the claims that are `withheld`."""
    absent = {name: Absence.SILENT for name, head, part in _SPLIT if head not in values or not _filled(values[head], part)}
    reasons = (
        (Absence.UNPARSED, page.labelled_fields),
        (Absence.UNPARSED, {draft.field for draft in page.drafts}),
        (Absence.REFUSED, {draft.field for draft in page.drafts if draft.value is None}),
        (Absence.CONFLICTING, {draft.field for draft in withheld}),
    )
    for reason, names in reasons:
        for name in names:
            # What is said of a part is said of the whole.
            for concerned in (name, name.partition(".")[0]):
                if concerned in absent:
                    absent[concerned] = reason
    return absent


def _filled(value: Any, part: str) -> bool:
    if part:
        value = (value or {}).get(part)
    elif isinstance(value, dict):
        return any(inner not in (None, [], (), "") for inner in value.values())
    return value not in (None, [], (), False)
