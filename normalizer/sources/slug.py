"""The name of an employer out of the address of its board, as the posting's own text spells it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from normalizer.sources.pointer import select
from normalizer.sources.shapes import Context

_TAG = re.compile(r"<[^<>]{0,2000}>")
_SLUG_END = re.compile(r"[-_. ]?(?:careers?|jobs?|hiring|hq|inc|official|recruiting)$", re.IGNORECASE)
_SLUG_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+|[^\W\d_A-Za-z]+")
_LONGEST_SLUG = 40
_HOST = 2
"""Where the host stands in an address that is split at its slashes."""
_SEARCHED = 20_000
"""Characters of a text in which a name is looked for."""


def read_slug(node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    """A name out of the address of a board, where the posting's own text spells it: "backmarket" → "Back Market"."""
    parts = [unquote(part) for part in node.split("/")] if isinstance(node, str) else []
    at = options["segment"]
    slug = parts[at] if len(parts) > at else ""
    # Of a host the name in front of the provider's own.
    slug = slug.partition(".")[0] if at == _HOST else slug
    texts = [
        html.unescape(_TAG.sub(" ", text[:_SEARCHED]))
        for pointer in options["texts"]
        for _, text in select(context.posting, pointer)
        if isinstance(text, str)
    ]
    return next((name for short in _shortened(slug[:_LONGEST_SLUG]) for text in texts if (name := _spelled(short, text))), None)


def _shortened(slug: str) -> Iterator[str]:
    """A slug, then without "careers" and the like, then its first word."""
    bare = _SLUG_END.sub("", slug)
    yield slug
    yield bare
    pieces = _SLUG_WORD.findall(bare)
    if len(pieces) > 1 and len(pieces[0]) > 3:
        yield pieces[0]


def _spelled(slug: str, text: str) -> str | None:
    letters = [re.escape(letter) for letter in slug if letter.isalnum()]
    if len(letters) < 2:
        return None
    pattern = re.compile(rf"(?<!\w){'[ .&-]{0,3}'.join(letters)}(?!\w)", re.IGNORECASE)
    found = [" ".join(match[0].split()) for match in pattern.finditer(text)]
    names = [name for name in found if name[0].isupper() or name[0].isdigit()]
    # A heading in capitals spells a name less well than a sentence does.
    return next((name for name in names if not name.isupper()), names[0] if names else None)
