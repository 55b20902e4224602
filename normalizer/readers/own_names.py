"""The names that a language has for places and languages: `names.<language>.toml`, beside the English ones."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.packs import file_of

_KEYS = frozenset(("countries", "regions", "subdivisions", "cities", "demonyms", "languages", "spelling"))


@cache
def own_names(language: str) -> dict[str, Any]:
    """The tables of a language's file, empty where it has none. `countries`, `regions`, `subdivisions` (by ISO 3166-2), `demonyms` and
    `languages`: code → names as listings capitalize them; `cities`: country → names, or "name = English name". `spelling` says what is
    written otherwise than in English. Raises `ValueError` for a table that no language has.
    """
    path = file_of(Path(__file__).parent, "names", language)
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    unknown = data.keys() - _KEYS
    if unknown:
        raise ValueError(f"{path}: unknown table {min(unknown)!r}; expected {', '.join(sorted(_KEYS))}")
    return data
