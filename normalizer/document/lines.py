"""Lines: what rules read. A line is a sentence, an item or a chip, and knows its section, heading and label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import NamedTuple

from normalizer.document.heading import title_block
from normalizer.document.pairs import card_labels
from normalizer.document.roles import names_role
from normalizer.document.sections import Heading, Vocabulary, bare
from normalizer.document.sentences import Sentences
from schemas.claim import About
from schemas.document import Block, BlockKind, Document, Section
from schemas.values import Strength

# Members of an enumeration cost a call each time they are named.
_META, _SUMMARY, _ROLE = Section.META, Section.SUMMARY, About.ROLE
_HEADING, _PARAGRAPH, _ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM
# The constructor of a named tuple is a function of Python, which takes more than twice as long.
_new = tuple.__new__
_LONGEST_HEADING = 60
_LONGEST_FACT = 120
"""Longer prose under the title is the summary; chips and facts there are the header."""
_MOST_HEADING_WORDS = 8
_FARTHEST_COLON = 41
"""Characters from the beginning of a sentence in which the colon of its label stands."""
# A colon inside of a word ("Freelancer:in", "Kolleg:innen") ends no label.
_INLINE_LABEL = re.compile(r"([^\W\d](?:[^:\n]|(?<=\w):(?=(?:in|innen|e|r|n)\b)){0,38}?) ?:(?!(?<=\w:)(?:in|innen|e|r|n)\b) ?(?=\S)")
_HEADING_MARKS = ":?【】〔〕「」『』■◆●○◇▼★☆〈〉《》＜＞"
"""Around headings; the brackets and pictures are those of East Asian texts."""
_BAR = " | "
_LEAST_CHIPS = 2
_LONGEST_TITLE_CHIP = 100
# A label and its value: what it says stands behind it and not below.
_STATED = re.compile(r": \W{0,3}\w[^:]{0,60}$")
_UNHEADED = re.compile(r"[\d$€£¥@|·]|[.!,;]$")


class Line(NamedTuple):
    """A unit of reading; spans rise and never overlap. A tuple, as a page makes hundreds and no other frozen class is made as fast."""

    start: int
    end: int
    kind: BlockKind
    section: Section
    heading: str = ""
    """The heading above it, folded and bare."""
    label: str = ""
    """The label that it is the value of, folded, or empty."""
    value_start: int = 0
    """Offset at which the value begins: behind the label where the label stands in the line, otherwise `start`."""
    strength: Strength | None = None
    """`PREFERRED` where its heading says so."""
    about: About = _ROLE
    """Of whom its section speaks."""
    block: int = 0
    """Index of its block; sentences of one paragraph share it."""


def lines(
    document: Document, folded: str, vocabulary: Vocabulary, labels: Mapping[str, tuple[str, ...]], shapes: Mapping[str, re.Pattern[str]]
) -> tuple[Line, ...]:
    """The lines of a document in reading order; what follows a heading of other jobs is left out. `labels` maps a folded label to the
    fields that own it, `shapes` a field to what the value of a card of it must hold.
    """
    title = title_block(document, folded, vocabulary)
    cards = card_labels(document.blocks, folded, labels, shapes, title)
    return tuple(_walk(document, folded, vocabulary, labels, cards, title))


def _walk(
    document: Document,
    folded: str,
    vocabulary: Vocabulary,
    labels: Mapping[str, tuple[str, ...]],
    cards: Mapping[int, str],
    title: int | None,
) -> list[Line]:
    # One loop with what it needs at hand: a page has dozens of blocks and lines, and each call for one costs as much as the rest of it.
    made: list[Line] = []
    current, words, level, fresh, colon = _TOP, "", 0, False, -1
    section, strength, about, cut = _META, None, _ROLE, False
    text, blocks, no_label = document.text, document.blocks, vocabulary.patterns["no_label"]
    sentences = Sentences(text, folded, vocabulary.patterns["abbreviation"])
    for index, (block, below) in enumerate(zip_longest(blocks, blocks[1:])):
        if index == title:
            made += _title_lines(sentences, folded, block, index, vocabulary)
            continue
        kind, begin, stop, depth, label = block
        own = index in cards
        found = None if kind is _ITEM or own else _as_heading(block, below, folded, vocabulary)
        if cut and not (found and 0 < depth <= level):
            continue
        if found:
            # A heading without a known meaning right below another introduces that one's section.
            if not (fresh and found is _UNKNOWN and current is not _UNKNOWN):
                current, words, level = _entered(found, current, folded[begin:stop], depth, level)
                section, strength, about, cut = current.section, current.strength, current.about, current.cut
            fresh = True
            made.append(_new(Line, (begin, stop, _HEADING, section, words, "", begin, strength, about, index)))
            continue
        fresh = False
        label = cards[index] if own else label and label.strip(" :").lower()
        if (own and not label) or (below and below.label and _is_label(text, block, below)):
            continue
        under = _SUMMARY if section is _META and stop - begin > _LONGEST_FACT else section
        for start, end in sentences.between(begin, stop):
            named, value = label, start
            if colon < start:
                colon = _first_colon(folded, start)
            if colon < end and start < colon < start + _FARTHEST_COLON and not label:
                named, value = _inline_label(folded, start, end, labels, no_label)
            made.append(_new(Line, (start, end, kind, under, words, named, value, strength, about, index)))
    return made


def _first_colon(folded: str, start: int) -> int:
    """Offset of the first colon from `start` on, or the length of the text."""
    at = folded.find(":", start)
    return at if at >= 0 else len(folded)


def _title_lines(sentences: Sentences, folded: str, block: Block, index: int, vocabulary: Vocabulary) -> Iterator[Line]:
    """The title's line, or the chips of a header that stands in one line ("Acme | Senior Baker | Remote | Full-time")."""
    chips = list(_chips(folded, block.start, block.end))
    if len(chips) < _LEAST_CHIPS:
        yield Line(block.start, block.end, BlockKind.HEADING, Section.TITLE, value_start=block.start, block=index)
        return
    short = (span for span in chips if span[1] - span[0] <= _LONGEST_TITLE_CHIP)
    role = next((span for span in short if names_role(folded[slice(*span)], vocabulary.language)), None)
    for chip in chips:
        section = Section.TITLE if chip == role else Section.META
        # The last chip may run on into the first sentences.
        for start, end in sentences.between(*chip):
            yield Line(start, end, BlockKind.CELL, section, value_start=start, block=index)


def _chips(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans between the bars of a header."""
    while (bar := folded.find(_BAR, start, end)) >= 0:
        if bar > start:
            yield start, bar
        start = bar + len(_BAR)
    if start < end:
        yield start, end


def _is_label(text: str, block: Block, below: Block) -> bool:
    """Whether a block is the label of the one below it: it says nothing by itself."""
    return text[block.start : block.end].strip(" :") == below.label.strip(" :")


_TOP = Heading(_META)
"""What a listing begins with."""
_UNKNOWN = Heading(Section.OTHER)
"""A heading whose words are not known."""


def _entered(found: Heading, current: Heading, folded: str, level: int, above: int) -> tuple[Heading, str, int]:
    """The section behind a heading: an unknown heading that is deeper than the one above stays in its section."""
    if found is not _UNKNOWN:
        return found, bare(folded), level
    inside = (level > above > 0) or (level == 0 and above > 0)
    kept = current if inside or current.section is _META else Heading(Section.OTHER, cut=current.cut and level >= above > 0)
    return kept, bare(folded), above if inside else level


def _as_heading(block: Block, follows: Block | None, folded: str, vocabulary: Vocabulary) -> Heading | None:
    """What a block means as a heading, `_UNKNOWN` for one whose words are not known, null where it is no heading."""
    kind, start, end, _, _ = block
    if kind is _HEADING:
        return vocabulary.meaning(folded[start:end]) or _UNKNOWN
    if follows is None or kind is not _PARAGRAPH or end - start > _LONGEST_HEADING:
        return None
    words = folded[start:end]
    if words.count(" ") >= _MOST_HEADING_WORDS:
        return None
    closed = words[-1] in ".!,;" or (": " in words and _STATED.search(words) is not None)
    found = None if closed else vocabulary.meaning(words)
    if found and (words in vocabulary.exact or words.rstrip(":?").strip(_HEADING_MARKS) in vocabulary.exact or _opens(follows)):
        return found
    return _UNKNOWN if not closed and _looks_like_heading(words, follows) else None


def _opens(follows: Block) -> bool:
    """Whether a block looks like the first one of a section."""
    return follows.kind is _ITEM or follows.end - follows.start > 40


def _looks_like_heading(words: str, follows: Block) -> bool:
    if _UNHEADED.search(words) or ": " in words:
        return False
    return follows.kind is _ITEM or follows.end - follows.start > 80


def _inline_label(folded: str, start: int, end: int, labels: Mapping[str, tuple[str, ...]], no_label: re.Pattern[str]) -> tuple[str, int]:
    """(label, offset of the value) of a sentence with a colon that begins with a label; without one ("", start)."""
    if not (found := _INLINE_LABEL.match(folded, start, end)):
        return "", start
    label = found[1].strip(" *\"'-")
    unknown = label not in labels and bare(label) not in labels
    if unknown and (label.count(" ") > 3 or no_label.search(label) or folded.startswith("//", found.end())):
        return "", start
    return label, found.end()
