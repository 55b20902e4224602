"""Statements that stand side by side name alternatives: chips of one row, items of one list."""

from __future__ import annotations

from normalizer.document.lines import Line
from normalizer.document.sections import HEADER_SECTIONS
from normalizer.page import Draft, Page
from schemas.document import BlockKind

_SENTENCE_ENDS = (".", "!", "?")


def are_chips_of_one_row(page: Page, a: Draft, b: Draft) -> bool:
    """Whether two claims stand in chips of one row of the header ("Remote | Full-time"), or in fragments of one block ("full-time; term")."""
    if a.embedded or b.embedded:
        return False
    left, right = page.lines[a.line], page.lines[b.line]
    return left.block == right.block and is_fragment(page, left) and is_fragment(page, right)


def is_fragment(page: Page, line: Line) -> bool:
    """Whether a line is a fact of the header and no sentence."""
    return line.section in HEADER_SECTIONS and not page.folded.endswith(_SENTENCE_ENDS, line.start, line.end)


def are_items_of_one_list(page: Page, a: Draft, b: Draft) -> bool:
    """Whether two claims stand in items between which nothing but items stands."""
    if a.embedded or b.embedded:
        return False
    first, last = sorted((a.line, b.line))
    return all(line.kind is BlockKind.ITEM for line in page.lines[first : last + 1])
