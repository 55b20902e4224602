"""Decides which elements of a page are not the listing: navigation, dialogs, hidden things, lists of other jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from normalizer.document.flags import AS_BLOCK, AS_HEADING, AS_MAIN, BOLD, CHROME, CUT, HAS_CLASS, HIDDEN, ICON, KEPT_LINES, NAMED
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
_UNFOLDED = 150
"""Characters that are worth unfolding."""
_LINKED = 0.6
"""Share of characters in links from which an element is a list of links."""
_LONGEST_CARD = 450
"""Characters of a card that stands for another job."""
_length: Any = etree.XPath("string-length(normalize-space(.))")


def judge(element: Any, attributes: Iterable[tuple[str, str]]) -> int:
    """What the attributes of an element say: numbers of `flags`, combined."""
    result = 0
    for name, value in attributes:
        if name == "class":
            result |= meaning(value) | HAS_CLASS
        elif name == "id":
            result |= meaning(value) & CHROME
        elif name in _SPOKEN:
            result |= _SPOKEN[name](element, value)
            if result & CUT:
                return CUT
    if result & CHROME and not is_content(element):
        result |= CUT
    return result


def is_content(element: Any) -> bool:
    """Whether an element is too much like the listing to be cut for its name: it holds the first heading, or much prose."""
    if next(element.iter("h1"), None) is not None:
        return True
    length = _length(element)
    return bool(length >= _MUCH and _linked(element) < _LINKED * length)


def is_kept(element: Any, *, inside_main: bool) -> bool:
    """Whether a header, footer, aside, form or button belongs to the listing."""
    tag = element.tag
    if tag == "button":
        return element.getparent().tag in HEADINGS or any(map(str.isdigit, "".join(element.itertext())))
    if tag == "header":
        return inside_main or next(element.iter("h1"), None) is not None
    if tag == "form":
        return is_content(element)
    if tag == "footer" and not inside_main:
        return False
    return not _is_link_list(element)


def job_target(address: str) -> str:
    """The part of an address that names one posting; empty where it is not the address of a posting."""
    found = _JOB_PATH.search(address[:_LONGEST_ADDRESS].lower())
    if not found:
        return ""
    names = [name for name in _BETWEEN.split(found[1]) if _POSTING.search(name)]
    return max(names, key=len, default="")


def is_other_jobs(pieces: Sequence[Piece], links: int) -> bool:
    """Whether the pieces around as many links to postings are cards of other jobs, and nothing else."""
    if len(pieces) < links or any(piece.level == 1 for piece in pieces):
        return False
    return sum(len(piece.text) for piece in pieces) <= _LONGEST_CARD * links


def _is_link_list(element: Any) -> bool:
    return bool(_linked(element) >= _LINKED * _length(element))


def _linked(element: Any) -> float:
    """Characters in links."""
    return sum(map(_length, element.iter("a")))


def _role(element: Any, value: str) -> int:
    role = value.strip().lower()
    if role in ("main", "heading"):
        return AS_MAIN if role == "main" else AS_HEADING
    if role not in CHROME_ROLES:
        return 0
    kept = is_content(element) or (role == "complementary" and not _is_link_list(element))
    return 0 if kept else CUT


def _style(element: Any, value: str) -> int:
    result = _styled(value)
    return result | _hidden(element, "") if result & HIDDEN else result


@lru_cache(maxsize=4096)
def _styled(style: str) -> int:
    return sum(flag for pattern, flag in _STYLES if pattern.search(style))


def _hidden(element: Any, value: str) -> int:
    """Hidden is not the listing, except what a click unfolds (tabs, accordions) and what is too much to be anything else."""
    if value == "until-found" or (_FOLDED_AWAY.search(element.get("class", "") + element.get("role", "")) and _length(element) > _UNFOLDED):
        return 0
    return 0 if is_content(element) else CUT


def _aria_hidden(element: Any, value: str) -> int:
    """Icons and closed dialogs are cut; words are not, since `aria-hidden` also marks what is read out in another form."""
    if value.strip().lower() != "true":
        return 0
    if element.tag == "i" or meaning(element.get("class", "")) & ICON:
        return CUT
    if not any(map(str.isalnum, "".join(element.itertext()))):
        return CUT
    return CUT if len(element) and not is_content(element) else 0


def _aria_label(element: Any, value: str) -> int:
    return NAMED if value and element.tag in MAY_BE_NAMED else 0


_SPOKEN = {"role": _role, "style": _style, "hidden": _hidden, "aria-hidden": _aria_hidden, "aria-label": _aria_label}
"""Attributes that speak of the element's part on the page → how they are read."""
