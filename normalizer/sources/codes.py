"""Codes of a provider's own enumerations, and the moments that some ids are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from normalizer.sources.shapes import Context, words

_CODE = re.compile(r"[A-Z][A-Z0-9]{0,30}(?:_[A-Z0-9]{1,30}){0,8}")
_MILLISECONDS = re.compile(r"(\d{13})x\d{6,30}")
"""Ids of a kind of store: Unix milliseconds, an "x", a random number."""
_COLLISION_RESISTANT = re.compile(r"c([0-9a-z]{8})[0-9a-z]{16}")
"""A cuid: the letter c, milliseconds in base 36, a counter and random characters."""
_YEARS = range(2010, 2090)


def read_codes(node: Any, options: Mapping[str, Any], _: Context) -> list[str] | None:
    """Upper-case codes of a value or of its items; `same` maps spellings to one code. What says "other" or is no code states nothing."""
    same = options.get("same", {})
    texts = (words(item) for item in (node if isinstance(node, list) else [node]))
    codes = (text for text in texts if text and _CODE.fullmatch(text))
    return list(dict.fromkeys(same.get(code, code) for code in codes)) or None


def read_names(node: Any, _: Mapping[str, Any], __: Context) -> list[str] | None:
    """The names in a value or in its items."""
    texts = (words(item) for item in (node if isinstance(node, list) else [node]))
    return list(dict.fromkeys(text for text in texts if text)) or None


def read_made(node: Any, _: Mapping[str, Any], __: Context) -> str | None:
    """The day on which an id was made, where it is of a kind that begins with the moment of its making (UTC)."""
    text = node.strip() if isinstance(node, str) else ""
    if found := _MILLISECONDS.fullmatch(text):
        return _day(int(found[1]))
    found = _COLLISION_RESISTANT.fullmatch(text)
    return _day(int(found[1], 36)) if found else None


def _day(milliseconds: int) -> str | None:
    if milliseconds > _LATEST:
        return None
    day = datetime.fromtimestamp(milliseconds / 1000, UTC).date()
    return day.isoformat() if day.year in _YEARS else None


_LATEST = int(datetime(_YEARS[-1], 1, 1, tzinfo=UTC).timestamp() * 1000)
