"""What a request is for, and the keys of `Request.meta` that carry it from the spider to the archive."""

from __future__ import annotations

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


class Unwanted(IgnoreRequest):
    """A request that manners or the board's limits forbid. Nothing failed, so it is counted apart from failures."""
