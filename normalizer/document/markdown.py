"""Markdown, in which some providers keep their descriptions, into HTML."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# What plain text does not hold: headings, emphasis around words, links. Bullets alone are read as plain text.
_MARKS = re.compile(
    r"(?:^|\n)#{1,6} \S|(?<![\w*])\*\*(?=\S)[^*\n]{1,200}\*\*(?![\w*])|(?<!\w)__(?=\S)[^_\n]{1,200}__(?!\w)|\[[^\[\]\n]{1,200}\]\((?:https?:|mailto:|/)[^()\s]{1,500}\)"
)
_LARGEST = 200_000
"""Characters that are read as Markdown; descriptions have a twentieth of that."""


def is_markdown(text: str) -> bool:
    """Whether a text without markup holds marks of Markdown."""
    return len(text) <= _LARGEST and _MARKS.search(text) is not None


def as_html(text: str) -> str:
    """The HTML of a Markdown text. Markup in it stays text, and the end of a line ends a line."""
    html: str = _parser().render(text)
    return html


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # its import costs more than a page does, and few postings need it

    # Indented lines are no code here, and a line of dashes makes no heading of what stands above it.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable(["code", "lheading", "reference"])
