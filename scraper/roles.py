"""What a request is for, and the keys of `Request.meta` that carry it from the spider to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy.exceptions import IgnoreRequest

ROLE = "jobsieve_role"
"""Meta key: one of the roles below; a request without it is archived as `OTHER`."""
FETCHED_AT = "jobsieve_fetched_at"
"""Meta key: when the response arrived, as it stands in the archive."""
TRUNCATED = "jobsieve_truncated"
"""Response flag of a body that ended too early."""

DETAIL = "detail"
INDEX = "index"
SITEMAP = "sitemap"
ROBOTS = "robots"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Page:
    """What a crawl knows of a page before it reads it, for the archive and for the page's raw form."""

    META: ClassVar[str] = "jobsieve_page"
    """Key of `Request.meta`."""

    url: str
    """Its address without secrets."""
    provider: str
    """Name of the provider whose answer it is."""
    media_type: str
    """What it is, whatever its server calls it."""
    key: str | None = None
    """The provider's own id of the posting; null for a list of postings."""
    listed: Mapping[str, Any] | None = None
    """What the list says of the posting."""


class Unwanted(IgnoreRequest):
    """A request that manners or the board's limits forbid. Nothing failed, so it is counted apart from failures."""
