"""Case folding that keeps the length: offsets into the folded text are offsets into the text."""

from __future__ import annotations

import re

_PLAIN = {"-": "‐‑‒–—―−﹣", "'": "’‘ʼ′`´", '"': "“”„«»″", "~": "〜∼"}
_REPLACEMENTS = tuple((odd, plain) for plain, odds in _PLAIN.items() for odd in odds)
# Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its plain form.
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HAS_FULL_WIDTH = re.compile("[\uff01-\uff5e]")


def fold(text: str) -> str:
    """`text` in lower case with one kind of dash, apostrophe, quotation mark and width; as long as `text`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    for odd, plain in _REPLACEMENTS:
        text = text.replace(odd, plain)
    if _HAS_FULL_WIDTH.search(text):
        text = text.translate(_FULL_WIDTH)
    # "İ" is the one letter whose lower case is two characters.
    return text.replace("İ", "i").lower()
