"""What a listing is called: the same posting at the same site keeps its id on every crawl."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from normalizer.sources.addresses import recognise
from normalizer.sources.data_file import source
from normalizer.sources.pointer import first, select
from normalizer.sources.provider import Source
from normalizer.sources.shapes import words
from schemas.document import Embedded
from schemas.raw import RawPage

_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
"""In what is a number of an opening; "See Opening ID" and the like are none."""

# Parameters that follow a reader and do not name a page.
_TRACKERS = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|gh_src|lever-source(?:\[\])?|source|src|ref|referrer|trk|jobsource|apply|session(?:id)?|sid",
    re.IGNORECASE,
)
# An id that some sites put behind the slug of a title; titles change, the id does not.
_ID_BEHIND_SLUG = re.compile(r"--([0-9a-z]{10,})$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """`url` without scheme, `www.`, trailing slash, fragment and trackers, its parameters sorted; an id behind `--` replaces the slug."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:  # "http://[": no address, but still a name
        return url
    path = parts.path.rstrip("/")
    if found := _ID_BEHIND_SLUG.search(path):
        return f"{host}{port}/--{found[1]}"
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKERS.fullmatch(k)))
    return f"{host}{port}{path}" + (f"?{query}" if query else "")


def listing_id(raw: RawPage, number: int = 1, known: Known | None = None) -> str:
    """Id of the `number`-th listing on a page: from its site and the site's own id of it, else its canonical URL, else the page's id.

    `known` is what the posting's own data says, where the page is data.
    """
    own = raw.key or (known and known.key)
    key = own or (canonical_url(raw.url) if raw.url else raw.id)
    key = f"{site_of(raw) or ''}\n{key}" + (f"\n{number}" if number > 1 and not own else "")
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]


def site_of(raw: RawPage) -> str | None:
    """The board that a page belongs to: as given, else the host of its URL."""
    if raw.site or not raw.url:
        return raw.site
    return canonical_url(raw.url).partition("/")[0].partition(":")[0] or None


@dataclass(frozen=True, slots=True)
class Known:
    """By what a posting is known."""

    key: str | None
    """Its own id at its provider, else its canonical URL; null where its data says neither."""
    url: str | None
    """Its page for people."""
    identifiers: tuple[str, ...]
    """Names under which it may be met elsewhere, the most telling first."""


def known_by(raw: RawPage, postings: Iterable[Embedded]) -> Known:
    """By what the posting of a page is known; `postings` are those of its data that are the page itself and not embedded in it."""
    posting = next(iter(postings), None)
    if posting is None:
        urls = [raw.url] if raw.url else []
        return Known(next(map(_key_in, urls), None), None, tuple(dict.fromkeys(_names_by(urls))))
    known = source(posting.source)
    own, urls = known.id_of(posting.value), _urls(known, posting.value)
    names = [*_own_name(known, own, [*urls, raw.url or ""]), *_names_by(urls), *_requisition(known, posting.value)]
    return Known(posting_key(known, posting.value), urls[0] if urls else None, tuple(dict.fromkeys(names)))


def posting_key(known: Source, posting: Any) -> str | None:
    """The key of a provider's posting: its own id, else the canonical URL of its page; null where its data says neither."""
    return known.id_of(posting) or next(map(canonical_url, _urls(known, posting)), None)


def _urls(known: Source, posting: Any) -> list[str]:
    found = (text for pointer in known.identity.urls for _, text in select(posting, pointer))
    return [text.strip() for text in found if isinstance(text, str) and _WEB.match(text.strip())]


def _own_name(known: Source, own: str | None, urls: Iterable[str]) -> Iterator[str]:
    """The provider's name of a posting, where the id alone tells it from every other, or an address says whose it is."""
    if own is None or not known.addresses:
        return
    if not known.identity.within:
        yield f"{known.name}:{own}"
    for url in urls:
        found = recognise(url) if known.identity.within and url else None
        if found and found.source is known:
            yield from _name_in(known, own, found.values)


def _names_by(urls: Iterable[str]) -> Iterator[str]:
    """The names that addresses give a posting."""
    for url in urls:
        if (found := recognise(url)) and (own := found.values.get("id")):
            yield from _name_in(found.source, unquote(own), found.values)
        yield f"url:{canonical_url(url)}"


def _key_in(url: str) -> str | None:
    """The provider's own id of a posting in its address, where the id alone tells it from every other of the provider."""
    found = recognise(url)
    own = found.values.get("id") if found and not found.source.identity.within else None
    return unquote(own) if own else None


def _name_in(known: Source, own: str, values: Mapping[str, str]) -> Iterator[str]:
    within = [values.get(name) for name in known.identity.within]
    if all(within):
        yield f"{known.name}:" + "/".join([*(unquote(name).lower() for name in within if name), own])


def _requisition(known: Source, posting: Any) -> Iterator[str]:
    found = (words(first(posting, pointer)) for pointer in known.identity.requisitions)
    text = next((text for text in found if text and _DIGIT.search(text)), None)
    if text:
        yield f"requisition:{text}"
