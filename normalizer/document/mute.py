"""Leaves out what stands under a heading over other jobs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from normalizer.document.tags import HEADINGS

if TYPE_CHECKING:
    from normalizer.document.frame import Frame
    from normalizer.document.pieces import Piece

_PAGE = frozenset({"html", "body", "main"})
_UNRANKED = 2
"""Level as which a heading without one counts: a title or a section ends what it stands over, the title of a card does not."""

_MOST_OPENED = 50
"""Elements around a heading that are looked at for the outermost one that it opens."""


class Headings:
    """The headings of one page that begin something else where they follow one over other jobs."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._holders: dict[int, set[Any]] = {}
        self._around_titles: set[Any] | None = None

    def holds_title(self, element: Any) -> bool:
        """Whether an element is or holds a first heading."""
        if self._around_titles is None:
            self._around_titles = _with_holders(self._root.iter("h1"))
        return element in self._around_titles

    def holders(self, level: int) -> set[Any]:
        """The elements that are or hold a heading of `level` or a higher one: no other element ends the reach of a heading of that level."""
        # Told for the whole page at once: a look into each element costs more than reading most of them.
        if level not in self._holders:
            self._holders[level] = self._found(level)
        return self._holders[level]

    def _found(self, level: int) -> set[Any]:
        headings = self._root.iter(*(tag for tag, rank in HEADINGS.items() if rank <= level))
        return _with_holders(filter(_begins, headings))


@dataclass(frozen=True, slots=True)
class Mute:
    """Pieces from `index` on are dropped when the element at `depth` of the stack of open elements ends, or a heading ends it."""

    index: int
    depth: int
    level: int
    final: bool
    """True where nothing around the element at `depth` belongs to the heading any more."""
    enders: set[Any]
    """The elements that are or hold a heading that ends it."""

    @classmethod
    def over(cls, index: int, pieces: Sequence[Piece], stack: Sequence[Frame | None], headings: Headings) -> Mute:
        """The mute that begins with the heading at `index`: to the end of the outermost element that the heading opens."""
        depth, final = -1, True
        for at in range(len(stack) - 1, max(-1, len(stack) - 1 - _MOST_OPENED), -1):
            frame = stack[at]
            if not frame or not frame.block:
                continue
            if frame.start == index and frame.element.tag not in _PAGE and not headings.holds_title(frame.element):
                depth, final = at, False
                continue
            depth = at if final else depth
            break
        level = pieces[index].level or _UNRANKED
        return cls(index, max(depth, 0), level, final, headings.holders(level))

    def left(self, pieces: list[Piece], stack: Sequence[Frame | None]) -> Mute | None:
        """What is left of the mute behind its element: an element that held only the heading hands on to the one around it."""
        if not self.final and len(pieces) == self.index + 1 and (around := _enclosing(stack)) is not None:
            return replace(self, depth=around, final=True)
        del pieces[self.index :]
        return None

    def covers(self, element: Any, pieces: Sequence[Piece]) -> bool:
        """Whether an element can be passed over unread: the heading stands over something already, and nothing in the element ends it."""
        return len(pieces) > self.index + 1 and element not in self.enders

    def ended_by(self, heading: Any, level: int, start: int) -> bool:
        """Whether a heading whose first piece has the index `start` begins something else: it ranks as high and is not itself a link to
        another job.
        """
        return level <= self.level and start > self.index and _begins(heading)


def _enclosing(stack: Sequence[Frame | None]) -> int | None:
    return next((at for at in range(len(stack) - 1, -1, -1) if (frame := stack[at]) and frame.block), None)


def _with_holders(elements: Iterable[Any]) -> set[Any]:
    """Elements and all those that hold one of them."""
    holders: set[Any] = set()
    for element in elements:
        around = element
        while around is not None and around not in holders:
            holders.add(around)
            around = around.getparent()
    return holders


def _begins(heading: Any) -> bool:
    """Whether a heading is not itself a link to another job."""
    return next(heading.iter("a"), None) is None
