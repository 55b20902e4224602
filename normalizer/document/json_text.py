"""JSON as pages hold it: read as it is where it can be, repaired where it cannot."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from normalizer.document.errors import Unreadable

_MOST_REPAIRED = 256 * 1024
"""Characters that are repaired; the repair takes seconds for a megabyte."""
_MOST_UNWRAPPED = 4 * 1024 * 1024
"""Characters in which wrappers are looked for; a broken answer as large as that is refused."""
_LONE_SURROGATE = re.compile(
    r"(?<!\\)\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F][\da-fA-F]{2})|(?<!\\u[dD][89abAB][\da-fA-F]{2})(?<!\\)\\u[dD][c-fC-F][\da-fA-F]{2}"
)
_WRAPPER = re.compile(r"(?:^|\n)\s{0,99}(?://|/\*)?\s{0,99}(?:<!\[CDATA\[|\]\]>|\]\]&gt;|<!--|-->)\s{0,99}(?:\*/|(?=\n)|$)?")
_MOST_VALUES = 1_000
_DEEPEST = 100
"""Levels of nesting; what is deeper was not written for readers, and would exhaust the stack of whoever walks it."""
_NOT_SPACE = re.compile(r"\S")
_ESCAPED = re.compile(r"\s{0,99}[\[{]\s{0,99}&quot;")


class _UnusableError(ValueError):
    """A step that cannot read a text; the message says where it failed."""


def read_json(text: str) -> tuple[Any, bool]:
    """(value, whether the text had to be repaired) of a JSON text. `NaN` and `Infinity` become null, lone surrogates U+FFFD.

    Raises `Unreadable` with the position of the first fault for what no repair makes an object or a list of.
    """
    text = _LONE_SURROGATE.sub(r"\\ufffd", text) if "\\u" in text else text
    try:
        return _exact(text), False
    except _UnusableError as error:
        fault = str(error)
    for candidate in _unwrapped(text) if len(text) <= _MOST_UNWRAPPED else ():
        try:
            return _exact(candidate), True
        except _UnusableError:
            continue
    value = _repaired(text)
    if not isinstance(value, dict | list) or not value:
        raise Unreadable(f"broken JSON: {fault}")
    return value, True


def _exact(text: str) -> Any:
    """The value of JSON that may hold raw line feeds in strings, and `NaN`."""
    try:
        return _shallow(orjson.loads(text), text)
    except orjson.JSONDecodeError:
        pass
    try:
        value = json.loads(text, strict=False, parse_constant=lambda _: None, parse_float=_finite)
    except RecursionError as error:
        raise _UnusableError("nested too deeply") from error
    except ValueError as error:
        raise _UnusableError(str(error)) from error
    return _shallow(value, text)


def _shallow(value: Any, text: str) -> Any:
    """The value itself, if it is not nested too deeply."""
    if text.count("{") + text.count("[") <= _DEEPEST:
        return value
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise Unreadable(f"JSON nested deeper than {_DEEPEST} levels")
        level = [inner for outer in level for inner in _contained(outer)]
    return value


def _contained(value: Any) -> Iterable[Any]:
    """Objects and lists in an object or a list."""
    inside: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return (inner for inner in inside if isinstance(inner, dict | list)) if isinstance(value, dict | list) else ()


def _unwrapped(text: str) -> Iterator[str]:
    """The text without what is often found around or over JSON: comment marks, a closing semicolon, escaped quotation marks."""
    if _ESCAPED.match(text):
        yield html.unescape(text)
    bare = _WRAPPER.sub("\n", text)
    starts = [at for at in (bare.find("{"), bare.find("[")) if at >= 0]
    end = max(bare.rfind("}"), bare.rfind("]"))
    if starts and end > min(starts):
        yield bare[min(starts) : end + 1]
    yield from _concatenated(bare)


def _concatenated(text: str) -> Iterator[str]:
    """Several JSON values one behind the other, as one list."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    values: list[str] = []
    try:
        while len(values) < _MOST_VALUES and (start := _NOT_SPACE.search(text, at)):
            _, at = decoder.raw_decode(text, start.start())
            values.append(text[start.start() : at])
    except (ValueError, RecursionError):
        return
    if len(values) > 1:
        yield f"[{','.join(values)}]"


def _finite(digits: str) -> float | None:
    value = float(digits)
    return value if math.isfinite(value) else None


def _repaired(text: str) -> Any:
    """The value that a repair makes of broken JSON: a guess. Null where it gives up."""
    if len(text) > _MOST_REPAIRED:
        return None
    import json_repair  # its import costs more than a page does, and few pages need it

    try:
        return _shallow(json_repair.loads(text, skip_json_loads=True), text)
    except (ValueError, RecursionError):
        return None
