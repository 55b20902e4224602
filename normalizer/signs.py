"""Whether a page of the open web may be a job posting at all: decided from its words, before anything of it is parsed.

Of the pages of a foreign crawl a few in a hundred are postings. What is looked for here stands in every posting; a page on which it stands is
read like any other, and may still turn out to be none.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from normalizer.document.encoding import decode, is_plain_utf8
from normalizer.document.errors import Unreadable
from normalizer.fold import fold
from schemas.raw import RawPage

_FILE = Path(__file__).with_name("signs.toml")
_NAMED = b"obPosting"
"""The type of a posting in JSON-LD, microdata and RDFa, whichever way its first letter is written."""
_WORTH = {"weak": 1, "strong": 2}
"""Tables of `signs.toml` → points for each of their words. A word of both counts as strong."""
_LEAST_POINTS = 5
"""Measured on real listings of nine languages: what has fewer is a few lines long."""
_LEAST_LETTERS = 150
"""Of visible text; a page with less is drawn by its scripts, and states nothing."""
_MOST_BYTES = 2 * 1024 * 1024
"""Bytes of a page that are looked at."""
_MOST_TEXT = 20_000
"""Characters of visible text that are looked at; in a book every word stands somewhere."""
_TAG = re.compile(rb"<[^<>]*+>")
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_SILENT = (b"script", b"style")
_SPACELESS = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def shows_posting(page: RawPage) -> bool:
    """Whether a page names the type JobPosting, or its visible text has enough of the words of postings (`signs.toml`)."""
    body = page.body_bytes()[:_MOST_BYTES]
    if _NAMED in body:
        return True
    try:
        charset = _CHARSET.search(page.media_type)
        text = fold(_visible(body, charset[1] if charset else None))[:_MOST_TEXT]
    except Unreadable:
        return False
    return len(text) >= _LEAST_LETTERS and _points(text) >= _LEAST_POINTS


def _visible(body: bytes, charset: str | None) -> str:
    if not is_plain_utf8(body, charset):
        body = decode(body, charset)[0].encode("utf-8", "replace")
    return " ".join(_TAG.sub(b" ", _without_silent(body)).decode("utf-8", "replace").split())


def _without_silent(body: bytes) -> bytes:
    """A page without its scripts and styles."""
    lower = body.lower()
    kept: list[bytes] = []
    at = 0
    for start, end in _silent_spans(lower):
        kept.append(body[at:start])
        at = end
    return b" ".join([*kept, body[at:]]) if kept else body


def _silent_spans(lower: bytes) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = 0
    nexts = {name: lower.find(b"<" + name) for name in _SILENT}
    while (start := min((place for place in nexts.values() if place >= 0), default=-1)) >= 0:
        name = next(name for name, place in nexts.items() if place == start)
        end = lower.find(b"</" + name, start)
        at = end if end >= 0 else len(lower)
        found.append((start, at))
        nexts = {name: place if place >= at or place < 0 else lower.find(b"<" + name, at) for name, place in nexts.items()}
    return found


def _points(text: str) -> int:
    """Points of the words in a text, each word counted once; counting ends where there are enough."""
    automaton, worth = _automaton()
    met: set[int] = set()
    points = 0
    for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        value, anywhere = worth[index]
        if index not in met and (anywhere or not text[start - 1 : start].isalnum()):
            met.add(index)
            points += value
            if points >= _LEAST_POINTS:
                break
    return points


@cache
def _automaton() -> tuple[AhoCorasick, tuple[tuple[int, bool], ...]]:
    """(automaton, for each of its words the points that it is worth and whether it counts within a word as well)."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    worth = {fold(word): points for name, points in _WORTH.items() for own in data[name].values() for word in own}
    return AhoCorasick(list(worth), matchkind=MatchKind.Standard), tuple(
        (points, bool(_SPACELESS.search(word))) for word, points in worth.items()
    )
