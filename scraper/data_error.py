"""What is wrong with a file that people write (a board, a provider): the file, the key, and what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError


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
    rows = [(".".join([table] * bool(table) + [str(part) for part in row["loc"]]), _expected(row)) for row in error.errors()]
    (key, expected), *rest = rows
    if key == table and expected.partition(":")[0].replace(".", "_").isidentifier():
        inner, _, expected = expected.partition(": ")
        key = f"{table}.{inner}" if table else inner
    return BoardError(str(path), key, expected, tuple(f"{path}: {k}: {e}" for k, e in rest))


def _expected(row: Any) -> str:
    words = str(row["msg"]).removeprefix("Value error, ")
    given = row["input"]
    return words if isinstance(given, dict) else f"{words} (got {given!r})"
