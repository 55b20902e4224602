"""Reads pages that libxml2 would read in part only (nested beyond its limit) or not in time (thousands of attributes in a tag).

BeautifulSoup reads such a page, slowly but without a limit; what it finds becomes a shallow tree for the usual walk.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PreformattedString, Tag
from lxml import etree

from normalizer.document.tags import BLOCKS

_DEEPEST = 200
"""Depth from which elements are put beside instead of into each other."""
_MOST_TAGS = 15_000
"""Tags that BeautifulSoup reads in half a second; behind them a page is read as lines, without its structure."""
_LARGEST = 4_000_000
"""Characters of markup that are read."""
_MOST_ATTRIBUTES = 100
_LONGEST_TAG = 20_000
"""Characters; longer tags are emptied, for the sake of the regular expressions that take them apart."""
_LONG_TAG = re.compile(rf"(<[a-zA-Z][\w-]{{0,40}}+)[^<>]{{{_LONGEST_TAG},}}+")
_BLOCK_TAG = re.compile(rf"</?(?:br|{'|'.join(sorted(BLOCKS))})\b[^<>]{{0,{_LONGEST_TAG}}}+>", re.IGNORECASE)
_TAG = re.compile(rf"<(/?+[a-zA-Z][\w:-]{{0,40}}+)[^<>]{{0,{_LONGEST_TAG}}}+>")
_CLOSED = re.compile(r"""(?>[^"']++|"[^"]*+"|'[^']*+')*+""")
"""Matches a tag whose quotation marks are all closed."""
_SILENT = re.compile(r"<(script|style)\b", re.IGNORECASE)
_XML_NAME = re.compile(r"[a-zA-Z_][\w.-]*", re.ASCII)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def rescued(markup: str) -> Any:
    """The root of a shallow tree that holds all text of a page, up to four million characters of it."""
    markup = _without_comments(_LONG_TAG.sub(r"\1", _NO_XML.sub("", markup[:_LARGEST])))
    tags = list(islice(_TAG.finditer(markup), _MOST_TAGS))
    root, body = _tree(BeautifulSoup("".join(_well_formed(markup, tags)), "html.parser"))
    behind = markup[tags[-1].end() :] if len(tags) == _MOST_TAGS else ""
    for line in _lines(behind):
        etree.SubElement(body, "p").text = line
    return root


def _well_formed(markup: str, tags: Sequence[re.Match[str]]) -> Iterator[str]:
    """Markup in which "<" begins complete tags only: Python's parser takes quadratic time over what it waits in vain to end."""
    at = 0
    for tag in tags:
        yield markup[at : tag.start()].replace("<", "&lt;")
        yield tag[0] if _CLOSED.fullmatch(tag[0]) else f"<{tag[1]}>"
        at = tag.end()
    if len(tags) < _MOST_TAGS:
        yield markup[at:].replace("<", "&lt;")


def _without_comments(markup: str) -> str:
    kept, at = [], 0
    while (start := markup.find("<!--", at)) >= 0 and (end := markup.find("-->", start)) >= 0:
        kept.append(markup[at:start])
        at = end + 3
    return "".join([*kept, markup[at:]])


def _lines(markup: str) -> Iterator[str]:
    """The text of markup, cut at block tags only."""
    for line in _BLOCK_TAG.split(_without_scripts(markup)):
        if text := html.unescape(_TAG.sub("", line)).strip():
            yield _NO_XML.sub("", text)


def _without_scripts(markup: str) -> str:
    kept, at = [], 0
    while found := _SILENT.search(markup, at):
        kept.append(markup[at : found.start()])
        end = markup.find(f"</{found[1]}", found.end())
        if end < 0:
            return "".join(kept)
        at = end
    return "".join([*kept, markup[at:]])


def _tree(soup: BeautifulSoup) -> tuple[Any, Any]:
    """(root, body) of the shallow tree."""
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    places: dict[int, tuple[Any, int]] = {id(soup): (body, 0)}
    for node in soup.descendants:
        parent, depth = places[id(node.parent)]
        if isinstance(node, Tag):
            places[id(node)] = _placed(node, root, parent, depth)
        elif isinstance(node, NavigableString) and (isinstance(node, CData) or not isinstance(node, PreformattedString)):
            _append(parent, str(node), depth)
    return root, body


def _placed(tag: Tag, root: Any, parent: Any, depth: int) -> tuple[Any, int]:
    """(element that takes the content of a tag, its depth)."""
    if tag.name in ("html", "body"):
        root.attrib.update(_attributes(tag) if tag.name == "html" else {})
        return parent, depth
    if depth >= _DEEPEST and tag.name not in ("script", "style"):
        if tag.name in BLOCKS or tag.name == "br":
            etree.SubElement(parent, "br")
        return parent, depth
    name = tag.name if _XML_NAME.fullmatch(tag.name) else "div"
    return etree.SubElement(parent, name, _attributes(tag)), depth + 1


def _append(parent: Any, text: str, depth: int) -> None:
    if depth >= _DEEPEST:
        # An element a text: thousands of them joined one by one would take quadratic time.
        etree.SubElement(parent, "span").text = text
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _attributes(tag: Tag) -> dict[str, str]:
    pairs = list(tag.attrs.items())[:_MOST_ATTRIBUTES]
    return {name: value if isinstance(value, str) else " ".join(value) for name, value in pairs if _XML_NAME.fullmatch(name)}
