"""What the detectors of experience share: the years that the role asks for, and what they are of."""

from __future__ import annotations

import re

from normalizer.conflicts.finding import Statements
from normalizer.page import Draft

_WORD = re.compile("[^\\W\\d_]{3,}|[\u2e80-\uffdc]{2,}")


def years_asked(statements: Statements) -> list[Draft]:
    """Required years of experience, whatever they are of."""
    return [claim for claim in statements.required("experience.years") if not claim.value.get("none")]


def subject(statements: Statements, claim: Draft) -> frozenset[str]:
    """The words for what the years are of; none where they are the role's own, as those of a header are."""
    words = claim.value.get("of")
    if not words or (not claim.value.get("none") and statements.is_fact(claim)):
        return frozenset()
    return frozenset(_WORD.findall(words.lower()))
