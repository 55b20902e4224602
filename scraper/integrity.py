"""Whether a body arrived whole: an HTTP client notices a length that is not kept, but not a coding, or a page, that breaks off.

A body is judged by what shows its end:

* its content coding must be the one that the header names, and must end;
* JSON must end with a bracket, XML with a tag, and HTML must not end within one;
* where neither a length nor chunks frame the body, so that any cut looks like its end, JSON must parse, XML must close its root
  and HTML its `html` or `body` element. Plain text shows no end and is taken as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from normalizer.content_coding import CodingError, TruncatedError, decode

_GZIP = b"\x1f\x8b"
_TAIL = 4096
"""Bytes at the end of a page in which its closing tags stand."""
_LONGEST_TAG = 65_536
_OPEN_TAG = re.compile(rb"<[a-zA-Z/!?][^<>]*\Z")
_CLOSED_PAGE = re.compile(rb"</(?:html|body)\s{0,40}>", re.IGNORECASE)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]{0,80})")
_LAST_TAG = re.compile(
    rb"(?:</([A-Za-z_][\w.:-]{0,80})\s{0,40}|<([A-Za-z_][\w.:-]{0,80})(?:\s[^<>]{0,400})?/)>\s*(?:<!--[^>]{0,400}-->\s*)?\Z"
)
_JSON_ENDS = (b"}", b"]", b'"', b")", b";", b"e", b"l", *(str(digit).encode() for digit in range(10)))


class DamagedError(ValueError):
    """A body that did not arrive whole; the message says what shows it."""


class BrokenOffError(DamagedError):
    """A body that ends before its end."""


def whole(body: bytes, codings: str, media_type: str, limit: int, *, framed: bool) -> bytes:
    """`body` with its content codings undone. Raises `DamagedError` unless it arrived whole.

    `framed` says whether a length or chunks told the client where the body ends; `limit` is the most bytes that it may unpack to.
    """
    body = _unpacked(body, codings, limit)
    essence = media_type.partition(";")[0].strip().lower()
    if body.startswith(_GZIP):
        # A compressed file that is served as what is in it (`sitemap.xml.gz`): its end is that of the compression.
        _unpacked(body, "gzip", limit)
        return body
    kind = next((kind for kind in _ENDS if essence.endswith(kind)), None)
    if kind and body.strip():
        _ENDS[kind](body, framed)
    return body


def _unpacked(body: bytes, codings: str, limit: int) -> bytes:
    try:
        return decode(body, codings, limit, strict=True)
    except TruncatedError as error:
        raise BrokenOffError(str(error)) from error
    except CodingError as error:
        raise DamagedError(str(error)) from error


def _html(body: bytes, framed: bool) -> None:  # noqa: FBT001 - the table's common signature
    if _OPEN_TAG.search(body[-_LONGEST_TAG:]):
        raise BrokenOffError("the page ends within a tag")
    if not framed and not _CLOSED_PAGE.search(body[-_TAIL:]):
        raise BrokenOffError("the page came without a length and closes neither its body nor its html element")


def _xml(body: bytes, framed: bool) -> None:  # noqa: FBT001 - the table's common signature
    if not body.rstrip().endswith(b">"):
        raise BrokenOffError("the XML ends outside a tag")
    if not framed and not _closes_root(body):
        raise BrokenOffError("the XML came without a length and does not close its root element")


def _closes_root(body: bytes) -> bool:
    root, last = _ROOT.search(body[:_LONGEST_TAG]), _LAST_TAG.search(body[-_TAIL:])
    return bool(root and last and root[1] in (last[1], last[2]))


def _json(body: bytes, framed: bool) -> None:  # noqa: FBT001 - the table's common signature
    if not body.rstrip().endswith(_JSON_ENDS):
        raise BrokenOffError("the JSON ends within a value")
    if not framed and not _parses(body):
        raise BrokenOffError("the JSON came without a length and cannot be parsed")


def _parses(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


_ENDS: dict[str, Callable[[bytes, bool], None]] = {"html": _html, "xhtml+xml": _html, "xml": _xml, "json": _json}
"""Ending of a media type → what shows that a body of it is whole; the first that fits is asked."""
