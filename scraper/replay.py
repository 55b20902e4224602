"""A board's archives read again by the present normalizer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from normalizer.batch import normalize_pages
from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.replay import Replay, Reread
from normalizer.version import normalizer_version
from schemas.error import ErrorRow
from schemas.lifecycle import Change
from schemas.listing import Listing, Policy
from schemas.raw import RawPage
from scraper import clock
from scraper.lock import locked
from scraper.order import STORE
from scraper.publishing import is_redacted, policy_of, publish_store
from scraper.reading import archived_pages


@dataclass
class Replayed:
    """What reading the archives again came to."""

    read: int = 0
    """Versions that were read again."""
    changes: list[Change] = field(default_factory=list)
    """Versions that say something else now."""
    missing: list[str] = field(default_factory=list)
    """Listings of which a version could not be read again: its page is in no archive, or gives no listing now."""


def replay_board(folder: Path, jobs: int, *, apply: bool) -> Replayed:
    """Read again what another version of the normalizer read, or the same under another policy than the last run; with `apply` the store and
    the outputs follow.

    Raises `LockedError`, `StoreError` and `OSError`.
    """
    with locked(folder), Store(folder / STORE) as store:
        policy = policy_of(store)
        replay = Replay(store, normalizer_version(policy))
        rereads = list(replay.compare(_listings(folder, replay, jobs, policy)))
        if apply and rereads:
            _apply(folder, store, replay, rereads)
        return Replayed(len(rereads), [reread.change for reread in rereads if reread.change], replay.missing())


def _listings(folder: Path, replay: Replay, jobs: int, policy: Policy) -> Iterator[Listing]:
    if not len(replay):
        return
    for row in normalize_pages(_pages(folder, replay), jobs, policy=policy):
        if isinstance(row, Listing):
            yield row


def _pages(folder: Path, replay: Replay) -> Iterator[RawPage | ErrorRow]:
    for page in archived_pages(sorted((folder / "raw").glob("*.warc.gz"))):
        if isinstance(page, RawPage) and replay.wanted(page, hashlib.sha256(page.body_bytes()).hexdigest()):
            yield page


def _apply(folder: Path, store: Store, replay: Replay, rereads: list[Reread]) -> None:
    now = clock.now()
    replay.apply(rereads, f"replay-{clock.run_id(now)}", clock.iso_fine(now))
    if not (folder / "listings.jsonl").exists():
        return
    Intake(store)
    report = folder / "errors.jsonl"
    rows = [ErrorRow.model_validate_json(line) for line in report.read_text("utf-8").splitlines()] if report.exists() else []
    publish_store(store, rows, folder, redact=is_redacted(store))
