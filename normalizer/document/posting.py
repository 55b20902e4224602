"""The document of a posting that a provider's data holds: its title, its facts in words, and the parts of its text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from normalizer.document.html import assembled, read_fragment
from normalizer.document.markdown import as_html, is_markdown
from normalizer.document.pieces import Piece, cleaned
from normalizer.document.text import read_text
from normalizer.fold import fold
from normalizer.sources.data_file import source
from normalizer.sources.pointer import first, select
from normalizer.sources.provider import Fact, Part, Source
from normalizer.sources.shapes import plain
from schemas.document import Block, BlockKind, Document, Embedded

_MARKUP = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|h[1-6]|strong|b|em|i|u|a|table|tr|td|section|article|document|paragraph|header|font)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ESCAPED_MARKUP = re.compile(r"&(?:amp;){0,2}lt;/?(?:p|br|div|span|ul|ol|li|h[1-6]|strong|b|em)\b", re.IGNORECASE)
_MOST_UNESCAPED = 3
_PROSE = 120
"""Characters from which a text in unknown data is prose."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"[A-Z][A-Z_]{2,}|https?://\S+|[\w.+-]+@[\w.-]+|[\d\s:T.Z+-]+")
"""Matches what is no words: codes of an enumeration, addresses, numbers and times."""
_LONGEST_FACT = 300
_FIRST_BREAK = "<p>"
_LEAST_BARS = 2
_DOTS = ("…", "...")
_TAIL = 200
"""Characters at the end of a text that tell whether it breaks off."""
_SEPARATOR = "\n\n"
_SAME = 80
"""Letters by which two texts are known as the same in two forms."""

Run = tuple[str, Sequence[Block]]
"""A stretch of text and its blocks, with offsets from its own beginning."""


def posting_document(embedded: Embedded, warnings: Iterable[str]) -> Document:
    """The document of one posting. Its text is empty where the data holds no text."""
    known = source(embedded.source)
    title, language = (_first_line(pointers, embedded.value) for pointers in (known.title, known.language))
    body = list(_parts(known.parts, embedded.value))
    if not title and not body:
        return Document("", ())
    runs = [*_title(title), *_all_facts(known, embedded.value), *body]
    text, blocks = _joined(runs)
    is_excerpt = any(_breaks_off(text) for part in known.parts if part.excerpt for _, text in _texts(part, embedded.value))
    return Document(text, blocks, (embedded,), title, language.replace("_", "-").lower(), tuple(warnings), is_excerpt)


def is_prose(value: Any) -> bool:
    """Whether a value of unknown data is text that somebody wrote for readers."""
    return isinstance(value, str) and len(value) >= _PROSE and len(_WORD.findall(value[:2000])) > 10


def _title(title: str) -> Iterator[Run]:
    if title:
        yield title, [Block(BlockKind.HEADING, 0, len(title), 1)]


def _all_facts(known: Source, posting: Any) -> Iterator[Run]:
    """The facts of a posting, and of the data inside it that other data files know."""
    yield from _facts(known.facts, posting)
    for include in known.includes:
        for pointer in include.pointers:
            for _, node in select(posting, pointer):
                yield from _facts(source(include.source).facts, node)


def _facts(facts: Iterable[Fact], posting: Any) -> Iterator[Run]:
    """Labelled facts, label and value in lines of their own."""
    for fact in facts:
        stated: dict[str, dict[str, None]] = {}
        for label, text in _stated(fact, posting):
            stated.setdefault(label, {})[text] = None
        for label, texts in stated.items():
            yield assembled([_cell(label, ""), *(_cell(text, label) for text in texts)])


def _stated(fact: Fact, posting: Any) -> Iterator[tuple[str, str]]:
    """(label, value) of each of a fact's values that is words."""
    for pointer in fact.pointers:
        for _, node in select(posting, pointer):
            label = _line(first(node, fact.label_at)) if fact.label_at else fact.label
            if not label or (fact.labels and not fact.labels.search(fold(label))):
                continue
            for _, value in select(first(node, fact.value_at) if fact.value_at else node, "/*"):
                if (text := _line(value)) and len(text) <= _LONGEST_FACT and not _CODE.fullmatch(text):
                    yield label, text


def _cell(text: str, label: str) -> Piece:
    piece = Piece(text, BlockKind.CELL, 0, False)  # noqa: FBT003  # not bold
    piece.label = label
    return piece


def _first_line(pointers: Iterable[str], posting: Any) -> str:
    return next((text for pointer in pointers if (text := _line(first(posting, pointer)))), "")


def _line(value: Any) -> str:
    """A value as one line of text; empty for what is none."""
    text = value if isinstance(value, str) else ""
    return cleaned(plain(text))


def _parts(parts: Iterable[Part], posting: Any) -> Iterator[Run]:
    seen: set[str] = set()
    for part in parts:
        for heading, text in _texts(part, posting) if not (part.fallback and seen) else ():
            letters = _letters(text := _own(part, text))
            if letters in seen:
                continue
            seen.add(letters)
            run = _read(text)
            if run[0]:
                yield from _heading(heading)
                yield run


def _texts(part: Part, posting: Any) -> list[tuple[str, str]]:
    """(heading, text) of a part, by the first of its pointers that leads to any."""
    for pointer in part.pointers:
        found = [(_heading_of(part, node), body) for _, node in select(posting, pointer) if (body := _body(part, node))]
        if found:
            return found
    return []


def _breaks_off(text: str) -> bool:
    """Whether a text ends in the dots with which one is cut off."""
    return _MARKUP.sub(" ", html.unescape(text[-_TAIL:])).rstrip(" ]\r\n\t\xa0").endswith(_DOTS)


def _own(part: Part, text: str) -> str:
    """The text as the employer wrote it: what the provider did to it undone."""
    if part.misdecoded and not text.isascii():
        from ftfy import fix_encoding  # its import costs more than a page does, and few pages need it

        text = fix_encoding(text)
    for words in part.without:
        text = words.sub("", text)
    return text if part.bars is None else _barred(part.bars, text)


def _barred(bars: re.Pattern[str], text: str) -> str:
    """A text with bars between the pieces of its first line ("Acme • Baker • Remote"), where there are several."""
    head, paragraph, rest = text.partition(_FIRST_BREAK)
    is_parted = "|" not in head and len(bars.findall(head)) >= _LEAST_BARS
    return bars.sub(" | ", head) + paragraph + rest if is_parted else text


def _heading_of(part: Part, node: Any) -> str:
    return _line(first(node, part.heading_at)) if part.heading_at else part.heading


def _body(part: Part, node: Any) -> str:
    value = first(node, part.body_at) if part.body_at else node
    text = "\n".join(item for item in value if isinstance(item, str)) if isinstance(value, list) else value
    return text if isinstance(text, str) and text.strip() and len(text) > part.longer_than else ""


def _heading(heading: str) -> Iterator[Run]:
    if heading:
        yield heading, [Block(BlockKind.HEADING, 0, len(heading), 2)]


def _letters(text: str) -> str:
    """The first letters of a text without its markup."""
    return "".join(_WORD.findall(_MARKUP.sub(" ", text[:2000])))[:_SAME].lower()


def _read(text: str) -> Run:
    """A text of any format: HTML, HTML that was escaped once or twice, Markdown, or plain."""
    for _ in range(_MOST_UNESCAPED):
        if _MARKUP.search(text) or not _ESCAPED_MARKUP.search(text):
            break
        text = html.unescape(text)
    if _MARKUP.search(text):
        return assembled(read_fragment(text))
    if is_markdown(text):
        return assembled(read_fragment(as_html(text)))
    document = read_text(html.unescape(text) if "&" in text else text)
    return document.text, document.blocks


def _joined(runs: Sequence[Run]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for text, own in runs:
        if parts:
            parts.append(_SEPARATOR)
            at += len(_SEPARATOR)
        parts.append(text)
        blocks += (block._replace(start=block.start + at, end=block.end + at) for block in own)
        at += len(text)
    return "".join(parts), tuple(blocks)
