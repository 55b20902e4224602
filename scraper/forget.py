"""Taking listings out of everything that a board left behind: archives, notes, logs, store and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from normalizer.archive_index import StoredResponse, close_broken_off
from normalizer.archive_rewrite import named_by, rewrite_without, text_of
from normalizer.archive_writer import OPEN_SUFFIX
from normalizer.store import JsonlWriter
from normalizer.store.database import Store
from normalizer.store.forget import Traces, forget, traces_of, without_traces
from normalizer.store.intake import Intake
from normalizer.store.replacing import Replacement
from schemas.error import ErrorRow
from schemas.run import RunReport
from scraper import clock
from scraper.lock import locked
from scraper.order import STORE
from scraper.publishing import is_redacted, publish_store
from scraper.roles import DETAIL


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out."""

    listings: int
    """Listings that the store knew."""
    records: int
    """Records of archives: their pages, and index pages that name them."""


def forget_listings(folder: Path, listing_ids: Iterable[str]) -> Forgotten:
    """Take listings out of a board's folder. The store is last, so that a command that was interrupted can be given again.

    Raises `LockedError`, `StoreError` and `OSError`.
    """
    with locked(folder), Store(folder / STORE) as store:
        traces = traces_of(store, listing_ids)
        records = sum(rewrite_without(archive, _unwanted(traces)) for archive in _archives(folder))
        for notes in sorted((folder / "raw").glob("*.pages.jsonl")) + sorted((folder / "raw").glob("*.log")):
            _drop_lines(notes, traces)
        known = forget(store, traces, clock.iso(clock.now()))
        _publish_again(folder, store, traces)
    return Forgotten(known, records)


def _archives(folder: Path) -> list[Path]:
    for left in sorted((folder / "raw").glob(f"*.warc.gz{OPEN_SUFFIX}")):
        close_broken_off(left.with_name(left.name.removesuffix(OPEN_SUFFIX)))
    return sorted((folder / "raw").glob("*.warc.gz"))


def _unwanted(traces: Traces) -> Callable[[StoredResponse], bool]:
    paths = {path.encode() for url in traces.urls if len(path := urlsplit(url).path) > 1}

    def unwanted(response: StoredResponse) -> bool:
        if response.url in traces.urls or named_by(response) in traces.listing_ids:
            return True
        # Cards of an index page quote the listings that they link to.
        return response.role != DETAIL and any(path in text_of(response) for path in paths)

    return unwanted


def _drop_lines(path: Path, traces: Traces) -> None:
    """Rewrite a file of lines without those that name the listings."""
    lines = path.read_text("utf-8", errors="surrogateescape").splitlines(keepends=True)
    kept = [line for line in lines if not traces.in_text(line)]
    if len(kept) == len(lines):
        return
    replacement = Replacement(path)
    try:
        replacement.path.write_text("".join(kept), "utf-8", errors="surrogateescape")
        replacement.publish()
    finally:
        replacement.discard()


def _publish_again(folder: Path, store: Store, traces: Traces) -> None:
    """The outputs as the store has them now."""
    if not (folder / "listings.jsonl").exists():
        return
    report = folder / "errors.jsonl"
    rows = [ErrorRow.model_validate_json(line) for line in report.read_text("utf-8").splitlines()] if report.exists() else []
    Intake(store)
    publish_store(store, [row for row in rows if row.id not in traces.urls], folder, redact=is_redacted(store))
    if (run := folder / "run.json").exists():
        with JsonlWriter(run) as file:
            file.write(without_traces(RunReport.model_validate_json(run.read_bytes()), traces))
            file.publish()
