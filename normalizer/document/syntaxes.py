"""The two ways in which elements speak of schema.org's items and properties: microdata and RDFa."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

_NAMED = re.compile(r"(?:schema:|https?://schema\.org/)?([A-Za-z]\w{0,60})")
"""A property's name, also where its vocabulary stands before it; names of other vocabularies (`og:title`) do not match."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How elements speak of items and properties."""

    name: str
    """First token of the pointers into what is read."""
    type_at: str
    """Attribute that names the type of an item."""
    typed: Callable[[Any], Any]
    """An element and those inside it, as far as they have that attribute."""
    marks: frozenset[str]
    """Attributes of which every item and every property has one."""
    opens: Callable[[Any], bool]
    """Whether an element is an item of its own."""
    names: Callable[[Any], list[str]]
    """The properties that an element is of the item around it."""


def _microdata_names(element: Any) -> list[str]:
    return _names(element.get("itemprop"))


def _rdfa_names(element: Any) -> list[str]:
    # `rel` makes a property only of what is an item: elsewhere it says what a link is for.
    return _names(element.get("property") or (element.get("rel") if "typeof" in element.attrib else None))


def _names(attribute: str | None) -> list[str]:
    if not attribute:
        return []
    found = (_NAMED.fullmatch(word) for word in attribute.split()[:8])
    return list(dict.fromkeys(match[1] for match in found if match))


SYNTAXES = (
    Syntax(
        name="microdata",
        type_at="itemtype",
        typed=etree.XPath("descendant-or-self::*/@itemtype/.."),
        marks=frozenset({"itemscope", "itemtype", "itemprop"}),
        opens=lambda element: "itemscope" in element.attrib or "itemtype" in element.attrib,
        names=_microdata_names,
    ),
    Syntax(
        name="rdfa",
        type_at="typeof",
        typed=etree.XPath("descendant-or-self::*/@typeof/.."),
        marks=frozenset({"typeof", "property"}),
        opens=lambda element: "typeof" in element.attrib,
        names=_rdfa_names,
    ),
)
"""In the order in which their postings are read."""
