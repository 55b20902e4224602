"""Chips: words of a header, a label's value or a short line that say something by standing there, without a sentence."""

from __future__ import annotations

from normalizer.document.lines import Line
from normalizer.document.sections import HEADER_SECTIONS
from normalizer.page import Page
from schemas.document import BlockKind, Section

_LONGEST_LINE = 60
_LONGEST_IN_HEADER = 120
_EDGES = "|/()[]·•,;:-+&–—.*!"


def is_labelled(page: Page, field: str, line: int, offset: int) -> bool:
    """Whether an offset lies in the value of a label that belongs to a field."""
    found = page.lines[line]
    return field in page.labels.get(found.label, ()) and offset >= found.value_start


def is_row_of_chips(page: Page, line: int) -> bool:
    """Whether a line is a row of short facts between bars, or one fact of such a row: "Acme | Berlin | Full-time"."""
    found = page.lines[line]
    words = page.folded[found.start : found.end]
    return " | " in words or (found.section is Section.META and (" · " in words or _is_chip(found)))


def row_of(page: Page, line: int) -> tuple[int, int]:
    """Offsets of the row of chips that a line belongs to; those of the line where it is no chip."""
    lines, block = page.lines, page.lines[line].block
    first = last = line
    while first > 0 and lines[first - 1].block == block and _is_chip(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].block == block and _is_chip(lines[last + 1]):
        last += 1
    return lines[first].start, lines[last].end


def _is_chip(line: Line) -> bool:
    return line.kind is BlockKind.CELL and line.section in HEADER_SECTIONS and line.end - line.start <= _LONGEST_IN_HEADER


def stands_alone(page: Page, line: int, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a part of its own, between marks, of the header or of a short line."""
    found = page.lines[line]
    longest = _LONGEST_IN_HEADER if found.section in HEADER_SECTIONS else _LONGEST_LINE
    return found.end - found.start <= longest and is_part(page, line, start, end)


def is_part(page: Page, line: int, start: int, end: int) -> bool:
    """Whether nothing but marks, or an end of the line, stands right before `start` and right behind `end`."""
    return starts_part(page, line, start) and ends_part(page, line, end)


def starts_part(page: Page, line: int, start: int) -> bool:
    """Whether a mark or the beginning of the line (or of its value) stands right before an offset."""
    found = page.lines[line]
    begin = found.value_start if start >= found.value_start else found.start
    before = page.folded[begin:start].rstrip(" ")
    return not before or before[-1] in _EDGES


def ends_part(page: Page, line: int, end: int) -> bool:
    """Whether a mark or the end of the line stands right behind an offset."""
    behind = page.folded[end : page.lines[line].end].lstrip(" ")
    return not behind or behind[0] in _EDGES
