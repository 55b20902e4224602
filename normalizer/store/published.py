"""What a store publishes: every listing that is not known to be over, and the standing of every listing there ever was."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from normalizer.store.database import Store
from schemas.lifecycle import ListingStatus
from schemas.listing import Listing

_RECORDS = """SELECT v.record FROM listings l
    JOIN versions v ON v.listing_id = l.listing_id AND v.valid_to IS NULL
    LEFT JOIN stage s ON s.listing_id = l.listing_id AND s.sighting = 'SEEN'
    WHERE l.state != 'CLOSED' ORDER BY s.listing_id IS NULL, s.position, s.rowid, l.listing_id"""
_STATUSES = """SELECT l.listing_id, l.url, l.state, l.first_seen, coalesce(l.last_seen, (SELECT max(at) FROM runs WHERE applied)) AS last_seen,
    v.valid_from, l.closed_at, l.reason, l.evidence
    FROM listings l LEFT JOIN versions v ON v.listing_id = l.listing_id AND v.valid_to IS NULL ORDER BY l.listing_id"""
_RECORD = "SELECT record FROM versions WHERE listing_id = ? ORDER BY valid_from DESC LIMIT 1"


def published_listings(store: Store) -> Iterator[Listing]:
    """Listings that are open, reopened or stale: those that the staged run saw in its order, then the others by their id."""
    with store.errors_told():
        for row in store.connection.execute(_RECORDS):
            yield parsed(row["record"])


def statuses(store: Store) -> Iterator[ListingStatus]:
    """Every listing that the store knows, by its id."""
    with store.errors_told():
        for row in store.connection.execute(_STATUSES):
            yield ListingStatus.model_validate(dict(row))


def latest(store: Store, listing_ids: Iterable[str]) -> Iterator[Listing]:
    """The newest records of listings, in the order of their ids as given."""
    with store.errors_told():
        for listing_id in listing_ids:
            yield parsed(store.connection.execute(_RECORD, (listing_id,)).fetchone()["record"])


def parsed(record: bytes) -> Listing:
    """A stored record as a listing."""
    return Listing.model_validate_json(zlib.decompress(record))
