"""What a listing is called: the same posting at the same site keeps its id on every crawl."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from schemas.raw import RawPage

# Parameters that follow a reader and do not name a page.
_TRACKERS = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|gh_src|lever-source(?:\[\])?|source|src|ref|referrer|trk|jobsource|apply|session(?:id)?|sid",
    re.IGNORECASE,
)
# An id that some sites put behind the slug of a title; titles change, the id does not.
_ID_BEHIND_SLUG = re.compile(r"--([0-9a-z]{10,})$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """`url` without scheme, `www.`, trailing slash, fragment and trackers, its parameters sorted; an id behind `--` replaces the slug."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = parts.path.rstrip("/")
    if found := _ID_BEHIND_SLUG.search(path):
        return f"{host}{port}/--{found[1]}"
    query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKERS.fullmatch(k)))
    return f"{host}{port}{path}" + (f"?{query}" if query else "")


def listing_id(raw: RawPage, number: int = 1) -> str:
    """Id of the `number`-th listing on a page: from its site and the site's own id of it, else its canonical URL, else the page's id."""
    key = raw.key or (canonical_url(raw.url) if raw.url else raw.id)
    key = f"{site_of(raw) or ''}\n{key}" + (f"\n{number}" if number > 1 else "")
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:20]


def site_of(raw: RawPage) -> str | None:
    """The board that a page belongs to: as given, else the host of its URL."""
    if raw.site or not raw.url:
        return raw.site
    return (urlsplit(raw.url).hostname or "").removeprefix("www.") or None
