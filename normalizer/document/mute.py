"""Leaves out what stands under a heading over other jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from normalizer.document.pieces import Piece

_PAGE = frozenset({"html", "body", "main"})
_MAY_END = {
    level: etree.XPath(
        f"boolean(descendant-or-self::*[self::main or self::article or @role or {' or '.join(f'self::h{n}' for n in range(1, level + 1))}])"
    )
    for level in range(1, 7)
}
"""Level of a heading over other jobs → whether an element may hold what ends its reach: a heading as high, or the page's content."""
_UNRANKED = 2
"""Level as which a heading without one counts: a title or a section ends what it stands over, the title of a card does not."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Pieces from `index` on are dropped when the element at `depth` of the stack of open elements ends, or a heading ends it."""

    index: int
    depth: int
    level: int
    final: bool
    """True where nothing around the element at `depth` belongs to the heading any more."""

    @classmethod
    def over(cls, index: int, pieces: Sequence[Piece], stack: Sequence[Any]) -> Mute:
        """The mute that begins with the heading at `index`: to the end of the outermost element that the heading opens."""
        depth, final = -1, True
        for at in range(len(stack) - 1, -1, -1):
            frame = stack[at]
            if not frame or not frame.block:
                continue
            if frame.start == index and frame.element.tag not in _PAGE and next(frame.element.iter("h1"), None) is None:
                depth, final = at, False
                continue
            depth = at if final else depth
            break
        return cls(index, max(depth, 0), pieces[index].level or _UNRANKED, final)

    def left(self, pieces: list[Piece], stack: Sequence[Any]) -> Mute | None:
        """What is left of the mute behind its element: an element that held only the heading hands on to the one around it."""
        if not self.final and len(pieces) == self.index + 1 and (around := _enclosing(stack)) is not None:
            return replace(self, depth=around, final=True)
        del pieces[self.index :]
        return None

    def covers(self, element: Any, pieces: Sequence[Piece]) -> bool:
        """Whether an element can be passed over unread: the heading stands over something already, and nothing in the element ends it."""
        return len(pieces) > self.index + 1 and not _MAY_END[self.level](element)

    def ended_by(self, heading: Any, level: int, start: int) -> bool:
        """Whether a heading whose first piece has the index `start` begins something else: it ranks as high and is not itself a link to
        another job.
        """
        return level <= self.level and start > self.index and next(heading.iter("a"), None) is None


def _enclosing(stack: Sequence[Any]) -> int | None:
    return next((at for at in range(len(stack) - 1, -1, -1) if stack[at] and stack[at].block), None)
