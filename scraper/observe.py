"""What a page shows of the listing it was asked for: the listing, its end, or something that stands in front of it.

Only `gone` says anything about the listing itself. A wall, a shell or a failure is no observation of it: it may be open or not.
The signs by which pages are told apart are data (`signs.toml`).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from normalizer.document import read_documents
from normalizer.document.errors import Unreadable
from normalizer.fold import fold
from schemas.document import Document
from schemas.fate import By, Fate
from schemas.raw import RawPage

_SIGNS = Path(__file__).with_name("signs.toml")
_LARGEST = 2 * 1024 * 1024
"""Bytes above which a page is no notice of any kind."""
_SHORT = 1_000
"""Characters of text of a page on which a notice is what the page is for."""
_ALMOST_NONE = 80
"""Characters of text that a page shows whose content is made by its scripts."""
_FIRST_LINES = 25
"""Lines among which a longer page says that its listing has ended."""
_LONGEST_LINE = 400
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation and its evidence."""

    fate: Fate
    by: By | None = None
    """What kind of evidence there is; null for a listing."""
    why: str = ""
    """`status 404`, `redirect to /login`, a line of the page; empty for a listing."""


def observe(status: int, url: str, body: bytes, media_type: str = "text/html", asked: str | None = None) -> Observed:
    """What a response shows of the listing for which `asked` (null: `url` itself) was requested. Never raises.

    `url` is where redirects ended, `body` the bytes with every coding undone.
    """
    return _by_status(status) or _by_redirect(asked or url, url) or _by_content(body, media_type, url) or Observed(Fate.LISTING)


def observe_list(status: int, url: str, body: bytes, media_type: str = "text/html", asked: str | None = None) -> Observed:
    """The same for an index page or a sitemap: `listing` where it can be believed, otherwise what stands in its place.

    An index has no end of its own: only a status says that it is gone.
    """
    seen = observe(status, url, body, media_type, asked)
    return Observed(Fate.LISTING) if seen.fate is Fate.GONE and status == 200 else seen


def _by_status(status: int) -> Observed | None:
    if status == 200:
        return None
    kind = next((kind for kind in (Fate.GONE, Fate.WALL) if status in signs()[kind].statuses), Fate.FAILED)
    return Observed(kind, By.STATUS, f"status {status}")


def _by_redirect(asked: str, url: str) -> Observed | None:
    path = urlsplit(url).path
    if asked == url or urlsplit(asked).path == path:
        return None
    for kind in (Fate.WALL, Fate.FAILED):
        if signs()[kind].paths.search(path.lower()):
            return Observed(kind, By.REDIRECT, f"redirect to {path}")
    return Observed(Fate.GONE, By.REDIRECT, "redirect to /") if path in ("", "/") else None


def _by_content(body: bytes, media_type: str, url: str) -> Observed | None:
    if not body.strip():
        return Observed(Fate.FAILED, By.EMPTINESS, "empty body")
    if len(body) > _LARGEST or media_type.partition(";")[0].strip().lower() not in _HTML:
        return None
    shown = _shown(body, media_type, url)
    if shown is None:
        return None
    lines = [fold(shown.text[block.start : block.end])[:_LONGEST_LINE] for block in shown.blocks[:_FIRST_LINES]]
    return _by_end(lines) or _by_obstacle(lines, body.lower(), shown)


def _shown(body: bytes, media_type: str, url: str) -> Document | None:
    """What a page shows; null where it cannot be read, for which the normalizer has the words."""
    try:
        shown = read_documents(RawPage(id=url, media_type=media_type, body=body))[0]
    except Unreadable:
        return None
    return None if isinstance(shown, Unreadable) else shown


def _by_end(lines: list[str]) -> Observed | None:
    return _said(Fate.GONE, lines, signs()[Fate.GONE].begins)


def _by_obstacle(lines: list[str], markup: bytes, shown: Document) -> Observed | None:
    """What stands in place of a listing; a page that carries the data of a posting is none of these."""
    if shown.embedded:
        return None
    if found := signs()[Fate.WALL].markup.search(markup):
        return Observed(Fate.WALL, By.MARKUP, found[0].decode("latin-1"))
    if len(shown.text) > _SHORT:
        return None
    title = [fold(shown.title)[:_LONGEST_LINE]] if shown.title else []
    for kind in (Fate.WALL, Fate.FAILED, Fate.SHELL):
        if seen := _said(kind, [*title, *lines], signs()[kind].says):
            return seen
    return _by_short_markup(markup, shown)


def _by_short_markup(markup: bytes, shown: Document) -> Observed | None:
    if found := signs()[Fate.WALL].markup_of_short_pages.search(markup):
        return Observed(Fate.WALL, By.MARKUP, found[0].decode("latin-1"))
    if len(shown.text) > _ALMOST_NONE:
        return None
    if b"<script" in markup:
        return Observed(Fate.SHELL, By.EMPTINESS, f"{len(shown.text)} characters of text beside scripts")
    return None if shown.text.strip() else Observed(Fate.FAILED, By.EMPTINESS, "no text")


def _said(kind: Fate, lines: list[str], pattern: re.Pattern[str]) -> Observed | None:
    return next((Observed(kind, By.WORDS, line) for line in lines if pattern.search(line)), None)


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells one kind of page from others; a pattern that was not given matches nothing."""

    statuses: frozenset[int]
    paths: re.Pattern[str]
    """Searched in the path that a redirect led to."""
    begins: re.Pattern[str]
    """Matched at the beginning of a line."""
    says: re.Pattern[str]
    """Searched in the lines of a short page."""
    markup: re.Pattern[bytes]
    """Found in the markup of no other page."""
    markup_of_short_pages: re.Pattern[bytes]


@cache
def signs() -> dict[Fate, Signs]:
    """The signs of each kind. Raises `ValueError` for a data file that is broken, naming the key."""
    return {Fate(kind): _signs(kind, table) for kind, table in tomllib.loads(_SIGNS.read_text("utf-8")).items()}


def _signs(kind: str, table: dict[str, list[str]]) -> Signs:
    unknown = table.keys() - {"statuses", "paths", "begins", "says", "markup", "markup_of_short_pages"}
    if unknown:
        raise ValueError(f"{_SIGNS.name}: {kind}.{min(unknown)}: no such key")
    return Signs(
        frozenset(int(status) for status in table.get("statuses", ())),
        _any_of(kind, "paths", table),
        _any_of(kind, "begins", table, at="^"),
        _any_of(kind, "says", table),
        _any_literal(table.get("markup", ())),
        _any_literal(table.get("markup_of_short_pages", ())),
    )


def _any_of(kind: str, key: str, table: dict[str, list[str]], at: str = "") -> re.Pattern[str]:
    try:
        return re.compile(f"{at}(?:{'|'.join(table.get(key) or ['(?!)'])})")
    except re.error as error:
        raise ValueError(f"{_SIGNS.name}: {kind}.{key}: expected regular expressions: {error}") from error


def _any_literal(words: list[str] | tuple[()]) -> re.Pattern[bytes]:
    return re.compile("|".join(map(re.escape, words)).encode() or b"(?!)")
