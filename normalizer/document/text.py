"""Plain text into a document: a line is a block, unless it only continues the line above it."""

from __future__ import annotations

import re

from normalizer.fold import MOST_REPLACED, beyond_plain
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
_LONGEST_JOINED = 10_000
"""Characters of a line that another is joined to; no paragraph is longer, and each line that is joined to one costs a look at all of it."""
# The constructor of a named tuple is a function of Python, which takes more than twice as long.
_new = tuple.__new__


def clean(text: str) -> str:
    """`text` with one kind of line end and of space, and without characters that cannot be seen."""
    rest = beyond_plain(text)
    if not rest.isprintable():
        text = _without_odd(text.replace("\r\n", "\n"), frozenset(_ODD.findall(rest)))
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _without_odd(text: str, odd: frozenset[str]) -> str:
    if len(odd) > MOST_REPLACED:
        return _ODD.sub(lambda found: _plain(found[0]), text)
    for character in odd:
        text = text.replace(character, _plain(character))
    return text


def _plain(odd: str) -> str:
    if odd in _LINE_ENDS:
        return "\n"
    return "" if _INVISIBLE.match(odd) else " "


def read_text(text: str) -> Document:
    """The document of a plain text (Markdown headings and bullets are understood). Empty text gives a document without blocks."""
    lines = _unwrapped(clean(text))
    blocks: list[Block] = []
    at = 0
    for line in lines:
        end = at + len(line)
        if line:
            # No mark begins with another letter.
            plain = line[0].isalpha() and line[0] != "o"
            blocks.append(_new(Block, (_PARAGRAPH, at, end, 0, "")) if plain else _block(line, at, end))
        at = end + 1
    return Document("\n".join(lines), tuple(blocks))


def _unwrapped(text: str) -> list[str]:
    """The lines of a text, with hard-wrapped ones joined, and an empty one wherever such stand between others."""
    lines: list[str] = []
    above = ""
    for line in map(str.strip, _raw_lines(text)):
        if line:
            if _WRAPPED_AT <= len(above) <= _LONGEST_JOINED and _continues(above, line):
                lines[-1] = above = f"{above} {line}"
                continue
            lines.append(line)
        elif above:
            lines.append("")
        above = line
    if lines and not above:
        lines.pop()
    return lines


def _raw_lines(text: str) -> list[str]:
    """The lines of a text; long ones that hold several headings in brackets ("【职责】…【要求】…") are parted there."""
    lines = text.split("\n")
    return [part for line in lines for part in _sections_of(line)] if "【" in text else lines


def _sections_of(line: str) -> list[str]:
    return _SECTION_INSIDE.split(line) if len(line) > _RUN_TOGETHER and line.count("【") > 1 else [line]


def _continues(above: str, line: str) -> bool:
    """Whether a line goes on with the long one above it."""
    if above[-1] in ".!?:;" or not (line[0].islower() or above.count("(") > above.count(")")):
        return False
    return _BULLET.match(line) is None


def _block(line: str, at: int, end: int) -> Block:
    """The block of one line between two offsets; marks of Markdown and bullets stay outside its span."""
    if line[0] == "#" and (found := _MARKDOWN_HEADING.match(line)):
        return Block(BlockKind.HEADING, at + found.end(), end, level=len(found[1]))
    if found := _BULLET.match(line) or _BULLET_UNSPACED.match(line):
        return Block(_ITEM, at + found.end(), end)
    if found := _EMPHASIS.match(line):
        return Block(BlockKind.HEADING, at + found.start(2), at + found.end(2))
    return Block(_PARAGRAPH, at, end)
