"""What a statement of a requirement asks for: things, how much of them, and how binding it is on each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from normalizer.cues.rules import label_strength
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from schemas.values import Strength

_MOST_WORDS = 5
"""Of a thing: more are a clause."""
# One set of characters leads it: a search skips to them.
_SEGMENT_END = re.compile(r"[;.!?:() ](?:(?<=[;.!?:])(?= |$)|(?<=[()])|(?<= )[-–] )")
_TOKEN = re.compile(r"[^\W_][\w+#./'&-]*")
_LOOSE_ENDS = " ,.-/'"
_LEAST_LETTERS = 2
_LONGEST_UNCUT = 3
"""Letters of words that have no ending to be cut."""


class Thing(NamedTuple):
    """Something that a person must or should have. What is read only of things that are named twice is read when asked for."""

    words: tuple[str, ...]
    """The name of it, folded, each word in one spelling."""
    narrowing: str
    """The words behind it that narrow it down ("Python for data pipelines"), folded; empty where there are none."""
    written: str
    """The name of it as written."""
    said: str
    """The name, folded, with all that is said of it."""
    language: str
    """The language that speaks of it."""

    @property
    def is_name(self) -> bool:
        """Whether it is a proper name: written with a capital, a digit or a mark."""
        return any(character.isupper() or character.isdigit() for character in self.written)

    @property
    def rank(self) -> int:
        """How much is asked of it: 1 having met it, 2 experience, 3 more than that; 0 where nothing is said."""
        return next((rank for rank, pattern in _words(self.language)["ranks"] if pattern.search(self.said)), 0)


class _Segment(NamedTuple):
    """A part of a statement between marks, without the words that say how binding it is."""

    start: int
    end: int
    strength: Strength | None = None
    """As its own words say."""


def things(page: Page, claim: Draft, strength: Strength) -> Sequence[Thing]:
    """The things that a claim on requirements requires or wishes for; none in a language without a pack, and none of alternatives."""
    if claim.embedded:
        return ()
    cues = page.cues(claim.line, "strength")
    return _between(page, claim.line, (_start(page, claim, cues), claim.end), cues, claim.strength, strength)


def _start(page: Page, claim: Draft, cues: Sequence[Hit]) -> int:
    """Offset behind a label that says how binding the statement is; any other label is part of it ("Boating licence: required")."""
    value_start = page.lines[claim.line].value_start
    in_label = claim.start < value_start and any(cue.start < value_start for cue in cues)
    return value_start if in_label else claim.start


def things_of_line(page: Page, line: int, strength: Strength) -> Sequence[Thing]:
    """The things of which the words, the label or the heading of a line say that they are required or wished for."""
    found = page.lines[line]
    default = label_strength(page, line) or found.strength
    return _between(page, line, (found.value_start, found.end), page.cues(line, "strength"), default, strength)


def _between(
    page: Page, line: int, span: tuple[int, int], cues: Sequence[Hit], default: Strength | None, wanted: Strength
) -> Sequence[Thing]:
    """`default` is the strength of the first part where no word in it says another."""
    if default is not wanted and wanted not in [cue.phrase.value for cue in cues]:
        return ()
    language = page.speech_of(line)
    words = _words(language)
    if not words:
        return ()
    found: list[Thing] = []
    for number, segment in enumerate(_segments(page.folded, span, cues)):
        strength = segment.strength or (default if number == 0 else None)
        if strength is wanted and not words["alternatives"].search(page.folded, segment.start, segment.end):
            found += _in_segment(page, segment, words, language)
    return found


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
    spellings: dict[str, list[str]] = {}
    for written, meant in data["same"].items():
        spellings.setdefault(_singular(meant, compiled), []).append(written)
    return {**compiled, "leads": re.compile(data["leads"]["say"]), "ranks": ranks, "same": data["same"], "spellings": spellings}


def _segments(folded: str, span: tuple[int, int], said: Sequence[Hit]) -> list[_Segment]:
    """The parts of a statement; one that holds nothing but words on how binding it is speaks of the part before it."""
    found: list[_Segment] = []
    for start, end in _spans(folded, *span):
        cues = [hit for hit in said if start <= hit.start and hit.end <= end] if said else ()
        if len(cues) > 1 and len({hit.phrase.value for hit in cues}) > 1:
            continue
        segment = _without(folded, _Segment(start, end), cues[0]) if cues else _Segment(start, end)
        if folded[segment.start : segment.end].strip(_LOOSE_ENDS):
            found.append(segment)
            if not said:
                # No word says how binding the parts behind the first are.
                break
        elif found and found[-1].strength is None:
            found[-1] = found[-1]._replace(strength=segment.strength)
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


def _in_segment(page: Page, segment: _Segment, words: dict[str, Any], language: str) -> Iterator[Thing]:
    """The things that a part joins; behind one that is narrowed down the words that follow may do so too."""
    at = segment.start
    for mark in (*words["join"].finditer(page.folded, segment.start, segment.end), None):
        thing = _thing(page, at, mark.start() if mark else segment.end, words, language)
        if thing:
            yield thing
        if mark is None or (thing and thing.narrowing):
            return
        at = mark.end()


def _thing(page: Page, start: int, end: int, words: dict[str, Any], language: str) -> Thing | None:
    said = page.folded[start:end].strip(_LOOSE_ENDS)
    if not said or words["clauses"].match(said):
        return None
    name = words["tail"].sub("", _stripped(said, words))
    narrowed = words["narrows"].search(name)
    name, narrowing = (name[: narrowed.start()], name[narrowed.start() :]) if narrowed else (name, "")
    tokens = [words["same"].get(token, token) for found in _TOKEN.findall(name) if (token := found.rstrip(".'/-"))]
    if not tokens or len(tokens) > _MOST_WORDS or len("".join(tokens)) < _LEAST_LETTERS:
        return None
    name = name.strip()
    at = page.folded.find(name, start, end)
    singular = tuple([_singular(token, words) for token in tokens])
    return Thing(singular, narrowing.strip(_LOOSE_ENDS), page.text[at : at + len(name)], said, language)


def spellings_of(page: Page, line: int, word: str) -> Sequence[str]:
    """Of each way to write a word of a thing, which a line names, what every form of it begins with."""
    return (word, *_words(page.speech_of(line))["spellings"].get(word, ()))


def _stripped(said: str, words: dict[str, Any]) -> str:
    """Without the words in front of a thing."""
    said = _behind(words["empty"], said)
    lead = words["leads"].match(said)
    return _behind(words["empty"], said[lead.end() :]) if lead else said


def _behind(lead: re.Pattern[str], said: str) -> str:
    found = lead.match(said)
    return said[found.end() :] if found else said


def _singular(token: str, words: dict[str, Any]) -> str:
    return words["plural"].sub("", token) if len(token) > _LONGEST_UNCUT else token
