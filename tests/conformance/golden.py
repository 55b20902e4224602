"""Golden files: what a run of a provider's script comes to, and how two of them differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conformance.run import ROOM


def golden_path(provider: str) -> Path:
    """The golden file of a provider."""
    return ROOM / provider / "golden.json"


def differences(before: Any, after: Any, at: str = "") -> list[str]:
    """One line a value that differs, with its pointer."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [line for key in sorted({*before, *after}) for line in _of_key(before, after, key, at)]
    if isinstance(before, list) and isinstance(after, list):
        return differences(_numbered(before), _numbered(after), at)
    return [] if before == after else [f"{at or '/'}: {before!r} → {after!r}"]


def _numbered(values: list[Any]) -> dict[str, Any]:
    return {f"{number:03}": value for number, value in enumerate(values)}


def _of_key(before: dict[str, Any], after: dict[str, Any], key: str, at: str) -> Iterator[str]:
    if key not in after:
        yield f"- {at}/{key}: {before[key]!r}"
    elif key not in before:
        yield f"+ {at}/{key}: {after[key]!r}"
    else:
        yield from differences(before[key], after[key], f"{at}/{key}")
