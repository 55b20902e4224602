"""Headers of a board, which may hold a key: they go to the addresses that it is for, and to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class BoardHeadersMiddleware:
    """Adds the board's headers to requests to the scheme, host and port of its `start`; takes them off any other."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Knows the board from the crawler's spider."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set or remove the headers; a redirect carries those of the request before."""
        board = getattr(self.crawler.spider, "board", None)
        if not board or not board.headers:
            return
        meant = _origin(request.url) in {_origin(url) for url in board.start}
        for name, value in board.headers.items():
            if meant:
                request.headers[name] = value
            else:
                request.headers.pop(name, None)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
