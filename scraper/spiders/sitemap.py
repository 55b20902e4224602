"""Boards with sitemaps: plain, compressed, nested, as lines of text, or named in robots.txt."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.parse import urljoin

from lxml.etree import XMLSyntaxError
from scrapy import Request
from scrapy.http import Response, TextResponse
from scrapy.spiders import SitemapSpider

from scraper.boards import Board
from scraper.roles import SITEMAP
from scraper.spiders.board import BoardSpider

LARGEST = 52 * 1024 * 1024
"""Bytes of a sitemap: the protocol allows 50 MiB and 50,000 addresses."""
_ROOT = re.compile(rb"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b")
_HEAD = 4096
"""Bytes of a sitemap in which its root element must begin."""
_GZIP = b"\x1f\x8b"
_LINE = re.compile(r"https?://\S{3,2083}")


class SitemapBoardSpider(BoardSpider, SitemapSpider):
    """`scrapy crawl sitemap -a board=<name or path>`. Scrapy's own spider reads the sitemaps; this one decides what is fetched."""

    name = "sitemap"

    def __init__(self, board: Board, **kwargs: Any) -> None:
        self.sitemap_urls = board.start
        self._listed, self._followed = re.compile(board.details.pattern or ""), re.compile(board.follow or "")
        self.sitemap_rules, self.sitemap_follow = [(self._listed, "parse_listing")], [self._followed]
        self._base = ""
        self._lastmods: dict[str, str] = {}
        super().__init__(board=board, **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        """The board's sitemaps."""
        for url in self.sitemap_urls:
            if request := self._sitemap_request(url):
                yield request

    def sitemap_filter(self, entries: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Entries with whole addresses, the latest first, so that a limit leaves out the oldest; those without a date stay in their order behind."""
        joined = ({**entry, "loc": _absolute(self._base, entry["loc"])} for entry in entries)
        for entry in sorted((entry for entry in joined if entry["loc"]), key=_modified, reverse=True):
            if lastmod := entry.get("lastmod"):
                self._lastmods[entry["loc"]] = str(lastmod).strip()
            yield entry

    def _parse_sitemap(self, response: Response) -> Iterator[Request]:
        if not self.count_list(response):
            return
        found = self._entries(response)
        if not found and not self._is_sitemap(response):
            self.stats.inc_value(f"jobsieve/failed/{SITEMAP}")
            self.logger.warning("expected a sitemap: %s", response.url)
        for url, nested in found:
            # Scrapy asks the pattern of the sitemaps that an index names, and not of those that robots.txt does.
            if nested and not self._followed.search(url):
                continue
            if wanted := self._sitemap_request(url) if nested else self.listing_request(url, self._lastmods.get(url)):
                yield wanted

    def _sitemap_request(self, url: str) -> Request | None:
        request = self.list_request(url, self._parse_sitemap, SITEMAP)
        return request and request.replace(meta={**request.meta, "download_maxsize": LARGEST})

    def _entries(self, response: Response) -> list[tuple[str, bool]]:
        """(address, whether it is a sitemap) of what a sitemap names."""
        self._base = response.url
        if lines := self._lines(response):
            return [(url, False) for url in lines if self._listed.search(url)]
        try:
            return [(request.url, request.callback == self._parse_sitemap) for request in super()._parse_sitemap(response)]
        except (XMLSyntaxError, StopIteration):  # not even a root element
            return []

    def _lines(self, response: Response) -> list[str]:
        """The addresses of a sitemap that is plain text, one a line; none of robots.txt and of XML."""
        if not isinstance(response, TextResponse) or response.url.endswith("/robots.txt") or self._get_sitemap_body(response):
            return []
        lines = response.text.split()
        return lines if lines and all(map(_LINE.fullmatch, lines)) else []

    def _get_sitemap_body(self, response: Response) -> bytes | None:
        """The XML of a sitemap, unpacked; also of one whose address and media type do not say that it is one, or not that it is compressed."""
        if response.body.startswith(_GZIP):
            # Scrapy unpacks what is not said to be XML, and takes the rest as it is.
            response = Response(response.url, headers=response.headers, body=response.body, request=response.request)
        body: bytes | None = super()._get_sitemap_body(response)
        return body or (response.body if _ROOT.search(response.body[:_HEAD]) else None)

    def _is_sitemap(self, response: Response) -> bool:
        """Whether a page without entries is an empty sitemap, and not an error page in place of one."""
        return _ROOT.search((self._get_sitemap_body(response) or b"")[:_HEAD]) is not None


def _absolute(base: str, target: str) -> str:
    """A web address; empty for what is none."""
    try:
        url = urljoin(base, target)
    except ValueError:  # "http://[" and the like
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def _modified(entry: dict[str, Any]) -> str:
    """The day on which a page was changed last, as its sitemap says: a hint, which many sites set to the day of the sitemap."""
    return str(entry.get("lastmod") or "")[:10]
