"""Which hosts may be visited: those of the board, on every path that leads to a request."""

from __future__ import annotations

from scrapy import Request
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.utils.httpobj import urlparse_cached

from scraper.roles import Unwanted


class OwnHostsMiddleware(OffsiteMiddleware):
    """Scrapy's guard without its exception for `dont_filter`, which every retry and every redirect of a retry carries."""

    def request_scheduled(self, request: Request) -> None:  # type: ignore[override]
        """Leave the request to `process_request`: one that is dropped before it gets there reports to nobody."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Raise `Unwanted` for a request to a host that is none of the board's, or to an address with a user name."""
        if "@" in urlparse_cached(request).netloc:
            raise Unwanted("an address with a user name or a password")
        try:
            super().process_request(request.replace(dont_filter=False) if request.dont_filter else request)
        except IgnoreRequest as refusal:
            raise Unwanted(str(refusal)) from refusal
