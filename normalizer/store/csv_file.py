"""Listings as a table for spreadsheets: the columns of the database, without the record, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from types import TracebackType

from normalizer.store.columns import COLUMNS, SqlValue, row_of
from normalizer.store.replacing import Replacement, naming
from schemas.listing import Listing

_RECORD = "record"
_TABLE = tuple(name for name in COLUMNS if name != _RECORD)
_FORMULA = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n|%]")
"""Beginnings of a cell that some spreadsheet takes for a formula or a command; full-width signs are folded by some."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, marks that turn the direction of text, and halves of characters."""


class CsvWriter:
    """Writes a CSV file (RFC 4180, UTF-8) beside `path`; `publish` puts it in its place in one step, leaving without it drops it."""

    def __init__(self, path: Path) -> None:
        """Raises `OutputError` where the file cannot be written."""
        self.count = 0
        """Listings written."""
        self._replacement = Replacement(path)
        with naming(self._replacement.target):
            self._stream = self._replacement.path.open("w", encoding="utf-8", newline="")
            self._rows = csv.writer(self._stream, quoting=csv.QUOTE_MINIMAL)
            self._rows.writerow(_TABLE)

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file."""
        return self._replacement.replaces

    def write(self, listing: Listing) -> None:
        """Append one listing. `OutputError` where there is no room for it."""
        values = dict(zip(COLUMNS, row_of(listing), strict=True))
        with naming(self._replacement.target):
            self._rows.writerow(inert_cell(values[name]) for name in _TABLE)
        self.count += 1

    def publish(self) -> None:
        """Make the file durable and visible. `OutputError` where that fails; the target is unchanged then."""
        with naming(self._replacement.target):
            self._stream.close()
        self._replacement.publish()

    def __enter__(self) -> CsvWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with naming(self._replacement.target):
                self._stream.close()
        finally:
            self._replacement.discard()


def inert_cell(value: SqlValue) -> SqlValue:
    """A cell that shows what it holds: words without characters that cannot be seen, and never a formula. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _UNSEEN.sub("", value)
    return f"'{text}" if _FORMULA.match(text.lstrip(" ")) else text
