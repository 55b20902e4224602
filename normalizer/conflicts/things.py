"""What a statement of a requirement asks for: things, how much of them, and how binding it is on each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.cues.rules import label_strength
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from schemas.values import Strength

_MOST_WORDS = 5
"""Of a thing: more are a clause."""
_SEGMENT_END = re.compile(r"[;.!?:](?= |$)|[()]| [-–] ")
_TOKEN = re.compile(r"[^\W_][\w+#./'&-]*")
_LOOSE_ENDS = " ,.-/'"
_LEAST_LETTERS = 2
_LONGEST_UNCUT = 3
"""Letters of words that have no ending to be cut."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that a person must or should have."""

    words: tuple[str, ...]
    """The name of it, folded, each word in one spelling."""
    is_name: bool
    """Whether it is a proper name: written with a capital, a digit or a mark."""
    rank: int
    """How much is asked of it: 1 having met it, 2 experience, 3 more than that; 0 where nothing is said."""
    narrowing: str
    """The words behind it that narrow it down ("Python for data pipelines"), folded; empty where there are none."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A part of a statement between marks, without the words that say how binding it is."""

    start: int
    end: int
    strength: Strength | None = None
    """As its own words say."""


def things(page: Page, claim: Draft, strength: Strength) -> Iterator[Thing]:
    """The things that a claim on requirements requires or wishes for; none in a language without a pack, and none of alternatives."""
    if not claim.embedded:
        yield from _between(page, claim.line, _start(page, claim), claim.end, claim.strength, strength)


def _start(page: Page, claim: Draft) -> int:
    """Offset behind a label that says how binding the statement is; any other label is part of it ("Boating licence: required")."""
    value_start = page.lines[claim.line].value_start
    in_label = any(cue.start < value_start for cue in page.cues(claim.line, "strength"))
    return max(claim.start, value_start) if in_label else claim.start


def things_of_line(page: Page, line: int, strength: Strength) -> Iterator[Thing]:
    """The things of which the words, the label or the heading of a line say that they are required or wished for."""
    found = page.lines[line]
    yield from _between(page, line, found.value_start, found.end, label_strength(page, line) or found.strength, strength)


def _between(page: Page, line: int, start: int, end: int, default: Strength | None, wanted: Strength) -> Iterator[Thing]:
    """`default` is the strength of the first part where no word in it says another."""
    words = _words(page.speech_of(line))
    if not words:
        return
    for number, segment in enumerate(_segments(page, line, start, end)):
        strength = segment.strength or (default if number == 0 else None)
        if strength is wanted and not words["alternatives"].search(page.folded, segment.start, segment.end):
            yield from _in_segment(page, segment, words)


def names_alternatives(page: Page, line: int) -> bool:
    """Whether a line names things of which one is enough."""
    words, found = _words(page.speech_of(line)), page.lines[line]
    return bool(words) and words["alternatives"].search(page.folded, found.start, found.end) is not None


@cache
def _words(language: str) -> dict[str, Any]:
    """The pack of a language, its expressions compiled; empty where there is none."""
    path = Path(__file__).with_name(f"things.{language}.toml")
    if not path.exists():
        return {}
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    compiled = {name: re.compile(data[name]) for name in ("join", "alternatives", "clauses", "narrows", "empty", "tail", "plural")}
    ranks = sorted(((int(rank), re.compile(say)) for rank, say in data["ranks"].items()), reverse=True, key=lambda pair: pair[0])
    return {**compiled, "leads": re.compile(data["leads"]["say"]), "ranks": ranks, "same": data["same"]}


def _segments(page: Page, line: int, first: int, last: int) -> list[_Segment]:
    """The parts of a statement; one that holds nothing but words on how binding it is speaks of the part before it."""
    found: list[_Segment] = []
    said = list(page.cues(line, "strength"))
    for start, end in _spans(page.folded, first, last):
        cues = [hit for hit in said if start <= hit.start and hit.end <= end]
        if len({hit.phrase.value for hit in cues}) > 1:
            continue
        segment = _without(page.folded, _Segment(start, end), cues[0]) if cues else _Segment(start, end)
        if page.folded[segment.start : segment.end].strip(_LOOSE_ENDS):
            found.append(segment)
        elif found and found[-1].strength is None:
            found[-1] = replace(found[-1], strength=segment.strength)
    return found


def _spans(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _SEGMENT_END.finditer(folded, start, end):
        yield start, mark.start()
        start = mark.end()
    yield start, end


def _without(folded: str, segment: _Segment, cue: Hit) -> _Segment:
    """What of a segment a cue governs."""
    strength = Strength(cue.phrase.value)
    if cue.phrase.options["governs"] == "behind" and folded[cue.end : segment.end].strip(_LOOSE_ENDS):
        return _Segment(cue.end, segment.end, strength)
    return _Segment(segment.start, cue.start, strength)


def _in_segment(page: Page, segment: _Segment, words: dict[str, Any]) -> Iterator[Thing]:
    """The things that a part joins; behind one that is narrowed down the words that follow may do so too."""
    at = segment.start
    for mark in (*words["join"].finditer(page.folded, segment.start, segment.end), None):
        thing = _thing(page, at, mark.start() if mark else segment.end, words)
        if thing:
            yield thing
        if mark is None or (thing and thing.narrowing):
            return
        at = mark.end()


def _thing(page: Page, start: int, end: int, words: dict[str, Any]) -> Thing | None:
    said = page.folded[start:end].strip(_LOOSE_ENDS)
    if not said or words["clauses"].search(said):
        return None
    name = words["tail"].sub("", _stripped(said, words))
    narrowed = words["narrows"].search(name)
    name, narrowing = (name[: narrowed.start()], name[narrowed.start() :]) if narrowed else (name, "")
    tokens = [words["same"].get(token, token) for token in (found.rstrip(".'/-") for found in _TOKEN.findall(name)) if token]
    if not tokens or len(tokens) > _MOST_WORDS or len("".join(tokens)) < _LEAST_LETTERS:
        return None
    rank = next((rank for rank, pattern in words["ranks"] if pattern.search(said)), 0)
    at = page.folded.find(name.strip(), start, end)
    is_name = _is_name(page.text[at : at + len(name.strip())])
    return Thing(tuple(_singular(token, words) for token in tokens), is_name, rank, narrowing.strip(_LOOSE_ENDS))


def spellings_of(page: Page, line: int, word: str) -> Iterator[str]:
    """Of each way to write a word of a thing, which a line names, what every form of it begins with."""
    yield word
    words = _words(page.speech_of(line))
    yield from (written for written, meant in words["same"].items() if _singular(meant, words) == word)


def _stripped(said: str, words: dict[str, Any]) -> str:
    """Without the words in front of a thing."""
    for pattern in (words["empty"], words["leads"], words["empty"]):
        said = pattern.sub("", said)
    return said


def _singular(token: str, words: dict[str, Any]) -> str:
    return words["plural"].sub("", token) if len(token) > _LONGEST_UNCUT else token


def _is_name(written: str) -> bool:
    return any(character.isupper() or character.isdigit() for character in written)
