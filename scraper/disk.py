"""Free space: a run ends in order before the disk is full, not in disorder when it is."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from normalizer.store.replacing import DiskFullError

DISK_FULL = "disk_full"
"""Reason for which a crawl is ended when its disk runs low."""


@dataclass(frozen=True, slots=True)
class DiskWatch:
    """Watches the disk of a folder."""

    folder: Path
    keep: int
    """Bytes that stay free."""

    def require_room(self) -> None:
        """Raises `DiskFullError` where less is free."""
        if (free := self.free()) < self.keep:
            raise DiskFullError(f"{self.folder}: {free >> 20} MiB are free; expected at least {self.keep >> 20} MiB")

    def is_low(self) -> bool:
        """Whether less is free."""
        return self.free() < self.keep

    def free(self) -> int:
        """Bytes that this user can still write."""
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize
