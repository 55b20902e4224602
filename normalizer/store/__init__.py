"""Where listings go: JSON lines, SQLite and CSV, each published in one step."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from normalizer.store.csv_file import CsvWriter
from normalizer.store.jsonl import JsonlWriter, StreamWriter, json_line
from normalizer.store.replacing import OutputError, naming
from normalizer.store.sqlite import SqliteWriter
from schemas.error import ErrorRow
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
    listing_count: int
    """Lines of `listings`."""
    error_count: int
    """Lines of `errors`."""


def publish(listings: Iterable[Listing], errors: Iterable[ErrorRow], directory: Path) -> PublishedFiles:
    """Write `listings.jsonl`, `listings.sqlite` and `errors.jsonl` into `directory`, which is made where it is missing.

    Both iterables are consumed once and held in no list; `errors` is begun when `listings` has ended, so that it may be filled by
    reading them. An exception while writing, also one of `listings` itself, leaves all three files as they were. Raises
    `OutputError` where one cannot be written.
    """
    with naming(directory):
        directory.mkdir(parents=True, exist_ok=True)
    with (
        SqliteWriter(directory / "listings.sqlite") as database,
        JsonlWriter(directory / "listings.jsonl") as lines,
        JsonlWriter(directory / "errors.jsonl") as report,
    ):
        for listing in listings:
            lines.write(listing)
            database.write(listing)
        for error in errors:
            report.write(error)
        for writer in (database, lines, report):
            writer.publish()
    return PublishedFiles(
        listings=directory / "listings.jsonl",
        errors=directory / "errors.jsonl",
        sqlite=directory / "listings.sqlite",
        listing_count=lines.count,
        error_count=report.count,
    )
