"""The pages of an archive that may be listings, and how many of the others there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from normalizer.archive import ArchiveDamaged, read_warc
from normalizer.refusals import LocatedPage
from normalizer.signs import shows_posting
from normalizer.url_filter import UrlFilter
from schemas.error import ErrorRow, SkippedRow

ENDINGS = (".warc.gz", ".warc", ".warc.gz.open", ".wet.gz", ".wet")
"""Endings of archives: of a crawl that has ended, of one that runs or was killed, and of the texts that Common Crawl takes out of its own."""

_SKIPPED_AT_ONCE = 1000
"""Pages after which it is said how many were passed over."""
_NO_SIGN = "no sign of a job posting"


def read_archive(path: Path, file: str, urls: UrlFilter | None) -> Iterator[LocatedPage | ErrorRow]:
    """The pages of an archive, of which rows speak as `file`; of another crawler's those that may be listings.

    What is passed over is counted in `SkippedRow`s. An archive that is damaged gives a row that says where.
    """
    skipped: Counter[str] = Counter()
    try:
        for page in read_warc(path, urls, skipped):
            if page.expected or shows_posting(page):
                yield LocatedPage(file=file, place=page.id, **dict(page))
            else:
                skipped[_NO_SIGN] += 1
            if skipped.total() >= _SKIPPED_AT_ONCE:
                yield from _counted(skipped, file)
    except ArchiveDamaged as damage:
        yield ErrorRow(file=file, place=f"byte {damage.offset}", reason=damage.reason)
    yield from _counted(skipped, file)


def _counted(skipped: Counter[str], file: str) -> Iterator[SkippedRow]:
    """A row a reason; the counts begin anew."""
    rows = [SkippedRow(file=file, reason=reason, count=count) for reason, count in skipped.items()]
    skipped.clear()
    yield from rows
