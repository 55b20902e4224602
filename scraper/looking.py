"""The look itself: a dozen requests at most, one after the other. `python -m scraper.looking ORDER` prints what was found as one line of JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.utils.gz import gunzip, gzip_magic_number
from scrapy.utils.project import get_project_settings
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from normalizer import pipeline
from normalizer.document.errors import Unreadable
from normalizer.sources.addresses import recognise
from schemas import Listing, RawPage
from scraper.look import Look, LookOrder
from scraper.middlewares.addresses import allow_private_addresses
from scraper.site_shape import Group, listing_groups, names_jobs

_MOST_SITEMAPS = 4
_MOST_SAMPLES = 3
_MOST_URLS = 50_000


class LookSpider(Spider):
    """Asks for a dozen pages at most, one after the other."""

    name = "look"

    def __init__(self, order: LookOrder, **kwargs: Any) -> None:
        self.order = order
        self.found = Look()
        self.allowed_domains = [(urlsplit(order.url).hostname or "").removeprefix("www.")]
        self._indexes: list[str] = []
        super().__init__(**kwargs)

    async def start(self) -> AsyncIterator[Request]:
        """Look, and say what was found; yields no request."""
        try:
            await self._look()
        finally:
            print(json.dumps(asdict(self.found)))  # noqa: T201 - what the process is for
        # A start that yields nothing is still a generator.
        return
        yield

    async def _look(self) -> None:
        robots = await self._fetch(urljoin(self.order.url, "/robots.txt"), "robots.txt", {"dont_obey_robotstxt": True})
        page = await self._fetch(self.order.url, "the page")
        links = _links(page) if page else []
        if page and self._holds_board([page.url, *_addresses(page)]):
            return
        if await self._by_sitemaps(robots) or (page and await self._by_links(page, links)):
            return
        if page and self._reads_as(page):
            self.found.notes.append("the page is a listing itself; give the page that lists all of them")

    def _holds_board(self, urls: Iterable[str]) -> bool:
        """Whether one of the addresses on a page is that of a provider's board."""
        for url in urls:
            if (found := recognise(url)) and any(name != "id" for name in found.values):
                self.found.provider = found.source.name
                self.found.values = {name: value for name, value in found.values.items() if name != "id"}
                self.found.notes.append(f"the page leads to {url}")
                return True
        return False

    async def _by_sitemaps(self, robots: Response | None) -> bool:
        named = list(sitemap_urls_from_robots(robots.body, base_url=robots.url)) if robots else []
        if robots:
            self.found.notes.append(f"robots.txt names {len(named)} sitemaps")
        sitemaps = await self._sitemaps(named or [urljoin(self.order.url, "/sitemap.xml")])
        for group in listing_groups(url for urls in sitemaps.values() for url in urls)[:_MOST_SAMPLES]:
            if await self._is_listing(group):
                holding = [sitemap for sitemap, urls in sitemaps.items() if not set(urls).isdisjoint(group.urls)]
                # What is named today has other numbers tomorrow.
                start = urljoin(self.order.url, "/robots.txt") if named else urljoin(self.order.url, "/sitemap.xml")
                self._take("sitemap", [start], group, f"{len(group.urls)} addresses of listings in {', '.join(holding)}")
                self.found.follow = _followed([*self._indexes, *holding]) if self._indexes else ""
                return True
        return False

    async def _by_links(self, page: Response, links: list[str]) -> bool:
        for group in listing_groups(links)[:_MOST_SAMPLES]:
            if await self._is_listing(group):
                self._take("pages", [page.url], group, f"{len(group.urls)} links to listings on {page.url}")
                self.found.has_next = bool(isinstance(page, TextResponse) and page.css("a[rel=next]"))
                return True
        self.found.notes.append(f"{len(links)} links on the page, none of which leads to a listing")
        return False

    def _take(self, kind: str, start: list[str], group: Group, note: str) -> None:
        self.found.kind, self.found.start, self.found.pattern = kind, start, group.pattern
        self.found.notes.append(note)

    async def _sitemaps(self, urls: list[str]) -> dict[str, list[str]]:
        """Sitemap → addresses in it; of those that an index names the ones that name jobs go first."""
        found: dict[str, list[str]] = {}
        waiting = list(dict.fromkeys(urls))
        for _ in range(_MOST_SITEMAPS):
            if not waiting:
                break
            url = waiting.pop(0)
            answer = await self._fetch(url, "a sitemap")
            sitemap = _sitemap(answer) if answer else None
            if sitemap is None:
                continue
            entries = [entry["loc"] for entry in sitemap if entry.get("loc")][:_MOST_URLS]
            if sitemap.type == "sitemapindex":
                self._indexes.append(url)
                waiting += sorted(entries, key=lambda entry: not names_jobs(entry))
            else:
                found[url] = entries
        return found

    async def _is_listing(self, group: Group) -> bool:
        page = await self._fetch(group.urls[0], "a listing")
        how = self._reads_as(page) if page else None
        if how:
            self.found.notes.append(f"{group.urls[0]} reads as a listing, by {how}")
        return how is not None

    def _reads_as(self, page: Response) -> str | None:
        """By what a page reads as a listing, or null."""
        media_type = (page.headers.get("Content-Type") or b"text/html").decode("latin-1")
        try:
            results = list(pipeline.normalize_each(RawPage(id=page.url, url=page.url, media_type=media_type, body=page.body)))
        except Unreadable:
            return None
        listings = [result for result in results if isinstance(result, Listing)]
        embedded = any(claim.rule.startswith("sources/") for listing in listings for claim in listing.claims)
        return ("its JobPosting data" if embedded else "its words") if listings else None

    async def _fetch(self, url: str, what: str, meta: dict[str, Any] | None = None) -> Response | None:
        """The answer to a request, or null, and a note, where there is none or it is no page."""
        try:
            answer = await self.crawler.engine.download_async(Request(url, meta=meta or {}, dont_filter=True))
        except IgnoreRequest as refusal:
            self.found.notes.append(f"{what} ({url}) is not allowed: {refusal}")
            return None
        except CannotResolveHostError:
            self.found.notes.append(f"{what} ({url}) is on no host with a public address")
            return None
        except Exception as error:
            # Whatever the network does, the look goes on and says so.
            self.found.notes.append(f"{what} ({url}) cannot be fetched: {error!r}")
            return None
        if answer.status != 200:
            self.found.notes.append(f"{what} ({url}) answers with status {answer.status}")
            return None
        return answer


def _links(page: Response) -> list[str]:
    if not isinstance(page, TextResponse):
        return []
    host = urlsplit(page.url).netloc
    found = (_absolute(page, href) for href in page.css("a[href]::attr(href)").getall())
    return list(dict.fromkeys(url for url in found if url and urlsplit(url).netloc == host))


def _addresses(page: Response) -> list[str]:
    """Every address that a page links to or embeds."""
    if not isinstance(page, TextResponse):
        return []
    found = (_absolute(page, value) for value in page.xpath("//a/@href | //iframe/@src | //script/@src").getall())
    return [url for url in found if url]


def _absolute(page: TextResponse, value: str) -> str | None:
    try:
        url = page.urljoin(value.strip())
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None


def _followed(sitemaps: Iterable[str]) -> str:
    """An expression for sitemaps that are called like these, whatever their numbers."""
    names = (re.sub("[0-9]+", "[0-9]+", re.escape(urlsplit(url).path)) for url in sitemaps)
    return "|".join(f"{name}$" for name in dict.fromkeys(names))


def _sitemap(answer: Response) -> Sitemap | None:
    body = gunzip(answer.body) if gzip_magic_number(answer) else answer.body
    try:
        sitemap = Sitemap(body)
    except (ValueError, StopIteration, AttributeError):  # not even a root element
        return None
    return sitemap if sitemap.type in {"urlset", "sitemapindex"} else None


def main() -> None:
    """Look as the order in the first argument says."""
    order = LookOrder(**json.loads(sys.argv[1]))
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "scraper.settings")
    settings = get_project_settings()
    if order.allow_private_addresses:
        allow_private_addresses([urlsplit(order.url).hostname or ""])
    own = {
        "DOWNLOAD_DELAY": order.delay,
        "USER_AGENT": f"{settings['ROBOTSTXT_USER_AGENT']} (+{order.contact})",
        "HTTPPROXY_ENABLED": not order.allow_private_addresses,
        "DOWNLOADER_MIDDLEWARES": {**settings.getdict("DOWNLOADER_MIDDLEWARES"), "scraper.middlewares.archive.ArchiveMiddleware": None},
        "ITEM_PIPELINES": {},
        "LOG_LEVEL": "WARNING",
    }
    settings.setdict(own, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(LookSpider, order=order)
    process.start()


if __name__ == "__main__":
    main()
