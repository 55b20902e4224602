"""Plain text into a document: a line is a block, unless it only continues the line above it."""

from __future__ import annotations

import re

from schemas.document import Block, BlockKind, Document

_LINE_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
# Invisible characters that split words and numbers: soft hyphen, zero-width ones, direction marks, the byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Those two, every space but the plain one, and controls.
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ud800-\udfff\ufeff]")
_BULLET = re.compile(r"(?:[•●▪◦‣∙·➢➤✓✔✅☑■□◆►▶*–—-]|o(?= [A-Z])|[①-⑳]|\(?\d{1,2}[.)](?!\d))\s+")
# Scripts without spaces write none behind a bullet.
_BULLET_UNSPACED = re.compile(
    r"(?:[•●▪◦‣∙·➢➤✓✔✅☑□►▶*・．–—-]|[①-⑳]|[(（]?\d{1,2}(?:[.)、）．]|[.．]、))\s*(?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])|\d{1,2}、\s*(?=\S)"
)
_SECTION_INSIDE = re.compile(r"(?<=\S)(?=【[^【】\n]{2,12}】)|(?<=】)(?=\S)")
"""Between the sections of a text that lost its line breaks."""
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,80}?)\1:?$")
# Members of an enumeration cost a call each time they are named.
_PARAGRAPH, _ITEM = BlockKind.PARAGRAPH, BlockKind.ITEM
_RUN_TOGETHER = 100
"""A shorter line is no text that lost its line breaks."""
_WRAPPED_AT = 60
"""A line shorter than this was ended by its writer, not wrapped."""


def clean(text: str) -> str:
    """`text` with one kind of line end and of space, and without characters that cannot be seen."""
    # Most texts hold nothing odd, and `isprintable` is many times as fast as a search.
    if not text.replace("\n", "").isprintable():
        text = _ODD.sub(_plain, text.replace("\r\n", "\n"))
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _plain(odd: re.Match[str]) -> str:
    if odd[0] in _LINE_ENDS:
        return "\n"
    return "" if _INVISIBLE.match(odd[0]) else " "


def read_text(text: str) -> Document:
    """The document of a plain text (Markdown headings and bullets are understood). Empty text gives a document without blocks."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for gap, line in _unwrapped(clean(text)):
        if parts:
            parts.append(gap)
            at += len(gap)
        parts.append(line)
        end = at + len(line)
        # No mark begins with another letter.
        plain = line[0].isalpha() and line[0] != "o"
        blocks.append(Block(_PARAGRAPH, at, end) if plain else _block(line, at, end))
        at = end
    return Document(text="".join(parts), blocks=tuple(blocks))


def _unwrapped(text: str) -> list[tuple[str, str]]:
    """(line feeds before it: two where an empty line stood there; line), with hard-wrapped lines joined."""
    lines: list[tuple[str, str]] = []
    gap, held = "\n", ""
    for raw in _raw_lines(text):
        line = raw.strip()
        if held:
            if len(held) >= _WRAPPED_AT and line and _continues(held, line):
                held = f"{held} {line}"
                continue
            lines.append((gap, held))
            gap = "\n"
        held = line
        if not line:
            gap = "\n\n"
    if held:
        lines.append((gap, held))
    return lines


def _raw_lines(text: str) -> list[str]:
    """The lines of a text; long ones that hold several headings in brackets ("【职责】…【要求】…") are parted there."""
    lines = text.split("\n")
    return [part for line in lines for part in _sections_of(line)] if "【" in text else lines


def _sections_of(line: str) -> list[str]:
    return _SECTION_INSIDE.split(line) if len(line) > _RUN_TOGETHER and line.count("【") > 1 else [line]


def _continues(above: str, line: str) -> bool:
    """Whether a line goes on with the long one above it."""
    if above[-1] in ".!?:;" or _BULLET.match(line):
        return False
    return line[0].islower() or above.count("(") > above.count(")")


def _block(line: str, at: int, end: int) -> Block:
    """The block of one line between two offsets; marks of Markdown and bullets stay outside its span."""
    if line[0] == "#" and (found := _MARKDOWN_HEADING.match(line)):
        return Block(BlockKind.HEADING, at + found.end(), end, level=len(found[1]))
    if found := _BULLET.match(line) or _BULLET_UNSPACED.match(line):
        return Block(_ITEM, at + found.end(), end)
    if found := _EMPHASIS.match(line):
        return Block(BlockKind.HEADING, at + found.start(2), at + found.end(2))
    return Block(_PARAGRAPH, at, end)
