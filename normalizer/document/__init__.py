"""Bytes into documents: text, HTML, JSON and XML, whatever is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import Message
from functools import lru_cache

from normalizer.document.answer import read_answer
from normalizer.document.encoding import decode, is_plain_text
from normalizer.document.errors import Unreadable
from normalizer.document.html import read_html
from normalizer.document.structured import read_structured
from normalizer.document.text import read_text
from schemas.document import Document
from schemas.raw import RawPage

_LARGEST = 16 * 1024 * 1024
"""Bytes of a body; a listing page has a hundredth of that, and the limit bounds what a bad one costs."""
_LONGEST = 1_000_000
"""Characters of text of one document."""


def read_documents(raw: RawPage) -> Sequence[Document | Unreadable]:
    """The documents on a page: one for text and HTML, one a posting for JSON and XML, each record that cannot be read in its place.

    Raises `Unreadable` for a page that cannot be read as a whole.
    """
    documents = _read(raw)
    longest = max((len(document.text) for document in documents if isinstance(document, Document)), default=0)
    if longest > _LONGEST:
        raise Unreadable(f"{longest} characters of text; expected at most {_LONGEST}")
    return documents


def _read(raw: RawPage) -> Sequence[Document | Unreadable]:
    body = raw.body_bytes()
    if not body.strip():
        raise Unreadable("empty; expected a page")
    if len(body) > _LARGEST:
        raise Unreadable(f"{len(body)} bytes; expected at most {_LARGEST}")
    media_type, charset = _media_type(raw)
    if media_type.endswith(("json", "xml")) and media_type != "application/xhtml+xml":
        if raw.provider:
            return read_answer(body, media_type, charset, raw.provider, raw.listed, raw.first)
        return read_structured(body, media_type, charset, raw.first)
    if media_type in ("text/html", "application/xhtml+xml"):
        return [read_html(body, charset)]
    if media_type.startswith("text/"):
        if isinstance(raw.body, str) and is_plain_text(raw.body):
            return [read_text(raw.body)]
        text, _, warnings = decode(body, charset)
        document = read_text(text)
        return [Document(document.text, document.blocks, warnings=tuple(warnings))]
    raise Unreadable(f"media type {media_type!r}; expected text, HTML, JSON or XML")


def _media_type(raw: RawPage) -> tuple[str, str | None]:
    """(media type in lower case, charset). A body that is text already was decoded by whoever made the page."""
    charset = "utf-8" if isinstance(raw.body, str) else _charset(raw.media_type)
    return raw.media_type.partition(";")[0].strip().lower(), charset


@lru_cache(maxsize=64)
def _charset(media_type: str) -> str | None:
    """The charset that a `Content-Type` names; sites send few different ones."""
    header = Message()
    header["Content-Type"] = media_type
    return header.get_content_charset()
