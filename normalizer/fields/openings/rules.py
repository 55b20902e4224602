"""TODO."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.page import Draft, Page
from normalizer.resolve import Settled

FIELD = "openings"


def read(page: Page) -> Iterator[Draft]:
    """TODO."""
    yield from ()


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """TODO."""
    return None
