"""Where listings go: JSON lines, SQLite and CSV, each published in one step."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from pydantic import BaseModel

from normalizer.store.csv_file import CsvWriter
from normalizer.store.jsonl import JsonlWriter, StreamWriter, json_line
from normalizer.store.replacing import OutputError, naming
from normalizer.store.sqlite import SqliteWriter
from schemas.error import ErrorRow
from schemas.lifecycle import ListingStatus
from schemas.listing import Listing
from schemas.values import Frozen

__all__ = ["CsvWriter", "JsonlWriter", "OutputError", "PublishedFiles", "SqliteWriter", "StreamWriter", "json_line", "publish"]


class PublishedFiles(Frozen):
    """What one run published."""

    listings: Path
    """The listings, one JSON object a line, in the order of the input."""
    errors: Path
    """The error report: one `ErrorRow` a line."""
    sqlite: Path
    """The database, in which listings of earlier runs remain."""
    lifecycle: Path | None = None
    """The standing of every listing that was ever seen; null where it was not given."""
    listing_count: int
    """Lines of `listings`."""
    error_count: int
    """Lines of `errors`."""


def publish(
    listings: Iterable[Listing], errors: Iterable[ErrorRow], directory: Path, statuses: Iterable[ListingStatus] | None = None
) -> PublishedFiles:
    """Write `listings.jsonl`, `listings.sqlite` and `errors.jsonl` into `directory`, which is made where it is missing.

    With `statuses`, of a store that knows what is open, `lifecycle.jsonl` is written too and the database holds what `listings` holds;
    without, listings of earlier runs remain in it. The iterables are consumed once and held in no list; `errors` is begun when
    `listings` has ended, so that it may be filled by reading them. An exception while writing, also one of `listings` itself, leaves
    all files as they were. Raises `OutputError` where one cannot be written.
    """
    with naming(directory):
        directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        database = files.enter_context(SqliteWriter(directory / "listings.sqlite", fresh=statuses is not None))
        lines = files.enter_context(JsonlWriter(directory / "listings.jsonl"))
        report = files.enter_context(JsonlWriter(directory / "errors.jsonl"))
        lifecycle = files.enter_context(JsonlWriter(directory / "lifecycle.jsonl")) if statuses is not None else None
        for listing in listings:
            lines.write(listing)
            database.write(listing)
        for error in errors:
            report.write(error)
        if lifecycle and statuses is not None:
            _write_all(lifecycle, statuses)
        writers: list[SqliteWriter | JsonlWriter] = [database, lines, report]
        for writer in [*writers, lifecycle] if lifecycle else writers:
            writer.publish()
    return PublishedFiles(
        listings=directory / "listings.jsonl",
        errors=directory / "errors.jsonl",
        sqlite=directory / "listings.sqlite",
        lifecycle=directory / "lifecycle.jsonl" if lifecycle else None,
        listing_count=lines.count,
        error_count=report.count,
    )


def _write_all(file: JsonlWriter, records: Iterable[BaseModel]) -> None:
    for record in records:
        file.write(record)
