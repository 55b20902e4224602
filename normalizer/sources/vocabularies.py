"""Vocabularies that several providers' data files share, one file a vocabulary."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parent / "words"
_LIKE = "like"
"""Key under which a vocabulary of a data file names the shared one that it adds to."""


@cache
def vocabulary(name: str) -> Mapping[str, Any]:
    """The shared vocabulary of that name: value → the words that mean it. Raises `ValueError` where there is none."""
    path = _ROOM / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in _ROOM.glob("*.toml")))
        raise ValueError(f"no vocabulary {name!r}; there are {known}")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def completed(own: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """A data file's vocabulary: a shared one by its name, its own, or its own in addition to the shared one that it is `like`."""
    if isinstance(own, str):
        return vocabulary(own)
    if _LIKE not in own:
        return own
    shared = vocabulary(own[_LIKE])
    values = dict.fromkeys((*shared, *(value for value in own if value != _LIKE)))
    return {value: [*shared.get(value, ()), *own.get(value, ())] for value in values}
