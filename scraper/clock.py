"""The scraper's clock: the only place from which the time of day enters, always UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """ISO 8601 to the second, as WARC records write it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def iso_fine(moment: datetime) -> str:
    """ISO 8601 to the millisecond: tells two runs apart."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def run_id(moment: datetime) -> str:
    """Name of a run that starts at this moment; sorts by time and suits file names."""
    return f"{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z"


def archive_name(run: str) -> str:
    """File name of a run's archive."""
    return f"{run}.warc.gz"
