"""A run: what one command did, how it ended, and the exit status that says so."""

from __future__ import annotations

from enum import IntEnum

from pydantic import Field

from schemas.values import Frozen


class ExitCode(IntEnum):
    """Exit statuses of every command, so that a scheduler can act on them without reading a log."""

    OK = 0
    """Everything that was asked for was done."""
    PARTIAL = 1
    """Done, but a part of the input or of the crawl failed; the error report names each part."""
    USAGE = 2
    """The command line, a board file or another setting is wrong; nothing was done."""
    NOTHING = 3
    """Nothing could be read or fetched, or all of it failed; earlier output is left as it was."""
    OUTPUT = 4
    """Output could not be written (disk full, no permission, another run holds the directory)."""
    INTERRUPTED = 130
    """Stopped by a signal; what was fetched until then is kept in the archive, nothing was published."""


class PageCounts(Frozen):
    """What became of the pages of a crawl."""

    requests: int = 0
    """Requests sent, with retries, redirects and robots.txt."""
    indexes: int = 0
    """Index pages and sitemaps read."""
    found: int = 0
    """Different listings linked to."""
    fetched: int = 0
    """Listing pages stored whole."""
    gone: int = 0
    """Listings whose page is no longer there (404, 410, or a redirect to a page that is no listing)."""
    failed: int = 0
    """Pages given up after every retry, answered with another error, broken off, or of a type in which no text can be read."""
    forbidden: int = 0
    """Requests that robots.txt, or a robots.txt that could not be read, forbids."""
    refused: int = 0
    """Requests to hosts or addresses that the board does not allow."""
    unread: int = 0
    """Stored pages that hold no listing; `errors.jsonl` has a row for each."""


class ClosedListing(Frozen):
    """A posting of which the provider itself says that it is closed or gone."""

    id: str | None
    """The provider's own id."""
    reason: str
    """What it said: `closed`, the name of an event, or `status 404`."""


class RunReport(Frozen):
    """The outcome of one crawl of one board, written as `run.json`."""

    run_id: str
    """Start of the run in UTC, as `20261121T103000Z`; the archive carries the same name."""
    board: str
    """Name of the board."""
    started_at: str
    """ISO 8601, UTC."""
    finished_at: str
    """ISO 8601, UTC."""
    finish_reason: str
    """Why the crawl ended: `finished`, `shutdown`, or the limit that stopped it."""
    exit_code: ExitCode
    """Exit status of the run."""
    published: bool
    """Whether the outputs are from this run; false leaves those of an earlier run untouched."""
    fully_listed: bool = False
    """Whether the run proves that it saw everything that the board lists."""
    declared: int | None = None
    """Listings that the board itself says there are."""
    dead: str | None = None
    """By which sign the board is gone, if it is."""
    incremental: bool = False
    """Whether only changes were asked for; the other listings are carried on from the run before."""
    changes_until: str | None = None
    """From when the next run may ask for changes only; null where it has to see the whole list."""
    listed_whole_at: str | None = None
    """When the board was last listed whole, ISO 8601, UTC."""
    closed: tuple[ClosedListing, ...] = ()
    """Listings that the board says are closed or gone; at most the first thousand."""
    pages: PageCounts
    """What became of the pages."""
    listings: int = 0
    """Listings found."""
    repeated: int = 0
    """Listings read a second time in the run; they are published once."""
    fields_filled: dict[str, int] = Field(default_factory=dict)
    """For each field, in how many listings it has a value."""
    conflicts: dict[str, int] = Field(default_factory=dict)
    """For each code of contradiction, how many there are."""
    examples: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """For each code, the first messages."""
    files: dict[str, str] = Field(default_factory=dict)
    """What was written: kind of file to path, relative to the output directory where it lies in it."""
