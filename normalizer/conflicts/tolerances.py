"""The table of tolerances: what a comparison of claims allows for, and why."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _table() -> dict[str, float]:
    path = Path(__file__).with_name("tolerances.toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, row in rows.items():
        if not isinstance(row.get("value"), (int, float)) or not row.get("reason"):
            raise ValueError(f"{path}: [{name}]: expected a number `value` and a `reason`")
    return {name: float(row["value"]) for name, row in rows.items()}


def tolerance(name: str) -> float:
    """The value of a row. Raises `KeyError` for a name that the table does not have."""
    return _table()[name]
