"""The same thing required here and preferred there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizer.conflicts.finding import Finding, Statements
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import Strength

CODE = "requirement.strength_disagrees"
# A name: a word with a capital inside a sentence, an acronym or a word with a digit or a dot in it, and those joined to it.
_NAME = re.compile(r"(?:[A-Z][\w+#.]*[\w+#]|[A-Z]{2,}|[\w]+[.+#][\w]+)(?:[ /-](?:[A-Z][\w+#.]*[\w+#]|[A-Z0-9]{2,}))*")
_COMMON = frozenset(
    [
        "required",
        "preferred",
        "must",
        "you",
        "we",
        "the",
        "this",
        "that",
        "experience",
        "ability",
        "strong",
        "knowledge",
        "familiarity",
        "proficiency",
        "english",
        "bachelor",
        "master",
        "phd",
        "degree",
        "excellent",
        "good",
        "proven",
        "able",
        "an",
        "a",
        "bonus",
        "plus",
        "nice",
        "ideally",
        "ideal",
        "minimum",
        "years",
        "if",
        "have",
        "or",
        "and",
        "candidates",
        "applicants",
        "please",
    ]
)


def find(statements: Statements) -> Iterator[Finding]:
    """For each thing the first statement that requires it in words against the first that only wishes for it in words."""
    required, preferred = _by_name(statements, Strength.REQUIRED), _by_name(statements, Strength.PREFERRED)
    reported: set[tuple[int, int]] = set()
    for name in required.keys() & preferred.keys():
        a, b = required[name], preferred[name]
        if a.line != b.line and (a.line, b.line) not in reported:
            reported.add((a.line, b.line))
            yield Finding(CODE, Severity.WARNING, (a, b), f"{name} is required in the one and wished for in the other")


def _by_name(statements: Statements, strength: Strength) -> dict[str, Draft]:
    """Name → the first claim that says in words how binding it is."""
    found: dict[str, Draft] = {}
    for claim in statements.on("requirements"):
        if claim.strength is strength and _in_words(statements, claim, strength):
            for name in _names(claim.quote):
                found.setdefault(name, claim)
    return dict(sorted(found.items(), key=lambda pair: pair[1].start))


def _in_words(statements: Statements, claim: Draft, strength: Strength) -> bool:
    """Whether a word of the line, its label or its heading says how binding it is."""
    line = statements.page.lines[claim.line]
    said = any(hit.phrase.value == strength for hit in statements.page.cues(claim.line, "strength"))
    return said or line.strength is strength or strength.lower() in line.label


def _names(quote: str) -> Iterator[str]:
    for found in _NAME.finditer(quote):
        name = found[0]
        if name.lower() not in _COMMON and (found.start() > 0 or not name.isalpha() or name.isupper()):
            yield name
