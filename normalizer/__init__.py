"""From stored bytes to listings: opens no socket, knows no clock."""

from __future__ import annotations

from normalizer.pipeline import normalize

__all__ = ["normalize"]
