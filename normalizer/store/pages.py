"""What is remembered of pages: what their bytes gave when they were read last, and what a conditional request for them needs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from normalizer.store.database import Store
from schemas.raw import RawPage

_PUT = """INSERT INTO pages (page, url, body_key, outcome, etag, last_modified, lastmod, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (page) DO UPDATE SET url = excluded.url, body_key = excluded.body_key, outcome = excluded.outcome, etag = excluded.etag,
    last_modified = excluded.last_modified, lastmod = excluded.lastmod, read_at = excluded.read_at"""


@dataclass(frozen=True, slots=True)
class PageMemory:
    """A page as it was when it was read last."""

    url: str
    body_key: str
    """What `body_key` gave for it."""
    listings: tuple[tuple[str, str], ...] = ()
    """Id and fields hash of each listing on it."""
    refusals: tuple[str, ...] = ()
    """Why what else is on it is no listing."""
    etag: str | None = None
    """The board's own name of these bytes, for If-None-Match."""
    last_modified: str | None = None
    """For If-Modified-Since, as the board wrote it."""
    lastmod: str | None = None
    """What the board's sitemap said of it then."""


class Pages:
    """The pages of a store, by the board's own key of each. Raises `StoreError`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, page: str) -> PageMemory | None:
        """What is remembered of a page."""
        with self._store.errors_told():
            row = self._store.connection.execute("SELECT * FROM pages WHERE page = ?", (page,)).fetchone()
        if row is None:
            return None
        outcome = json.loads(row["outcome"])
        listings = tuple((name, fields) for name, fields in outcome["listings"])
        return PageMemory(
            row["url"], row["body_key"], listings, tuple(outcome["refusals"]), row["etag"], row["last_modified"], row["lastmod"]
        )

    def put(self, page: str, memory: PageMemory, read_at: str) -> None:
        """Remember a page; nothing is written where nothing changed."""
        if self.get(page) == memory:
            return
        outcome = json.dumps({"listings": memory.listings, "refusals": memory.refusals})
        validators = (memory.etag, memory.last_modified, memory.lastmod)
        with self._store.errors_told():
            self._store.connection.execute(_PUT, (page, memory.url, memory.body_key, outcome, *validators, read_at))

    def still_read(self, memory: PageMemory) -> bool:
        """Whether every listing that the page gave is in the store as it gave it."""
        with self._store.errors_told():
            hashes = (
                self._store.connection.execute("SELECT fields_hash FROM listings WHERE listing_id = ?", (name,)).fetchone()
                for name, _ in memory.listings
            )
            return all(row is not None and row["fields_hash"] == fields for row, (_, fields) in zip(hashes, memory.listings, strict=True))


def body_key(page: RawPage, normalizer: str) -> str:
    """Names everything that a page's reading depends on but the time of its fetch: its bytes, what is known of it, and who reads."""
    digest = hashlib.sha256(page.body_bytes())
    listed = json.dumps(page.listed, sort_keys=True) if page.listed else None
    known = (page.url, page.media_type, page.site, page.key, page.currency, page.provider, listed, str(page.first), normalizer)
    digest.update("\n".join(part or "" for part in known).encode("utf-8", "replace"))
    return digest.hexdigest()[:32]
