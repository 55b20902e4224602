"""XML as JSON, so that data files read it like any other answer: a key an element, without its namespace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any

from lxml import etree

from normalizer.document.errors import Unreadable
from normalizer.sources.data_file import detect_element
from schemas.document import Embedded

_DEEPEST = 60
_MOST_VALUES = 1_000_000
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos", "AMP", "LT", "GT", "QUOT"})
_CONTROL = re.compile(r"&#(?:x0?[0-8bcef]|x1[0-9a-f]|[0-8]|1[124-9]|2\d|3[01]);|[\x00-\x08\x0b\x0c\x0e-\x1f]", re.IGNORECASE)
_MARKUP = frozenset(
    {"p", "br", "div", "span", "ul", "ol", "li", "b", "strong", "em", "i", "u", "a", "h1", "h2", "h3", "h4", "h5", "h6", "table", "font"}
)
"""Elements of HTML: what holds one of them, or text beside elements, is written for readers."""


def read_feed(text: str) -> list[Embedded]:
    """The postings of a feed, with pointers into the feed as JSON: "/rss/channel/item/0". Nothing is fetched.

    Raises `Unreadable` for what is no XML or holds no posting.
    """
    root = _root(text)
    name = _name(root)
    page = {name: _value(root, 0)}
    found = list(_postings(page, name))
    if not found:
        raise Unreadable(f"XML that holds no posting: its root is <{name[:40]}>")
    return found


def _root(text: str) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_sound(text).encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise Unreadable(f"broken XML: {error}") from error
    if root is None:
        raise Unreadable("broken XML: no element")
    return root


def _sound(text: str) -> str:
    """XML with the characters that entities of HTML, which it does not know, stand for, and without controls, which it forbids."""
    text = text.lstrip("\ufeff \r\n\t")
    if "&" in text:
        text = _ENTITY.sub(lambda found: found[0] if found[1] in _OF_XML else html5.get(f"{found[1]};", found[0]), text)
    return _CONTROL.sub(" ", text)


def _postings(page: dict[str, Any], root: str) -> Iterator[Embedded]:
    """The postings among the values of a feed, in its order."""
    stack: list[tuple[str, str, Any]] = [("", "", page)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        name, at, value = stack.pop()
        known = detect_element(name, value, root) if isinstance(value, dict) else None
        if known and not known.skips(value):
            yield Embedded(value, at, known.name, page=page)
        if isinstance(value, dict):
            stack += ((key, f"{at}/{key}", inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            stack += ((name, f"{at}/{number}", inner) for number, inner in reversed(list(enumerate(value))))


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
