"""Decides which elements of a page are not the listing: navigation, dialogs, hidden things, lists of other jobs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from normalizer.document.flags import (
    AS_BLOCK,
    AS_HEADING,
    AS_MAIN,
    BOLD,
    BUTTON,
    CHIP,
    CHROME,
    CUT,
    HAS_CLASS,
    HIDDEN,
    ICON,
    KEPT_LINES,
    LABEL,
    NAMED,
)
from normalizer.document.names import meaning
from normalizer.document.tags import CHROME_ROLES, HEADINGS, MAY_BE_NAMED

if TYPE_CHECKING:
    from normalizer.document.pieces import Piece

_STYLES = (
    (re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE), HIDDEN),
    (re.compile(r"display\s{0,3}:\s{0,3}(?:block|flex|grid|table|list-item)", re.IGNORECASE), AS_BLOCK),
    (re.compile(r"font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]00)", re.IGNORECASE), BOLD),
    (re.compile(r"white-space\s{0,3}:\s{0,3}pre", re.IGNORECASE), KEPT_LINES),
)
_FOLDED_AWAY = re.compile(r"tab|accordion|collaps|panel|toggle|expand|more", re.IGNORECASE)
_JOB_PATH = re.compile(
    r"[/.](?:[a-z0-9]{1,20}-)?(?:jobs?|careers?|positions?|vacanc(?:y|ies)|openings?|roles?|postings?|stellen(?:angebote?|anzeigen?)?|emplois?|offres?"
    r"|empleos?|ofertas?|vagas?|vacatures?|gigs?|listings?|requisitions?|viewjob)(?:[/?_-]|details?)([^#]{1,300})"
)
_BETWEEN = re.compile(r"[/?=&]")
_POSTING = re.compile(r"\d|[-_][^-_]+[-_]")
"""What the name of a single posting holds in an address, and that of a category seldom does: a digit, or three words."""
_LONGEST_ADDRESS = 600
_MUCH = 900
"""Characters from which an element may be the listing, whatever its name."""
_SHORT = BOLD | CHIP | LABEL
"""What only short elements can be: around much text, such a name is that of a layout or a theme."""
_LONGEST_SHORT = 300
_LONGEST_BUTTON = 80
_UNFOLDED = 150
"""Characters that are worth unfolding."""
_LINKED = 0.6
"""Share of characters in links from which an element is a list of links."""
_LONGEST_CARD = 450
"""Characters of a card that stands for another job."""
_MOST_LOOKED_AT = 4_000_000
"""Characters that are looked at on one page to tell the listing from what is not; after that all counts as listing."""
_length: Any = etree.XPath("string-length(normalize-space(.))")
_link_texts: Any = etree.XPath("descendant-or-self::a//text()", smart_strings=False)


class Chrome:
    """Judges the elements of one page."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = _MOST_LOOKED_AT

    def judge(self, element: Any, attributes: Iterable[tuple[str, str]]) -> int:
        """What the attributes of an element say: numbers of `flags`, combined."""
        result = 0
        for name, value in attributes:
            if name == "class":
                result |= meaning(value) | HAS_CLASS
            elif name == "id":
                result |= meaning(value) & CHROME
            elif name in self._SPOKEN:
                result |= self._SPOKEN[name](self, element, value)
                if result & CUT:
                    return CUT
        if result & CHROME and not self._is_content(element):
            return CUT
        if result & _SHORT and not _is_brief(element, _LONGEST_SHORT) and self._look(element) > _LONGEST_SHORT:
            result &= ~_SHORT
        return result

    def keeps(self, element: Any, flags: int, *, inside_main: bool, at_top: bool) -> bool:
        """Whether a header, footer, aside, form, button or link belongs to the listing. `at_top`: nothing of the page was read yet."""
        tag = element.tag
        if tag in ("a", "button"):
            return _is_kept_link(element, at_top=at_top) if tag == "a" and not flags & BUTTON else _is_kept_button(element)
        if tag == "header":
            return inside_main or _holds_title(element)
        if tag == "form":
            return self._is_content(element)
        if tag == "footer" and not inside_main:
            return False
        return not self._is_link_list(element)

    def _is_content(self, element: Any) -> bool:
        """Whether an element is too much like the listing to be cut for its name: it holds the first heading, or much prose."""
        if _holds_title(element):
            return True
        if _is_brief(element, _MUCH):
            return False
        length = self._look(element)
        return length >= _MUCH and _linked(element) < _LINKED * length

    def _is_link_list(self, element: Any) -> bool:
        return _linked(element) >= _LINKED * self._look(element)

    def _look(self, element: Any) -> float:
        """Characters of an element; from the moment on when too many were counted, as if there were no end of them."""
        if self._left <= 0:
            return float("inf")
        length: float = _length(element)
        self._left -= int(length) + 1
        return length

    def _role(self, element: Any, value: str) -> int:
        role = value.strip().lower()
        if role in ("main", "heading"):
            return AS_MAIN if role == "main" else AS_HEADING
        if role not in CHROME_ROLES:
            return 0
        kept = self._is_content(element) or (role == "complementary" and not self._is_link_list(element))
        return 0 if kept else CUT

    def _style(self, element: Any, value: str) -> int:
        result = _styled(value)
        return result | self._hidden(element, "") if result & HIDDEN else result

    def _hidden(self, element: Any, value: str) -> int:
        """Hidden is not the listing, except what a click unfolds (tabs, accordions) and what is too much to be anything else."""
        folded = _FOLDED_AWAY.search(element.get("class", "") + element.get("role", ""))
        if value == "until-found" or (folded and self._look(element) > _UNFOLDED):
            return 0
        return 0 if self._is_content(element) else CUT

    def _aria_hidden(self, element: Any, value: str) -> int:
        """Icons and closed dialogs are cut; words are not, since `aria-hidden` also marks what is read out in another form."""
        if value.strip().lower() != "true":
            return 0
        if element.tag == "i" or meaning(element.get("class", "")) & ICON:
            return CUT
        if not any(any(map(str.isalnum, text)) for text in element.itertext()):
            return CUT
        return CUT if len(element) and not self._is_content(element) else 0

    def _aria_label(self, element: Any, value: str) -> int:
        return NAMED if value and element.tag in MAY_BE_NAMED else 0

    def _title(self, element: Any, value: str) -> int:
        """Of an item of a list of facts the title may be the label; elsewhere it is a hint for the mouse."""
        return NAMED if value and element.tag == "li" else 0

    _SPOKEN: ClassVar[dict[str, Callable[[Chrome, Any, str], int]]] = {
        "role": _role,
        "style": _style,
        "hidden": _hidden,
        "aria-hidden": _aria_hidden,
        "aria-label": _aria_label,
        "title": _title,
    }
    """Attributes that speak of the element's part on the page → how they are read."""


def job_target(address: str) -> str:
    """The part of an address that names one posting; empty where it is not the address of a posting."""
    found = _JOB_PATH.search(address[:_LONGEST_ADDRESS].lower())
    # Most links lead to no posting, which is seen before names are parted.
    if not found or not _POSTING.search(found[1]):
        return ""
    longest = ""
    for name in _BETWEEN.split(found[1]):
        if len(name) > len(longest) and _POSTING.search(name):
            longest = name
    return longest


def is_other_jobs(pieces: Sequence[Piece], links: int) -> bool:
    """Whether the pieces around as many links to postings are cards of other jobs, and nothing else."""
    if len(pieces) < links or any(piece.level == 1 for piece in pieces):
        return False
    return sum(len(piece.text) for piece in pieces) <= _LONGEST_CARD * links


def _is_kept_link(element: Any, *, at_top: bool) -> bool:
    """Whether a link is none that skips to the content, as the first links of a page do."""
    return not (at_top and (element.get("href") or "").startswith("#"))


def _is_kept_button(element: Any) -> bool:
    """Whether a button says more than what it does: the heading of something to unfold, or a figure."""
    if element.getparent().tag in HEADINGS:
        return True
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST_BUTTON or any(map(str.isdigit, text)):
            return True
    return False


def _holds_title(element: Any) -> bool:
    return next(element.iter("h1"), None) is not None


def _is_brief(element: Any, length: int) -> bool:
    """Whether an element holds nothing but a text of fewer than `length` characters, as most do: told without an XPath."""
    return not len(element) and len(element.text or "") < length


def _linked(element: Any) -> float:
    """Characters in links."""
    return float(len(" ".join("".join(_link_texts(element)).split())))


@lru_cache(maxsize=4096)
def _styled(style: str) -> int:
    return sum(flag for pattern, flag in _STYLES if pattern.search(style))
