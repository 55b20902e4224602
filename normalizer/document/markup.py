"""Postings that a page marks up in its own elements: schema.org as microdata or RDFa, read into the shape that JSON-LD has.

extruct reads both as well, microdata in 2 ms and RDFa in 37 ms a page, from a tree of its own and without telling which text a value
stands in. This reader walks the tree that is there, and only on pages whose bytes speak of a JobPosting in such an attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from lxml import etree

from normalizer.document.embedded import SCHEMA_ORG, own_postings
from normalizer.document.pieces import cleaned
from normalizer.document.shown import Shown, spans, words_before
from normalizer.document.syntaxes import SYNTAXES, Syntax
from normalizer.document.tags import BLOCKS
from normalizer.sources.pointer import escaped
from schemas.document import Embedded

_NAME = b"obPosting"
"""The type of a posting, whichever way its first letter is written."""
_TYPED = re.compile(
    rb"""(?:itemtype|typeof)\s{0,9}=\s{0,9}(?:"[^"<>]{0,300}|'[^'<>]{0,300}|[^\s"'<>]{0,300})[jJ]obPosting""", re.IGNORECASE
)
_REACH = 350
"""Bytes before the type's name in which the attribute begins that holds it."""
_MOST_NAMES = 1_000
"""Times that a page names the type before it is taken for one that marks up none."""
_TYPE_PARTS = re.compile(r"[/#:]")
_POSTING = "jobposting"
_DEEPEST = 12
"""Items within items that are read."""
_MOST_POSTINGS = 200
_MOST_PROPERTIES = 2_000
"""Properties of one posting, those of its parts included."""
_LONGEST = 20_000
"""Characters of a value."""
_LONGEST_SHOWN = 300
"""Characters of a value that is looked for in the text of the page."""
_MOST_ELEMENTS = 50_000
"""Elements of one posting, those counted twice that several of its items hold."""
_MOST_STEPS = 5_000
"""Beginnings and ends of elements within a value."""
_MOST_ELEMENTS_OF_PAGE = 100_000
_MOST_STEPS_OF_PAGE = 1_000_000
"""The same for all postings of a page, each of which may refer to the same parts of it."""

_VALUE_AT = {
    "meta": "content",
    "time": "datetime",
    "data": "value",
    "meter": "value",
    **dict.fromkeys(("img", "audio", "embed", "iframe", "source", "track", "video"), "src"),
    "object": "data",
}
"""Tag → attribute that holds the value of a property."""
_LINKS = frozenset({"a", "area", "link"})
_ADDRESSES = frozenset({"url", "sameas", "logo", "image", "mainentityofpage", "id"})
"""Properties, in lower case, of which a link gives its target; of others it gives its words."""

_LINES = BLOCKS | {"br"}


@dataclass(slots=True)
class Marked:
    """A posting as its elements mark it up."""

    embedded: Embedded
    shown: list[Shown]
    """What a reader of the page can see of it, in reading order."""

    def located(self, text: str) -> Embedded:
        """The posting's data with the places in the page's text where its values stand."""
        return replace(self.embedded, spans=dict(spans(self.shown, text)))


def holds_markup(body: bytes) -> bool:
    """Whether a page may hold a posting in microdata or RDFa; costs next to nothing where it does not."""
    # From behind, since that takes a third of the time.
    at = body.rfind(_NAME)
    for _ in range(_MOST_NAMES):
        if at < 0:
            return False
        if _TYPED.search(body, max(0, at - _REACH), at + len(_NAME)):
            return True
        at = body.rfind(_NAME, 0, at)
    return False


def marked_up(root: Any, text: str, titles: Sequence[str], *, alone: bool) -> tuple[Embedded, ...]:
    """The page's own posting as its elements mark it up, with the places in `text` that show its values; titles and `alone` tell which of
    several postings is the page's own.
    """
    marked = {posting.embedded.pointer: posting for posting in marked_postings(root)}
    own = own_postings([posting.embedded for posting in marked.values()], titles, alone=alone)
    return tuple(marked[embedded.pointer].located(text) for embedded in own)


def marked_postings(root: Any) -> list[Marked]:
    """Every posting that the elements of a page mark up, in reading order; pointers begin with `/microdata` or `/rdfa` and its number there."""
    return [posting for syntax in SYNTAXES for posting in _postings(root, syntax)]


def _postings(root: Any, syntax: Syntax) -> Iterator[Marked]:
    found = (element for element in syntax.typed(root) if _POSTING in _types(element.get(syntax.type_at)))
    page = _Page(root)
    for number, element in enumerate(islice(found, _MOST_POSTINGS)):
        reader = _Reader(page, syntax)
        at = f"/{syntax.name}/{number}"
        value = reader.item(element, at)
        yield Marked(Embedded(value, at, SCHEMA_ORG), _settled(reader.shown, value, at))


def _types(attribute: str | None) -> list[str]:
    return [_TYPE_PARTS.split(word)[-1].lower() for word in (attribute or "").split()[:8]]


@dataclass(slots=True)
class _Page:
    """The tree that postings are read from, and how much of it may still be looked at for them."""

    root: Any
    elements: int = _MOST_ELEMENTS_OF_PAGE
    steps: int = _MOST_STEPS_OF_PAGE
    _ids: dict[str, Any] | None = None

    def named(self, name: str) -> Any:
        """The last element with an id, or null."""
        if self._ids is None:
            self._ids = {element.get("id"): element for element in self.root.iter() if element.get("id")}
        return self._ids.get(name)

    def text(self, element: Any) -> str:
        """The words of an element, parted where it ends a line."""
        pieces: list[str] = []
        for event, part in islice(etree.iterwalk(element, events=("start", "end")), min(_MOST_STEPS, self.steps)):
            self.steps -= 1
            if part.tag in _LINES:
                pieces.append(" ")
            pieces.append((part.text if event == "start" else part.tail if part is not element else None) or "")
        return cleaned("".join(pieces)[:_LONGEST])


@dataclass(slots=True)
class _Reader:
    """Reads one posting."""

    page: _Page
    syntax: Syntax
    shown: list[Shown] = field(default_factory=list)
    _left: int = _MOST_PROPERTIES
    _elements: int = _MOST_ELEMENTS

    def item(self, element: Any, at: str, depth: int = 0) -> dict[str, Any]:
        """An item as an object of JSON-LD: a property that is said once is a value, one that is said more often a list."""
        collected: dict[str, list[Any]] = {}
        for part in self._parts(element):
            for name in self.syntax.names(part):
                if self._left <= 0:
                    break
                self._left -= 1
                values = collected.setdefault(name, [])
                value = self._value(part, name, f"{at}/{escaped(name)}/{len(values)}", depth)
                if value not in ("", None):
                    values.append(value)
        kind = (element.get(self.syntax.type_at) or "").split()
        typed: dict[str, Any] = {"@type": _TYPE_PARTS.split(kind[0])[-1]} if kind else {}
        return typed | {name: values if len(values) > 1 else values[0] for name, values in collected.items() if values}

    def _parts(self, element: Any) -> Iterator[Any]:
        """The elements that may be properties of an item, in reading order: those inside that belong to no other item, and those it refers to."""
        referred = self._referred(element)
        # Without references none is met twice.
        seen = {element} if referred else None
        yield from self._marked(element[: self._elements], seen)
        for other in referred:
            yield from self._marked([other], seen)

    def _marked(self, elements: list[Any], seen: set[Any] | None) -> Iterator[Any]:
        """The marked ones of some elements and of those inside them, in reading order, without those that were seen before and without what
        is inside of other items.
        """
        marks, opens = self.syntax.marks, self.syntax.opens
        left = elements[::-1]
        while left and self._elements > 0 and self.page.elements > 0:
            self._elements -= 1
            self.page.elements -= 1
            part = left.pop()
            if seen is not None:
                if part in seen:
                    continue
                seen.add(part)
            if not marks.isdisjoint(part.keys()):
                yield part
                if opens(part):
                    continue
            if len(part):
                left += reversed(part[: self._elements])

    def _referred(self, element: Any) -> list[Any]:
        names = (element.get("itemref") or "").split()[:50]
        return [other for name in names if (other := self.page.named(name)) is not None]

    def _value(self, element: Any, name: str, at: str, depth: int) -> Any:
        if self.syntax.opens(element):
            return self.item(element, at, depth + 1) if depth < _DEEPEST else None
        stated = element.get("content") or element.get(_VALUE_AT.get(element.tag, "content"))
        if not stated and element.tag in _LINKS and (name.lower() in _ADDRESSES or not self.page.text(element)):
            stated = element.get("href")
        if stated:
            return cleaned(stated[:_LONGEST])
        value = self.page.text(element)
        if 0 < len(value) <= _LONGEST_SHOWN:
            self.shown.append(Shown(at, value, words_before(element)))
        return value


def _settled(shown: list[Shown], value: Any, root: str) -> list[Shown]:
    """Pointers as they lead through the item once properties that are said once are no lists."""
    plain = ((_plain(value, one.pointer.removeprefix(root).split("/")[1:]), one) for one in shown)
    return [one._replace(pointer=root + pointer) for pointer, one in plain if pointer is not None]


def _plain(value: Any, steps: list[str]) -> str | None:
    pointer = ""
    for name, number in zip(steps[::2], steps[1::2], strict=True):
        value = value.get(name)
        pointer += f"/{escaped(name)}"
        if isinstance(value, list):
            value = value[int(number)]
            pointer += f"/{number}"
        if value is None:
            return None
    return pointer
