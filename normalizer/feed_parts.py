"""Long feeds as pages of bounded size: the postings of a stream, some at a time, so that no feed is ever held as a whole."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO

from normalizer.document.encoding import decode
from normalizer.document.errors import Unreadable
from normalizer.document.feed import posting_names
from normalizer.document.feed_cut import Cut, cut_feed, feed_root
from normalizer.refusals import refused
from schemas.error import ErrorRow
from schemas.raw import RawPage

PART = 1024 * 1024
"""Characters of XML from which on a part takes no further posting; a feed of fewer bytes is left as it is."""
_BLOCK = 256 * 1024
"""Bytes that are read at once."""
_SAMPLE = 64 * 1024
"""Bytes from which an encoding is told: the beginning, and where the first character stands that is no UTF-8."""


@dataclass(slots=True)
class _Survey:
    """What a first reading of a feed tells: nothing of it is kept but its beginning."""

    sha256: str
    encoding: str
    root: str


def in_parts(page: RawPage) -> Iterator[RawPage | ErrorRow]:
    """The page itself, or the parts of a feed that is too long to be read at once."""
    essence = page.media_type.partition(";")[0].strip().lower()
    is_part = page.sha256 is not None
    if len(page.body) > PART and not is_part and essence.endswith("xml") and essence != "application/xhtml+xml":
        yield from feed_parts(page, BytesIO(page.body_bytes()))
    else:
        yield page


def feed_parts(page: RawPage, stream: BufferedIOBase) -> Iterator[RawPage | ErrorRow]:
    """The postings of a feed as pages like `page`, whose own body is not looked at, and a row for each one that is broken.

    The stream is read twice and must be able to go back to its beginning. One that breaks off, as compressed ones do, gives a row behind
    what could be read of it.
    """
    damage: list[str] = []
    try:
        survey = _surveyed(stream, _charset(page), damage)
    except Unreadable as error:
        yield refused(page, str(error))
        return
    stream.seek(0)
    count = 0
    for part in _parts(cut_feed(_texts(stream, survey.encoding), posting_names())):
        first, count = count + 1, count + len(part)
        yield _page(page, part, first, survey)
    if not count:
        yield refused(page, f"XML that holds no posting: its root is <{survey.root[:40]}>")
    yield from (refused(page, f"cannot be read from here on: {reason}; expected more of a feed") for reason in damage)


def _page(page: RawPage, part: list[Cut], first: int, survey: _Survey) -> RawPage | ErrorRow:
    cut = part[0]
    path = (*cut.around, cut.name)
    if cut.fault:
        return refused(page, f"/{'/'.join(path)}/{first - 1}: {cut.fault}")
    opened, closed = "".join(f"<{name}>" for name in cut.around), "".join(f"</{name}>" for name in reversed(cut.around))
    body = opened + "".join(one.xml for one in part) + closed
    return page.model_copy(update={"body": body, "first": first, "sha256": survey.sha256})


def _parts(cuts: Iterator[Cut]) -> Iterator[list[Cut]]:
    """Postings in groups; a broken one, and one that stands in other elements, begins a new group."""
    part: list[Cut] = []
    size = 0
    for cut in cuts:
        if part and (size >= PART or cut.fault or part[0].fault or cut.around != part[0].around):
            yield part
            part, size = [], 0
        part.append(cut)
        size += len(cut.xml)
    if part:
        yield part


def _surveyed(stream: BufferedIOBase, declared: str | None, damage: list[str]) -> _Survey:
    """Raises `Unreadable` for what is no text."""
    digest, strict = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    head = doubtful = b""
    for block in _blocks(stream, damage):
        digest.update(block)
        head += block[: _SAMPLE - len(head)]
        if not doubtful:
            try:
                strict.decode(block)
            except UnicodeDecodeError as error:
                doubtful = block[max(error.start - _SAMPLE, 0) : error.start + _SAMPLE]
    # The sample may end within a character, which would look like damage.
    sample = head + doubtful if doubtful else head.decode("utf-8", "ignore").encode()
    text, encoding, _ = decode(sample, declared)
    return _Survey(digest.hexdigest(), encoding, feed_root(text))


def _texts(stream: BufferedIOBase, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in _blocks(stream, []):
        yield decoder.decode(block).replace("\0", "")
    yield decoder.decode(b"", final=True)


def _blocks(stream: BufferedIOBase, damage: list[str]) -> Iterator[bytes]:
    try:
        while block := stream.read1(_BLOCK):
            yield block
    except (EOFError, zlib.error, OSError) as error:
        damage.append(str(error))


def _charset(page: RawPage) -> str | None:
    _, _, parameters = page.media_type.lower().partition("charset=")
    return parameters.partition(";")[0].strip(" \"'") or None
