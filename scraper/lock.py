"""One run a board at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

_WAITS = (0.05,) * 6
"""Seconds between tries: the crawl of a run that was killed needs a moment to end."""


class LockedError(Exception):
    """Another run of the board is at work."""


@contextmanager
def locked(folder: Path) -> Iterator[int]:
    """Holds a board's folder, which is made where it is missing. Raises `LockedError` after 0.3 seconds where another process holds it.

    The operating system lets go of the lock when the process ends, however it ends, and all those that it handed the lock to (the file
    handle that this gives).
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        for patience in _WAITS:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                sleep(patience)
        else:
            raise LockedError(f"{folder}: another run is at work here")
        yield lock.fileno()
