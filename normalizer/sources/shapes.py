"""JSON values into the values of claims. A reader returns null for what states nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from normalizer.fold import fold
from normalizer.readers.language_name import language_names
from normalizer.readers.number import read_digits
from normalizer.sources.pointer import above, first
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
_LEVELS = re.compile(r"\d+")
_EMPHASIS = re.compile(r"</?(?:strong|b|em|i|mark|span|font)(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_LONGEST_MATCHED = 1_000
_NO_LETTER = re.compile(r"[\W_]+")
_MONTHS_IN_YEAR = 12
_LARGEST_NUMBER = 1e12
_LONGEST_NUMBER = 30
"""Characters of a number that is written as text."""
_MOST_MONTHS = 600
_HOURS = range(1, 100)
"""Weekly hours that somebody meant."""
_FIRST_WITHOUT_SPACES = 0x2E80
"""Code point from which on scripts are written without spaces between words (Chinese, Japanese) or with few (Korean)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may look at besides its own value."""

    posting: Any
    fetched_at: str | None
    at: str = ""
    """Pointer of the value in the posting."""


def look(node: Any, pointer: str, context: Context) -> Any:
    """What an option's pointer leads to: from the value itself; behind "^" from the posting; behind a number ("2/title", a relative JSON
    pointer) from what holds the value so many levels up.
    """
    if pointer.startswith("^"):
        return first(context.posting, pointer[1:])
    levels = _LEVELS.match(pointer)
    if levels:
        return first(context.posting, above(context.at, int(levels[0])) + pointer[levels.end() :])
    return first(node, pointer)


def read_words(node: Any, options: Mapping[str, Any], _: Context) -> str | None:
    """A text, white space folded; with `match`, the first group of that expression in it, or nothing."""
    text = words(node)
    if text is None or "match" not in options:
        return text
    found = re.search(options["match"], text[:_LONGEST_MATCHED])
    return found[1].strip() if found else None


def words(node: Any) -> str | None:
    """The text that a JSON value holds, white space folded; null for placeholders."""
    if isinstance(node, list):
        node = node[0] if node else None
    if isinstance(node, dict):
        node = node.get("@value", node.get("name"))
    text = plain(node) if isinstance(node, str) else ""
    # "{{job.title}}" is a template that nobody has filled.
    return None if fold(text) in _NOTHING or "{{" in text or "[[" in text else text


def plain(text: str) -> str:
    """A line of text, white space folded, without the entities and the emphasis of HTML that some data holds."""
    if "&" in text:
        text = html.unescape(text)
    return " ".join((_EMPHASIS.sub("", text) if "<" in text else text).split())


def read_choice(node: Any, options: Mapping[str, Any], _: Context) -> str | None:
    """The value for which `map` lists the text, letter case and marks aside."""
    texts = {squeezed(text) for text in _texts(node)}
    return next((value for value, names in options["map"].items() if any(squeezed_name(name) in texts for name in names)), None)


def read_choices(node: Any, options: Mapping[str, Any], _: Context) -> list[str] | None:
    """All values of `map` whose names stand in the text as whole words, in the order of the text."""
    return list(dict.fromkeys(value for text in _texts(node) for value in named(text, options["map"]))) or None


def read_one(node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    """The only value of `map` that the text names; nothing where it names several."""
    found = read_choices(node, options, context) or []
    return found[0] if len(found) == 1 else None


def named(text: str, names: Mapping[str, Iterable[str]]) -> list[str]:
    """Values whose names stand in a text as whole words, in the order of the text."""
    spaced, bare = f" {_NO_LETTER.sub(' ', fold(text)).strip()} ", squeezed(text)
    hits = [(at, value) for value, words_ in names.items() for name in words_ if (at := _at(spaced, bare, name)) >= 0]
    return list(dict.fromkeys(value for _, value in sorted(hits, key=lambda hit: hit[0])))


def _at(spaced: str, bare: str, name: str) -> int:
    """Where a name stands in a text; scripts without spaces have no whole words."""
    if name.isascii() or " " in name or _is_alphabetic(name):
        return 0 if bare == squeezed_name(name) else spaced.find(_worded_name(name))
    return spaced.find(name)


@cache
def _is_alphabetic(name: str) -> bool:
    """Whether a name is written in a script that puts spaces between words."""
    return all(ord(letter) < _FIRST_WITHOUT_SPACES for letter in name)


@cache
def squeezed_name(name: str) -> str:
    """`squeezed`, for the names of vocabularies: they are few, and each text is compared with all of them."""
    return squeezed(name)


@cache
def _worded_name(name: str) -> str:
    return f" {_NO_LETTER.sub(' ', fold(name)).strip()} "


def read_flag(node: Any, options: Mapping[str, Any], _: Context) -> Any:
    """`value` where the flag is set. A flag that is not set states nothing: it is the default of every form."""
    return options["value"] if node is True or (isinstance(node, str) and node.lower() == "true") else None


def read_value(_: Any, options: Mapping[str, Any], __: Context) -> Any:
    """`value`, wherever the rule holds: for what several parts of a posting say together."""
    return options["value"]


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


def read_years(node: Any, options: Mapping[str, Any], _: Context) -> dict[str, Number | None] | None:
    """Years of experience, from a code for which `map` gives least and, where there is one, most years."""
    text = fold(words(node) or "")
    ends = next((ends for code, ends in options["map"].items() if fold(code) == text), None)
    return None if ends is None else {"min_years": ends[0], "max_years": ends[1] if len(ends) > 1 else None}


def read_hours(node: Any, options: Mapping[str, Any], _: Context) -> dict[str, Number | None] | None:
    """Weekly hours: the `end` ("min" or "max") that the value is, both where the data file names none."""
    hours = number(node)
    if hours is None or not _HOURS[0] <= hours <= _HOURS[-1]:
        return None
    end = options.get("end")
    return {name: hours if end in (None, name) else None for name in ("min", "max")}


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
