"""Everything that a run has left behind, read as far as it can be: unpacked, decompressed, row by row."""

from __future__ import annotations

import gzip
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

_SQLITE = b"SQLite format 3\x00"


def traces(folder: Path) -> Iterator[tuple[str, bytes]]:
    """(where, bytes) of every file name, file and database cell under a folder."""
    for path in sorted(folder.rglob("*")):
        yield "name", str(path.relative_to(folder)).encode()
        if path.is_file():
            yield from _of_file(path)


def where_found(needle: bytes, folder: Path, *more: str) -> list[str]:
    """Where some bytes stand."""
    found = [where for where, content in traces(folder) if needle in content]
    return found + [f"text {number}" for number, text in enumerate(more) if needle in text.encode()]


def _of_file(path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    yield path.name, content
    if content.startswith(b"\x1f\x8b"):
        yield f"{path.name} unpacked", _unpacked(content)
    if content.startswith(_SQLITE):
        yield from ((f"{path.name} row", cell) for cell in _cells(path))


def _unpacked(content: bytes) -> bytes:
    """All members; of a torn one what there is."""
    parts = []
    while content.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        with suppress(zlib.error):
            parts.append(member.decompress(content))
        content = member.unused_data
    # Bodies are stored in the coding in which they came.
    inner = [part.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2] for part in parts]
    return b"\n".join([*parts, *filter(None, map(_plain, inner))])


def _plain(body: bytes) -> bytes:
    with suppress(OSError, EOFError, zlib.error):
        return gzip.decompress(body)
    return b""


def _cells(path: Path) -> Iterable[bytes]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    yield from _readings(cell)


def _readings(cell: object) -> Iterator[bytes]:
    content = cell if isinstance(cell, bytes) else str(cell).encode("utf-8", "replace")
    yield content
    with suppress(zlib.error):
        yield zlib.decompress(content)
