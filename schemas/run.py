"""A run: what one command did, how it ended, and the exit status that says so."""

from __future__ import annotations

from enum import IntEnum

from pydantic import Field

from schemas.listing import Policy
from schemas.values import Frozen
from schemas.word import Word


class ExitCode(IntEnum):
    """Exit statuses of every command, so that a scheduler can act on them without reading a log. docs/operations.md says what to do about each."""

    OK = 0
    """Everything that was asked for was done."""
    PARTIAL = 1
    """Done, but a part of the input or of the crawl failed; the error report names each part."""
    USAGE = 2
    """The command line, a board file or another setting is wrong; nothing was done."""
    NOTHING = 3
    """Nothing could be read or fetched, or all of it failed; earlier output is left as it was."""
    OUTPUT = 4
    """Output could not be written, for another reason than those that have a status of their own; earlier output is left as it was."""
    DISK_FULL = 5
    """The disk is full, or fuller than the free space that is to be kept; earlier output is left as it was."""
    LOCKED = 6
    """Another run of the board is at work; this one did nothing."""
    STORE = 7
    """The store cannot be opened, read or written; what was fetched is in the archive, and the same run id finishes the run."""
    TIMED_OUT = 8
    """Nothing was fetched because the board did not answer in time; earlier output is left as it was."""
    ROBOTS = 9
    """Nothing was fetched because robots.txt forbids it, or could not be read; earlier output is left as it was."""
    EMPTY = 10
    """The board listed nothing although it used to; what was read is kept and not published."""
    DROPPED = 11
    """The board listed fewer than its history allows for; what was read is kept and not published."""
    SHAPE = 12
    """The board's pages lost their shape: fields, contradictions or refusals depart from its history; kept and not published."""
    BUDGET = 13
    """A budget was reached (pages, listings, time, memory); what was fetched until then is published, and nothing is closed for its absence."""
    START = 14
    """The crawl could not start, or its process died; earlier output is left as it was."""
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
    unchanged: int = 0
    """Listing pages that the board did not send again because they are as they were."""
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


class RunState(Word):
    """How far a run is, or how it ended."""

    CRAWLING = "CRAWLING"
    """Under way, or killed while it was: running it again under the same id finishes it."""
    APPLIED = "APPLIED"
    """What it found is in the store; running it again publishes it."""
    PUBLISHED = "PUBLISHED"
    HELD = "HELD"
    """A monitor objected: kept in the ledger and the archive, neither applied nor published."""
    FAILED = "FAILED"
    """Nothing came of it."""


class Agreement(Frozen):
    """How often the embedded data of a site and its own text speak of one field, and how often they contradict each other."""

    compared: int
    """Listings in which both state the field."""
    contradicted: int
    """Listings among them with a contradiction between the two."""


class LostPage(Frozen):
    """A page that a run wanted and did not get."""

    url: str
    role: str
    """What it was wanted for: `detail`, `index`, `sitemap` …"""
    reason: str
    """The last failure."""


class RunFigures(Frozen):
    """What monitors compare with the runs before."""

    listings: int = 0
    """Listings read, unchanged ones included."""
    pages: int = 0
    """Listing pages read or refused."""
    unread: int = 0
    """Pages that hold no listing."""
    conflicts: int = 0
    """Contradictions."""
    fields: dict[str, int] = Field(default_factory=dict)
    """For each field, in how many listings it has a value."""
    accepted: bool = False
    """Whether a person accepted them against the history, which then begins anew with them."""


class ClosedListing(Frozen):
    """A posting of which the provider itself says that it is closed or gone."""

    id: str | None
    """The provider's own id."""
    reason: str
    """What it said: `closed`, the name of an event, or `status 404`."""


class RunReport(Frozen):
    """The outcome of one crawl of one board, written as `run.json`."""

    run_id: str
    """As given, else the start of the run in UTC, as `20261121T103000123Z`; the archive carries the same name."""
    board: str
    """Name of the board."""
    window: str | None = None
    """What the run stands for, as the scheduler named it; only recorded."""
    state: RunState = RunState.FAILED
    """How it ended."""
    started_at: str
    """ISO 8601, UTC; of the first attempt where the run was finished by a later one."""
    finished_at: str
    """When its crawl ended, ISO 8601, UTC; reading the archive again does not change it."""
    finish_reason: str
    """Why the crawl ended: `finished`, `shutdown`, or the limit that stopped it."""
    exit_code: ExitCode
    """Exit status of the run."""
    published: bool
    """Whether the outputs are from this run; false leaves those of an earlier run untouched."""
    redacted: bool = False
    """Whether e-mail addresses and telephone numbers are masked in what the run publishes."""
    reasons: tuple[str, ...] = ()
    """Why the exit status is not 0 and why nothing was published, a sentence each."""
    fully_listed: bool = False
    """Whether the run proves that it saw everything that the board lists: only then does absence count against a listing."""
    declared: int | None = None
    """Listings that the board itself says there are."""
    dead: str | None = None
    """By which sign the board is gone, if it is."""
    incremental: bool = False
    """Whether only changes were asked for; what did not change stands as it did."""
    changes_until: str | None = None
    """From when the next run may ask for changes only; null where it has to see the whole list."""
    listed_whole_at: str | None = None
    """When the board was last listed whole, ISO 8601, UTC."""
    closed: tuple[ClosedListing, ...] = ()
    """Listings that the board says are closed or gone; at most the first thousand."""
    pages: PageCounts
    """What became of the pages."""
    lost: tuple[LostPage, ...] = ()
    """Every page that was given up."""
    listings: int = 0
    """Listings found."""
    unchanged: int = 0
    """Listings among them whose bytes were read in an earlier run, so that they were not normalized again."""
    events: dict[str, int] = Field(default_factory=dict)
    """What changed, as `EventKind` → listings."""
    states: dict[str, int] = Field(default_factory=dict)
    """Listings of the board in each state after the run."""
    normalizer: str = ""
    """Version of the normalizer."""
    policy: Policy = Policy.SPECIFIC
    """Under which policy contradicted fields were settled."""
    fields_filled: dict[str, int] = Field(default_factory=dict)
    """For each field, in how many listings it has a value."""
    conflicts: dict[str, int] = Field(default_factory=dict)
    """For each code of contradiction, how many there are."""
    examples: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """For each code, the first messages."""
    agreement: dict[str, dict[str, Agreement]] = Field(default_factory=dict)
    """Site → field → how often its embedded data agrees with its text: many contradictions mean a broken adapter, or a careless site."""
    files: dict[str, str] = Field(default_factory=dict)
    """What was written: kind of file to path, relative to the output directory where it lies in it."""
