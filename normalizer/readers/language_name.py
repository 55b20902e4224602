"""Names of languages that people speak."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from normalizer.fold import fold
from normalizer.packs import ENGLISH
from normalizer.readers.own_names import own_names

_FILE = Path(__file__).with_name("language_names.toml")


@cache
def language_names(language: str = ENGLISH) -> Mapping[str, str]:
    """Folded name → BCP 47 code ("mandarin chinese" → "cmn", "brazilian portuguese" → "pt-BR"): English names, and those of a language."""
    names: dict[str, str] = tomllib.loads(_FILE.read_text(encoding="utf-8"))["names"]
    own = own_names(language).get("languages", {})
    return {**names, **{fold(name): code for code, spelled in own.items() for name in spelled}}


def language_case_ok(original: str) -> bool:
    """Whether `original`, a name as the listing writes it, may be that language: "Polish" is, "polish" is not."""
    return not original[:1].islower()
