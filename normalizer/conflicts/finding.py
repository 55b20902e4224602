"""What a detector of contradictions is given and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any, Protocol, TypeVar

from normalizer.conflicts.side_by_side import are_chips_of_one_row, are_items_of_one_list, is_fragment
from normalizer.conflicts.vacancies import vacancies
from normalizer.page import Draft, Page
from schemas.claim import About
from schemas.conflict import Severity
from schemas.values import Strength

# Members of an enumeration cost a call each time they are named.
_ROLE, _REQUIRED = About.ROLE, Strength.REQUIRED
World = TypeVar("World")

_EQUIVALENT = ", as an equivalent"
"""Ends the rule of claims on what replaces a degree or years."""
_BESIDE = 25
"""Characters between a claim and words that soften it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A smallest set of claims that cannot all hold."""

    code: str
    severity: Severity
    claims: tuple[Draft, ...]
    why: str
    """Why they cannot: a clause to which the quotes are added ("15 h × 13 weeks = 195 h is more than 120 h")."""


# Fields that list things of their own; the claims on another field are about one thing as a whole.
_THING: Mapping[str, Callable[[Draft], Any]] = {
    "languages": lambda claim: claim.value.get("code"),
    "requirements": lambda claim: claim,
}


def concern(claim: Draft) -> tuple[str, Any]:
    """What a decidable claim is about: its field, and the thing in it where the field lists things of their own."""
    thing = _THING.get(claim.field)
    return claim.field, thing(claim) if thing else None


_MOST_CLAIMS = 100
"""Claims on one field that are compared; a page that states a field more often repeats itself."""


class Statements:
    """The role's own decidable claims, and which of them speak of one thing."""

    def __init__(self, page: Page, drafts: Sequence[Draft]) -> None:
        self.page = page
        self._by_field: dict[str, list[Draft]] = {}
        self._required: dict[str, list[Draft]] = {}
        for draft in drafts:
            if draft.value is not None and draft.about is _ROLE:
                claims = self._by_field.setdefault(draft.field, [])
                if len(claims) < _MOST_CLAIMS:
                    claims.append(draft)
        self.fields = frozenset(self._by_field).union([field.partition(".")[0] for field in self._by_field])
        """Fields and parts of fields on which there is a claim."""

    def on(self, field: str) -> Sequence[Draft]:
        """Claims on a field in reading order, embedded data behind the text."""
        return self._by_field.get(field, ())

    def required(self, field: str) -> Sequence[Draft]:
        """Those that bind; what may take the place of something else that is asked for does not."""
        found = self._required.get(field)
        if found is None:
            binding = [draft for draft in self.on(field) if draft.strength is _REQUIRED and not draft.rule.endswith(_EQUIVALENT)]
            found = self._required[field] = binding
        return found

    def softened(self, *claims: Draft) -> bool:
        """Whether the words of one of the claims or right beside it leave room ("about", "may", "initial")."""
        return any(self._is_softened(claim) for claim in claims if not claim.embedded)

    def _is_softened(self, claim: Draft) -> bool:
        cues = self.page.cues(claim.line, "softened")
        return any(max(cue.start - claim.end, claim.start - cue.end) <= _BESIDE for cue in cues)

    def severity(self, *claims: Draft) -> Severity:
        """ERROR, or WARNING where one of the claims leaves room."""
        return Severity.WARNING if self.softened(*claims) else Severity.ERROR

    def is_fact(self, claim: Draft) -> bool:
        """Whether a claim is a fact of the header, of a label that belongs to its field, or of embedded data, not one of several statements
        of prose.
        """
        return claim.embedded or self._labelled(claim) or is_fragment(self.page, self.page.lines[claim.line])

    def _labelled(self, claim: Draft) -> bool:
        line = self.page.lines[claim.line]
        return claim.field.partition(".")[0] in self.page.labels.get(line.label, ())

    def at_once(self, *claims: Draft) -> bool:
        """Whether claims are valid together: under one condition (different ones are alternatives), for one of the vacancies of a page."""
        first, *others = claims
        return all(_condition(first) == _condition(other) and self._vacancy(first) == self._vacancy(other) for other in others)

    def apart(self, a: Draft, b: Draft) -> bool:
        """Whether two claims are valid together and are two statements, not two parts of one that names alternatives or a refinement."""
        if a.line == b.line and not a.embedded:
            return False
        return self.at_once(a, b) and not are_chips_of_one_row(self.page, a, b)

    def listed_together(self, a: Draft, b: Draft) -> bool:
        """Whether two claims are rows of one list without labels of the field: an offer a row."""
        return not self._labelled(a) and not self._labelled(b) and are_items_of_one_list(self.page, a, b)

    def _vacancy(self, claim: Draft) -> int:
        return vacancies_of(self._openings, claim.line)

    @cached_property
    def _openings(self) -> Sequence[int]:
        return vacancies(self.page)

    def disjoint(
        self, claims: Sequence[Draft], world: Callable[[Draft], World], meet: Callable[[World, World], bool]
    ) -> Iterator[tuple[Draft, Draft]]:
        """Pairs of statements that no world satisfies. Repetitions count once: for each pair of worlds the first two claims that state
        them. (Intervals that meet in pairs meet all together.)
        """
        seen: set[tuple[Any, Any]] = set()
        for a, b in combinations(claims, 2):
            left, right = world(a), world(b)
            if not meet(left, right) and (left, right) not in seen and self.apart(a, b):
                seen |= {(left, right), (right, left)}
                yield a, b


def _condition(claim: Draft) -> str:
    return (claim.condition or "").lower()


def vacancies_of(openings: Sequence[int], line: int) -> int:
    """How many vacancies have begun up to a line; 0 is what stands above all of them and embedded data."""
    return sum(1 for opening in openings if opening <= line)


class Detector(Protocol):
    """A module that knows one kind of contradiction."""

    @property
    def CODE(self) -> str:  # noqa: N802 - a constant of the module
        """As the listing contract names it."""

    @property
    def NEEDS(self) -> tuple[str, ...]:  # noqa: N802 - a constant of the module
        """Fields (or parts of them) without whose claims there is none."""

    def find(self, statements: Statements, /) -> Iterator[Finding]:
        """Every contradiction of the kind."""
