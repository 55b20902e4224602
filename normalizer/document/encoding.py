"""Bytes into text: byte order mark, header, `<meta>` and the bytes themselves, in that order of trust.

One witness outranks a declaration: bytes that are valid UTF-8 and hold multi-byte characters are UTF-8, whatever is declared,
because text in another encoding is almost never valid UTF-8 by chance.
"""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from normalizer.document.errors import Unreadable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS = tuple(mark for mark, _ in _BOMS)
_SIGNATURES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "gzip data",
    b"BZh": "bzip2 data",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"RIFF": "media",
    b"\x7fELF": "a program",
}
_TEXT_MARKS = ("\ufeff", *(signature.decode("ascii") for signature in _SIGNATURES if signature.isascii()))
"""Beginnings of a text that its bytes share with a byte order mark or a file that is none."""
# What browsers read under these names: each is a superset of the one that is declared.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
# Encodings in which ASCII bytes do not stand for themselves, so that "all ASCII" proves nothing.
_STATEFUL = ("utf-16", "utf-32", "iso2022", "hz")
_REFUSED = frozenset({"utf-7", "idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
# Encodings that pages are written in; the rarer ones are far more often guessed than used.
_GUESSED = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "cp874"]
_GUESSED += ["cp932", "euc_jp", "gb18030", "big5", "cp949"]
_RUN_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{2}")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"""^\s{0,99}<\?xml[^>]{0,99}?encoding\s{0,9}=\s{0,9}["']([\w.:-]{2,40})""")
_FIRST_TAG = re.compile(rb"\s{0,99}<[!?a-zA-Z][ -~]{6}")
_WIDE = ("utf-16", "utf-32")
_HEAD = 4096
"""Bytes in which a document declares its encoding."""
_SAMPLE = 64 * 1024
"""Bytes that are looked at to guess an encoding."""
_MOST_NULS = 0.001
"""Share of NUL bytes that damage explains; more make the bytes no text."""
_DAMAGED = 1e-9
"""The least share of broken characters in bytes that are not valid."""
_MOST_BROKEN = 0.1
"""Share of broken characters, of all that are not ASCII, with which bytes still count as damaged UTF-8."""


def decode(body: bytes, declared: str | None) -> tuple[str, str, list[str]]:
    """(text, name of the encoding, warnings) of bytes for which a header declares an encoding.

    Never fails on damaged text: what cannot be decoded becomes U+FFFD, with a warning. Raises `Unreadable` for bytes that are no text.
    """
    _refuse_binary(body)
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :] if name == "utf-8" else body, name, [])
    warnings: list[str] = []
    candidates = _candidates(body, declared, warnings)
    if wide := next((name for name in candidates if name.startswith(_STATEFUL)), _unmarked_utf16(body)):
        return _decoded(body, wide, warnings)
    _refuse_nuls(body)
    if body.isascii():
        return body.decode("ascii").replace("\0", ""), "utf-8", warnings
    return _non_ascii(body, candidates, warnings)


def is_plain_text(text: str) -> bool:
    """Whether `decode` would give just this text for its UTF-8 bytes, declared as such: nothing in it can mark or declare an encoding."""
    return not ("\0" in text or "<" in text[:_HEAD] or text.startswith(_TEXT_MARKS)) and _has_no_surrogates(text)


def _has_no_surrogates(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def is_plain_utf8(body: bytes, declared: str | None) -> bool:
    """Whether a parser may be given the bytes as UTF-8 without decoding them first, since nothing speaks against it.

    The answer rests on what is declared. Bytes beyond ASCII may still turn out to be broken: a parser tells, and `decode` then decides.
    Raises `Unreadable` for bytes that are no text.
    """
    _refuse_binary(body)
    if b"\0" in body or body.startswith(_MARKS):
        return False
    candidates = _candidates(body, declared, [])
    if any(name.startswith(_STATEFUL) for name in candidates):
        return False
    return body.isascii() or all(name == "utf-8" for name in candidates)


def _candidates(body: bytes, declared: str | None, warnings: list[str]) -> list[str]:
    """Python's names of the declared encodings, header first."""
    head = body[:_HEAD]
    found = _XML_DECLARATION.search(head) or _META.search(head)
    names = (declared, found[1].decode("ascii", "replace") if found else None)
    known = {name: _codec(name) for name in names if name}
    warnings += [f"declared encoding {name[:40]!r} is not known" for name, codec in known.items() if codec is None]
    # A document whose <meta>, or whose first tag, can be read as ASCII is not in UTF-16, whatever is said there.
    header = known.get(declared) if declared else None
    return list(dict.fromkeys(c for c in known.values() if c and (not c.startswith(_WIDE) or (c is header and not _FIRST_TAG.match(head)))))


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name.strip().lower())
    except (LookupError, ValueError):
        return None
    if found.name in _REFUSED or not _gives_text(found.name):
        return None
    return _WIDER.get(found.name, found.name)


def _gives_text(codec: str) -> bool:
    """False for codecs such as `hex`, which turn bytes into other bytes."""
    try:
        b"a".decode(codec, "replace")
    except (LookupError, ValueError):
        return False
    return True


def _non_ascii(body: bytes, candidates: list[str], warnings: list[str]) -> tuple[str, str, list[str]]:
    broken = _broken_utf8(body, cut_off="utf-8" in candidates)
    if not broken:
        warnings += [f"declared encoding {name!r} is wrong: the bytes are UTF-8" for name in candidates if name != "utf-8"]
        return _decoded(body, "utf-8", warnings)
    mostly_utf8 = broken <= _MOST_BROKEN
    if mostly_utf8 and (not candidates or "utf-8" in candidates):
        return _decoded(body, "utf-8", warnings)
    warnings += ["declared encoding 'utf-8' is wrong: the bytes are not UTF-8"] * ("utf-8" in candidates)
    others = [name for name in candidates if name != "utf-8"]
    return _decoded(body, next((name for name in others if _fits(body, name)), None) or _guess(body), warnings)


def _broken_utf8(body: bytes, *, cut_off: bool) -> float:
    """Share of the characters beyond ASCII that are not valid UTF-8; 0 for valid UTF-8.

    With `cut_off`, a character that the end of the body cuts in two does not count.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        text = body.decode("utf-8", "replace")
        lost = text.count("\ufffd") - (cut_off and error.reason == "unexpected end of data")
        beyond = sum(1 for character in text if character > "\x7f")
        return max(lost / beyond, _DAMAGED)
    return 0.0


def _fits(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        # Windows-1252 leaves five bytes undefined that old pages hold all the same.
        return name == "cp1252"
    return True


def _guess(body: bytes) -> str:
    """The likeliest encoding of bytes that declare none that fits; Windows-1252 where nothing tells."""
    first = next((at for at, byte in enumerate(body[: _SAMPLE * 16]) if byte > 0x7F), 0)
    start = max(first - _HEAD, 0)
    # Letters with accents stand alone among plain ones; in all other scripts bytes beyond ASCII follow each other.
    if not _RUN_BEYOND_ASCII.search(body, first, start + _SAMPLE):
        return "cp1252"
    best = charset_normalizer.from_bytes(body[start : start + _SAMPLE], cp_isolation=_GUESSED).best()
    if best is None or "cp1252" in best.could_be_from_charset:
        return "cp1252"
    return _codec(best.encoding) or "cp1252"


def _decoded(body: bytes, name: str, warnings: list[str]) -> tuple[str, str, list[str]]:
    text = body.decode(name, "replace").removeprefix("\ufeff")
    if "\ufffd" in text and "\ufffd".encode() not in body:
        warnings.append(f"{text.count(chr(0xFFFD))} characters could not be decoded as {name}")
    return text.replace("\0", ""), name, warnings


def _unmarked_utf16(body: bytes) -> str | None:
    """UTF-16 without a byte order mark: text of which every second byte is zero."""
    head = body[:_HEAD]
    half = len(head) // 2
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if half > 1 and head[offset::2].count(0) > 0.7 * half and head[1 - offset :: 2].count(0) < 0.1 * half:
            return name
    return None


def _refuse_binary(body: bytes) -> None:
    if body.startswith(tuple(_SIGNATURES)):
        what = next(what for signature, what in _SIGNATURES.items() if body.startswith(signature))
        raise Unreadable(f"the body is {what}; expected text")


def _refuse_nuls(body: bytes) -> None:
    nuls = body.count(0)
    if nuls > _MOST_NULS * len(body):
        raise Unreadable(f"{nuls} of {len(body)} bytes are NUL; expected text")
