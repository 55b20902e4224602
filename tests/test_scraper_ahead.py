"""Pages that are normalized while their archive grows come to what they come to afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event

import pytest
from records import make_listing

from normalizer.archive import ArchiveWriter, Fetched, read_warc
from normalizer.inputs import normalize_pages, read_inputs
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.raw import RawPage
from scraper.ahead import Ahead

NOW = "2026-05-01T08:00:00Z"
JOB = "<h1>Baker {}</h1><p>Pay: $15 per hour. Part-time, 20 hours per week.</p><h2>Requirements</h2><ul><li>Early hours.</li></ul>"
Row = Listing | ErrorRow


def fetched(number: int, body: str | None = None, role: str = "detail") -> Fetched:
    text = JOB.format(number) if body is None else body
    return Fetched(f"http://board.example/{number}", NOW, 200, "OK", [("Content-Type", "text/html")], text.encode(), role)


class Normalizer:
    """Remembers what it was asked for, and tells when it was."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.news = Event()

    def __call__(self, pages: Iterable[RawPage | ErrorRow]) -> Iterator[Row]:
        for page in pages:
            assert page.id
            self.asked.append(page.id)
            self.news.set()
            yield page if isinstance(page, ErrorRow) else make_listing(page.id, title=str(len(page.body)))


def test_what_was_read_ahead_is_what_is_read_afterwards(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    with Ahead(archive, normalize_pages) as ahead:
        with ArchiveWriter(archive, NOW, "test") as writer:
            for response in (fetched(1), fetched(2, "<p>Nothing.</p>"), fetched(3, role="index"), fetched(4, ""), fetched(5)):
                writer.write(response)
        ahead.crawled()
        found = list(ahead.normalize(read_inputs([archive])))
    assert found == list(normalize_pages(read_inputs([archive])))
    assert [type(row) for row in found] == [Listing, ErrorRow, ErrorRow, Listing]


def test_pages_are_read_while_the_archive_grows_and_only_once(tmp_path: Path) -> None:
    archive, normalizer = tmp_path / "a.warc.gz", Normalizer()
    with Ahead(archive, normalizer) as ahead:
        with ArchiveWriter(archive, NOW, "test") as writer:
            writer.write(fetched(1))
            assert normalizer.news.wait(30), "expected the first page to be read before the second is there"
            writer.write(fetched(2))
        ahead.crawled()
        rows = list(ahead.normalize(read_warc(archive)))
    assert [row.source.id for row in rows if isinstance(row, Listing)] == [f"http://board.example/{n}" for n in (1, 2)]
    assert sorted(normalizer.asked) == [f"http://board.example/{n}" for n in (1, 2)]


def test_a_page_that_the_archive_does_not_hold_is_normalized_when_it_is_asked_for(tmp_path: Path) -> None:
    archive, normalizer = tmp_path / "a.warc.gz", Normalizer()
    with Ahead(archive, normalizer) as ahead:
        with ArchiveWriter(archive, NOW, "test") as writer:
            writer.write(fetched(1))
        ahead.crawled()
        other = RawPage(id="other", body="text")
        rows = list(ahead.normalize([other, ErrorRow(id="bad", reason="broken")]))
    assert [row.source.id if isinstance(row, Listing) else row.reason for row in rows] == ["other", "broken"]


def test_a_damaged_archive_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    with ArchiveWriter(archive, NOW, "test") as writer:
        writer.write(fetched(1))
        writer.write(fetched(2))
    whole = archive.read_bytes()
    for damaged in (whole[:-20], whole[: len(whole) // 2] + b"garbage" * 50):
        archive.write_bytes(damaged)
        with Ahead(archive, normalize_pages) as ahead:
            ahead.crawled()
            found = list(ahead.normalize(read_inputs([archive])))
        assert found == list(normalize_pages(read_inputs([archive])))


def test_a_crawl_that_leaves_no_archive_has_no_rows(tmp_path: Path) -> None:
    with Ahead(tmp_path / "none.warc.gz", Normalizer()) as ahead:
        ahead.crawled()
        assert list(ahead.normalize([])) == []


def test_an_interrupted_run_does_not_wait_for_a_page_that_never_ends(tmp_path: Path) -> None:
    archive, begun, released = tmp_path / "a.warc.gz", Event(), Event()

    def hang(pages: Iterable[RawPage | ErrorRow]) -> Iterator[Row]:
        begun.set()
        released.wait(60)
        yield from normalize_pages(pages)

    with ArchiveWriter(archive, NOW, "test") as writer:
        writer.write(fetched(1))
    ahead = Ahead(archive, hang)

    def interrupted() -> None:
        with ahead:
            assert begun.wait(30)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert ahead._thread.is_alive()
    released.set()
    ahead._thread.join(30)
    assert not ahead._thread.is_alive()


def test_broken_data_of_our_own_ends_the_run(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    with ArchiveWriter(archive, NOW, "test") as writer:
        writer.write(fetched(1))

    def broken(pages: Iterable[RawPage | ErrorRow]) -> Iterator[Row]:
        raise ValueError("a pack is broken")

    with Ahead(archive, broken) as ahead:
        ahead.crawled()
        with pytest.raises(ValueError, match="a pack is broken"):
            list(ahead.normalize(read_warc(archive)))
