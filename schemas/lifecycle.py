"""The life of a listing across runs: its states, what happened to it, and the words for why."""

from __future__ import annotations

from schemas.values import Frozen
from schemas.word import Word


class State(Word):
    """What is known of a listing after the newest run."""

    OPEN = "OPEN"
    """Published by its board."""
    STALE = "STALE"
    """Not seen lately, and not proved to be over either."""
    CLOSED = "CLOSED"
    """Over: its board said so, or it was absent from enough runs that proved to be complete."""
    REOPENED = "REOPENED"
    """Published again after it was closed."""


class Sighting(Word):
    """What one run says of one listing."""

    SEEN = "SEEN"
    """Its page was read, or its board said that the page has not changed."""
    LISTED = "LISTED"
    """The board links to it; what became of its page is not known."""
    UNSEEN = "UNSEEN"
    """Nothing was seen of it in a run that does not prove to be complete."""
    ABSENT = "ABSENT"
    """It is missing from a run that proves to be complete."""
    NOT_FOUND = "NOT_FOUND"
    """Its page answers 404."""
    REDIRECTED = "REDIRECTED"
    """Its page leads to the board's front page or an index page."""
    GONE = "GONE"
    """Its page answers 410."""
    NOTICE = "NOTICE"
    """Its page says that it is no longer available."""
    WITHDRAWN = "WITHDRAWN"
    """A feed of the board names it as closed."""


class EventKind(Word):
    """What a run changed about a listing."""

    APPEARED = "APPEARED"
    CHANGED = "CHANGED"
    """A normalized field has another value."""
    STALE = "STALE"
    RETURNED = "RETURNED"
    """Seen again after it was stale."""
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    BACKFILLED = "BACKFILLED"
    """A run of an earlier time, read later, added to its history."""
    REREAD = "REREAD"
    """The same bytes, read by another version of the normalizer, give other values."""


class ListingStatus(Frozen):
    """A line of `lifecycle.jsonl`: one listing that the store knows, closed ones included."""

    listing_id: str
    url: str | None
    """Address under which it was seen last."""
    state: State
    first_seen: str
    """Start of the first run that saw it, ISO 8601, UTC."""
    last_seen: str
    """Start of the last run that saw it."""
    valid_from: str | None
    """Start of the run that first saw the present values; null where it is closed."""
    closed_at: str | None = None
    """Start of the run that closed it."""
    reason: Sighting | None = None
    """What closed it, or counts against it."""
    evidence: str | None = None
    """The words, address or status that say so."""


class FieldChange(Frozen):
    """One normalized field with two values."""

    field: str
    old: str | None
    """As JSON; null where the field had none."""
    new: str | None
    old_quotes: tuple[str, ...] = ()
    """The words that state the old value."""
    new_quotes: tuple[str, ...] = ()


class Change(Frozen):
    """Something that happened to a listing in a run; a line of `jobsieve changes --json`."""

    run_id: str
    at: str
    """Start of the run."""
    kind: EventKind
    listing_id: str
    title: str | None
    url: str | None
    reason: Sighting | None = None
    evidence: str | None = None
    fields: tuple[FieldChange, ...] = ()
    old_normalizer: str | None = None
    """Version of the normalizer that read the old values, where it is another than that of the new ones."""
    new_normalizer: str | None = None
