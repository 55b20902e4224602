"""Pages that know where they came from, and the rows that refuse them."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

from schemas.error import ErrorRow, SkippedRow
from schemas.raw import RawPage

_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"\d+")
_SHOWN_PARTS = 3
"""Parts of a source file's path that name it: package, folder, file."""
_SHOWN_WORDS = 300
"""Characters of a failure's own words; some quote the whole input."""


class LocatedPage(RawPage):
    """A raw page with its origin, so that a refusal can name it."""

    file: str
    """The file that held it, as the command line names it."""
    place: str | None = None
    """Where in the file; null for a file that is one page."""


def refused(page: RawPage, reason: str) -> ErrorRow:
    """The row that refuses a page."""
    if isinstance(page, LocatedPage):
        return ErrorRow(file=page.file, place=page.place, id=encodable(page.id), reason=encodable(reason))
    return ErrorRow(id=encodable(page.id), reason=encodable(reason))


def unread(page: RawPage, reason: str) -> ErrorRow:
    """The row for a page in which no listing was found: a refusal where one was expected, else one more that was passed over."""
    if page.expected:
        return refused(page, reason)
    file = page.file if isinstance(page, LocatedPage) else None
    return SkippedRow(file=file, reason=encodable(_DIGITS.sub("N", reason.partition(":")[0])))


def internal_error(error: Exception) -> str:
    """The reason for a failure that is ours: its type, its words, and the innermost line of code."""
    frames = traceback.extract_tb(error.__traceback__)
    place = ""
    if frames:
        name = "/".join(Path(frames[-1].filename).parts[-_SHOWN_PARTS:])
        place = f" at {name}:{frames[-1].lineno} in {frames[-1].name}"
    words = " ".join(str(error)[: 2 * _SHOWN_WORDS].split())[:_SHOWN_WORDS]
    return encodable(f"internal error: {type(error).__name__}: {words}{place}")


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no encoding can write, replaced one for one."""
    return _SURROGATE.sub("\ufffd", text)
