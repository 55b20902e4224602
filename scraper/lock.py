"""One run a board at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockedError(Exception):
    """Another run of the board is at work."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a board's folder, which is made where it is missing. Raises `LockedError` at once where another process holds it.

    The operating system lets go of the lock when the process ends, however it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"{folder}: another run is at work here") from None
        yield
