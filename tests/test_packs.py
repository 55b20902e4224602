"""Packs of every language compile, and say nothing under a name that no rule looks for."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import normalizer
from normalizer.packs import ENGLISH, languages, packs_for
from normalizer.pipeline import lexicon, vocabulary

ROOT = Path(normalizer.__file__).parent
OTHERS = [language for language in languages() if language != ENGLISH]


def english_of(path: Path, language: str) -> Path:
    name = f"{ENGLISH}.toml" if path.name == f"{language}.toml" else path.name.replace(f".{language}.toml", f".{ENGLISH}.toml")
    return path.with_name(name)


def files_of(language: str) -> list[Path]:
    return [path for path in ROOT.rglob(f"*{language}.toml") if path.name == f"{language}.toml" or path.name.endswith(f".{language}.toml")]


@pytest.mark.parametrize("language", OTHERS)
def test_packs_compile(language: str) -> None:
    assert lexicon(language) is not lexicon(ENGLISH)
    assert vocabulary(language) is not vocabulary(ENGLISH)


@pytest.mark.parametrize("language", OTHERS)
def test_every_file_stands_beside_an_english_one(language: str) -> None:
    # English names of places and languages are data of the readers.
    missing = [path for path in files_of(language) if not path.name.startswith("names.") and not english_of(path, language).exists()]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_rules_have_the_names_of_the_english_ones(language: str) -> None:
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files_of(language)
        if english_of(path, language).exists()
        for name in rules(path).keys() - rules(english_of(path, language)).keys()
    }
    assert unknown == set()


def rules(path: Path) -> dict[str, str]:
    return tomllib.loads(path.read_text(encoding="utf-8")).get("rules", {})


def test_a_language_without_packs_is_read_as_english() -> None:
    assert packs_for("fi") == packs_for(None) == ENGLISH
