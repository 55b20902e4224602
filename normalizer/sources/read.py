"""Claims out of a provider's data, as its data file says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from normalizer.sources.codes import read_codes, read_made, read_names
from normalizer.sources.data_file import source
from normalizer.sources.days import read_ago, read_day
from normalizer.sources.pay import read_pay
from normalizer.sources.places import read_location, read_places, read_residency
from normalizer.sources.pointer import first, select, unescaped
from normalizer.sources.provider import Rule
from normalizer.sources.shapes import (
    Context,
    look,
    read_choice,
    read_choices,
    read_count,
    read_education,
    read_flag,
    read_hours,
    read_language,
    read_months,
    read_one,
    read_value,
    read_words,
    read_years,
    words,
)
from normalizer.sources.slug import read_slug
from schemas.document import Embedded
from schemas.values import Strength

Reader = Callable[[Any, Mapping[str, Any], Context], Any]
"""Makes a claim's value of a JSON value, with the options of the rule: null where that states nothing, a tuple of values where it makes
several statements.
"""

READERS: dict[str, Reader] = {
    "ago": read_ago,
    "choice": read_choice,
    "choices": read_choices,
    "codes": read_codes,
    "count": read_count,
    "day": read_day,
    "education": read_education,
    "flag": read_flag,
    "hours": read_hours,
    "language": read_language,
    "location": read_location,
    "made": read_made,
    "months": read_months,
    "names": read_names,
    "one": read_one,
    "pay": read_pay,
    "places": read_places,
    "residency": read_residency,
    "slug": read_slug,
    "value": read_value,
    "words": read_words,
    "years": read_years,
}
"""Names that data files use → readers."""
_LONGEST_CONDITION = 120


@dataclass(frozen=True, slots=True)
class EmbeddedClaim:
    """One statement of a provider's data about one field."""

    field: str
    value: Any
    """What is said, in the shape of the field's claims."""
    pointer: str
    """RFC 6901 pointer into the page's embedded data."""
    quote: str
    """The value there as JSON writes it, a string without its quotation marks."""
    strength: Strength = Strength.REQUIRED
    condition: str | None = None
    """The words that tell it from the other statements beside it, under which it holds."""


def embedded_claims(embedded: Embedded, fetched_at: str | None) -> Iterator[EmbeddedClaim]:
    """What the data of a posting states; placeholders (zero, empty, "N/A") and habitual values state nothing."""
    known = source(embedded.source)
    for rule in known.rules:
        if any(first(embedded.value, pointer) not in (None, False, "", [], {}) for pointer in rule.unless):
            continue
        yield from _claims(rule, embedded, fetched_at)
    for include in known.includes:
        for pointer in include.pointers:
            for at, node in select(embedded.value, pointer):
                inner = replace(embedded, value=node, pointer=embedded.pointer + at, source=include.source)
                yield from (claim for claim in embedded_claims(inner, fetched_at) if not include.fields or claim.field in include.fields)


def _claims(rule: Rule, embedded: Embedded, fetched_at: str | None) -> Iterator[EmbeddedClaim]:
    """The claims of one rule: all that its first pointer which states something leads to."""
    reader = READERS[rule.read]
    for pointer in rule.pointers:
        found = list(_stated(rule, reader, embedded, fetched_at, pointer))
        if rule.several and len(found) < 2:
            continue
        yield from _alternatives(found)
        if found:
            return


def _alternatives(found: Sequence[EmbeddedClaim]) -> Iterator[EmbeddedClaim]:
    """Claims with their conditions; one that stands alone among those of its kind is no alternative to anything."""
    kinds = Counter(_kind(claim) for claim in found)
    for claim in found:
        yield claim if kinds[_kind(claim)] > 1 else replace(claim, condition=None)


def _kind(claim: EmbeddedClaim) -> Any:
    return claim.value.get("kind") if isinstance(claim.value, dict) else None


def _stated(rule: Rule, reader: Reader, embedded: Embedded, fetched_at: str | None, pointer: str) -> Iterator[EmbeddedClaim]:
    root, base = (embedded.page, "") if rule.from_page else (embedded.value, embedded.pointer)
    for at, node in select(root, pointer):
        context = Context(root, fetched_at, at)
        value = reader(node, rule.options, context) if rule.holds(node) else None
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                said = quote(node) if at or rule.from_page else _members(rule, node)
                yield EmbeddedClaim(rule.field, one, base + at, said, condition=_condition(rule, node, context))


def _condition(rule: Rule, node: Any, context: Context) -> str | None:
    texts = (words(look(node, pointer, context)) for pointer in rule.condition)
    return next((text[:_LONGEST_CONDITION] for text in texts if text), None)


def _members(rule: Rule, posting: Any) -> str:
    """Of a posting as a whole, what a rule looks at: its members to which the conditions and the options of the rule point."""
    pointers = [pointer for option in rule.options.values() if isinstance(option, list) for pointer in option if isinstance(pointer, str)]
    pointers += rule.where
    keys = {unescaped(pointer.lstrip("^").split("/")[1]) for pointer in pointers if pointer.startswith(("/", "^/"))}
    return quote({key: value for key, value in posting.items() if key in keys} if isinstance(posting, dict) else posting)


def quote(value: Any) -> str:
    """A JSON value as JSON writes it, a string without its quotation marks."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
