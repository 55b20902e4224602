"""A document: one plain text, the blocks that it is made of, and the data embedded in the page.

These are plain classes that cannot be changed: none leaves the process, and none needs validation. A page makes hundreds of blocks, so
that a block is a tuple, which is made several times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas.word import Word


class Section(Word):
    """Part of a listing, as its headings divide it."""

    META = "META"
    """The header: chips, labelled facts, a facts table."""
    TITLE = "TITLE"
    SUMMARY = "SUMMARY"
    REQUIREMENTS = "REQUIREMENTS"
    RESPONSIBILITIES = "RESPONSIBILITIES"
    BENEFITS = "BENEFITS"
    PROCESS = "PROCESS"
    """How to apply and how people are selected."""
    ABOUT = "ABOUT"
    """About the company, the platform or the industry."""
    EMBEDDED = "EMBEDDED"
    """Data embedded in the page, not its words."""
    OTHER = "OTHER"


class BlockKind(Word):
    """What a block is in the page."""

    HEADING = "HEADING"
    PARAGRAPH = "PARAGRAPH"
    ITEM = "ITEM"
    """An item of a list."""
    CELL = "CELL"
    """A cell of a table, a chip or a card."""


class Block(NamedTuple):
    """A span of the text that stands on its own; spans rise and never overlap."""

    kind: BlockKind
    start: int
    """Offset of its first character in the document's text."""
    end: int
    """Offset behind its last character."""
    level: int = 0
    """Of a heading: 1 to 6, 0 where unknown. Otherwise 0."""
    label: str = ""
    """The label that the markup ties to this block (`dt`, `th`, a label element), as written; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """One piece of data found in a page (JSON-LD, an application's state) or the page itself where it is JSON."""

    value: Any
    """The parsed JSON value. For the data of a posting this is the posting's own object."""
    pointer: str
    """RFC 6901 pointer of `value` in the page's embedded data; empty where it is the root."""
    source: str
    """Name of the data file in `normalizer/sources/` that knows its shape (`schemaorg`, `ashby` …)."""
    repaired: bool = False
    """True where the JSON was broken and had to be repaired."""
    page: Any = field(default=None, compare=False, repr=False)
    """The whole answer that holds the posting; null where the page is no data."""
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Pointers, as claims give them, of what a reader of the page can see as well, with its place in the document's text."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the readers of bytes make of a page and all rules work on."""

    text: str
    """The one text that every offset points into: NFC not applied, control and zero-width characters removed, every kind of
    space a plain space (never two in a row), blocks separated by line feeds."""
    blocks: tuple[Block, ...]
    """All blocks in reading order."""
    embedded: tuple[Embedded, ...] = ()
    """Data of this posting that is embedded in the page."""
    title: str = ""
    """The page's own title (`<title>`, og:title) where it has one: a hint, not text."""
    language: str = ""
    """The language the page declares (`lang`), lower-cased BCP 47, or empty."""
    warnings: tuple[str, ...] = field(default=())
    """What was damaged and had to be repaired or cut while reading ("nesting deeper than 254: rescued by BeautifulSoup")."""
    is_excerpt: bool = False
    """Whether the text is only the beginning of the posting's."""
