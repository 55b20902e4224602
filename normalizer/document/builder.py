"""Builds pieces out of text: folds white space, ends lines, and notes what each line may be."""

from __future__ import annotations

from normalizer.document.flags import BOLD, CHIP, KEPT_LINES, LABEL
from normalizer.document.labels import COLONS, LONGEST_LABEL, pair_labels
from normalizer.document.names import heads_other_jobs
from normalizer.document.pieces import Piece, cleaned, heads, typed_lines, without_bullet
from schemas.document import BlockKind

# Members of an enumeration cost a call each time they are named.
PARAGRAPH, ITEM, CELL, HEADING = BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL, BlockKind.HEADING
MOST_PIECES = 40_000
"""Blocks behind which a page is cut: a listing has a few hundred."""
_LONGEST_CHIP = 80
_MOST_IN_CONTAINER = 60
"""Pieces of a container in which labels and values are paired."""


class TooManyPiecesError(Exception):
    """As many pieces as are read were found."""


class Builder:
    """Takes text in reading order; `kind` and `level` are those of the line that is being read."""

    __slots__ = (
        "_awaited",
        "_bold",
        "_chips",
        "_kept_lines",
        "_labels",
        "_plain",
        "_unpaired",
        "kind",
        "level",
        "other_jobs",
        "parts",
        "pieces",
    )

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.parts: list[str] = []
        """Text of the line that is being read; empty at its beginning."""
        self.kind = PARAGRAPH
        self.level = 0
        self.other_jobs: int | None = None
        """Index of a heading over other jobs that nobody has acted on yet."""
        self._awaited = ""
        self._plain = False
        self._bold = self._labels = self._chips = self._kept_lines = self._unpaired = 0

    def add(self, text: str) -> None:
        """Adds text that is not only white space to the line."""
        if self._kept_lines and "\n" in text:
            self._add_lines(text)
            return
        self.parts.append(text)
        if not self._bold:
            self._plain = True

    def add_space(self, text: str) -> None:
        """Adds white space to a line that holds text already."""
        if self._kept_lines and "\n" in text:
            self.end_line()
        else:
            self.parts.append(" ")

    def _add_lines(self, text: str) -> None:
        """Adds text whose line ends count."""
        for at, line in enumerate(text.split("\n")):
            if at:
                self.end_line()
            if line and not line.isspace():
                self.parts.append(line)
                self._plain = self._plain or not self._bold

    def end_line(self) -> None:
        """Ends the line that is being read; its text becomes a piece."""
        parts = self.parts
        if not parts:
            return
        text = "".join(parts)
        parts.clear()
        bold, self._plain = not self._plain, False
        # Line feeds, tabs, no-break spaces and what cannot be seen are all not printable.
        text = text.strip() if text.isprintable() and "  " not in text else cleaned(text)
        if not text.isascii() and (lines := typed_lines(text)) is not None:
            for line, kind in lines:
                self._end_piece(line, kind, bold)
        elif text:
            self._end_piece(text, self.kind, bold)

    def _end_piece(self, text: str, kind: BlockKind, bold: bool) -> None:  # noqa: FBT001  # the hot path
        first = text[0]
        if first == "o" or not first.isalnum():
            text, kind = self._without_mark(text, kind)
            if not text:
                return
        piece = Piece(text, kind, self.level, bold)
        if self._awaited:
            piece.label, self._awaited = self._awaited, ""
        self.pieces.append(piece)
        if self._labels and len(text) <= LONGEST_LABEL:
            piece.names = 1
            self._unpaired += 1
        elif kind is HEADING:
            self._note_heading(text)
        elif self._chips and len(text) <= _LONGEST_CHIP:
            piece.kind = CELL
        elif kind is PARAGRAPH and (bold or text[-1] in COLONS):
            self._note_short_line(piece)
        if len(self.pieces) > MOST_PIECES:
            raise TooManyPiecesError

    def _without_mark(self, text: str, kind: BlockKind) -> tuple[str, BlockKind]:
        """(text without the bullet or the colon that it begins with, kind that this makes of it); the text may be empty then."""
        if text[0] in COLONS and self.pieces and len(self.pieces[-1].text) <= LONGEST_LABEL:
            label = self.pieces[-1]
            label.kind, label.level, self._awaited = CELL, 0, label.text
            return text[1:].lstrip(), CELL if kind is PARAGRAPH else kind
        item = text if kind is HEADING else without_bullet(text)
        return (item, ITEM) if item is not text else (text, kind)

    def _note_short_line(self, piece: Piece) -> None:
        text = piece.text
        if text[-1] in COLONS and len(text) <= LONGEST_LABEL:
            piece.names = 2
            self._unpaired += 1
        if piece.bold and heads(text):
            piece.kind = HEADING
            self._note_heading(text)

    def _note_heading(self, text: str) -> None:
        if self.other_jobs is None and heads_other_jobs(text):
            self.other_jobs = len(self.pieces) - 1

    def carry(self, flags: int, step: int) -> None:
        """Begins (`step` 1) or ends (`step` -1) what flags say about the text inside an element."""
        if flags & BOLD:
            self._bold += step
        if flags & LABEL:
            self._labels += step
        if flags & CHIP:
            self._chips += step
        if flags & KEPT_LINES:
            self._kept_lines += step

    def end_container(self, start: int) -> None:
        """Pairs the labels and values among the pieces since `start`, which one element holds."""
        if not self._unpaired:
            return
        if len(self.pieces) - start > _MOST_IN_CONTAINER:
            self._unpaired = 0
        else:
            self._unpaired -= pair_labels(self.pieces[start:])
