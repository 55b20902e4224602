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


class CodingError(ValueError):
    """A body that cannot be unpacked: its coding is unknown, broken, or unpacks to more than is allowed."""


class TruncatedError(CodingError):
    """A body that ends before its coding does."""


def decode(body: bytes, content_encoding: str, limit: int) -> bytes:
    """`body` as it was before the codings that a Content-Encoding header names; at most `limit` bytes.

    A body that is plain text in spite of the header is given back as it is. Raises `CodingError`.
    """
    for name in reversed([part.strip().lower() for part in content_encoding.split(",")]):
        decoder = _DECODERS.get(name)
        body = decoder(body, limit) if decoder else _plain_after_all(body, f"content coding {name!r} is not known")
    if len(body) > limit:
        raise CodingError(f"body of more than {limit} bytes")
    return body


def _plain(body: bytes, limit: int) -> bytes:  # noqa: ARG001 - the table's common signature
    return body


def _gzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(_GZIP):
        return body
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
    except zlib.error:
        return _plain_after_all(body)


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
    except brotli.error:
        return _plain_after_all(body)
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
    except zstandard.ZstdError:
        return _plain_after_all(body)
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


def _plain_after_all(body: bytes, problem: str = "the compressed body is damaged") -> bytes:
    """The body where the header only claims a coding: servers that unpack on the way, and archives that did, often keep it."""
    if body.lstrip()[:1] in _TEXT_BEGINS:
        return body
    raise CodingError(problem)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "": _plain,
    "identity": _plain,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
