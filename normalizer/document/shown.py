"""Values of marked up data that a reader of the page can see: where the page's text says them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from normalizer.document.pieces import cleaned

_LONGEST_BEFORE = 40


class Shown(NamedTuple):
    """A value that an element shows."""

    pointer: str
    value: str
    before: str
    """The words before the element, by which its place is known among others that say the same; may be empty."""


def words_before(element: Any) -> str:
    """The words directly before an element, within the element that holds it."""
    before, around = element.getprevious(), element.getparent()
    words = before.tail if before is not None else around.text if around is not None else ""
    return cleaned(words or "")[-_LONGEST_BEFORE:]


def spans(shown: Iterable[Shown], text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """(pointer, span) of each value that the text holds as words of its own.

    Values come in the order of the text, so each is looked for behind the one before it, first where the same words stand before it.
    """
    at = 0
    for pointer, value, before in shown:
        start = _place(text, value, before, at)
        if start >= 0:
            at = start + len(value)
            yield pointer, (start, at)


def _place(text: str, value: str, before: str, at: int) -> int:
    context = _find(text, f"{before} {value}", at) if before else -1
    return context + len(before) + 1 if context >= 0 else _find(text, value, at)


def _find(text: str, value: str, at: int) -> int:
    while (at := text.find(value, at)) >= 0:
        end = at + len(value)
        if not (_joins(text[at - 1 : at], value[0]) or _joins(value[-1], text[end : end + 1])):
            return at
        at += 1
    return -1


def _joins(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum()
