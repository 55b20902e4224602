"""What headings mean: the section that begins under them, how binding its lines are and of whom they speak."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick

from normalizer.packs import ENGLISH, file_of
from schemas.claim import About
from schemas.document import Section
from schemas.values import Strength

_FOLDER = Path(__file__).parent
HEADER_SECTIONS = (Section.META, Section.TITLE)
"""The sections of a listing's header."""
PATTERNS = ("abbreviation", "no_label", "chrome", "skip_link")
"""Names in `[patterns]`: ends of words behind which a dot ends no sentence; what no label in a line holds; a line of the site around the
title; one that leads to the content.
"""
_LONGEST_HEADING = 70
_ODD_LETTER = "ℹ"
"""The one letter that is a picture."""
_EDGES = re.compile(r"^(?:[^\w(]|ℹ)+|^\(?\d{1,2}[.)]\s*|(?:[^\w)?]|ℹ)+$")


@dataclass(frozen=True, slots=True)
class Heading:
    """The meaning of a heading."""

    section: Section
    strength: Strength | None = None
    """`PREFERRED` where all below it is at most wished for."""
    about: About = About.ROLE
    cut: bool = False
    """True where what follows is not this job."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The headings of a language."""

    exact: dict[str, Heading]
    starts: dict[str, Heading]
    """By what a heading begins with."""
    beginnings: Mapping[str, tuple[str, ...]]
    """First two letters → keys of `starts` that have them, longest first."""
    contains: tuple[tuple[str, Heading], ...]
    """Longest first."""
    parts: AhoCorasick
    """Tells whether a heading holds any of `contains`."""
    language: str
    patterns: Mapping[str, re.Pattern[str]]
    """`[patterns]` of the file: what the cutting of lines looks for."""

    def meaning(self, folded: str) -> Heading | None:
        """What a folded heading means; null where it is not known."""
        words = bare(folded)
        if not words or len(words) > _LONGEST_HEADING:
            return None
        if found := self.exact.get(words):
            return found
        beginnings = self.beginnings.get(words[:2], ())
        # Most headings begin with none of them, which one call tells.
        if words.startswith(beginnings):
            return self.starts[next(filter(words.startswith, beginnings))]
        if not self.parts.find_matches_as_indexes(words):
            return None
        return next(heading for part, heading in self.contains if part in words)


def bare(folded: str) -> str:
    """A heading without emoji, numbering, brackets and closing marks."""
    words = folded.rstrip(" :")
    if words and words[0].isalpha() and words[-1].isalpha() and _ODD_LETTER not in words:
        # Nothing to take away, as with nearly all headings.
        return words
    return _EDGES.sub("", _EDGES.sub("", folded)).strip()


@cache
def vocabulary(language: str = ENGLISH) -> Vocabulary:
    """The headings of a language, and the English ones word for word, which boards write in every language. Raises `ValueError` naming file and key where the file is broken."""
    path = file_of(_FOLDER, "sections", language) or _FOLDER / f"sections.{ENGLISH}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = data["heading"]
    exact: dict[str, Heading] = {} if language == ENGLISH else dict(vocabulary(ENGLISH).exact)
    starts: list[tuple[str, Heading]] = []
    contains: list[tuple[str, Heading]] = []
    for number, row in enumerate(rows, 1):
        heading = _heading(path, number, row)
        exact |= dict.fromkeys(row.get("exact", []), heading)
        starts += [(words, heading) for words in row.get("starts", [])]
        contains += [(words, heading) for words in row.get("contains", [])]
    starts.sort(key=lambda pair: -len(pair[0]))
    contains.sort(key=lambda pair: -len(pair[0]))
    beginnings: dict[str, tuple[str, ...]] = {}
    for words, _ in starts:
        beginnings[words[:2]] = (*beginnings.get(words[:2], ()), words)
    parts = AhoCorasick([words for words, _ in contains])
    return Vocabulary(exact, dict(reversed(starts)), beginnings, tuple(contains), parts, language, _patterns(path, data))


def _patterns(path: Path, data: dict[str, Any]) -> dict[str, re.Pattern[str]]:
    try:
        return {name: re.compile(data["patterns"][name]) for name in PATTERNS}
    except (KeyError, re.error) as error:
        raise ValueError(f"{path}: [patterns]: {error}; expected {', '.join(PATTERNS)}") from error


def _heading(path: Path, number: int, row: dict[str, Any]) -> Heading:
    try:
        section = Section(row["section"])
        about = About(row["about"]) if "about" in row else (About.COMPANY if section is Section.ABOUT else About.ROLE)
        return Heading(section, Strength(row["strength"]) if "strength" in row else None, about, row.get("cut", False))
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path}: heading {number}: {error}") from error
