"""What became of every page that a crawl asked a board for: the file `<run>.pages.jsonl` beside the archive."""

from __future__ import annotations

from schemas.values import Frozen
from schemas.word import Word


class Fate(Word):
    """What became of a page."""

    LISTED = "listed"
    """The board links to it; nothing came of asking for it yet. A later line of the same page tells more."""
    LISTING = "listing"
    """Its page was stored whole (of an index page: it was read whole)."""
    UNCHANGED = "unchanged"
    """The board answered that its page is the one that was read before."""
    GONE = "gone"
    """The board says that the listing has ended."""
    WALL = "wall"
    """A login, a captcha or a refusal stands in front of it."""
    SHELL = "shell"
    """Its content would be made by scripts."""
    FAILED = "failed"
    """No answer, an error, or a damaged body, after every retry."""
    UNWANTED = "unwanted"
    """robots.txt, the board's hosts or its limits forbid it; it was not asked for."""
    DUPLICATE = "duplicate"
    """It leads to a page that is known already."""


class By(Word):
    """What a fate follows from."""

    STATUS = "status"
    REDIRECT = "redirect"
    WORDS = "words"
    """A line of the page."""
    MARKUP = "markup"
    """Something that stands in the page's markup."""
    EMPTINESS = "emptiness"
    DAMAGE = "damage"
    """The body did not arrive whole."""
    MEDIA_TYPE = "media type"
    ERROR = "error"
    """The connection."""
    FEED = "feed"
    """A feed of the board that names what has ended."""
    RULE = "rule"
    """robots.txt, or a limit of the board."""


class PageFate(Frozen):
    """One line of the file. A page can have several; the last one counts."""

    role: str
    """What it was asked for: `detail`, `index` or `sitemap`."""
    fate: Fate
    url: str
    """Address that was linked to."""
    final_url: str | None = None
    """Where redirects ended, if elsewhere."""
    listing_id: str | None = None
    """Id of the listing that `url` names; null for an index page."""
    status: int | None = None
    by: By | None = None
    why: str | None = None
    """The words, the address, the status or the error."""
    lastmod: str | None = None
    """What the board's sitemap says of when the page changed, as it stands there."""
