"""Text of pages on a terminal: shown in full, with nothing in it that a terminal would obey."""

from __future__ import annotations


def inert(text: str) -> str:
    r"""`text` with every character that is not visible, the plain space apart, as its escape (`\x1b`, `\u202e`, `\n`)."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
