"""A board's manners, as the settings of its crawl."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies

from scraper.boards import Board
from scraper.middlewares.addresses import allow_private_addresses

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def apply_manners(board: Board, crawler: Crawler) -> None:
    """The board's manners as settings of its crawl; the command line (`-s`) still outranks them."""
    settings = {
        "DOWNLOAD_DELAY": board.delay,
        "USER_AGENT": f"{crawler.settings['ROBOTSTXT_USER_AGENT']} (+{board.user_agent_contact})",
        # A board on a private address is not reached through a proxy that stands outside.
        "HTTPPROXY_ENABLED": not board.allow_private_addresses,
    }
    for name, value in settings.items():
        crawler.settings.set(name, value, priority="spider")
    allow_private_addresses(board.visited_hosts() if board.allow_private_addresses else _proxies())


def _proxies() -> Iterator[str]:
    """Hosts of the proxies that the environment names: whoever runs the crawl chose them, and no page did."""
    for scheme, proxy in getproxies().items():
        if scheme in ("http", "https"):
            yield urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname or ""
