"""Ties values to their labels where the markup does: rows of tables, label and value elements, cards."""

from __future__ import annotations

from collections.abc import Sequence

from normalizer.document.pieces import Piece
from schemas.document import BlockKind

LONGEST_LABEL = 40
"""Characters of a label."""
_LONGEST_VALUE = 80
"""Characters of a value that only a colon ties to the line above it."""
_LONGEST_CARD = 60
COLONS = (":", "：")
"""Ends of a text that announces what follows it."""
_MOST_IN_ROW = 4
"""Pieces in a container that may be one row of label, value and buttons."""

Cell = tuple[str, int, int]
"""(tag, index of the first piece, index behind the last) of a table cell."""


def pair_labels(pieces: Sequence[Piece]) -> int:
    """Gives the pieces of one container the labels that stand among them; returns how many labels need no further look."""
    named = [index for index, piece in enumerate(pieces) if piece.names]
    if len(named) == len(pieces):
        # Chips or tabs that are only called labels.
        return _forget(pieces, named)
    value_first = not pieces[0].names and pieces[-1].names == 1 and all(index and not pieces[index - 1].names for index in named)
    for index in named:
        _tie(pieces, index, -1 if value_first else 1)
    return _forget(pieces, named)


def _forget(pieces: Sequence[Piece], named: Sequence[int]) -> int:
    for index in named:
        pieces[index].names = 0
    return len(named)


def _tie(pieces: Sequence[Piece], index: int, step: int) -> None:
    label, at = pieces[index], index + step
    if not 0 <= at < len(pieces) or pieces[at].names or not _may_be_value(label, pieces[at], len(pieces)):
        return
    _as_cell(label)
    while 0 <= at < len(pieces):
        _as_cell(pieces[at])
        pieces[at].label = pieces[at].label or label.text
        at += step
        # A list below a label belongs to it as a whole.
        if step < 0 or at >= len(pieces) or not pieces[at].kind is pieces[at - 1].kind is BlockKind.ITEM:
            break


def _may_be_value(label: Piece, value: Piece, count: int) -> bool:
    if value.kind is BlockKind.HEADING and value.level:
        return False
    sure = label.names == 1
    return sure or (count <= _MOST_IN_ROW and len(value.text) <= _LONGEST_VALUE and not value.text.endswith((".", *COLONS)))


def _as_cell(piece: Piece) -> None:
    if piece.kind is not BlockKind.ITEM:
        piece.kind, piece.level = BlockKind.CELL, 0


def is_card(pieces: Sequence[Piece]) -> bool:
    """Whether the two pieces of a container look like a value and its label, in whichever order."""
    return all(piece.kind is BlockKind.PARAGRAPH and not piece.label and _is_terse(piece.text) for piece in pieces)


def _is_terse(text: str) -> bool:
    return len(text) <= _LONGEST_CARD and not text.endswith((".", "!", "?", ",", ";"))


def label_cells(pieces: Sequence[Piece], row: Sequence[Cell], headers: list[str]) -> None:
    """Labels the cells of a table row by the cell before them or by the head of their column; a row of heads becomes `headers`."""
    if len(row) > 1 and all(tag == "th" for tag, _, _ in row):
        headers[:] = [_text(pieces, cell) for cell in row]
        return
    by_column = headers if len(headers) == len(row) else [""] * len(row)
    label = ""
    for cell, header in zip(row, by_column, strict=True):
        _, start, end = cell
        if cell is not row[-1] and _is_label(pieces, cell):
            label = pieces[start].text
            continue
        for piece in pieces[start:end]:
            piece.label = piece.label or label or header
        # A label in the middle of a row begins a new pair.
        label = "" if row[0][0] != "th" else label


def _is_label(pieces: Sequence[Piece], cell: Cell) -> bool:
    tag, start, end = cell
    if end - start != 1 or len(pieces[start].text) > LONGEST_LABEL:
        return False
    return tag == "th" or pieces[start].bold or pieces[start].text.endswith(COLONS)


def _text(pieces: Sequence[Piece], cell: Cell) -> str:
    _, start, end = cell
    return " ".join(piece.text for piece in pieces[start:end])
