"""What is wrong with a file that people write (a board, a provider): the file, the key, and what was expected."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scraper.secrets import redactor

_KEY = re.compile(r"([a-z_]{1,40}(?:\.[a-z_]{1,40}){0,5}): ")


class BoardError(ValueError):
    """A board or a provider's file that cannot be used; names the file and the first key at fault, and says what was expected."""

    def __init__(self, file: str, key: str, expected: str, more: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((f"{file}: {key}: {expected}" if key else f"{file}: {expected}", *more)))
        self.file = file
        """Path of the file, or the name under which it was looked for."""
        self.key = key
        """Dotted key at fault; empty where the file as a whole is."""
        self.expected = expected
        """What should have stood there."""


def error_of(path: Path, error: ValidationError, table: str = "") -> BoardError:
    """A failed validation of a file, or of one table in it, as the error that names every key at fault."""
    (key, expected), *rest = [_fault(row, table) for row in error.errors()]
    return BoardError(str(path), key, expected, tuple(f"{path}: {k}: {e}" for k, e in rest))


def _fault(row: Any, table: str) -> tuple[str, str]:
    """(dotted key, what was expected there)."""
    keys = [table, *(str(part) for part in row["loc"])] if table else [str(part) for part in row["loc"]]
    expected = str(row["msg"]).removeprefix("Value error, ")
    # A rule about a whole table names the key in it.
    if named := _KEY.match(expected):
        return ".".join([*keys, named[1]]), expected[named.end() :]
    given = row["input"]
    return ".".join(keys), expected if isinstance(given, dict) else redactor().redacted(f"{expected} (got {given!r})")
