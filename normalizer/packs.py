"""Which languages have packs, and where the files of one are. Every file that is written for a language stands beside the English one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ENGLISH = "en"
"""Reads pages of a language without packs, and of one that cannot be told."""
_WORDS = Path(__file__).parent / "readers"


@cache
def languages() -> tuple[str, ...]:
    """BCP 47 codes of the languages that have packs, by their file of words that readers know."""
    return tuple(sorted(path.suffixes[0].lstrip(".") for path in _WORDS.glob("words.*.toml")))


def packs_for(language: str | None) -> str:
    """The language whose packs read a page in `language`."""
    return language if language in languages() else ENGLISH


def file_of(folder: Path, name: str, language: str) -> Path | None:
    """The file `<name>.<language>.toml` of a folder; null where the language has none."""
    path = folder / f"{name}.{language}.toml"
    return path if path.exists() else None
