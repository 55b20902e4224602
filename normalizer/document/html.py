"""HTML into a document: the listing's own text in blocks, and the data of its posting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from lxml import etree

from normalizer.document.builder import HEADING
from normalizer.document.embedded import page_postings
from normalizer.document.encoding import decode, is_plain_utf8
from normalizer.document.errors import Unreadable
from normalizer.document.markup import holds_markup, marked_up
from normalizer.document.pieces import Piece, cleaned
from normalizer.document.rescue import rescued
from normalizer.document.walk import Walk
from schemas.document import Block, Document

_LARGEST = 16 * 1024 * 1024
"""Bytes of a page that are read."""
_SUSPICIOUS = 300_000
"""Bytes from which every page is searched for tags over which libxml2 would take minutes."""
_WINDOW = 10_000
"""Bytes among which a smaller page ends a tag at least once, unless it holds such a tag (or a long script)."""
_MOST_ATTRIBUTES = 1_000
_MONSTROUS_TAG = re.compile(
    rb"""<[a-zA-Z][^\s<>]{0,40}(?>\s+[^\s=>"']++(?>\s*=\s*(?>"[^"]*+"|'[^']*+'|[^\s>"']++))?+){%d}""" % _MOST_ATTRIBUTES
)
_MAIN_SHARE = 0.3
"""Share of the text from which an element that is called the main one is believed."""
_ARTICLE_SHARE = 0.5
"""The same for an article: pages have several, such as cards."""


def read_html(body: bytes, charset: str | None) -> Document:
    """The document of a page whose header declares `charset` (or nothing). Raises `Unreadable` for bytes that are no text."""
    warnings: list[str] = []
    if len(body) > _LARGEST:
        warnings.append(f"{len(body)} bytes: only the first {_LARGEST} were read")
        body = body[:_LARGEST]
    root = _parsed(body, charset, warnings)
    head = _Head(root)
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    pieces = _pieces(root, warnings)
    text, blocks = assembled(pieces)
    embedded = page_postings(head.data, head.title, _title(pieces))
    if holds_markup(body):
        embedded += marked_up(root, text, (head.title, _title(pieces)), alone=not embedded)
    return Document(text, blocks, embedded, head.title, head.language, tuple(warnings))


def read_fragment(markup: str) -> list[Piece]:
    """The pieces of a fragment of HTML that is all listing, such as a description in a provider's data."""
    warnings: list[str] = []
    root = _parsed(markup.encode("utf-8", "replace"), "utf-8", warnings) if markup.strip() else None
    if root is None:
        return []
    etree.strip_elements(root, "script", "style", with_tail=False)
    walk = Walk(all_listing=True)
    walk.read(root)
    return walk.pieces


def assembled(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    """(text, blocks) of pieces: a line each, an empty one before a heading."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        text, kind = piece.text, piece.kind
        if parts:
            gap = "\n\n" if kind is HEADING else "\n"
            parts.append(gap)
            at += len(gap)
        parts.append(text)
        start, at = at, at + len(text)
        blocks.append(Block(kind, start, at, piece.level, piece.label))
    return "".join(parts), tuple(blocks)


class _Head:
    """What a page says about itself outside its text."""

    def __init__(self, root: Any) -> None:
        found = list(root.iter("title", "script"))
        title = next((element for element in found if element.tag == "title"), None)
        self.title = cleaned(title.text or "" if title is not None else _open_graph_title(root))
        self.language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip().lower()
        scripts = (element for element in found if element.tag == "script")
        self.data = [script.text or "" for script in scripts if "ld+json" in (script.get("type") or "").lower()]


def _open_graph_title(root: Any) -> str:
    return next((meta.get("content") or "" for meta in root.iter("meta") if meta.get("property") == "og:title"), "")


def _parsed(body: bytes, charset: str | None, warnings: list[str]) -> Any:
    """The root of a page's tree."""
    if not is_plain_utf8(body, charset):
        return _tree(_as_utf8(body, charset, warnings), warnings)
    parser = _parser()
    root = None if _is_monstrous(body) else _root(body, parser)
    if root is not None and len(parser.error_log) and any(entry.type_name == "ERR_INVALID_ENCODING" for entry in parser.error_log):
        return _tree(_as_utf8(body, charset, warnings), warnings)
    return _whole(root, parser, body, warnings)


def _as_utf8(body: bytes, charset: str | None, warnings: list[str]) -> bytes:
    text, _, found = decode(body, charset)
    warnings += found
    return text.encode("utf-8", "replace")


def _tree(markup: bytes, warnings: list[str]) -> Any:
    parser = _parser()
    return _whole(None if _is_monstrous(markup) else _root(markup, parser), parser, markup, warnings)


def _parser() -> Any:
    # Not shared: a parser keeps the log of its last page.
    return etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False, no_network=True)


def _root(markup: bytes, parser: Any) -> Any:
    try:
        return etree.fromstring(markup, parser)
    except etree.LxmlError as error:
        raise Unreadable(f"holds no HTML: {error}") from error


def _whole(root: Any, parser: Any, markup: bytes, warnings: list[str]) -> Any:
    """The tree with the text that libxml2 puts aside or gives up on."""
    if root is None and not _is_monstrous(markup):
        raise Unreadable("holds no HTML element and no text")
    if root is None or (len(parser.error_log) and parser.error_log[-1].type_name == "ERR_RESOURCE_LIMIT"):
        warnings.append("nested too deeply or tags too long for libxml2: rescued by BeautifulSoup")
        return rescued(markup.decode("utf-8", "replace"))
    return root


def _is_monstrous(markup: bytes) -> bool:
    """Whether a tag holds a thousand attributes or more: libxml2 takes quadratic time over them."""
    if len(markup) >= _SUSPICIOUS:
        return _MONSTROUS_TAG.search(markup) is not None
    windows = range(0, len(markup) - _WINDOW, _WINDOW)
    return any(markup.find(b">", at, at + _WINDOW) < 0 and _is_in_monstrous_tag(markup, at) for at in windows)


def _is_in_monstrous_tag(markup: bytes, at: int) -> bool:
    start = markup.rfind(b"<", 0, at)
    return start > markup.rfind(b">", 0, at) and len(markup[start : at + _WINDOW].split(None, _MOST_ATTRIBUTES)) > _MOST_ATTRIBUTES


def _pieces(root: Any, warnings: list[str]) -> list[Piece]:
    walk = Walk()
    # libxml2 makes a second root of what stands behind `</html>`.
    roots = [root, *root.itersiblings()]
    for part in roots:
        walk.read(part)
    if len(roots) > 1:
        warnings.append("text behind </html> was read as part of the page")
    if walk.full:
        warnings.append(f"only the first {len(walk.pieces)} lines were read")
    return _listing(walk)


def _listing(walk: Walk) -> list[Piece]:
    """The pieces from the title to the end of the page's own content; of what follows only labelled facts (a sidebar)."""
    pieces = walk.pieces
    top = next((at for at, piece in enumerate(pieces) if piece.level == 1), None)
    main = _main(walk, top)
    if main is None:
        return pieces
    start, end = main
    if top is not None and top < start:
        start = top
    return [*pieces[start:end], *(piece for piece in pieces[end:] if piece.label)]


def _main(walk: Walk, top: int | None) -> tuple[int, int] | None:
    """The largest element that says it holds the content, if it holds the first heading or enough of the text."""
    if not walk.mains:
        return None
    before = [0, *accumulate(len(piece.text) for piece in walk.pieces)]
    last = len(walk.pieces)
    # Pieces of other jobs may have been dropped from an element that had ended.
    spans = ((min(start, last), min(end, last), is_article) for start, end, is_article in walk.mains)
    start, end, is_article = max(spans, key=lambda span: before[span[1]] - before[span[0]])
    holds_top = top is not None and start <= top < end
    enough = (_ARTICLE_SHARE if is_article else _MAIN_SHARE) * before[-1]
    return (start, end) if holds_top or before[end] - before[start] >= enough else None


def _title(pieces: Sequence[Piece]) -> str:
    return next((piece.text for piece in pieces if piece.level == 1), "")
