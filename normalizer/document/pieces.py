"""Pieces of a page's text: the blocks of a document while they are being made."""

from __future__ import annotations

import re

from schemas.document import BlockKind

# What cannot be seen, by Unicode category: controls, format characters (zero width, soft hyphen, direction), surrogates, private use.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
)
# Icon fonts draw with these.
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_BULLET = re.compile(r"[•●▪◦‣∙·➢➤✓✔✅☑■□◆►▶◾▸»⁃]\s?(?=[^\s])|[*–—-]\s(?=\S)|o\s(?=[A-Z])")
_TYPED = re.compile("[•●▪◦‣➢➤✓✔■◆►]")
_FEWEST_BULLETS = 2
_LONGEST_HEADING = 90
_UNHEADED = re.compile(r"[$€£¥₹@]|[.,;]$|\d{3}")


class Piece:
    """A block that is still being made: what it is may change until its container ends."""

    __slots__ = ("bold", "kind", "label", "level", "names", "text")

    def __init__(self, text: str, kind: BlockKind, level: int, bold: bool) -> None:  # noqa: FBT001  # the hot path
        self.text, self.kind, self.level, self.bold = text, kind, level, bold
        self.label = ""
        self.names = 0
        """1 where markup says that it is the label of what stands beside it, 2 where only a colon at its end says so."""


def cleaned(text: str) -> str:
    """`text` without characters that cannot be seen, white space folded."""
    text = " ".join(text.split())
    if text.isprintable():
        return text
    return " ".join(_PRIVATE.sub(" ", _INVISIBLE.sub("", text)).split())


def without_bullet(text: str) -> str:
    """`text` without the bullet that it begins with; unchanged where there is none."""
    found = _BULLET.match(text)
    return text[found.end() :] if found else text


def typed_lines(text: str) -> list[tuple[str, BlockKind]] | None:
    """The items or chips of a line into which several bullets were typed; null where it is one line."""
    if _TYPED.search(text) is None or len(_TYPED.findall(text)) < _FEWEST_BULLETS:
        return None
    # Bullets that stand only between the parts separate chips.
    kind = BlockKind.ITEM if _TYPED.match(text) else BlockKind.CELL
    return [(part, kind) for part in map(str.strip, _TYPED.split(text)) if part]


def heads(text: str) -> bool:
    """Whether a line that is bold from end to end reads like a heading rather than like an emphasized fact."""
    return len(text) <= _LONGEST_HEADING and any(map(str.isalpha, text)) and not _UNHEADED.search(text)
