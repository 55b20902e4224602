"""Undoing the content coding of an HTTP body, within bounds, and noticing one that breaks off."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any

_SLICE = 1024
"""Bytes handed to a decoder that knows no limit: what one slice can unpack to is then bounded as well."""

_GZIP = b"\x1f\x8b"
_TEXT_BEGINS = (b"<", b"{", b"[")
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8"})
"""Names that say that nothing is coded; the last two are a widespread mistake."""


class CodingError(ValueError):
    """A body that cannot be unpacked: its coding is unknown, broken, or unpacks to more than is allowed."""


class TruncatedError(CodingError):
    """A body that ends before its coding does."""


class NotCodedError(CodingError):
    """A body that is not in the coding that its header names, or is damaged so that it cannot be told."""


def decode(body: bytes, content_encoding: str, limit: int, *, strict: bool = False) -> bytes:
    """`body` as it was before the codings that a Content-Encoding header names; at most `limit` bytes.

    A body that is plain text in spite of the header is given back as it is, unless `strict`. Raises `CodingError`.
    """
    for name in reversed([part.strip().lower() for part in content_encoding.split(",")]):
        body = _undone(body, name, limit, strict=strict)
    if len(body) > limit:
        raise CodingError(f"body of more than {limit} bytes")
    return body


def _undone(body: bytes, name: str, limit: int, *, strict: bool) -> bytes:
    if name in _NO_CODING:
        return body
    try:
        return _DECODERS.get(name, _unknown)(body, limit)
    except NotCodedError:
        if strict or body.lstrip()[:1] not in _TEXT_BEGINS:
            raise
        # Servers that unpack on the way, and archives that did, often keep the header.
        return body


def _unknown(body: bytes, limit: int) -> bytes:  # noqa: ARG001 - the table's common signature
    raise NotCodedError("the content coding is not known")


def _gzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(_GZIP):
        raise NotCodedError("the body is not in the coding gzip")
    pieces = [b""]
    try:
        while body.startswith(_GZIP):
            piece, body = _inflate(body, zlib.MAX_WBITS | 16, limit)
            pieces.append(piece)
            limit -= len(piece)
    except zlib.error as error:
        raise CodingError(f"the compressed body is damaged: {error}") from error
    return b"".join(pieces)


def _deflate(body: bytes, limit: int) -> bytes:
    # The coding is zlib's format by its definition and the bare stream by a widespread mistake.
    has_header = len(body) > 1 and body[0] & 15 == zlib.DEFLATED and not int.from_bytes(body[:2], "big") % 31
    try:
        return _inflate(body, zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS, limit)[0]
    except zlib.error as error:
        raise NotCodedError(f"the body is not in the coding deflate: {error}") from error


def _inflate(body: bytes, window: int, limit: int) -> tuple[bytes, bytes]:
    """What one compressed stream holds, and the bytes behind it. `zlib.error` where it is none."""
    decoder = zlib.decompressobj(window)
    unpacked = decoder.decompress(body, limit + 1)
    _require_end(len(unpacked), limit, ended=decoder.eof)
    return unpacked, decoder.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    brotli = _optional("brotli")
    decoder = brotli.Decompressor()
    try:
        unpacked = bytearray(decoder.process(body, output_buffer_limit=limit + 1))
        while len(unpacked) <= limit and not decoder.is_finished() and not decoder.can_accept_more_data():
            unpacked += decoder.process(b"", output_buffer_limit=limit + 1)
    except brotli.error as error:
        raise NotCodedError("the body is not in the coding br") from error
    _require_end(len(unpacked), limit, ended=decoder.is_finished())
    return bytes(unpacked)


def _zstd(body: bytes, limit: int) -> bytes:
    zstandard = _optional("zstandard")
    decoder = zstandard.ZstdDecompressor().decompressobj()
    unpacked = bytearray()
    try:
        for start in range(0, len(body), _SLICE):
            unpacked += decoder.decompress(body[start : start + _SLICE])
            if decoder.eof or len(unpacked) > limit:
                break
    except zstandard.ZstdError as error:
        raise NotCodedError("the body is not in the coding zstd") from error
    _require_end(len(unpacked), limit, ended=decoder.eof)
    return bytes(unpacked)


def _optional(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise CodingError(f"the package {module} is needed to unpack the body: pip install 'jobsieve[archives]'") from error


def _require_end(size: int, limit: int, *, ended: bool) -> None:
    if size > limit:
        raise CodingError("the body unpacks to more than is allowed")
    if not ended:
        raise TruncatedError("the compressed body ends too early")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
