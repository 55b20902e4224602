"""Claims out of a provider's data, as its data file says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from normalizer.sources.data_file import Rule, source
from normalizer.sources.pay import read_pay
from normalizer.sources.places import read_location, read_residency
from normalizer.sources.pointer import first, select
from normalizer.sources.shapes import (
    Context,
    read_choice,
    read_choices,
    read_count,
    read_day,
    read_education,
    read_flag,
    read_language,
    read_months,
    read_slug,
    read_words,
)
from schemas.document import Embedded
from schemas.values import Strength

Reader = Callable[[Any, Mapping[str, Any], Context], Any]
"""Makes a claim's value of a JSON value, with the options of the rule; null where that states nothing."""

READERS: dict[str, Reader] = {
    "choice": read_choice,
    "choices": read_choices,
    "count": read_count,
    "day": read_day,
    "education": read_education,
    "flag": read_flag,
    "language": read_language,
    "location": read_location,
    "months": read_months,
    "pay": read_pay,
    "residency": read_residency,
    "slug": read_slug,
    "words": read_words,
}
"""Names that data files use → readers."""


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


def embedded_claims(embedded: Embedded, fetched_at: str | None) -> Iterator[EmbeddedClaim]:
    """What the data of a posting states; placeholders (zero, empty, "N/A") and habitual values state nothing.

    Raises `ValueError` for a data file that names an unknown reader.
    """
    known = source(embedded.source)
    context = Context(embedded.value, fetched_at)
    for rule in known.rules:
        if any(first(embedded.value, pointer) not in (None, "", [], {}) for pointer in rule.unless):
            continue
        yield from _claims(rule, embedded, context)


def _claims(rule: Rule, embedded: Embedded, context: Context) -> Iterator[EmbeddedClaim]:
    """The claims of one rule: all that its first pointer which states something leads to."""
    reader = READERS.get(rule.read)
    if reader is None:
        raise ValueError(f"{embedded.source}.toml: field {rule.field!r}: unknown reader {rule.read!r}")
    for pointer in rule.pointers:
        stated = False
        for at, node in select(embedded.value, pointer):
            value = reader(node, rule.options, context) if _holds(rule, node) else None
            if value is not None:
                stated = True
                yield EmbeddedClaim(rule.field, value, embedded.pointer + at, quote(node))
        if stated:
            return


def _holds(rule: Rule, node: Any) -> bool:
    return all(first(node, pointer) == wanted for pointer, wanted in rule.where.items())


def quote(value: Any) -> str:
    """A JSON value as JSON writes it, a string without its quotation marks."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
