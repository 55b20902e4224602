"""Links of a page: which ones a board means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from parsel import Selector, css2xpath
from scrapy.http import Response, TextResponse

from scraper.boards import Links

_LONGEST_URL = 2083
_IN_STRING = re.compile(r"""["'](?=(?:https?:)?(?:\\{0,2}/|\\{1,2}u002[fF]))([^"'<>\s]{1,2083}?)\\{0,3}["']""")
_ESCAPED_SLASH = re.compile(r"\\{1,3}(?:/|u002[fF])")
_EVERY_LINK = "a[href]"


def find_links(response: Response, links: Links) -> list[str]:
    """Absolute http(s) URLs of the links that are meant, each once, in reading order; none where the page is no text."""
    if not isinstance(response, TextResponse):
        return []
    targets = [*_targets(response.selector, links), *(_scripted(response.text) if links.in_scripts else ())]
    urls = (_absolute(response, target) for target in targets)
    return list(dict.fromkeys(url for url in urls if url and (not links.pattern or re.search(links.pattern, url))))


def _targets(page: Selector, links: Links) -> Iterator[str | None]:
    # Straight from the tree: a selector for each of a hundred thousand links would need hundreds of megabytes.
    if page.root is None:
        return
    expression = links.xpath or css2xpath(links.css or _EVERY_LINK)
    found = page.root.xpath(expression, namespaces=page.namespaces, smart_strings=False)
    for match in found if isinstance(found, list) else [found]:
        yield match.get("href") if etree.iselement(match) else str(match)


def _scripted(page: str) -> Iterator[str]:
    """What looks like an address in the strings of a page's scripts; slashes may be escaped there, and quotation marks in scripts that hold JSON as text."""
    for match in _IN_STRING.finditer(page):
        yield _ESCAPED_SLASH.sub("/", match[1])


def _absolute(response: TextResponse, target: str | None) -> str | None:
    if not target:
        return None
    try:
        url = response.urljoin(target.strip())
    except ValueError:  # "http://[" and the like: a link that no browser could follow either
        return None
    return url if url.startswith(("http://", "https://")) and len(url) <= _LONGEST_URL else None
