"""The same thing required here and only wished for there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, product

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.languages_levels_disagree import base, level
from normalizer.conflicts.things import Thing, names_alternatives, spellings_of, things, things_of_line
from normalizer.page import Draft
from schemas.conflict import Severity
from schemas.values import ResidencyScope, Strength

CODE = "requirement.strength_disagrees"
NEEDS = ()
_USUAL = 2
"""Rank of what is required without a word on how well."""


def find(statements: Statements) -> Iterator[Finding]:
    """For each thing the first two statements of which the one requires what the other wishes for; a wish for more than is required is none."""
    reported: set[frozenset[int] | str] = set()
    for required, preferred, name in (*_of_things(statements), *_of_fields(statements)):
        lines = frozenset((required.line, preferred.line))
        if reported.isdisjoint((lines, name)) and statements.apart(required, preferred):
            reported |= {lines, name}
            yield Finding(CODE, Severity.WARNING, (required, preferred), f"{name} is required in the one and wished for in the other")


def _of_things(statements: Statements) -> Iterator[tuple[Draft, Draft, str]]:
    """Pairs of claims on requirements, with what both speak of."""
    claims = statements.on("requirements")
    wished = [pair for claim in claims if _may_wish(statements, claim) for pair in _things(statements, claim, Strength.PREFERRED)]
    if wished:
        named = (spellings_of(statements.page, claim.line, wish.words[-1]) for claim, wish in wished)
        spellings = frozenset(chain.from_iterable(named))
        naming = (claim for claim in claims if _holds_any(statements.page.folded, claim, spellings))
        required = [pair for claim in naming for pair in _things(statements, claim, Strength.REQUIRED)]
        for (must_claim, must), (wish_claim, wish) in product(required, wished):
            if _includes(must, wish):
                yield must_claim, wish_claim, " ".join(wish.words)


def _holds_any(folded: str, claim: Draft, spellings: Iterable[str]) -> bool:
    """Whether one of the spellings stands in a claim: what does not name a thing need not be taken apart."""
    return not claim.embedded and any(folded.find(spelling, claim.start, claim.end) >= 0 for spelling in spellings)


def _may_wish(statements: Statements, claim: Draft) -> bool:
    cues = statements.page.cues(claim.line, "strength")
    return claim.strength is Strength.PREFERRED or any(cue.phrase.value == Strength.PREFERRED for cue in cues)


def _things(statements: Statements, claim: Draft, strength: Strength) -> Iterator[tuple[Draft, Thing]]:
    return ((claim, thing) for thing in things(statements.page, claim, strength))


def _includes(must: Thing, wish: Thing) -> bool:
    """Whether whoever has the one has the other: it is the same thing, at most less of it or a wider kind of it."""
    if wish.narrowing not in ("", must.narrowing) or wish.rank > (must.rank or _USUAL):
        return False
    if must.words == wish.words:
        return True
    return (len(wish.words) > 1 or wish.is_name) and must.words[-len(wish.words) :] == wish.words and not must.narrowing


def _of_fields(statements: Statements) -> Iterator[tuple[Draft, Draft, str]]:
    """Pairs of claims on one field, with the name of what both speak of."""
    for field, same, name in _SAME:
        wishes = [claim for claim in statements.on(field) if claim.strength is Strength.PREFERRED]
        for must, wish in product(statements.required(field) if wishes else (), wishes):
            is_sole = must.embedded or not names_alternatives(statements.page, must.line)
            if is_sole and same(must, wish) and (field != _LANGUAGES or _is_of_language(statements, must, wish)):
                yield must, wish, f"{name} {base(wish)}" if field == _LANGUAGES else name


def _is_of_language(statements: Statements, must: Draft, wish: Draft) -> bool:
    """Whether the language itself is wished for, not something in it ("writing in German is a plus") and not more of it than the level that
    is required ("advanced German").
    """
    if wish.embedded:
        return True
    quote = wish.quote.lower()
    most = _USUAL if level(wish) is None and level(must) is not None else float("inf")
    named = things_of_line(statements.page, wish.line, Strength.PREFERRED)
    return any(not thing.narrowing and thing.rank <= most and all(word in quote for word in thing.words) for thing in named)


def _same_language(must: Draft, wish: Draft) -> bool:
    asked, wished = level(must), level(wish)
    enough = wished is None or (asked is not None and wished.low <= asked.low)
    return base(must) == base(wish) and bool(must.value.get("needed", True)) and enough


def _same_degree(must: Draft, wish: Draft) -> bool:
    """Whether the level is the same; a degree in a field where any is required is more of it."""
    is_narrower = bool(wish.value.get("field")) and not must.value.get("field")
    return bool(must.value.get("level")) and must.value.get("level") == wish.value.get("level") and not is_narrower


def _same_years(must: Draft, wish: Draft) -> bool:
    keys = ("min_years", "max_years", "of")
    is_counted = not (must.value.get("none") or must.value.get("several"))
    return is_counted and all(must.value.get(key) == wish.value.get(key) for key in keys)


def _same_places(must: Draft, wish: Draft) -> bool:
    keys = ("scope", "countries", "regions")
    return must.value["scope"] == ResidencyScope.RESTRICTED and all(must.value.get(key) == wish.value.get(key) for key in keys)


_LANGUAGES = "languages"
# Field, whether two claims ask for the same, and its name in messages.
_SAME: tuple[tuple[str, Callable[[Draft, Draft], bool], str], ...] = (
    (_LANGUAGES, _same_language, "the language"),
    ("education", _same_degree, "the degree"),
    ("experience.years", _same_years, "the experience"),
    ("residency", _same_places, "the place"),
)
