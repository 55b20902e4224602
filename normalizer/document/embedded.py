"""Data of postings that is embedded in a page as JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from normalizer.document.errors import Unreadable
from normalizer.document.json_text import read_json
from normalizer.fold import fold
from normalizer.sources.pointer import escaped
from schemas.document import Embedded

SCHEMA_ORG = "schemaorg"
"""Name of the data file that knows the shape of a JobPosting."""
_MOST_BROKEN = 256 * 1024
"""Characters of broken data that are repaired on one page."""
_MOST_NODES = 100_000
"""Values that are looked at in search of postings."""
_NOT_WORDS = re.compile(r"[\W_]+")


def page_postings(blocks: Sequence[str], *titles: str) -> tuple[Embedded, ...]:
    """The postings in a page's JSON-LD blocks that are the page's own: those with one of its titles where there are several.

    Several postings of which none has a title of the page are a list of other jobs: none is the page's own.
    """
    return own_postings(postings(blocks), titles)


def own_postings(found: Sequence[Embedded], titles: Iterable[str], *, alone: bool = True) -> tuple[Embedded, ...]:
    """Those of a page's postings that are its own. `alone`: a single one is, whatever its title."""
    if alone and len(found) < 2:
        return tuple(found)
    return tuple(embedded for embedded in found if any(_is_titled(embedded.value, title) for title in titles))


def postings(blocks: Iterable[str]) -> list[Embedded]:
    """Every JobPosting in JSON-LD blocks, in reading order; the first token of each pointer is the number of the block."""
    found: list[Embedded] = []
    left = _MOST_BROKEN
    for number, block in enumerate(blocks):
        if "obposting" not in block.lower():
            continue
        try:
            value, repaired = read_json(block)
        except Unreadable:
            # What is embedded is a second witness: a page without it is still a page.
            continue
        left -= len(block) if repaired else 0
        if left >= 0:
            found += (replace(posting, repaired=repaired) for posting in job_postings(value, f"/{number}"))
    return found


def job_postings(value: Any, pointer: str = "") -> Iterator[Embedded]:
    """Every JobPosting in a JSON-LD value, wherever it is nested; references to other nodes by `@id` are resolved."""
    nodes = list(_objects(value, pointer))
    known = {node["@id"]: node for _, node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for at, node in nodes:
        if _is_posting(node):
            yield Embedded(_resolved(node, known), at, SCHEMA_ORG)


def _is_posting(node: dict[str, Any]) -> bool:
    types = node.get("@type", node.get("type"))
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and re.split(r"[/#:]", name)[-1].lower() == "jobposting" for name in names)


def _objects(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(pointer, object) of each object in reading order, not descending into postings."""
    stack: list[tuple[str, Any]] = [(pointer, value)]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        at, node = stack.pop()
        if isinstance(node, list):
            stack += ((f"{at}/{number}", item) for number, item in reversed(list(enumerate(node[:_MOST_NODES]))))
        elif isinstance(node, dict):
            yield at, node
            if not _is_posting(node):
                stack += ((f"{at}/{escaped(key)}", item) for key, item in reversed(node.items()))


def _resolved(node: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A node with its references to other nodes replaced by them."""
    return {key: known.get(item["@id"], item) if isinstance(item, dict) and item.keys() == {"@id"} else item for key, item in node.items()}


def _is_titled(value: dict[str, Any], title: str) -> bool:
    """Whether a posting has a title of the page, which may go on with the employer's name and the like."""
    own = value.get("title") or value.get("name")
    words = _words(own) if isinstance(own, str) else ""
    return bool(words) and f" {words} " in f" {_words(title)} "


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", fold(text)).strip()
