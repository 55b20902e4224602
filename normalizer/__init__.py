"""From stored bytes to listings: opens no socket, knows no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.pipeline import normalize

__all__ = ["normalize"]


def __getattr__(name: str) -> Any:
    """`normalize`, imported when it is first asked for: a command's `--help` needs no parser."""
    if name != "normalize":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from normalizer.pipeline import normalize

    return normalize
