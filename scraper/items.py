"""What the spiders yield: a listing's raw page, in the shape that `jobsieve normalize` reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class RawPageItem:
    """One fetched page with the fields of `schemas.RawPage`; exported as JSON lines it is input for `jobsieve normalize`."""

    id: str
    """Final URL, the same that names the page's record in the archive."""
    url: str
    """Final URL."""
    fetched_at: str
    """ISO 8601 time in UTC, as in the archive."""
    media_type: str
    """Content-Type with its parameters."""
    site: str | None
    """Site that the listing is recorded under."""
    key: str | None
    """The board's own id of the listing, where its `id_pattern` finds one."""
    currency: str | None
    """ISO 4217 code that a bare currency sign stands for on the board."""
    provider: str | None
    """Name of the provider whose answer it is, where the board has one."""
    listed: dict[str, Any] | None
    """What the provider's list says of the posting."""
    body_base64: str
    """The body after its content coding is undone, in base64: bytes that nothing has decoded as text."""


@dataclass(slots=True)
class Tombstone:
    """A listing that a feed of the board names as closed. A spider may yield it like a page."""

    key: str
    """The board's own id of the listing, as `id_pattern` would find it."""
    url: str | None = None
    """Its address, for a board without `id_pattern`."""
    reason: str = ""
    """What the feed says of why."""
