"""Which words name a role."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[a-z][a-z-]*")


@cache
def _nouns(language: str = "en") -> frozenset[str]:
    path = Path(__file__).with_name(f"roles.{language}.toml")
    return frozenset(tomllib.loads(path.read_text(encoding="utf-8"))["nouns"])


def names_role(folded: str) -> bool:
    """Whether one of the words says what a person does."""
    return not _nouns().isdisjoint(_WORD.findall(folded))
