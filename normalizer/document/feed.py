"""XML as JSON, so that data files read it like any other answer: a key an element, without its namespace.

Each posting of a feed is parsed by itself. What is wrong with one of them, or with what stands around it, harms no other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from lxml import etree

from normalizer.document.errors import Unreadable
from normalizer.document.feed_cut import Cut, cut_feed, feed_root
from normalizer.document.feed_repair import repaired_xml
from normalizer.sources.data_file import detect_element, sources
from schemas.document import Embedded

_DEEPEST = 60
_MARKUP = frozenset(
    {"p", "br", "div", "span", "ul", "ol", "li", "b", "strong", "em", "i", "u", "a", "h1", "h2", "h3", "h4", "h5", "h6", "table", "font"}
)
"""Elements of HTML: what holds one of them, or text beside elements, is written for readers."""


def read_feed(text: str, first: int = 1) -> Iterator[Embedded | Unreadable]:
    """The postings of a feed, and what is wrong with those that cannot be read. Nothing is fetched.

    Pointers lead into the feed as JSON, in which postings are a list however few they are: "/rss/channel/item/0". Of a feed that was cut
    into parts, `first` is the number of the first posting in this part. The answer around a posting (`Embedded.page`) is what stands
    before the first of them. Raises `Unreadable` for what is no XML or holds no posting.
    """
    counts: Counter[tuple[str, ...]] = Counter()
    page: Any = None
    for cut in cut_feed([text], posting_names()):
        page = _page(text[: cut.start]) if page is None else page
        path = (*cut.around, cut.name)
        at = "/" + "/".join(path) + f"/{counts[path] + first - 1}"
        counts[path] += 1
        if (read := _posting(cut, at, page)) is not None:
            yield read
    if not counts:
        root = feed_root(text)
        raise Unreadable(f"XML that holds no posting: its root is <{root[:40]}>" if root else "broken XML: no element")


def read_xml(text: str) -> dict[str, Any]:
    """A whole XML document as JSON: its root's name and what that holds. Raises `Unreadable` for what is no XML."""
    element, _ = _element(text.lstrip("\ufeff \r\n\t"))
    if element is None:
        raise Unreadable("broken XML: no element")
    return {_name(element): _value(element, 0)}


@cache
def posting_names() -> frozenset[str]:
    """Local names of the elements that some provider publishes its postings in."""
    return frozenset(name for known in sources() for name in known.items)


def _posting(cut: Cut, at: str, page: Any) -> Embedded | Unreadable | None:
    """The posting of a cut; null for one that its provider marks as not to be read."""
    if cut.fault:
        return Unreadable(f"{at}: {cut.fault}")
    element, repaired = _element(cut.xml)
    value = "" if element is None else _value(element, 0)
    known = detect_element(cut.name, value, cut.around[0] if cut.around else cut.name) if isinstance(value, dict) else None
    if known is None:
        return Unreadable(f"{at}: <{cut.name}> holds no elements; expected those of a posting")
    return None if known.skips(value) else Embedded(value, at, known.name, repaired, page)


def _page(text: str) -> Any:
    """What stands in a feed before its first posting, as JSON."""
    root = text.find(f"<{feed_root(text)}")
    element, _ = _element(text[root:]) if root >= 0 else (None, False)
    return {} if element is None else {_name(element): _value(element, 0)}


def _element(xml: str) -> tuple[Any, bool]:
    """(the element that XML holds, whether it had to be repaired); null for what is none. Entities are not resolved."""
    element, is_sound = _parsed(xml)
    return (element, False) if is_sound else (_parsed(repaired_xml(xml))[0], True)


def _parsed(xml: str) -> tuple[Any, bool]:
    """(element, whether nothing was wrong)."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        element = etree.fromstring(xml.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return None, False
    # Prefixes are declared around the posting, which is parsed without it.
    return element, all(fault.domain_name == "NAMESPACE" for fault in parser.error_log)


def _name(element: Any) -> str:
    return _local(element.tag)


def _local(name: str) -> str:
    """A name without its namespace, also without a prefix that nobody has declared."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _value(element: Any, depth: int) -> Any:
    """Text of an element without children, markup of one that holds HTML; otherwise an object, in which several of a name are a list and
    attributes begin with "@".
    """
    if len(element) == 0 or depth >= _DEEPEST:
        return "".join(element.itertext()).strip() or {f"@{_local(name)}": value for name, value in element.items()} or ""
    if _is_markup(element):
        return _markup(element)
    result: dict[str, Any] = {f"@{_local(name)}": value for name, value in element.items()}
    for child in element:
        if isinstance(child.tag, str):
            _put(result, _name(child), _value(child, depth + 1))
    return result


def _is_markup(element: Any) -> bool:
    children = [child for child in element if isinstance(child.tag, str)]
    beside = [element.text, *(child.tail for child in element)]
    # Of a feed that is not well-formed the text behind an element may be anything.
    return any(_name(child).lower() in _MARKUP for child in children) and (
        len({_name(child).lower() for child in children} - _MARKUP) == 0 or any(text and text.strip() for text in beside)
    )


def _markup(element: Any) -> str:
    inner = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return f"{element.text or ''}{inner}".strip()


def _put(result: dict[str, Any], name: str, value: Any) -> None:
    if name not in result:
        result[name] = value
    elif isinstance(result[name], list):
        result[name].append(value)
    else:
        result[name] = [result[name], value]
