"""Files that appear whole or not at all: written beside their target, made durable, then renamed over it."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from stat import S_IMODE
from types import TracebackType
from typing import BinaryIO, Self


class OutputError(OSError):
    """Output that cannot be written; the message names the file and says why."""


class DiskFullError(OutputError):
    """Output for which there is no room."""


_BUFFER = 1024 * 1024
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def no_room(error: Exception) -> bool:
    """Whether a failure to write says that the disk, a quota or the longest allowed file is full."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", None) == "SQLITE_FULL"
    return isinstance(error, OSError) and error.errno in _NO_ROOM


@contextmanager
def naming(target: Path, kind: type[Exception] = OSError) -> Iterator[None]:
    """Turns errors of a kind into errors of output that name the file, which they often do not."""
    try:
        yield
    except OutputError:
        raise
    except kind as error:
        named = DiskFullError if no_room(error) else OutputError
        raise named(f"{target}: {getattr(error, 'strerror', None) or error}") from error


class Replacement:
    """A temporary file that takes the place of `target` when it is published, and vanishes when it is not.

    The temporary file is locked, so that of two runs that write the same target the second fails at once, and its name is fixed, so
    that the next run clears away what a killed one left. A target that is no ordinary file (a device, a named pipe) is written
    straight. Raises `OutputError` where the place cannot be written.
    """

    def __init__(self, target: Path) -> None:
        self.target = target.resolve()
        """The file itself where `target` is a link to it."""
        if self.target.is_dir():
            raise OutputError(f"{target}: is a folder; expected the name of a file")
        if not self.target.parent.is_dir():
            raise OutputError(f"{target}: the folder {target.parent} does not exist")
        self._straight = self.target.exists() and not self.target.is_file()
        self.path = self.target if self._straight else self.target.with_name(f".{self.target.name}.tmp")
        """Where to write until then."""
        with naming(self.target):
            self._handle = -1 if self._straight else self._open()

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file."""
        return self._handle >= 0 and self.target.exists()

    def publish(self) -> None:
        """Make what was written durable and give it the target's name. Whoever reads the target sees the old file or the new one."""
        if self._handle < 0:
            return
        with naming(self.target):
            os.fsync(self._handle)
            self.path.replace(self.target)
            self._close()
            _sync_folder(self.target.parent)

    def discard(self) -> None:
        """Remove what was written, unless it is published already."""
        if self._handle >= 0:
            self.path.unlink(missing_ok=True)
            self._close()

    def _open(self) -> int:
        """Handle of the locked, empty temporary file."""
        while True:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise OutputError(f"{self.target}: another run is writing it") from None
            if self._still_names(handle):
                break
            # Between opening and locking another run published this very file.
            os.close(handle)
        os.ftruncate(handle, 0)
        if self.target.exists():
            os.fchmod(handle, S_IMODE(self.target.stat().st_mode))
        return handle

    def _still_names(self, handle: int) -> bool:
        return self.path.exists() and os.path.samestat(os.fstat(handle), self.path.stat())

    def _close(self) -> None:
        os.close(self._handle)
        self._handle = -1


class ReplacingFile:
    """A file written beside `path`; `publish` puts it in its place in one step, leaving without it drops it."""

    def __init__(self, path: Path, head: bytes = b"") -> None:
        """`head` stands in front of the records. Raises `OutputError` where the file cannot be written."""
        self.count = 0
        """Records written."""
        self._replacement = Replacement(path)
        with self._naming():
            self._stream: BinaryIO = self._replacement.path.open("wb", buffering=_BUFFER)
            self._stream.write(head)

    @property
    def replaces(self) -> bool:
        """Whether publishing would take the place of an earlier file."""
        return self._replacement.replaces

    def publish(self) -> None:
        """Make the file durable and visible. `OutputError` where that fails; the target is unchanged then."""
        with self._naming():
            self._stream.close()
        self._replacement.publish()

    def _append(self, record: bytes) -> None:
        """Write the bytes of one record. `OutputError` where there is no room for them."""
        with self._naming():
            self._stream.write(record)
        self.count += 1

    def _naming(self) -> AbstractContextManager[None]:
        return naming(self._replacement.target)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self._naming():
                self._stream.close()
        finally:
            self._replacement.discard()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
