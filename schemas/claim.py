"""A claim: one thing that a listing says about one field, and the words that say it."""

from __future__ import annotations

from schemas.document import Section
from schemas.values import Frozen, JsonValue, Strength
from schemas.word import Word


class About(Word):
    """Of whom a claim speaks; only the role's own claims are resolved and compared."""

    ROLE = "ROLE"
    COMPANY = "COMPANY"
    PLATFORM = "PLATFORM"
    """The marketplace or board that the listing is published on."""


class Evidence(Frozen):
    """The words (or the embedded value) that state a claim."""

    start: int | None = None
    """Offset of the first character in the listing's `text`, in Unicode code points; null for embedded data."""
    end: int | None = None
    """Offset behind the last character; null for embedded data."""
    pointer: str | None = None
    """RFC 6901 JSON pointer into the embedded data; null for words of the text."""
    quote: str
    """Exactly `text[start:end]`, or the embedded value as JSON writes it (a string without its quotation marks)."""
    section: Section
    """The part of the listing in which it stands."""
    repaired: bool = False
    """True where the embedded data was broken and had to be repaired before it could be read: weaker evidence."""


class Claim(Frozen):
    """One statement about one field, before any choice between statements."""

    id: str
    """Unique within the listing, in reading order (`c1`, `c2` …)."""
    field: str
    """The field or part of a field that it speaks of (`pay`, `dates.posted`, `experience.years`)."""
    value: JsonValue
    """What is said; its shape is documented with the field."""
    strength: Strength
    """Whether it binds or wishes."""
    about: About = About.ROLE
    """Of whom it speaks."""
    condition: str | None = None
    """The words under which it holds ("in the US", "night shift"), or null."""
    rule: str
    """The rule that read it: place of the rule and the phrase or pattern of its pack."""
    evidence: Evidence
    """Where it is stated."""
