"""Case folding that keeps the length: offsets into the folded text are offsets into the text."""

from __future__ import annotations

import re
from unicodedata import decimal

_PLAIN = {"-": "‐‑‒–—―−﹣", "'": "’‘ʼ′`´", '"': "“”„«»″", "~": "〜∼", "i": "İ"}
# Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its plain form. "İ" is the one letter whose lower case is two characters.
_FORMS = {odd: plain for plain, odds in _PLAIN.items() for odd in odds} | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DIGITS = {chr(code): str(decimal(chr(code))) for code in range(0x80, 0xFF00) if chr(code).isdecimal()}
_ODD = re.compile(f"[{''.join(odd for odd in (*_FORMS, *_DIGITS) if odd < chr(0xFF00))}\uff01-\uff5e]")
_BEYOND_FIRST_PLANE = re.compile("[\U00010000-\U0010ffff]")
"""Emoji, and letters and digits of mathematics: a class of single characters is many times slower with any of these in it."""
_PRINTED = bytes((10, *range(32, 127)))
MOST_REPLACED = 16
"""Characters that are replaced one after the other, each in all of a text; more are looked for together."""
_SHARE_OF_REST = 8
"""Such a part of a text may be beyond plain ASCII before it is folded as a whole."""


def beyond_plain(text: str) -> str:
    """The characters of `text` but printed ASCII and line feeds, in its order: most texts hold few, and what is done about them need be
    looked for in these alone.
    """
    # By way of bytes since deleting from those takes less than a nanosecond a character.
    return text.encode("utf-8", "surrogatepass").translate(None, _PRINTED).decode("utf-8", "surrogatepass")


def fold(text: str) -> str:
    """`text` in lower case with one kind of dash, apostrophe, quotation mark, digit and width; as long as `text`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    rest = beyond_plain(text)
    # The lower case of this letter depends on the ones around it.
    if len(rest) * _SHARE_OF_REST > len(text) or "Σ" in rest:
        return _folded(text)
    forms = [(odd, form) for odd, form in set(zip(rest, _folded(rest), strict=True)) if odd != form]
    return _replaced(text, forms) if len(forms) <= MOST_REPLACED else _folded(text)


def _replaced(text: str, forms: list[tuple[str, str]]) -> str:
    """A folded text of which `forms` tells the characters beyond ASCII that are not folded."""
    # The lower case of bytes is that of ASCII alone and takes a quarter of the time.
    folded = text.replace("`", "'").encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")
    for odd, form in forms:
        folded = folded.replace(odd, form)
    return folded


def _folded(text: str) -> str:
    return _BEYOND_FIRST_PLANE.sub(_digit, _ODD.sub(_plain, text).lower())


def _plain(odd: re.Match[str]) -> str:
    return _FORMS.get(odd[0]) or _DIGITS[odd[0]]


def _digit(character: re.Match[str]) -> str:
    return str(decimal(character[0], character[0]))
