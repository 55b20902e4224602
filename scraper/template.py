"""Templates of addresses and request bodies: `{name}`, or `{name:form}` for another form than a percent-encoded one."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

Values = Mapping[str, str | int | None]
"""Name → what stands for it; null, or no entry, for nothing."""

_FIELD = re.compile(r"\{([a-z][a-z0-9_]{0,39})(?::([a-z0-9]{1,10}))?\}")
_AS_IT_IS = frozenset({"base_url"})

FORMS: dict[str, Callable[[str], str]] = {
    "": lambda text: quote(text, safe=""),
    "path": lambda text: quote(text, safe="/"),
    "raw": lambda text: text,
    "base64": lambda text: quote(b64encode(text.encode()).decode("ascii"), safe=""),
}
"""Forms in which a value is written: percent-encoded, with its slashes kept, as it is, in base64."""


def names(template: Any) -> set[str]:
    """Names of the placeholders in a template, or in every text of a JSON value."""
    return {found[1] for text in _texts(template) for found in _FIELD.finditer(text)}


def unknown_forms(template: Any) -> set[str]:
    """Forms that a template asks for and that do not exist."""
    return {found[2] for text in _texts(template) for found in _FIELD.finditer(text)} - {None, *FORMS}


def fill(template: str, values: Values, form: str = "") -> str:
    """A template with its values, written in `form` where a placeholder names none."""

    def written(found: re.Match[str]) -> str:
        value = values.get(found[1])
        return "" if value is None else FORMS["raw" if found[1] in _AS_IT_IS else found[2] or form](str(value))

    return _FIELD.sub(written, template)


def fill_url(template: str, values: Values) -> str:
    """An address with its values; parameters of its query whose placeholder comes out empty are left out."""
    path, mark, query = template.partition("?")
    parts = [(part, fill(part, values)) for part in query.split("&")] if mark else []
    kept = [filled for part, filled in parts if not (filled.endswith("=") and _FIELD.search(part))]
    return fill(path, values) + (f"?{'&'.join(kept)}" if kept else "")


def fill_json(template: Any, values: Values) -> Any:
    """A JSON value with its values: a text that is one placeholder becomes the value itself, and its key goes where there is none."""
    if isinstance(template, dict):
        filled = {key: fill_json(inner, values) for key, inner in template.items()}
        return {key: inner for key, inner in filled.items() if inner is not None}
    if isinstance(template, list):
        return [fill_json(inner, values) for inner in template]
    if not isinstance(template, str):
        return template
    whole = _FIELD.fullmatch(template)
    return values.get(whole[1]) if whole else fill(template, values, "raw")


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    elif isinstance(template, Mapping):
        for inner in template.values():
            yield from _texts(inner)
    elif isinstance(template, list | tuple):
        for inner in template:
            yield from _texts(inner)
