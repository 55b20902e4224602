"""How inline elements stand to what is around them: as words of a sentence, or on their own as chips, labels and values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normalizer.document.tags import CHIP_PARENTS

_LAST = 8
"""Parts of a line that are looked at for a letter."""


def follows_chip(element: Any, parts: Sequence[str]) -> bool:
    """Whether an element stands in a row of its like, with nothing but space between: chips, not parts of an amount.

    `parts` is the text of the line before it.
    """
    before = element.getprevious()
    if before is None or before.tag != element.tag or before.get("class") != element.get("class") or (before.tail or "").strip():
        return False
    around = element.getparent()
    return around.tag in CHIP_PARENTS and not (around.text or "").strip() and any(map(str.isalpha, "".join(parts[-_LAST:])))


def is_second_of_two(element: Any) -> bool:
    """Whether an element and the one before it are all that the element around them holds."""
    before, around = element.getprevious(), element.getparent()
    if before is None or before.getprevious() is not None or element.getnext() is not None or (around.text or "").strip():
        return False
    return around.tag in CHIP_PARENTS or around.tag == "li"


def stands_alone(element: Any, *, is_label: bool) -> bool:
    """Whether an element is more than a word of its sentence: followed by another one or by nothing; a label also by its value."""
    if (element.tail or "").strip() and not is_label:
        return False
    return element.getparent().tag not in ("a", "button", "p")


def repeats(label: str, text: str) -> bool:
    """Whether a label says nothing that the text does not say."""
    return not label or label in text or text in label
