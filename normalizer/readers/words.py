"""The words that readers know: one TOML file a language, `words.<language>.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from normalizer.packs import ENGLISH, file_of

_FOLDER = Path(__file__).parent


class WordsError(ValueError):
    """A words file of our own that is broken; names the file and the key."""


@cache
def words(section: str, language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """Key → phrases of a section ("bounds.before"). A key that the language's file leaves out has no phrases. Raises `WordsError` for a
    broken file and for a section that English does not have.
    """
    known = _all_words(ENGLISH).get(section)
    if known is None:
        raise WordsError(f"no words file has the section [{section}]")
    return known if language == ENGLISH else {**dict.fromkeys(known, ()), **_all_words(language).get(section, {})}


@cache
def meanings(section: str, language: str = ENGLISH) -> Mapping[str, str]:
    """Phrase → key of a section."""
    return {phrase: key for key, phrases in words(section, language).items() for phrase in phrases}


@cache
def _all_words(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    path = file_of(_FOLDER, "words", language)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, key, phrases in _rows(path) if path else ():
        found.setdefault(section, {})[key] = tuple(dict.fromkeys(phrases))
    return found


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
