"""Records as JSON lines: into a file that appears whole or not at all, or onto a stream."""

from __future__ import annotations

import re
from types import TracebackType
from typing import BinaryIO

from pydantic import BaseModel

from normalizer.store.replacing import ReplacingFile

# Legal within JSON, but many readers of lines end one there.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def json_line(record: BaseModel) -> bytes:
    """One record as one line of JSON in UTF-8, with its line feed and no other character at which a reader might end a line."""
    line = record.model_dump_json()
    if not line.isascii():
        line = _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)
    return line.encode() + b"\n"


class JsonlWriter(ReplacingFile):
    """Writes JSON lines into a file that appears whole or not at all."""

    def write(self, record: BaseModel) -> None:
        """Append one record. `OutputError` where there is no room for it."""
        self._append(json_line(record))


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
