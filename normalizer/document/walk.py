"""The walk over a page's elements: what each does to the text, and which of them are not the listing.

Inline markup joins ("$<b>15</b>.00" is one amount); block markup, table cells, chips and line breaks separate.
This is the hottest loop of the reader of pages: it looks at each element once and skips whole what is not the listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from normalizer.document.builder import CELL, HEADING, Builder, TooManyPiecesError
from normalizer.document.chrome import Chrome, is_other_jobs, job_target
from normalizer.document.flags import AS_HEADING, AS_MAIN, BOLD, BUTTON, CARRIED, CHIP, CUT, HAS_CLASS, LABEL, NAMED, OWN_LINE
from normalizer.document.frame import Frame
from normalizer.document.inline import follows_chip, is_second_of_two, repeats, stands_alone
from normalizer.document.labels import LONGEST_LABEL, is_card
from normalizer.document.mute import Headings, Mute
from normalizer.document.pieces import Piece
from normalizer.document.tables import Tables
from normalizer.document.tags import PARTS, PLAIN, Part

_LONGEST_NAMED = 80
"""Characters of an inline element that its `aria-label` or its class makes a line of its own."""
_COUNTED = CARRIED | AS_MAIN
"""Flags of which it is counted how many open elements have them."""
_FEWEST_OTHER_JOBS = 3
_MOST_OTHER_JOBS = 500
"""Links in a container that are looked at together."""


class Walk:
    """Reads elements into `pieces`, in reading order. With `all_listing`, headers and footers belong to the text as well."""

    def __init__(self, *, all_listing: bool = False) -> None:
        self._out = Builder()
        self.pieces: list[Piece] = self._out.pieces
        self._parts = self._out.parts
        self.mains: list[tuple[int, int, bool]] = []
        """(first piece, end, whether it is an article only) of each element that says it holds the page's content."""
        self.full = False
        """Whether reading stopped before the end of the page."""
        self._chrome = Chrome()
        self._judge = self._chrome.judge
        self._stack: list[Frame | None] = []
        self._tables = Tables(self.pieces)
        self._in_main = int(all_listing)
        self._headings: Headings
        """Those of the element that is being read."""
        self._mute: Mute | None = None
        self._targets: list[str] = []

    def read(self, body: Any) -> None:
        """Reads an element and all in it."""
        self._headings = Headings(body)
        try:
            self._follow(body)
        except TooManyPiecesError:
            self.full = True
        if self._mute:
            del self.pieces[self._mute.index :]

    def _follow(self, body: Any) -> None:
        # One loop with what it needs at hand: a call more an element is as much as parsing it. Children are asked for all at once, which
        # takes a third of the time of lxml's own walkers.
        enter, leave, stack, add, parts = self._enter, self._leave, self._stack, self._out.add, self._parts
        around: list[tuple[Any, Iterator[Any]]] = []
        siblings = iter((body,))
        while True:
            element = next(siblings, None)
            if element is None:
                if not around:
                    return
                element, siblings = around.pop()
                if frame := stack.pop():
                    leave(frame)
                text = element.tail
            elif enter(element):
                around.append((element, siblings))
                siblings = iter(element[:])
                text = element.text
            elif self._mute and around and self._mute.covers(around[-1][0], self.pieces):
                # Nothing in the element around ends the reach of the heading over other jobs: what is left of it need not be looked at.
                siblings = iter(())
                continue
            else:
                text = element.tail
            if text:
                if not text.isspace():
                    add(text)
                elif parts:
                    self._out.add_space(text)

    def _enter(self, element: Any) -> bool:
        """Begins an element; false where it is left out with all in it, or read already."""
        part, mute = PARTS[element.tag], self._mute
        if part.skipped or (mute and part.block and mute.covers(element, self.pieces)):
            return self._pass_over(part)
        attributes = element.items()
        flags = part.flags | self._judge(element, attributes) if attributes else part.flags
        if flags & CUT or (part.seldom and not self._keeps(element, flags)):
            return self._pass_over(part)
        if part.block or flags & OWN_LINE:
            if part.tabular or flags & ~HAS_CLASS or len(element):
                self._open_block(element, part, flags)
            else:
                self._read_leaf(element, part)
                return False
        elif flags or part is not PLAIN:
            self._open_inline(element, part, flags)
        else:
            self._stack.append(None)
        return True

    def _leave(self, frame: Frame) -> None:
        if frame.block:
            self._close_block(frame)
        else:
            self._close_inline(frame)
        if frame.flags & NAMED:
            self._name(frame)

    def _keeps(self, element: Any, flags: int) -> bool:
        if element.tag == "a" and not flags & BUTTON and self.pieces:
            return True
        return self._chrome.keeps(element, flags, inside_main=self._in_main > 0, at_top=not self.pieces and not self._parts)

    def _pass_over(self, part: Part) -> bool:
        """Leaves an element out; what stands around it is not joined where something was drawn between."""
        if self._parts:
            if part.block:
                self._out.end_line()
            elif part.drawn:
                self._parts.append(" ")
        return False

    def _read_leaf(self, element: Any, part: Part) -> None:
        """Reads a block that holds nothing but text, as most do: at once, without a frame to remember it by."""
        out, text = self._out, element.text
        if self._parts:
            out.end_line()
        start = len(self.pieces)
        if text and not text.isspace():
            kind, level = out.kind, out.level
            if part.kind:
                out.kind, out.level = part.kind, part.level
            out.add(text)
            out.end_line()
            out.kind, out.level = kind, level
        # Behind a single line there is nothing else to look at.
        if self._mute or out.other_jobs is not None or len(self.pieces) - start > 1:
            self._end_block(element, part, start, len(self._targets))

    def _open_block(self, element: Any, part: Part, flags: int) -> None:
        out = self._out
        if self._parts:
            out.end_line()
        self._stack.append(Frame(True, element, part, flags, out, len(self._targets)))  # noqa: FBT003  # the hot path
        if part.kind or flags & AS_HEADING:
            out.kind, out.level = part.kind or HEADING, part.level
        if part.tabular:
            self._tables.open(element.tag)
        if flags & _COUNTED:
            self._in_main += flags & AS_MAIN > 0
            out.carry(flags, 1)

    def _open_inline(self, element: Any, part: Part, flags: int) -> None:
        tag = element.tag
        if tag == "a":
            self._note_link(element)
        elif tag == "sup":
            self._part_digits(element)
        if flags & ~BOLD or (tag == "a" and self._parts):
            flags = self._separated(element, flags)
        frame = Frame(False, element, part, flags, self._out, 0) if flags & (CARRIED | NAMED) else None  # noqa: FBT003  # the hot path
        self._stack.append(frame)
        if flags:
            self._out.carry(flags, 1)

    def _part_digits(self, element: Any) -> None:
        """Keeps the number of a footnote from becoming part of the number before it."""
        if self._parts and self._parts[-1][-1:].isdigit() and (element.text or "")[:1].isdigit():
            self._parts.append(" ")

    def _note_link(self, element: Any) -> None:
        if target := job_target(element.get("href") or ""):
            self._targets.append(target)

    def _separated(self, element: Any, flags: int) -> int:
        """Ends the line before a chip or a label; returns the flags that hold for the element."""
        out = self._out
        if self._parts and not flags & LABEL and (flags & HAS_CLASS or element.tag == "a") and follows_chip(element, self._parts):
            out.end_line()
            self.pieces[-1].kind = CELL
            flags |= CHIP
        elif flags & CHIP or (flags & LABEL and self._parts and is_second_of_two(element)):
            out.end_line()
        # A label or a named value is a line of its own only where it begins one.
        return flags & ~(LABEL | NAMED) if self._parts else flags

    def _close_inline(self, frame: Frame) -> None:
        out, flags = self._out, frame.flags
        if flags & CHIP or (flags & (LABEL | NAMED) and self._is_line(frame)):
            out.end_line()
        out.carry(flags, -1)

    def _is_line(self, frame: Frame) -> bool:
        """Whether a label or a named value, which began a line, is all of it."""
        return sum(map(len, self._parts)) <= _LONGEST_NAMED and stands_alone(frame.element, is_label=frame.flags & LABEL > 0)

    def _close_block(self, frame: Frame) -> None:
        out = self._out
        if self._parts:
            out.end_line()
        out.kind, out.level = frame.kind, frame.level
        if frame.flags & _COUNTED:
            self._close_flagged(frame)
        if frame.part.tabular:
            self._tables.close(frame.element.tag, frame.start)
        self._end_block(frame.element, frame.part, frame.start, frame.targets)

    def _end_block(self, element: Any, part: Part, start: int, first_target: int) -> None:
        """Looks at what a block held: the pieces from `start` and the links from `first_target` on."""
        out, mute = self._out, self._mute
        if mute and part.level:
            self._end_mute(mute, element, part.level, start)
        count = len(self.pieces) - start
        if count > 1:
            out.end_container(start)
            if count == 2 and part.card and is_card(self.pieces[-2:]):
                self.pieces[-1].kind = self.pieces[-2].kind = CELL
        if len(self._targets) - first_target >= _FEWEST_OTHER_JOBS:
            self._drop_other_jobs(start, first_target)
        if out.other_jobs is not None or (mute and len(self._stack) <= mute.depth):
            self._drop_muted()

    def _drop_other_jobs(self, start: int, first_target: int) -> None:
        targets = self._targets[first_target:]
        if len(set(targets)) >= _FEWEST_OTHER_JOBS and is_other_jobs(self.pieces[start:], len(targets)):
            del self.pieces[start:]
            self._tables.cut()
            del self._targets[first_target:]
        elif len(targets) > _MOST_OTHER_JOBS:
            del self._targets[first_target:]

    def _drop_muted(self) -> None:
        out, stack = self._out, self._stack
        if out.other_jobs is not None:
            if not self._mute and out.other_jobs < len(self.pieces):
                self._mute = Mute.over(out.other_jobs, self.pieces, stack, self._headings)
            out.other_jobs = None
        if self._mute and len(stack) <= self._mute.depth:
            self._mute = self._mute.left(self.pieces, stack)
            self._tables.cut()

    def _close_flagged(self, frame: Frame) -> None:
        self._out.carry(frame.flags, -1)
        if frame.flags & AS_MAIN:
            self._in_main -= 1
            self.mains.append((frame.start, len(self.pieces), frame.element.tag == "article"))

    def _end_mute(self, mute: Mute, heading: Any, level: int, start: int) -> None:
        """Ends the leaving out of other jobs at a heading that begins something else."""
        if mute.ended_by(heading, level, start):
            self._drop(mute.index, start)
            self._mute = None

    def _drop(self, start: int, end: int) -> None:
        """Drops pieces in front of those that were read last, which open elements may hold."""
        del self.pieces[start:end]
        self._tables.forget_cells()
        for frame in reversed(self._stack):
            # Elements further out began earlier.
            if frame and frame.start <= start:
                break
            if frame:
                frame.start = max(start, frame.start - (end - start))
        if self._out.other_jobs is not None:
            self._out.other_jobs -= end - start

    def _name(self, frame: Frame) -> None:
        """Labels the one piece of an element by its `aria-label` or its title, unless that repeats what it says."""
        label = " ".join((frame.element.get("aria-label") or frame.element.get("title", "")).split())
        if len(self.pieces) - frame.start == 1 and len(label) <= LONGEST_LABEL:
            piece = self.pieces[-1]
            if not piece.label and not repeats(label.casefold(), piece.text.casefold()):
                piece.label = label
