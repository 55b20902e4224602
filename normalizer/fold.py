"""Case folding that keeps the length: offsets into the folded text are offsets into the text."""

from __future__ import annotations

import re
from unicodedata import decimal

_PLAIN = {"-": "‐‑‒–—―−﹣", "'": "’‘ʼ′`´", '"': "“”„«»″", "~": "〜∼", "i": "İ"}
# Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its plain form. "İ" is the one letter whose lower case is two characters.
_FORMS = {odd: plain for plain, odds in _PLAIN.items() for odd in odds} | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DIGITS = {chr(code): str(decimal(chr(code))) for code in range(0x80, 0xFF00) if chr(code).isdecimal()}
_ODD = re.compile(f"[{''.join(odd for odd in (*_FORMS, *_DIGITS) if odd < chr(0xFF00))}\uff01-\uff5e]")
_DIGIT_BEYOND = re.compile(r"[\U00010000-\U0010ffff]")


def fold(text: str) -> str:
    """`text` in lower case with one kind of dash, apostrophe, quotation mark, digit and width; as long as `text`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = _ODD.sub(_plain, text).lower()
    return _DIGIT_BEYOND.sub(_digit, folded) if _beyond_first_plane(text) else folded


def _plain(odd: re.Match[str]) -> str:
    return _FORMS.get(odd[0]) or _DIGITS[odd[0]]


def _beyond_first_plane(text: str) -> bool:
    """Whether a text has characters that take two units of UTF-16 (emoji, letters and digits of mathematics)."""
    return len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _digit(character: re.Match[str]) -> str:
    return str(decimal(character[0], character[0]))
