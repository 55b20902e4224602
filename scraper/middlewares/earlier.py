"""Pages that an earlier attempt of the same run has archived: they are read from there and not fetched again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from normalizer.archive_index import StoredResponse, read_body, stored_responses
from schemas.fate import Fate
from scraper.roles import ARCHIVED_AT, DETAIL, INDEX, ROLE, SITEMAP, Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_WANTED = frozenset({DETAIL, INDEX, SITEMAP})
_KEPT_ROLES = frozenset({*_WANTED, str(Fate.GONE), str(Fate.DUPLICATE)})
_KEPT_STATUSES = frozenset({200, 301, 302, 303, 304, 307, 308, 404, 410})
"""Answers that are worth as much now as then; a failure or a wall is asked for again."""


class EarlierAttemptMiddleware:
    """Active with the setting `JOBSIEVE_EARLIER`, a JSON list of archives. Stands behind manners and hosts, before the network.

    Each stored answer is given once: a retry goes to the board. robots.txt is always asked for again.
    """

    def __init__(self, crawler: Crawler, stored: dict[str, StoredResponse]) -> None:
        self.crawler = crawler
        self._stored = stored

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Looks through the archives."""
        archives = json.loads(crawler.settings.get("JOBSIEVE_EARLIER") or "[]")
        if not archives:
            raise NotConfigured
        found = (response for archive in archives for response in stored_responses(Path(archive)))
        return cls(crawler, {response.url: response for response in found if _is_kept(response)})

    def process_request(self, request: Request) -> Response | None:
        """The stored answer, marked with the time at which it was stored."""
        request.meta.pop(ARCHIVED_AT, None)
        page: Page | None = request.meta.get(Page.META)
        address = page.url if page else request.url
        if request.meta.get(ROLE) not in _WANTED or (stored := self._stored.pop(address, None)) is None:
            return None
        request.meta[ARCHIVED_AT] = stored.fetched_at
        self.crawler.stats.inc_value("jobsieve/from_earlier_attempt")
        return _response(stored, request)


def _is_kept(stored: StoredResponse) -> bool:
    return stored.role in _KEPT_ROLES and stored.status in _KEPT_STATUSES and not stored.truncated


def _response(stored: StoredResponse, request: Request) -> Response:
    body = read_body(stored)
    headers = Headers()
    for name, value in stored.headers:
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return kind(url=request.url, status=stored.status, headers=headers, body=body, request=request, protocol="HTTP/1.1")
