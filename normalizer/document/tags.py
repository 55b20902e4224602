"""What HTML elements do to the text: one table of tags, and sets of tags for closer looks."""

from __future__ import annotations

from normalizer.document.flags import AS_MAIN, BOLD, KEPT_LINES, LABEL
from schemas.document import BlockKind


class Part:
    """The part that elements of one tag play in a page."""

    __slots__ = ("block", "card", "drawn", "flags", "kind", "level", "seldom", "skipped", "tabular")

    def __init__(self, *, block: bool = False, skipped: bool = False, drawn: bool = False, flags: int = 0) -> None:
        self.block = block
        """It begins and ends lines of its own."""
        self.skipped = skipped
        """Its content is no text of the listing."""
        self.drawn = drawn
        """A reader sees it between the words around it."""
        self.flags = flags
        """What it says without attributes: numbers of `flags`."""
        self.seldom = False
        """It is part of the listing on some pages only."""
        self.kind: BlockKind | None = None
        """Kind of the lines inside; null leaves it as it is."""
        self.level = 0
        self.tabular = False
        """It is a table, a row or a cell, or belongs to a description list."""
        self.card = False
        """It may hold a value and its label, one below the other."""


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = {f"h{level}": level for level in range(1, 7)}

CHIP_PARENTS = _set("div section header aside ul ol main article hgroup address")
"""Elements in which inline elements may stand in a row as chips, rather than as words of a sentence."""

MAY_BE_NAMED = _set("li span div p dd td time strong b")
"""Elements whose `aria-label` may be the label of what they say."""

CHROME_ROLES = _set(
    """navigation contentinfo dialog alertdialog search menu menubar menuitem toolbar tooltip tablist status alert progressbar
    complementary banner"""
)

BLOCKS = _set(
    """html body main article section aside header footer nav hgroup search div center p pre blockquote address figure figcaption hr
    h1 h2 h3 h4 h5 h6 ul ol menu dir li dl dt dd table caption thead tbody tfoot tr th td
    details summary dialog fieldset legend form option"""
)
_SILENT = _set("script style noscript template title link meta base nav dialog colgroup select datalist source")
_DRAWN = _set("svg math iframe frame object embed canvas audio video map select textarea meter progress input img picture applet")
_SELDOM = _set("header footer aside form button a")


_INLINE = _set(
    """abbr acronym bdi bdo big cite code data del dfn em font i ins kbd mark nobr output q rb rp rt ruby s samp slot small span strike sub
    time tt u var wbr"""
)

PLAIN = Part()
"""The part of inline elements that say nothing by their tag."""
UNKNOWN = Part(block=True)
"""The part of elements that HTML does not know: components, which are laid out as blocks."""


class _Parts(dict[str, Part]):
    def __missing__(self, tag: str) -> Part:
        # Word leaves elements with a prefix around words ("o:p", "st1:city").
        return PLAIN if ":" in tag else UNKNOWN


def _parts() -> _Parts:
    parts = _Parts(dict.fromkeys(_INLINE, PLAIN))
    parts.update({tag: Part(block=True) for tag in BLOCKS})
    parts.update({tag: Part(skipped=True, block=tag in BLOCKS) for tag in _SILENT})
    parts.update({tag: Part(skipped=True, drawn=True) for tag in _DRAWN})
    parts.update({tag: Part(flags=BOLD) for tag in ("b", "strong")})
    parts["br"] = Part(skipped=True, block=True)
    parts["label"] = Part(flags=LABEL)
    parts.update({tag: Part() for tag in ("a", "button", "sup")})
    for tag in ("main", "article"):
        parts[tag].flags = AS_MAIN
    parts["pre"].flags = KEPT_LINES
    for tag in _SELDOM:
        parts[tag].seldom = True
    for tag in ("table", "tr", "td", "th", "dt", "dd"):
        parts[tag].tabular = True
    for tag in ("div", "a", "section"):
        parts[tag].card = True
    for tag in ("td", "th", "dt", "dd"):
        parts[tag].kind = BlockKind.PARAGRAPH
    parts["li"].kind = BlockKind.ITEM
    for tag in (*HEADINGS, "summary", "legend", "caption"):
        parts[tag].kind, parts[tag].level = BlockKind.HEADING, HEADINGS.get(tag, 0)
    return parts


PARTS = _parts()
"""Tag → its part."""
