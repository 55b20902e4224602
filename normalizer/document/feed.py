"""XML feeds as JSON, so that data files read them like any other answer: a key an element, without its namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from normalizer.document.errors import Unreadable
from normalizer.sources.data_file import sources
from schemas.document import Embedded

_DEEPEST = 60


def read_feed(text: str) -> list[Embedded]:
    """The postings of a feed. Entities are not resolved and nothing is fetched. Raises `Unreadable` for what is no XML or holds none."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise Unreadable(f"broken XML: {error}") from error
    if root is None:
        raise Unreadable("broken XML: no element")
    found = list(_postings(root))
    if not found:
        raise Unreadable(f"XML that holds no posting: its root is <{_name(root)[:40]}>")
    return found


def _postings(root: Any) -> Iterator[Embedded]:
    names = {name: known.name for known in sources() for name in known.items}
    number = 0
    for element in root.iter(etree.Element):
        provider = names.get(_name(element))
        if provider:
            yield Embedded(_value(element, 0), f"/{number}", provider)
            number += 1


def _name(element: Any) -> str:
    return _local(element.tag)


def _local(name: str) -> str:
    """A name without its namespace, also without a prefix that nobody has declared."""
    return name.rpartition("}")[2].rpartition(":")[2]


def _value(element: Any, depth: int) -> Any:
    """Text of an element without children; otherwise an object, in which several of a name are a list and attributes begin with "@"."""
    text = "".join(element.itertext()).strip() if len(element) == 0 else ""
    attributes = {f"@{_local(name)}": value for name, value in element.items()}
    if len(element) == 0:
        return text or attributes or ""
    result: dict[str, Any] = dict(attributes)
    for child in element if depth < _DEEPEST else ():
        if isinstance(child.tag, str):
            _put(result, _name(child), _value(child, depth + 1))
    return result


def _put(result: dict[str, Any], name: str, value: Any) -> None:
    if name not in result:
        result[name] = value
    elif isinstance(result[name], list):
        result[name].append(value)
    else:
        result[name] = [result[name], value]
