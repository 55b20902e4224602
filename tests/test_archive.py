"""Archives: what is written is read back, whatever is damaged is named, and nothing whole is lost with it."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from normalizer import archive, archive_writer
from normalizer.archive import MAX_BODY, ArchiveDamaged, ArchiveWriter, Fetched, read_warc
from normalizer.content_coding import CodingError, TruncatedError, decode
from schemas import RawPage

STARTED = "2026-05-01T08:00:00Z"
HTML = ("Content-Type", "text/html; charset=utf-8")
ZIPPED = ("Content-Encoding", "gzip")
PAGE = b"<h1>Job</h1><p>\xff not UTF-8</p>"


def fetched(
    name: str = "1",
    body: bytes = PAGE,
    headers: Iterable[tuple[str, str]] = (HTML,),
    role: str = "detail",
    status: int = 200,
    **more: Any,
) -> Fetched:
    return Fetched(f"http://board.example/{name}", "2026-05-01T08:00:01Z", status, "OK", list(headers), body, role, **more)


def write(path: Path, *responses: Fetched) -> Path:
    with ArchiveWriter(path, STARTED, "jobsieve test") as writer:
        for response in responses:
            writer.write(response)
    return path


def read(path: Path) -> tuple[list[RawPage], ArchiveDamaged | None]:
    pages: list[RawPage] = []
    rows = read_warc(path)
    try:
        while True:
            pages.append(next(rows))
    except StopIteration:
        return pages, None
    except ArchiveDamaged as damage:
        return pages, damage


def names(pages: Iterable[RawPage]) -> list[str]:
    return [page.id.rpartition("/")[2] for page in pages]


def test_a_page_comes_back_as_it_was_fetched(tmp_path: Path) -> None:
    (page,) = read_warc(write(tmp_path / "a.warc.gz", fetched(site="board.example")))
    assert page == RawPage(
        id="http://board.example/1",
        url="http://board.example/1",
        fetched_at="2026-05-01T08:00:01Z",
        media_type="text/html; charset=utf-8",
        body=PAGE,
        site="board.example",
    )


def test_pages_keep_their_order_and_may_be_empty(tmp_path: Path) -> None:
    pages = list(read_warc(write(tmp_path / "a.warc.gz", *(fetched(str(n), b"" if n == 3 else PAGE) for n in range(5)))))
    assert names(pages) == ["0", "1", "2", "3", "4"]
    assert pages[3].body == b""


def test_bodies_are_stored_as_received(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    path = write(tmp_path / "a.warc.gz", fetched(body=packed, headers=[HTML, ZIPPED, ("X-Odd", "yes")]))
    stored = gzip.decompress(path.read_bytes())
    assert packed in stored
    assert b"Content-Encoding: gzip" in stored
    assert b"X-Odd: yes" in stored
    assert next(read_warc(path)).body == PAGE


def test_the_same_crawl_makes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first = write(tmp_path / "a.warc.gz", fetched("1"), fetched("1"))
    assert first.read_bytes() == write(tmp_path / "again" / "a.warc.gz", fetched("1"), fetched("1")).read_bytes()
    assert len(set(gzip.decompress(first.read_bytes()).split(b"WARC-Record-ID: ")[1:])) == 3


NO_PAGES = {
    "a page that is gone": fetched(status=404),
    "a redirect": fetched(status=301),
    "an index page": fetched(role="index"),
    "a sitemap": fetched(role="sitemap", headers=[("Content-Type", "application/xml")]),
    "an image": fetched(headers=[("Content-Type", "image/png")]),
    "a vector image, which is XML": fetched(headers=[("Content-Type", "image/svg+xml")]),
    "a style sheet": fetched(headers=[("Content-Type", "text/css")]),
    "a PDF": fetched(headers=[("Content-Type", "application/pdf")]),
    "robots.txt": fetched("robots.txt", headers=[("Content-Type", "text/plain")]),
    "a body known to be cut": fetched(truncated=True),
}


@pytest.mark.parametrize("response", NO_PAGES.values(), ids=NO_PAGES)
def test_what_holds_no_listing_is_skipped(tmp_path: Path, response: Fetched) -> None:
    assert names(read_warc(write(tmp_path / "a.warc.gz", fetched("0"), response, fetched("2")))) == ["0", "2"]


@pytest.mark.parametrize(
    "media_type",
    ["text/html", "TEXT/HTML;charset=x", "application/xhtml+xml", "text/plain", "application/json", "application/ld+json", "text/xml",
     "application/rss+xml", "application/vnd.api+json"],
)  # fmt: skip
def test_textual_types_are_pages(tmp_path: Path, media_type: str) -> None:
    (page,) = read_warc(write(tmp_path / "a.warc.gz", fetched(headers=[("Content-Type", media_type)])))
    assert page.media_type == media_type


def test_wherever_a_file_ends_all_whole_pages_before_are_read(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE * 3, mtime=0)
    whole = write(tmp_path / "a.warc.gz", fetched("0"), fetched("1", packed, [HTML, ZIPPED]), fetched("2")).read_bytes()
    ends = record_ends(whole)
    assert len(ends) == 4
    cut = tmp_path / "cut.warc.gz"
    for size in range(len(whole)):
        cut.write_bytes(whole[:size])
        pages, damage = read(cut)
        complete = [end for end in ends if end <= size]
        # Without its last bytes, a checksum and empty lines, a record is still whole.
        assert len(pages) in {max(0, len(complete) - 1), len(complete)}
        assert [page.body for page in pages] == [PAGE, PAGE * 3, PAGE][: len(pages)]
        if damage:
            assert (damage.file, damage.offset) == (cut, max([0, *complete]))
        elif size not in {0, *ends}:
            assert min(end - size for end in ends if end > size) <= 16


def record_ends(data: bytes) -> list[int]:
    ends, rest = [], data
    while rest:
        decoder = zlib.decompressobj(31)
        decoder.decompress(rest)
        rest = decoder.unused_data
        ends.append(len(data) - len(rest))
    return ends


@given(st.data())
def test_no_damage_raises_anything_else(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("warc") / "a.warc"
    content = bytearray(gzip.decompress(write(path.with_suffix(".warc.gz"), fetched("0"), fetched("1")).read_bytes()))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    pages, _ = read(path)
    assert len(pages) <= 2


def test_a_damaged_body_costs_only_itself(tmp_path: Path) -> None:
    cut = gzip.compress(PAGE, mtime=0)[:-9]
    path = write(tmp_path / "a.warc.gz", fetched("0"), fetched("1", cut, [HTML, ZIPPED]), fetched("2"))
    pages, damage = read(path)
    assert names(pages) == ["0", "2"]
    assert damage is not None
    assert damage.reason == "the compressed body ends too early"
    assert damage.offset == record_ends(path.read_bytes())[1]


def test_a_body_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(MAX_BODY + 1))
    _, damage = read(write(tmp_path / "a.warc.gz", fetched(body=bomb, headers=[HTML, ZIPPED])))
    assert damage is not None
    assert "more than is allowed" in damage.reason


@pytest.mark.parametrize("content", [b"Dear diary,\n", b"\x1f\x8b\x08 no gzip", b"\x00" * 100])
def test_what_is_no_archive_is_damaged_from_its_start(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(content)
    assert read(path)[0] == []
    with pytest.raises(ArchiveDamaged, match=r"a\.warc: byte 0: "):
        list(read_warc(path))


def foreign(path: Path, headers: list[tuple[str, str]], payload: bytes, *, compress: bool) -> Path:
    """An archive as another program writes it: no headers of ours."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compress)
        writer.write_record(writer.create_warcinfo_record("other", {"software": "other"}))
        http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
        record = ("http://other.example/7", "response", io.BytesIO(payload), len(payload))
        writer.write_record(writer.create_warc_record(*record, http_headers=http))
        request = StatusAndHeaders("GET /7 HTTP/1.1", [("Host", "other.example")], is_http_request=True)
        writer.write_record(writer.create_warc_record("http://other.example/7", "request", http_headers=request))
    return path


@pytest.mark.parametrize("compress", [True, False])
def test_archives_of_other_programs_are_read(tmp_path: Path, compress: bool) -> None:
    chunked = b"10\r\n" + PAGE[:16] + b"\r\n" + f"{len(PAGE) - 16:x}".encode() + b"\r\n" + PAGE[16:] + b"\r\n0\r\n\r\n"
    path = foreign(tmp_path / "a.warc", [HTML, ("Transfer-Encoding", "chunked")], chunked, compress=compress)
    (page,) = read_warc(path)
    assert (page.id, page.body, page.site) == ("http://other.example/7", PAGE, None)


def test_a_body_that_its_archive_unpacked_is_taken_as_it_is(tmp_path: Path) -> None:
    (page,) = read_warc(foreign(tmp_path / "a.warc", [HTML, ("Content-Encoding", "br")], PAGE, compress=True))
    assert page.body == PAGE


def zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(body)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CODINGS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd}
LONG = PAGE * 2000


@pytest.mark.parametrize("coding", CODINGS)
def test_content_codings_are_undone_and_bounded(coding: str) -> None:
    packed = CODINGS[coding](LONG)
    assert decode(packed, coding, len(LONG)) == LONG
    with pytest.raises(CodingError, match="more than is allowed"):
        decode(packed, coding, len(LONG) - 1)
    with pytest.raises(TruncatedError):
        decode(packed[:-12], coding, len(LONG))


def test_codings_are_undone_in_reverse_order_and_by_what_they_are() -> None:
    assert decode(gzip.compress(brotli.compress(LONG)), "br, GZIP", len(LONG)) == LONG
    assert decode(raw_deflate(LONG), "deflate", len(LONG)) == LONG
    assert decode(gzip.compress(PAGE) + gzip.compress(PAGE), "gzip", 1000) == PAGE * 2
    assert decode(PAGE, "", 1000) == decode(PAGE, "identity", 1000) == decode(PAGE, "utf-8", 1000) == PAGE
    with pytest.raises(CodingError, match="is not known"):
        decode(b"\xfd7z", "lzma", 1000)


def test_an_archive_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    opened = path.with_name("a.warc.gz.open")
    with ArchiveWriter(path, STARTED, "test") as writer:
        writer.write(fetched("0"))
        assert not path.exists()
        assert names(read_warc(opened)) == ["0"]
    assert names(read_warc(path)) == ["0"]
    assert not opened.exists()
    with pytest.raises(FileExistsError):
        ArchiveWriter(path, STARTED, "test")


KILLED = """
import os, sys
from pathlib import Path
from normalizer.archive import ArchiveWriter, Fetched
writer = ArchiveWriter(Path(sys.argv[1]), "2026-05-01T08:00:00Z", "test")
for n in range(3):
    writer.write(Fetched(f"http://board.example/{n}", "2026-05-01T08:00:01Z", 200, "OK", [("Content-Type", "text/html")], b"<p>", "detail"))
os.kill(os.getpid(), 9)
"""


def test_a_killed_writer_loses_no_complete_record(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    assert subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False).returncode == -9
    assert not path.exists()
    assert names(read_warc(path.with_name("a.warc.gz.open"))) == ["0", "1", "2"]


def test_after_a_failed_write_nothing_is_appended_to_the_torn_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.warc.gz"
    writer = ArchiveWriter(path, STARTED, "test")
    writer.write(fetched("0"))
    monkeypatch.setattr(writer, "_writer", _FullDisk(writer._writer))
    with pytest.raises(OSError, match="No space"):
        writer.write(fetched("1"))
    with pytest.raises(OSError, match="earlier record"):
        writer.write(fetched("2"))
    writer.close()
    assert not path.exists()
    assert names(read(path.with_name("a.warc.gz.open"))[0]) == ["0"]


class _FullDisk:
    """Writes half a record."""

    def __init__(self, writer: WARCWriter) -> None:
        self.create_warc_record = writer.create_warc_record
        self._out = writer.out

    def write_record(self, _: object) -> None:
        self._out.write(gzip.compress(b"WARC/1.0\r\nWARC-Type: response\r\n")[:20])
        self._out.flush()
        raise OSError(28, "No space left on device")


def test_the_reader_offers_the_writer_as_well() -> None:
    assert archive.ArchiveWriter is archive_writer.ArchiveWriter
