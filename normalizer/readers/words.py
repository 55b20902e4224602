"""The words that readers know: one TOML file a language (`words.<language>.toml`), all of them together in one table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


class WordsError(ValueError):
    """A words file of our own that is broken; names the file and the key."""


@cache
def words(section: str) -> Mapping[str, tuple[str, ...]]:
    """Key → phrases of a section ("bounds.before"), over all languages. Raises `WordsError` for a broken file or an unknown section."""
    found = _all_words().get(section)
    if found is None:
        raise WordsError(f"no words file has the section [{section}]")
    return found


@cache
def meanings(section: str) -> Mapping[str, str]:
    """Phrase → key of a section."""
    return {phrase: key for key, phrases in words(section).items() for phrase in phrases}


@cache
def _all_words() -> dict[str, dict[str, tuple[str, ...]]]:
    merged: dict[str, dict[str, tuple[str, ...]]] = {}
    for path in sorted(_FOLDER.glob("words.*.toml")):
        for section, key, phrases in _rows(path):
            keys = merged.setdefault(section, {})
            keys[key] = tuple(dict.fromkeys((*keys.get(key, ()), *phrases)))
    return merged


def _rows(path: Path) -> list[tuple[str, str, list[str]]]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"{path.name}: {error}") from error
    return list(_flat(path, "", data))


def _flat(path: Path, prefix: str, table: dict[str, object]) -> list[tuple[str, str, list[str]]]:
    rows: list[tuple[str, str, list[str]]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows += _flat(path, f"{prefix}.{key}" if prefix else key, value)
        elif prefix and isinstance(value, list) and all(isinstance(phrase, str) and phrase for phrase in value):
            rows.append((prefix, key, value))
        else:
            raise WordsError(f"{path.name}: {prefix or 'top level'}: {key}: expected a list of phrases")
    return rows
