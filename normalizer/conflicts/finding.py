"""What a detector of contradictions says, before ids are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from normalizer.page import Draft, Page
from schemas.claim import About
from schemas.conflict import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """A smallest set of claims that cannot all hold."""

    code: str
    severity: Severity
    claims: tuple[Draft, ...]
    why: str
    """Why they cannot: a clause to which the quotes are added ("15 h × 13 weeks = 195 h is more than 120 h")."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The role's own claims, as detectors see them."""

    page: Page
    drafts: Sequence[Draft]

    def on(self, *names: str) -> list[Draft]:
        """Decidable claims of the role on any of the named fields, in reading order (embedded data first)."""
        return [d for d in self.drafts if d.field in names and d.value is not None and d.about is About.ROLE]

    def softened(self, claim: Draft) -> bool:
        """Whether the words around a claim leave room ("about", "may", "initial")."""
        return claim.line >= 0 and any(True for _ in self.page.cues(claim.line, "softened"))


Detector = Callable[[Statements], Iterator[Finding]]
