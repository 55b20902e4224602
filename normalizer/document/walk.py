"""The walk over a page's elements: what each does to the text, and which of them are not the listing.

Inline markup joins ("$<b>15</b>.00" is one amount); block markup, table cells, chips and line breaks separate.
This is the hottest loop of the reader of pages: it looks at each element once and skips whole what is not the listing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from lxml import etree

from normalizer.document.builder import CELL, HEADING, ITEM, Builder, TooManyPiecesError
from normalizer.document.chrome import is_kept, is_other_jobs, job_target, judge
from normalizer.document.flags import AS_HEADING, AS_MAIN, BOLD, CARRIED, CHIP, CUT, HAS_CLASS, LABEL, NAMED, OWN_LINE
from normalizer.document.labels import LONGEST_LABEL, is_card, label_cells
from normalizer.document.mute import Mute
from normalizer.document.pieces import Piece
from normalizer.document.tags import CARDS, CHIP_PARENTS, HEADINGS, PARTS, PLAIN, Part

_LONGEST_NAMED = 80
"""Characters of an inline element that its `aria-label` or its class makes a line of its own."""
_FEWEST_OTHER_JOBS = 3


class Frame:
    """An open element that begins lines of its own or changes how its text is read."""

    __slots__ = ("block", "element", "flags", "kind", "level", "start", "tag", "targets")

    def __init__(self, block: bool, element: Any, flags: int, out: Builder, targets: int) -> None:  # noqa: FBT001  # the hot path
        self.block, self.element, self.tag, self.flags, self.targets = block, element, element.tag, flags, targets
        self.start, self.kind, self.level = len(out.pieces), out.kind, out.level


class Walk:
    """Reads elements into `pieces`, in reading order."""

    def __init__(self) -> None:
        self._out = Builder()
        self.pieces: list[Piece] = self._out.pieces
        self._parts = self._out.parts
        self.mains: list[tuple[int, int]] = []
        """(first piece, end) of each element that says it holds the page's content, in the order in which they end."""
        self.full = False
        """Whether reading stopped before the end of the page."""
        self._stack: list[Frame | None] = []
        self._rows: list[list[tuple[str, int, int]]] = []
        self._headers: list[list[str]] = []
        self._term = ""
        self._in_main = 0
        self._mute: Mute | None = None
        self._targets: list[str] = []

    def read(self, body: Any) -> None:
        """Reads an element and all in it."""
        walker = etree.iterwalk(body, events=("start", "end"))
        enter, leave, skip = self._enter, self._leave, walker.skip_subtree
        try:
            for event, element in walker:
                if event == "end":
                    leave(element)
                elif not enter(element):
                    skip()
        except TooManyPiecesError:
            self.full = True
        if self._mute:
            del self.pieces[self._mute.index :]

    def _enter(self, element: Any) -> bool:
        """Begins an element; false where it is left out with all in it."""
        tag = element.tag
        part = PARTS.get(tag, PLAIN)
        if part.skipped:
            return self._pass_over(part)
        attributes = element.items()
        flags = part.flags | judge(element, attributes) if attributes else part.flags
        if flags & CUT or (part.seldom and not is_kept(element, inside_main=self._in_main > 0)):
            return self._pass_over(part)
        if part.block or flags & OWN_LINE or "-" in tag:
            self._open_block(element, part, flags)
        elif flags or part is not PLAIN:
            self._open_inline(element, tag, flags)
        else:
            self._stack.append(None)
        text = element.text
        if text and (self._parts or not text.isspace()):
            self._out.add(text)
        return True

    def _leave(self, element: Any) -> None:
        frame = self._stack.pop()
        if frame:
            if frame.block:
                self._close_block(frame)
            else:
                self._close_inline(frame)
            if frame.flags & NAMED:
                self._name(frame)
        text = element.tail
        if text and (self._parts or not text.isspace()):
            self._out.add(text)

    def _pass_over(self, part: Part) -> bool:
        """Leaves an element out; what stands around it is not joined where something was drawn between."""
        if part.block:
            self._out.end_line()
        elif part.drawn and self._parts:
            self._parts.append(" ")
        self._stack.append(None)
        return False

    def _open_block(self, element: Any, part: Part, flags: int) -> None:
        out = self._out
        if self._parts:
            out.end_line()
        self._stack.append(Frame(True, element, flags, out, len(self._targets)))  # noqa: FBT003  # the hot path
        if part.kind or flags & AS_HEADING:
            out.kind, out.level = part.kind or HEADING, part.level
        elif part.tabular:
            (self._rows if element.tag == "tr" else self._headers).append([])
        if flags & (CARRIED | AS_MAIN):
            self._in_main += flags & AS_MAIN > 0
            out.carry(flags, 1)

    def _open_inline(self, element: Any, tag: str, flags: int) -> None:
        if tag == "br":
            self._out.end_line()
        elif tag == "a":
            self._note_link(element)
        if flags & ~BOLD or (tag == "a" and self._parts):
            flags = self._separated(element, flags)
        frame = Frame(False, element, flags, self._out, 0) if flags & (CARRIED | NAMED) else None  # noqa: FBT003  # the hot path
        self._stack.append(frame)
        if flags:
            self._out.carry(flags, 1)

    def _note_link(self, element: Any) -> None:
        if target := job_target(element.get("href") or ""):
            self._targets.append(target)

    def _separated(self, element: Any, flags: int) -> int:
        """Ends the line before a chip or a label; returns the flags that hold for the element."""
        out = self._out
        if self._parts and not flags & LABEL and (flags & HAS_CLASS or element.tag == "a") and self._follows_chip(element):
            out.end_line()
            self.pieces[-1].kind = CELL
            flags |= CHIP
        elif flags & CHIP or (flags & LABEL and self._parts and _is_second_of_two(element)):
            out.end_line()
        # A label or a named value is a line of its own only where it begins one.
        return flags & ~(LABEL | NAMED) if self._parts else flags

    def _follows_chip(self, element: Any) -> bool:
        """Whether an inline element stands in a row of its like, with nothing but space between: chips, not parts of an amount."""
        before = element.getprevious()
        if before is None or before.tag != element.tag or before.get("class") != element.get("class") or (before.tail or "").strip():
            return False
        around = element.getparent()
        return around.tag in CHIP_PARENTS and not (around.text or "").strip() and any(map(str.isalpha, "".join(self._parts)))

    def _close_inline(self, frame: Frame) -> None:
        out, flags = self._out, frame.flags
        if flags & CHIP or (flags & (LABEL | NAMED) and sum(map(len, self._parts)) <= _LONGEST_NAMED and _stands_alone(frame.element)):
            out.end_line()
        out.carry(flags, -1)

    def _close_block(self, frame: Frame) -> None:
        out = self._out
        if self._parts:
            out.end_line()
        out.kind, out.level = frame.kind, frame.level
        if frame.flags & (CARRIED | AS_MAIN):
            self._close_flagged(frame)
        if closing := self._CLOSING.get(frame.tag):
            closing(self, frame)
        count = len(self.pieces) - frame.start
        if count > 1:
            out.end_container(frame.start)
            if count == 2 and frame.tag in CARDS and is_card(self.pieces[-2:]):
                self.pieces[-1].kind = self.pieces[-2].kind = CELL
        if len(self._targets) - frame.targets >= _FEWEST_OTHER_JOBS:
            self._drop_other_jobs(frame)
        if self._mute or out.other_jobs is not None:
            self._drop_muted()

    def _drop_other_jobs(self, frame: Frame) -> None:
        targets = self._targets[frame.targets :]
        if len(set(targets)) >= _FEWEST_OTHER_JOBS and is_other_jobs(self.pieces[frame.start :], len(targets)):
            del self.pieces[frame.start :]
            del self._targets[frame.targets :]

    def _drop_muted(self) -> None:
        out, stack = self._out, self._stack
        if out.other_jobs is not None:
            self._mute = self._mute or Mute.over(out.other_jobs, self.pieces, stack)
            out.other_jobs = None
        if self._mute and len(stack) <= self._mute.depth:
            self._mute = self._mute.left(self.pieces, stack)

    def _close_flagged(self, frame: Frame) -> None:
        self._out.carry(frame.flags, -1)
        if frame.flags & AS_MAIN:
            self._in_main -= 1
            self.mains.append((frame.start, len(self.pieces)))

    def _close_cell(self, frame: Frame) -> None:
        """Ends a cell of a table or of a description list."""
        pieces = self.pieces[frame.start :]
        if len(pieces) == 1 and pieces[0].kind is not ITEM:
            pieces[0].kind, pieces[0].level = CELL, 0
        if frame.tag == "dt":
            self._term = " ".join(piece.text for piece in pieces)
        elif frame.tag == "dd":
            for piece in pieces:
                piece.label = piece.label or self._term
        elif self._rows:
            self._rows[-1].append((frame.tag, frame.start, len(self.pieces)))

    def _close_row(self, _: Frame) -> None:
        label_cells(self.pieces, self._rows.pop(), self._headers[-1] if self._headers else [])

    def _close_table(self, _: Frame) -> None:
        self._headers.pop()

    def _close_heading(self, frame: Frame) -> None:
        if self._mute and self._mute.ended_by(HEADINGS[frame.tag], frame):
            del self.pieces[self._mute.index : frame.start]
            self._mute, self._rows = None, [[] for _ in self._rows]

    def _name(self, frame: Frame) -> None:
        """Labels the one piece of an element by its `aria-label`, unless that repeats what it says."""
        label = " ".join(frame.element.get("aria-label", "").split())
        if len(self.pieces) - frame.start == 1 and len(label) <= LONGEST_LABEL:
            piece = self.pieces[-1]
            if not piece.label and not _repeats(label.casefold(), piece.text.casefold()):
                piece.label = label

    _CLOSING: ClassVar[dict[str, Callable[[Walk, Frame], None]]] = {
        **dict.fromkeys(HEADINGS, _close_heading),
        **dict.fromkeys(("td", "th", "dd", "dt"), _close_cell),
        "tr": _close_row,
        "table": _close_table,
    }
    """Tag → what its end does."""


def _is_second_of_two(element: Any) -> bool:
    around = element.getparent()
    if len(around) != 2 or around[1] is not element or (around.text or "").strip():
        return False
    return around.tag in CHIP_PARENTS or around.tag == "li"


def _stands_alone(element: Any) -> bool:
    """Whether an inline element is followed by another one, or by nothing, rather than by words of its sentence."""
    return not (element.tail or "").strip() and element.getparent().tag not in ("a", "button", "p")


def _repeats(label: str, text: str) -> bool:
    return not label or label in text or text in label
