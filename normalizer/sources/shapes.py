"""JSON values into the values of claims. A reader returns null for what states nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from normalizer.fold import fold
from normalizer.readers.date import read_date, read_epoch
from normalizer.readers.language_name import language_names
from normalizer.readers.number import read_digits
from normalizer.sources.pointer import select
from schemas.values import Number

_NOTHING = frozenset(
    {
        "",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "undefined",
        "not specified",
        "not provided",
        "unspecified",
        "unknown",
        "unavailable",
        "confidential",
        "other",
        "-",
        "tbd",
        "string",
    }
)
"""Folded texts that fill a field without stating anything."""
_YEARS = range(2000, 2090)
"""Of days that somebody meant; 1970 and 9999 stand for "none"."""
_NO_LETTER = re.compile(r"[\W_]+")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_SLUG_END = re.compile(r"[-_. ]?(?:careers?|jobs?|hiring|hq|inc|official|recruiting)$", re.IGNORECASE)
_SLUG_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LONGEST_SLUG = 40
_SEARCHED = 20_000
"""Characters of a text in which a name is looked for."""
_MONTHS_IN_YEAR = 12
_LARGEST_NUMBER = 1e12
_LONGEST_NUMBER = 30
"""Characters of a number that is written as text."""
_MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may look at besides its own value."""

    posting: Any
    fetched_at: str | None


def read_words(node: Any, _: Mapping[str, Any], __: Context) -> str | None:
    """A text, white space folded."""
    return words(node)


def words(node: Any) -> str | None:
    """The text that a JSON value holds, white space folded; null for placeholders."""
    if isinstance(node, list):
        node = node[0] if node else None
    if isinstance(node, dict):
        node = node.get("@value", node.get("name"))
    text = " ".join(node.split()) if isinstance(node, str) else ""
    # "{{job.title}}" is a template that nobody has filled.
    return None if fold(text) in _NOTHING or "{{" in text else text


def read_day(node: Any, _: Mapping[str, Any], context: Context) -> str | None:
    """An ISO 8601 date, of the day as it is written: no time zone is applied."""
    if isinstance(node, bool) or not isinstance(node, int | float | str):
        return None
    text = str(node).strip()
    day = read_epoch(text) if _EPOCH.fullmatch(text) else read_date(text, fetched_at=context.fetched_at, day_first=None).date
    return day if day and int(day[:4]) in _YEARS else None


def read_choice(node: Any, options: Mapping[str, Any], _: Context) -> str | None:
    """The value for which `map` lists the text, letter case and marks aside."""
    return next((value for text in _texts(node) for value, names in options["map"].items() if squeezed(text) in map(squeezed, names)), None)


def read_choices(node: Any, options: Mapping[str, Any], _: Context) -> list[str] | None:
    """All values of `map` whose names stand in the text as whole words, in the order of the text."""
    found: dict[str, None] = {}
    for text in _texts(node):
        spaced = f" {_NO_LETTER.sub(' ', fold(text)).strip()} "
        hits = [(at, value) for value, names in options["map"].items() for name in names if (at := _at(spaced, text, name)) >= 0]
        found |= dict.fromkeys(value for _, value in sorted(hits, key=lambda hit: hit[0]))
    return list(found) or None


def _at(spaced: str, text: str, name: str) -> int:
    """Where a name stands in a text; scripts without spaces have no whole words."""
    if name.isascii() or " " in name:
        return 0 if squeezed(text) == squeezed(name) else spaced.find(f" {_NO_LETTER.sub(' ', name)} ")
    return spaced.find(name)


def read_flag(node: Any, options: Mapping[str, Any], _: Context) -> Any:
    """`value` where the flag is set. A flag that is not set states nothing: it is the default of every form."""
    return options["value"] if node is True or (isinstance(node, str) and node.lower() == "true") else None


def read_count(node: Any, _: Mapping[str, Any], __: Context) -> int | None:
    """A number of things, from one on."""
    value = number(node)
    return int(value) if value is not None and 1 <= value < 10_000 and value == int(value) else None


def number(node: Any) -> Number | None:
    """A number, also where it is written as text; null for what is none."""
    if isinstance(node, bool) or node is None:
        return None
    if isinstance(node, int | float):
        return node if abs(node) < _LARGEST_NUMBER else None
    if isinstance(node, dict):
        return number(node.get("value"))
    return read_digits(node.strip()) if isinstance(node, str) and len(node) <= _LONGEST_NUMBER else None


def read_months(node: Any, _: Mapping[str, Any], __: Context) -> dict[str, Number | None] | None:
    """Least years of experience, from a number of months."""
    months = number(node)
    if months is None or not 0 < months <= _MOST_MONTHS:
        return None
    years = months / _MONTHS_IN_YEAR
    return {"min_years": int(years) if years == int(years) else round(years, 2), "max_years": None}


def read_education(node: Any, options: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """The lowest level of education that `map` finds in the text."""
    levels = read_choices(node, options, context)
    order = list(options["map"])
    return {"level": min(levels, key=order.index), "field": None} if levels else None


def read_language(node: Any, _: Mapping[str, Any], __: Context) -> dict[str, Any] | None:
    """A language, from its English name or its code."""
    text = words(node)
    if text is None:
        return None
    code = language_names().get(fold(text)) or (text if re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", text) else None)
    return {"code": code, "level": None, "proficiency": None} if code else None


def read_slug(node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    """A name out of the address of a board, where the posting's own text spells it: "backmarket" → "Back Market"."""
    parts = [unquote(part) for part in node.split("/")] if isinstance(node, str) else []
    at = options["segment"]
    slug = parts[at] if len(parts) > at else ""
    texts = [
        _TAG.sub(" ", text[:_SEARCHED])
        for pointer in options["texts"]
        for _, text in select(context.posting, pointer)
        if isinstance(text, str)
    ]
    return next((name for short in _shortened(slug[:_LONGEST_SLUG]) for text in texts if (name := _spelled(short, text))), None)


def _shortened(slug: str) -> Iterator[str]:
    """A slug, then without "careers" and the like, then its first word."""
    bare = _SLUG_END.sub("", slug)
    yield slug
    yield bare
    pieces = _SLUG_WORD.findall(bare)
    if len(pieces) > 1 and len(pieces[0]) > 3:
        yield pieces[0]


def _spelled(slug: str, text: str) -> str | None:
    letters = [re.escape(letter) for letter in slug if letter.isalnum()]
    if len(letters) < 2:
        return None
    pattern = re.compile(rf"(?<!\w){'[ .&-]{0,2}'.join(letters)}(?!\w)", re.IGNORECASE)
    found = [" ".join(match[0].split()) for match in pattern.finditer(text)]
    names = [name for name in found if name[0].isupper() or name[0].isdigit()]
    # A heading in capitals spells a name less well than a sentence does.
    return next((name for name in names if not name.isupper()), names[0] if names else None)


def squeezed(text: str) -> str:
    """Letters and digits of a text in lower case."""
    return _NO_LETTER.sub("", fold(text))


def _texts(node: Any) -> Iterator[str]:
    """The texts of a value, of its items, or of its name."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        yield from _texts(node.get("@value", node.get("name")))
