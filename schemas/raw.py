"""A raw page: what a crawl fetched, before anyone has read it."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from pydantic import BaseModel, ConfigDict, field_serializer, model_validator


class RawPage(BaseModel):
    """Bytes (or text) as fetched, with where and when. `normalize` reads this and nothing else."""

    model_config = ConfigDict(frozen=True, extra="ignore", use_attribute_docstrings=True)

    id: str
    """Names the page in every output: a file's stem, a WARC record's URI, or what the input line says."""
    url: str | None = None
    """Where it was fetched from."""
    fetched_at: str | None = None
    """ISO 8601 time of the fetch: the only "now" that the normalizer knows."""
    media_type: str = "text/plain"
    """`text/plain`, `text/html`, `application/json`, `application/ld+json`, `application/xml` or `application/rss+xml`;
    parameters such as `charset` may follow and are trusted before the document's own declaration."""
    body: bytes | str
    """The page. In JSON it is `body` (text) or `body_base64`."""
    site: str | None = None
    """The board or site that it belongs to; null takes the URL's host."""
    key: str | None = None
    """The posting's own id at its site, where the board knows it; it names the listing whatever becomes of the URL."""
    currency: str | None = None
    """ISO 4217: the currency that a sign shared by several currencies stands for on this board; null decides nothing."""
    first: int = 1
    """Number of its first posting, where it is a part of a longer feed."""
    sha256: str | None = None
    """Of the whole feed that it is a part of, lower-case hexadecimal; null where the body is the whole."""

    provider: str | None = None
    """Name of the provider whose answer the page is, where the crawl knows it: its data file says where the postings are."""
    listed: dict[str, Any] | None = None
    """What the provider's list says of the posting, beside its own page."""
    expected: bool = True
    """Whether it was fetched as a listing. Of a page that merely was found in somebody's archive more is asked before it counts as one."""

    @model_validator(mode="before")
    @classmethod
    def _decode_base64(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "body_base64" not in data:
            return data
        encoded = data["body_base64"]
        if "body" in data or not isinstance(encoded, str):
            raise ValueError("expected either body (text) or body_base64 (text), not both")
        try:
            body = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"body_base64 is not base64: {error}") from error
        return {**{k: v for k, v in data.items() if k != "body_base64"}, "body": body}

    @field_serializer("body", when_used="json")
    def _body_as_text(self, body: bytes | str) -> str:
        return body if isinstance(body, str) else body.decode("utf-8", "replace")

    def body_bytes(self) -> bytes:
        """The body as bytes; text is encoded as UTF-8, with lone surrogates replaced."""
        return self.body if isinstance(self.body, bytes) else self.body.encode("utf-8", "replace")
