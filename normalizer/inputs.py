"""What a command line names — files, folders, archives, standard input — as raw pages, in that order."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from normalizer.archived_pages import ENDINGS, read_archive
from normalizer.batch import normalize_pages
from normalizer.feed_parts import PART, feed_parts, in_parts
from normalizer.raw_lines import page_of, parse_json, read_lines
from normalizer.records import NOT_ASKED_FOR
from normalizer.refusals import LocatedPage, encodable, internal_error
from normalizer.url_filter import UrlFilter
from schemas.error import ErrorRow, SkippedRow
from schemas.raw import RawPage

__all__ = ["MAX_PLAIN", "STDIN", "normalize_pages", "read_inputs"]

STDIN = "-"
"""Names standard input: lines of raw pages."""

MAX_PLAIN = 64 * 1024 * 1024
"""Bytes of a file that is one page; archives, feeds and files of lines may be of any size."""

Rows = Iterator[RawPage | ErrorRow]
Reader = Callable[[Path, str], Rows]
"""Reads the file at a path, of which rows speak by the name given."""


def read_inputs(paths: Iterable[str | Path], urls: UrlFilter | None = None) -> Rows:
    """The raw pages that `paths` hold, in order; folders are walked by name, without what begins with a dot.

    A feed that is too long to be held comes in parts (`feed_parts`). What is missing, of an unknown kind, empty, too large or damaged
    gives a row in its place and never raises. Of other crawlers' archives only pages that may be listings are given out. What they hold beside
    these, and pages that are not in `urls`, is counted in `SkippedRow`s.
    """
    for path in paths:
        if str(path) == STDIN:
            rows = _or_empty(read_lines(sys.stdin.buffer, STDIN), STDIN, "no raw page")
        else:
            rows = _or_empty(_read_path(Path(path), urls), encodable(str(path)), "no file to read")
        for row in rows if urls is None else _meant(rows, encodable(str(path)), urls):
            yield from (row,) if isinstance(row, ErrorRow) else in_parts(row)


def _meant(rows: Rows, file: str, urls: UrlFilter) -> Rows:
    """The rows without the pages whose address is not asked for."""
    others = 0
    for row in rows:
        if isinstance(row, ErrorRow) or (row.url is not None and row.url in urls):
            yield row
        else:
            others += 1
    if others:
        yield SkippedRow(file=file, reason=NOT_ASKED_FOR, count=others)


def _read_path(path: Path, urls: UrlFilter | None) -> Rows:
    for found in _walk(path):
        if isinstance(found, ErrorRow):
            yield found
        else:
            yield from _read_file(found, urls)


def _walk(top: Path) -> Iterator[Path | ErrorRow]:
    """Files under a folder in the order of their names, or the file itself. Links to folders are not followed further down."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir() and (path is top or not path.is_symlink()):
                waiting.extend(sorted((p for p in path.iterdir() if not p.name.startswith(".")), reverse=True))
                continue
        except (OSError, ValueError) as error:
            yield _unread(encodable(str(path)), error)
            continue
        yield path


def _read_file(path: Path, urls: UrlFilter | None) -> Rows:
    file = encodable(str(path))
    try:
        if not path.is_file():
            found = "neither a file nor a folder" if path.exists() else "no such file or folder"
            yield ErrorRow(file=file, reason=f"{found}; expected a file of {_KINDS}")
        elif path.name.lower().endswith(ENDINGS):
            # Told beforehand which pages are meant: the others need not be unpacked.
            yield from _or_empty(read_archive(path, file, urls), file, "no page; expected responses with status 200 and a textual body")
        elif reader := _reader(path):
            yield from reader(path, file)
        else:
            yield ErrorRow(file=file, reason=f"unknown kind of file; expected {_KINDS}")
    except OSError as error:
        yield _unread(file, error)
    except Exception as error:
        # One file must not end a run; the row says that the failure is ours.
        yield ErrorRow(file=file, reason=internal_error(error))


def _unread(file: str, error: OSError | ValueError) -> ErrorRow:
    reason = error.strerror if isinstance(error, OSError) else None
    return ErrorRow(file=file, reason=f"cannot be read: {reason or error}")


def _or_empty(rows: Rows, file: str, what: str) -> Rows:
    """`rows`, or a row that says what is missing where there are none: nothing named is passed over in silence."""
    empty = True
    for row in rows:
        empty = False
        yield row
    if empty:
        yield ErrorRow(file=file, reason=f"holds {what}")


def _read_lines_file(path: Path, file: str) -> Rows:
    with path.open("rb") as stream:
        yield from _or_empty(read_lines(stream, file), file, "no raw page")


def _read_gzip_lines(path: Path, file: str) -> Rows:
    with gzip.open(path, "rb") as stream:
        # A GzipFile reads like any binary stream, which its stub does not say.
        yield from _or_empty(read_lines(stream, file), file, "no raw page")  # type: ignore[arg-type]


def _read_plain(media_type: str, path: Path, file: str) -> Rows:
    body = _whole(path, file)
    yield body if isinstance(body, ErrorRow) else LocatedPage(id=_stem(path), media_type=media_type, body=body, file=file)


def _read_feed(media_type: str, path: Path, file: str) -> Rows:
    """A feed of any length; a short one is a page like any other."""
    if path.stat().st_size <= PART:
        yield from _read_plain(media_type, path, file)
        return
    with path.open("rb") as stream:
        yield from feed_parts(LocatedPage(id=_stem(path), media_type=media_type, body=b"", file=file), stream)


def _read_gzip_feed(media_type: str, path: Path, file: str) -> Rows:
    with gzip.open(path, "rb") as stream:
        page = LocatedPage(id=_stem(path.with_suffix("")), media_type=media_type, body=b"", file=file)
        yield from feed_parts(page, stream)


def _read_json(path: Path, file: str) -> Rows:
    """A file that is a raw page, or one that is the page itself."""
    body = _whole(path, file)
    if isinstance(body, ErrorRow):
        yield body
    elif (described := _raw_page_object(body)) is not None:
        yield page_of(described, file)
    else:
        media_type = "application/ld+json" if b'"@context"' in body and b"schema.org" in body else "application/json"
        yield LocatedPage(id=_stem(path), media_type=media_type, body=body, file=file)


def _raw_page_object(body: bytes) -> dict[str, object] | None:
    if b'"id"' not in body or b'"body' not in body:
        return None
    try:
        value = parse_json(body)
    except ValueError:
        # Broken JSON is a page like any other: its reader repairs it or says why it cannot.
        return None
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    return value if isinstance(value.get("body"), str) or "body_base64" in value else None


def _whole(path: Path, file: str) -> bytes | ErrorRow:
    with path.open("rb") as stream:
        body = stream.read(MAX_PLAIN + 1)
    return body if len(body) <= MAX_PLAIN else ErrorRow(file=file, id=_stem(path), reason=f"larger than {MAX_PLAIN >> 20} MiB")


def _stem(path: Path) -> str:
    return encodable(path.stem)


# Ending of a file's name → how it is read; the longest that fits is taken.
_READERS: dict[str, Reader] = {
    ".jsonl.gz": _read_gzip_lines,
    ".ndjson.gz": _read_gzip_lines,
    ".jsonl": _read_lines_file,
    ".ndjson": _read_lines_file,
    ".json": _read_json,
    ".jsonld": partial(_read_plain, "application/ld+json"),
    ".txt": partial(_read_plain, "text/plain"),
    ".html": partial(_read_plain, "text/html"),
    ".htm": partial(_read_plain, "text/html"),
    ".xml": partial(_read_feed, "application/xml"),
    ".rss": partial(_read_feed, "application/rss+xml"),
    ".atom": partial(_read_feed, "application/atom+xml"),
    ".xml.gz": partial(_read_gzip_feed, "application/xml"),
    ".rss.gz": partial(_read_gzip_feed, "application/rss+xml"),
}
_KINDS = " ".join((*_READERS, *ENDINGS))


def _reader(path: Path) -> Reader | None:
    name = path.name.lower()
    return next((reader for ending, reader in _READERS.items() if name.endswith(ending)), None)
