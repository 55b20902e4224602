"""Which words name a role."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from normalizer.packs import ENGLISH, file_of
from normalizer.readers.phrases import LETTER

_FOLDER = Path(__file__).parent
_WORD = re.compile(f"[{LETTER}][{LETTER}-]*")


@cache
def _nouns(language: str) -> frozenset[str]:
    return frozenset(_table(language)["nouns"])


@cache
def _parts(language: str) -> re.Pattern[str] | None:
    """Ends of compounds, and words of scripts without spaces: found inside of words too. Null where the language names none."""
    table = _table(language)
    ends = "|".join(map(re.escape, table.get("ends", [])))
    inside = "|".join(map(re.escape, table.get("inside", [])))
    found = [rf"(?:{ends})(?![{LETTER}])" if ends else "", inside]
    return re.compile("|".join(filter(None, found))) if any(found) else None


@cache
def small_words(language: str) -> frozenset[str]:
    """Words that the name of a role writes in small letters between capitals ("Head of Care")."""
    return frozenset(_table(language).get("small", []))


@cache
def _table(language: str) -> dict[str, list[str]]:
    path = file_of(_FOLDER, "roles", language) or _FOLDER / f"roles.{ENGLISH}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def ends_in_role(folded: str, language: str) -> bool:
    """Whether words of a script without spaces end in what a person does, as the name of a role does and a sentence on one seldom."""
    return folded.endswith(tuple(_table(language).get("inside", [])))


def names_role(folded: str, language: str) -> bool:
    """Whether one of the words says what a person does."""
    if not _nouns(language).isdisjoint(_WORD.findall(folded)):
        return True
    parts = _parts(language)
    return parts is not None and parts.search(folded) is not None
