"""From stored bytes to listings: opens no socket, knows no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.batch import normalize_pages
    from normalizer.pipeline import normalize

__all__ = ["normalize", "normalize_pages"]


def __getattr__(name: str) -> Any:
    """`normalize` and `normalize_pages`, imported when they are first asked for: a command's `--help` needs no parser."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from normalizer import batch, pipeline

    return pipeline.normalize if name == "normalize" else batch.normalize_pages
