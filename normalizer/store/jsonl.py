"""Records as JSON lines: into a file that appears whole or not at all, or onto a stream."""

from __future__ import annotations

import re
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from pydantic import BaseModel

from normalizer.store.replacing import Replacement, naming

# Legal within JSON, but many readers of lines end one there.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_BUFFER = 1024 * 1024


def json_line(record: BaseModel) -> bytes:
    """One record as one line of JSON in UTF-8, with its line feed and no other character at which a reader might end a line."""
    line = record.model_dump_json()
    if not line.isascii():
        line = _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return line.encode() + b"\n"


class JsonlWriter:
    """Writes JSON lines beside `path`; `publish` puts them in its place in one step, leaving without it drops them."""

    def __init__(self, path: Path) -> None:
        """Raises `OutputError` where the file cannot be written."""
        self.count = 0
        """Records written."""
        self._replacement = Replacement(path)
        with naming(self._replacement.target):
            self._stream = self._replacement.path.open("wb", buffering=_BUFFER)

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file."""
        return self._replacement.replaces

    def write(self, record: BaseModel) -> None:
        """Append one record. `OutputError` where there is no room for it."""
        with naming(self._replacement.target):
            self._stream.write(json_line(record))
        self.count += 1

    def publish(self) -> None:
        """Make the file durable and visible. `OutputError` where that fails; the target is unchanged then."""
        with naming(self._replacement.target):
            self._stream.close()
        self._replacement.publish()

    def __enter__(self) -> JsonlWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with naming(self._replacement.target):
                self._stream.close()
        finally:
            self._replacement.discard()


class StreamWriter:
    """Writes JSON lines to a stream that somebody else owns, such as standard output."""

    def __init__(self, stream: BinaryIO) -> None:
        self.count = 0
        """Records written."""
        self._stream = stream

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file: never."""
        return False

    def write(self, record: BaseModel) -> None:
        """Append one record. `BrokenPipeError` where nobody reads any more."""
        self._stream.write(json_line(record))
        self.count += 1

    def publish(self) -> None:
        """Hand everything over."""
        self._stream.flush()

    def __enter__(self) -> StreamWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave the stream open: it has an owner."""
