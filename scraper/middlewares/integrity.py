"""Bodies are unpacked and checked for being whole before anything is read from them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Headers, Response, TextResponse
from scrapy.responsetypes import responsetypes

from scraper.integrity import BrokenOffError, DamagedError, whole
from scraper.roles import DAMAGED, DAMAGES, TRUNCATED, Page

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_UNFRAMED = "partial"
"""Scrapy's flag of a body whose end neither a length nor a chunk announced."""


class Integrity:
    """Takes the place of Scrapy's middleware for compression, for which whatever could be unpacked is the whole.

    A body that is damaged loses its content and gets the flag `DAMAGED`: it is retried, and given up in the end, but never read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    def checked(self, request: Request, response: Response) -> Response:
        """The response with its content coding undone, or an empty one with the flag of a damaged body."""
        if not response.body:
            return response
        largest, framed = request.meta.get("download_maxsize", self._largest), self._is_framed(response)
        # A provider's feed that its own server breaks off is read as far as it goes: its reader knows that it is not whole.
        page: Page | None = request.meta.get(Page.META)
        kind = "" if framed and page and page.media_type == "application/xml" else content_type(response)
        try:
            body = whole(response.body, content_codings(response), kind, largest, framed=framed)
        except DamagedError as damage:
            self._note(request, response, damage)
            flags = [DAMAGED, TRUNCATED] if isinstance(damage, BrokenOffError) else [DAMAGED]
            return response.replace(flags=[*response.flags, *flags], body=b"", headers=_uncoded(response))
        return _with_body(response, body)

    def _is_framed(self, response: Response) -> bool:
        board = getattr(self.crawler.spider, "board", None)
        return _UNFRAMED not in response.flags or bool(board and board.trust_missing_lengths)

    def _note(self, request: Request, response: Response, damage: DamagedError) -> None:
        request.meta[DAMAGES] = str(damage)
        self.crawler.stats.inc_value("jobsieve/damaged")
        logger.warning("damaged: %s: %s", response.url, damage)


def content_codings(response: Response) -> str:
    """The content codings that a response's headers name, in their order."""
    return b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")


def content_type(response: Response) -> str:
    """The media type that a response's headers name, with its parameters."""
    return (response.headers.get("Content-Type") or b"text/html").decode("latin-1")


def _with_body(response: Response, body: bytes) -> Response:
    if not response.headers.get("Content-Encoding"):
        return response
    headers = _uncoded(response)
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    # What kind of response it is, and in which encoding, was guessed from the packed bytes before.
    changes = {"encoding": None} if issubclass(kind, TextResponse) else {}
    return response.replace(cls=kind, body=body, headers=headers, **changes)


def _uncoded(response: Response) -> Headers:
    headers: Headers = response.headers.copy()
    headers.pop("Content-Encoding", None)
    return headers
