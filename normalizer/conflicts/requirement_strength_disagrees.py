"""The same thing required here and only wished for there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from itertools import product

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.languages_levels_disagree import base, level
from normalizer.conflicts.things import Thing, names_alternatives, spellings_of, things, things_of_line
from normalizer.page import Draft, Page
from schemas.conflict import Severity
from schemas.values import ResidencyScope, Strength

CODE = "requirement.strength_disagrees"
NEEDS = ()
_PREFERRED, _REQUIRED = Strength.PREFERRED, Strength.REQUIRED
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
    page, claims = statements.page, statements.on("requirements")
    wishing = _lines_with_wishes(page)
    wishes = [claim for claim in claims if claim.strength is _PREFERRED or claim.line in wishing]
    wished = [(claim, thing) for claim in wishes for thing in things(page, claim, _PREFERRED)]
    if wished:
        spellings = {spelling for claim, wish in wished for spelling in spellings_of(page, claim.line, wish.words[-1])}
        required = [(claim, thing) for claim in _naming(page, claims, spellings) for thing in things(page, claim, _REQUIRED)]
        for (must_claim, must), (wish_claim, wish) in product(required, wished):
            if _includes(must, wish):
                yield must_claim, wish_claim, " ".join(wish.words)


def _lines_with_wishes(page: Page) -> Set[int]:
    """Indexes of the lines in which a word says that something is wished for."""
    return {line for line, cues in page.lines_with_cues("strength").items() for cue in cues if cue.phrase.value == _PREFERRED}


def _naming(page: Page, claims: Iterable[Draft], spellings: Set[str]) -> Iterator[Draft]:
    """The claims in which one of the spellings stands: what does not name a thing need not be taken apart."""
    for claim in claims:
        said = "" if claim.embedded else page.folded[claim.start : claim.end]
        for spelling in spellings:
            if spelling in said:
                yield claim
                break


def _includes(must: Thing, wish: Thing) -> bool:
    """Whether whoever has the one has the other: it is the same thing, at most less of it or a wider kind of it."""
    if must.words != wish.words and not _is_kind(must, wish):
        return False
    return wish.narrowing in ("", must.narrowing) and wish.rank <= (must.rank or _USUAL)


def _is_kind(special: Thing, general: Thing) -> bool:
    """Whether the one is a kind of the other: its name ends in the other's."""
    count = len(general.words)
    return special.words[-count:] == general.words and not special.narrowing and (count > 1 or general.is_name)


def _of_fields(statements: Statements) -> Iterator[tuple[Draft, Draft, str]]:
    """Pairs of claims on one field, with the name of what both speak of."""
    for field, same, name in _SAME:
        wishes = [claim for claim in statements.on(field) if claim.strength is _PREFERRED]
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
    named = things_of_line(statements.page, wish.line, _PREFERRED)
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
