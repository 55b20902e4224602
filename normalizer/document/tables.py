"""Rows of tables and description lists, while they are being read: ties the pieces of their cells to labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from normalizer.document.labels import Cell, label_cells
from normalizer.document.pieces import Piece
from schemas.document import BlockKind


class Tables:
    """The tables that are open, the innermost last."""

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._rows: list[list[Cell]] = []
        self._headers: list[list[str]] = []
        self._term = ""

    def open(self, tag: str) -> None:
        """Begins a table or a row; other elements do nothing."""
        if tag == "tr":
            self._rows.append([])
        elif tag == "table":
            self._headers.append([])

    def close(self, tag: str, start: int) -> None:
        """Ends an element of a table or of a description list whose first piece has the index `start`; other elements do nothing."""
        if closing := self._CLOSING.get(tag):
            closing(self, tag, start)

    def forget_cells(self) -> None:
        """Forgets which pieces the cells of open rows hold."""
        self._rows = [[] for _ in self._rows]

    def cut(self) -> None:
        """Empties the cells of open rows whose pieces were dropped from the end."""
        last = len(self._pieces)
        for row in self._rows:
            row[:] = [(tag, min(start, last), min(end, last)) for tag, start, end in row]

    def _close_cell(self, tag: str, start: int) -> None:
        pieces = self._pieces[start:]
        if len(pieces) == 1 and pieces[0].kind is not BlockKind.ITEM:
            pieces[0].kind, pieces[0].level = BlockKind.CELL, 0
        if tag == "dt":
            self._term = " ".join(piece.text for piece in pieces)
        elif tag == "dd":
            for piece in pieces:
                piece.label = piece.label or self._term
        elif self._rows:
            self._rows[-1].append((tag, start, len(self._pieces)))

    def _close_row(self, _: str, __: int) -> None:
        label_cells(self._pieces, self._rows.pop(), self._headers[-1] if self._headers else [])

    def _close_table(self, _: str, __: int) -> None:
        self._headers.pop()

    _CLOSING: ClassVar[dict[str, Callable[[Tables, str, int], None]]] = {
        **dict.fromkeys(("td", "th", "dd", "dt"), _close_cell),
        "tr": _close_row,
        "table": _close_table,
    }
    """Tag → what its end does."""
