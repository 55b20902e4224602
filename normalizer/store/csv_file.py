"""Listings as a table for spreadsheets: the columns of the database, without the record, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from normalizer.store.columns import COLUMNS, SqlValue, row_of
from normalizer.store.replacing import ReplacingFile
from schemas.listing import Listing

_RECORD = "record"
_TABLE = tuple(name for name in COLUMNS if name != _RECORD)
_FORMULA = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n|%]")
"""Beginnings of a cell that some spreadsheet takes for a formula or a command; full-width signs are folded by some."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, marks that turn the direction of text, and halves of characters."""


class CsvWriter(ReplacingFile):
    """Writes a CSV file (RFC 4180, UTF-8) that appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Raises `OutputError` where the file cannot be written."""
        super().__init__(path, _row(_TABLE))

    def write(self, listing: Listing) -> None:
        """Append one listing. `OutputError` where there is no room for it."""
        values = dict(zip(COLUMNS, row_of(listing), strict=True))
        self._append(_row(inert_cell(values[name]) for name in _TABLE))


def _row(cells: Iterable[SqlValue]) -> bytes:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


def inert_cell(value: SqlValue) -> SqlValue:
    """A cell that shows what it holds: words without characters that cannot be seen, and never a formula. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _UNSEEN.sub("", value)
    return f"'{text}" if _FORMULA.match(text.lstrip(" ")) else text
