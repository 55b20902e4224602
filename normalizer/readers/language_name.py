"""Names of languages that people speak."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from normalizer.readers.phrases import LETTER, alternation

_FILE = Path(__file__).with_name("language_names.toml")


@cache
def language_names() -> Mapping[str, str]:
    """Folded English name → BCP 47 code ("mandarin chinese" → "cmn", "brazilian portuguese" → "pt-BR")."""
    names: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["names"]
    return names


def language_case_ok(original: str) -> bool:
    """Whether `original`, a name as the listing writes it, may be that language: "Polish" is, "polish" is not."""
    return original[:1].isupper()


@cache
def language_fragment() -> str:
    """Fragment: the name of a language, in folded text."""
    return rf"(?:(?<![{LETTER}0-9]){alternation(language_names())})"
