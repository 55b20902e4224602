"""What a store holds, published: as it is, or with nobody in it who can be reached."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from normalizer.redact import redact_listing, redact_record
from normalizer.store import publish
from normalizer.store.database import Store
from normalizer.store.published import published_listings, statuses
from schemas.error import ErrorRow
from schemas.listing import Policy
from schemas.run import RunReport

_LAST_REPORT = "SELECT report FROM runs WHERE json_extract(report, '$.published') ORDER BY at DESC LIMIT 1"


def publish_store(store: Store, errors: Iterable[ErrorRow], folder: Path, *, redact: bool) -> None:
    """Write the outputs of a board; `errors` is begun when the listings have been read. Raises `OutputError` and `StoreError`."""
    listings, standing = published_listings(store), statuses(store)
    if redact:
        publish(map(redact_listing, listings), map(redact_record, errors), folder, map(redact_record, standing))
    else:
        publish(listings, errors, folder, standing)


def is_redacted(store: Store) -> bool:
    """Whether what is published of a store was redacted, so that it stays so when it is published again."""
    last = _last_report(store)
    return last is not None and last.redacted


def policy_of(store: Store) -> Policy:
    """Under which policy what is published of a store was read."""
    last = _last_report(store)
    return last.policy if last else Policy.SPECIFIC


def _last_report(store: Store) -> RunReport | None:
    with store.errors_told():
        row = store.connection.execute(_LAST_REPORT).fetchone()
    return RunReport.model_validate_json(row["report"]) if row else None
