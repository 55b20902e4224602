"""Archives of killed crawls: every whole record is kept, the broken one is cut off, and pages are found again."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer.archive import ArchiveWriter, Fetched, read_warc
from normalizer.archive_index import close_broken_off, read_body, stored_responses


def write(path: Path, *bodies: bytes) -> bytes:
    with ArchiveWriter(path, "2026-05-01T08:00:00Z", "test") as archive:
        for number, body in enumerate(bodies):
            headers = [("Content-Type", "text/html"), ("ETag", f'"{number}"')]
            archive.write(Fetched(f"https://board.example/{number}", "2026-05-01T08:00:01Z", 200, "OK", headers, body, "detail"))
    return path.read_bytes()


def test_responses_are_found_with_their_headers_and_bodies(tmp_path: Path) -> None:
    write(tmp_path / "a.warc.gz", b"first", b"second")
    first, second = stored_responses(tmp_path / "a.warc.gz")
    assert (second.url, second.status, second.role, second.fetched_at) == ("https://board.example/1", 200, "detail", "2026-05-01T08:00:01Z")
    assert (first.header("etag"), first.header("Last-Modified"), first.truncated) == ('"0"', None, False)
    assert [read_body(second), read_body(first)] == [b"second", b"first"]


def test_wherever_a_crawl_is_killed_its_whole_records_are_kept(tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    whole = write(archive, b"first", b"second" * 50, b"third")
    starts = [response.offset for response in stored_responses(archive)]
    archive.unlink()
    for cut in range(0, len(whole) + 1, 7):
        archive.with_name("a.warc.gz.open").write_bytes(whole[:cut])
        close_broken_off(archive)
        ends = [*starts[1:], len(whole)]
        assert [page.id for page in read_warc(archive)] == [f"https://board.example/{n}" for n, end in enumerate(ends) if end <= cut]
        archive.unlink()


def test_an_archive_that_has_its_name_is_left_alone(tmp_path: Path) -> None:
    before = write(tmp_path / "a.warc.gz", b"first")
    close_broken_off(tmp_path / "a.warc.gz")
    assert (tmp_path / "a.warc.gz").read_bytes() == before
    (tmp_path / "a.warc.gz.open").write_bytes(before)
    with pytest.raises(FileExistsError):
        close_broken_off(tmp_path / "a.warc.gz")
