"""What a request is for, and the keys of `Request.meta` that carry it from the spider to the archive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import IgnoreRequest

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

ROLE = "jobsieve_role"
"""Meta key: one of the roles below; a request without it is archived as `OTHER`."""
STORED_AS = "jobsieve_stored_as"
"""Meta key: the role under which the response stands in the archive: that of the request, unless it holds something else."""
FETCHED_AT = "jobsieve_fetched_at"
"""Meta key: when the response arrived, as it stands in the archive."""
ARCHIVED_AT = "jobsieve_archived_at"
"""Meta key: when an earlier attempt of the same run stored the response; absent for one that comes from the network."""
LASTMOD = "jobsieve_lastmod"
"""Meta key: what the board's sitemap says of when the page changed."""
DAMAGES = "jobsieve_damage"
"""Meta key: what shows that the body of the request's response is damaged."""
OBSERVED = "jobsieve_observed"
"""Meta key: what the response shows of its listing (`scraper.observe.Observed`)."""
DAMAGED = "jobsieve_damaged"
"""Response flag of a body that did not arrive whole, and was emptied."""
TRUNCATED = "jobsieve_truncated"
"""Response flag of a damaged body that ended too early."""

DETAIL = "detail"
INDEX = "index"
SITEMAP = "sitemap"
ROBOTS = "robots"
OTHER = "other"
BROKEN = "damaged"
"""Role of a response with a damaged body; one that shows something else than its listing is stored as that (`schemas.fate.Fate`)."""


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


def wanted_for(request: Request) -> str:
    """What a request was made for: an answer that is no single posting's is a list, also one that is archived as the postings in it."""
    page: Page | None = request.meta.get(Page.META)
    if page is None:
        return str(request.meta.get(ROLE, OTHER))
    return DETAIL if page.key else INDEX


def request_of(response: Response) -> Request:
    """The request that a spider's response answers: Scrapy sets it before it hands the response on."""
    assert response.request is not None
    return response.request


class Unwanted(IgnoreRequest):
    """A request that manners or the board's limits forbid. Nothing failed, so it is counted apart from failures."""
