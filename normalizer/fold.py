"""Case folding that keeps the length: offsets into the folded text are offsets into the text."""

from __future__ import annotations

import re

_PLAIN = {"-": "‐‑‒–—―−﹣", "'": "’‘ʼ′`´", '"': "“”„«»″", "~": "〜∼", "i": "İ"}
# Full-width ASCII (U+FF01…U+FF5E) stands 0xFEE0 above its plain form. "İ" is the one letter whose lower case is two characters.
_FORMS = {odd: plain for plain, odds in _PLAIN.items() for odd in odds} | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_ODD = re.compile(f"[{''.join(odd for odd in _FORMS if odd < chr(0xFF00))}\uff01-\uff5e]")


def fold(text: str) -> str:
    """`text` in lower case with one kind of dash, apostrophe, quotation mark and width; as long as `text`."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _ODD.sub(_plain, text).lower()


def _plain(odd: re.Match[str]) -> str:
    return _FORMS[odd[0]]
