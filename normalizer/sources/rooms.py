"""Where data files of providers lie: in this folder, and in those that the environment variable `JOBSIEVE_SOURCES` names."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

SOURCES_VARIABLE = "JOBSIEVE_SOURCES"
"""Environment variable with folders of data files, parted as in PATH; a file there goes before one of the same name here."""

_OWN = Path(__file__).parent


@cache
def data_files() -> tuple[Path, ...]:
    """Every data file, sorted by name, one a name."""
    found: dict[str, Path] = {}
    for room in (_OWN, *reversed(_others())):
        found |= {path.stem: path for path in room.glob("*.toml")}
    return tuple(found[name] for name in sorted(found))


def path_of(name: str) -> Path | None:
    """The data file of that name, or null."""
    return next((path for path in data_files() if path.stem == name), None)


def _others() -> list[Path]:
    return [Path(folder) for folder in os.environ.get(SOURCES_VARIABLE, "").split(os.pathsep) if folder]
