"""Reading what a command line names: nothing raises, nothing is lost, the order is kept."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import inputs, raw_lines
from normalizer.archive import ArchiveWriter, Fetched
from normalizer.inputs import normalize_pages, read_inputs
from normalizer.raw_lines import read_lines
from schemas.error import ErrorRow
from schemas.raw import RawPage


def read(*paths: str | Path) -> list[RawPage | ErrorRow]:
    return list(read_inputs(paths))


def only_page(*paths: str | Path) -> RawPage:
    (page,) = read(*paths)
    assert isinstance(page, RawPage), page
    return page


def only_error(*paths: str | Path) -> ErrorRow:
    (row,) = read(*paths)
    assert isinstance(row, ErrorRow), row
    return row


def lines(*objects: Any) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in objects)


def stream(data: bytes) -> list[RawPage | ErrorRow]:
    return list(read_lines(io.BytesIO(data), "pages.jsonl"))


# Files that are one page each


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.txt", "text/plain"),
        ("a.html", "text/html"),
        ("a.HTM", "text/html"),
        ("a.xml", "application/xml"),
        ("a.rss", "application/rss+xml"),
        ("a.json", "application/json"),
        ("a.jsonld", "application/ld+json"),
    ],
)
def test_a_plain_file_is_a_page_named_by_its_stem(tmp_path: Path, name: str, media_type: str) -> None:
    (tmp_path / name).write_bytes(b"\xff raw bytes")
    page = only_page(tmp_path / name)
    assert (page.id, page.media_type, page.body, page.url, page.fetched_at) == ("a", media_type, b"\xff raw bytes", None, None)


@pytest.mark.parametrize(
    ("content", "id_", "media_type"),
    [
        ({"id": "p7", "media_type": "text/html", "body": "<p>x"}, "p7", "text/html"),
        ({"id": "p7", "media_type": "text/html", "body_base64": base64.b64encode(b"<p>x").decode()}, "p7", "text/html"),
        ({"id": 7, "body": "a posting of a provider that numbers its postings"}, "f", "application/json"),
        ({"id": "p7", "content": "a posting of a provider"}, "f", "application/json"),
        ({"@context": "https://schema.org", "@type": "JobPosting"}, "f", "application/ld+json"),
        ([{"id": "p7", "body": "x"}], "f", "application/json"),
    ],
)
def test_a_json_file_is_a_raw_page_or_the_page_itself(tmp_path: Path, content: Any, id_: str, media_type: str) -> None:
    (tmp_path / "f.json").write_text(json.dumps(content))
    page = only_page(tmp_path / "f.json")
    assert (page.id, page.media_type) == (id_, media_type)


@pytest.mark.parametrize("content", [b'{"id": "body" broken', b"[" * 200_000 + b'"id" "body"', b'{"id": "\xff", "body": ""}', b""])
def test_broken_json_is_left_to_the_reader_of_pages(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "f.json").write_bytes(content)
    assert only_page(tmp_path / "f.json").body == content


def test_a_file_above_the_limit_is_refused_and_one_at_the_limit_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_PLAIN", 1 << 20)
    (tmp_path / "big.txt").write_bytes(b"x" * ((1 << 20) + 1))
    (tmp_path / "fits.txt").write_bytes(b"x" * (1 << 20))
    big, fits = read(tmp_path / "big.txt", tmp_path / "fits.txt")
    assert isinstance(big, ErrorRow)
    assert big.reason == "larger than 1 MiB"
    assert isinstance(fits, RawPage)


def test_the_limit_is_64_mib() -> None:
    assert inputs.MAX_PLAIN == 64 * 1024 * 1024


def test_a_name_that_is_not_utf_8_can_be_reported(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 -- a path of bytes
        file.write(b"text")
    page = only_page(tmp_path)
    assert page.id == "caf\ufffd"
    page.model_dump_json()


# Files of raw pages


def test_lines_are_pages_and_blank_lines_are_none() -> None:
    data = b"\xef\xbb\xbf" + lines({"id": "a", "body": "one"}) + b"\n  \n" + lines({"id": "b", "body_base64": "/w=="}).rstrip()
    assert [(p.id, p.body) for p in stream(data) if isinstance(p, RawPage)] == [("a", "one"), ("b", b"\xff")]


BAD_LINES = [
    (b"{", "not JSON"),
    (b"[1, 2]", "found an array"),
    (b"3", "found a number"),
    (b"null", "found null"),
    (b'"text"', "found a string"),
    (b'{"id": "x"}', "body: field required"),
    (b'{"body": "x"}', "id: field required"),
    (b'{"id": 3, "body": "x"}', "id: input should be a valid string"),
    (b'{"id": "x", "body": {}}', "body: input should be a valid"),
    (b'{"id": "x", "body_base64": "!!"}', "body_base64 is not base64"),
    (b'{"id": "x", "body": "x", "body_base64": ""}', "not both"),
    (b'{"id": "\xff", "body": "x"}', "not UTF-8 at byte 8"),
    (b"[" * 200_000, "nested too deeply"),
    (b'{"id": "x", "body": "x", "n": ' + b"9" * 5000 + b"}", "Exceeds the limit"),
    (b"\x00\x01\x02", "not JSON"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES, ids=[reason for _, reason in BAD_LINES])
def test_a_bad_line_says_where_and_what_was_expected_and_its_neighbours_are_read(line: bytes, reason: str) -> None:
    good = lines({"id": "good", "body": "x"})
    before, row, after = stream(good + line + b"\n" + good)
    assert isinstance(before, RawPage)
    assert isinstance(after, RawPage)
    assert isinstance(row, ErrorRow)
    assert row.where == "pages.jsonl:2"
    assert reason in row.reason
    assert "expected an object with id, media_type and body" in row.reason


def test_a_bad_line_names_the_page_where_it_can() -> None:
    (row,) = stream(b'{"id": "job-9"}')
    assert row.id == "job-9"


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b'{"id": "a", "body": "x", "score": NaN}', "x"),
        (b'{"id": "a", "body": "x\\ud800y"}', "x\ufffdy"),
        (b'{"id": "a", "body": "\\ud83d\\ude00"}', "\U0001f600"),
        (b'{"id": "a", "body": "x", "file": "/etc/passwd", "place": 3}', "x"),
    ],
)
def test_odd_but_readable_lines_are_read(line: bytes, body: str) -> None:
    (page,) = stream(line)
    assert isinstance(page, RawPage)
    assert page.body == body
    page.model_dump_json()


def test_a_line_above_the_limit_is_refused_and_skipped_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_lines, "MAX_LINE", 100)
    monkeypatch.setattr(raw_lines, "_SKIP_STEP", 7)
    long = lines({"id": "long", "body": "x" * 300})
    row, page = stream(long + lines({"id": "short", "body": "x"}))
    assert isinstance(row, ErrorRow)
    assert "longer than" in row.reason
    assert isinstance(page, RawPage)
    assert page.id == "short"


def test_binary_data_gives_one_row_however_many_lines_it_has() -> None:
    (row,) = stream(b"\x7fELF\0\0\n" * 1000)
    assert isinstance(row, ErrorRow)
    assert "binary data" in row.reason


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_no_bytes_make_the_reader_of_lines_raise(data: bytes) -> None:
    for row in stream(data):
        row.model_dump_json()


def test_compressed_lines_are_read_and_a_cut_keeps_what_stood_before_it(tmp_path: Path) -> None:
    pages = [{"id": str(n), "body": os.urandom(300).hex()} for n in range(100)]
    whole = gzip.compress(lines(*pages))
    (tmp_path / "whole.jsonl.gz").write_bytes(whole)
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    assert [p.id for p in read(tmp_path / "whole.jsonl.gz")] == [str(n) for n in range(100)]
    *kept, row = read(tmp_path / "cut.jsonl.gz")
    assert len(kept) > 20
    assert all(isinstance(page, RawPage) for page in kept)
    assert isinstance(row, ErrorRow)
    assert row.place == f"line {len(kept) + 1}"


def test_a_file_that_only_claims_to_be_compressed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"plain")
    assert "cannot be read" in only_error(tmp_path / "a.jsonl.gz").reason


def test_standard_input_holds_raw_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(lines({"id": "a", "body": "x"}) + b"{\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    page, row = read("-")
    assert isinstance(page, RawPage)
    assert isinstance(row, ErrorRow)
    assert row.where == "-:2"


# Archives


def archive(path: Path, *urls: str) -> Path:
    with ArchiveWriter(path, "2026-05-01T00:00:00Z", "test") as writer:
        for url in urls:
            headers = [("Content-Type", "text/html")]
            writer.write(Fetched(url, "2026-05-01T00:00:00Z", 200, "OK", headers, f"<p>{url}".encode(), role="detail", site="board"))
    return path


def test_an_archive_gives_its_pages_with_their_uri_as_id(tmp_path: Path) -> None:
    path = archive(tmp_path / "crawl.warc.gz", "https://b.example/1", "https://b.example/2")
    assert [(p.id, p.url, p.site) for p in read(path) if isinstance(p, RawPage)] == [
        ("https://b.example/1", "https://b.example/1", "board"),
        ("https://b.example/2", "https://b.example/2", "board"),
    ]


def test_a_page_of_an_archive_that_is_refused_names_file_and_uri(tmp_path: Path) -> None:
    path = archive(tmp_path / "crawl.warc.gz", "https://b.example/1")
    (row,) = normalize_pages(read_inputs([path]), normalize=lambda _: [])
    assert isinstance(row, ErrorRow)
    assert (row.file, row.place) == (str(path), "https://b.example/1")


def test_a_cut_archive_gives_its_whole_records_and_the_place_of_the_damage(tmp_path: Path) -> None:
    path = archive(tmp_path / "crawl.warc.gz", "https://b.example/1", "https://b.example/2")
    path.write_bytes(path.read_bytes()[:-40])
    page, row = read(path)
    assert isinstance(page, RawPage)
    assert isinstance(row, ErrorRow)
    assert (row.place or "").startswith("byte ")


def test_an_archive_without_pages_says_so(tmp_path: Path) -> None:
    assert "holds no page" in only_error(archive(tmp_path / "empty.warc.gz")).reason


def test_a_reader_that_fails_costs_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path, *_: object) -> Iterator[RawPage]:
        raise KeyError(path.name)
        yield

    monkeypatch.setattr(inputs, "read_archive", fails)
    (tmp_path / "a.warc").touch()
    (tmp_path / "b.txt").write_text("text")
    row, page = read(tmp_path / "a.warc", tmp_path / "b.txt")
    assert isinstance(row, ErrorRow)
    assert row.reason.startswith("internal error: KeyError: 'a.warc' at ")
    assert isinstance(page, RawPage)


# Folders and what else can be named


def test_folders_are_walked_by_name_and_what_is_unknown_is_reported(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c.png", ".git/x.txt", ".hidden.txt", "z.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    rows = read(tmp_path)
    assert [row.id if isinstance(row, RawPage) else row.where for row in rows] == ["a", "1", "2", str(tmp_path / "c.png"), "z"]
    (unknown,) = [row for row in rows if isinstance(row, ErrorRow)]
    assert unknown.reason.startswith("unknown kind of file; expected ")


def test_a_folder_of_1500_levels_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1500):
        Path("d").mkdir()
        os.chdir("d")
    Path("deep.txt").write_text("text")
    os.chdir(tmp_path)
    found = only_page("d").id
    # Nothing that clears away temporary folders gets down there.
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)
    assert found == "deep"


def test_links_in_circles_and_pipes_do_not_hang(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    assert [row.reason.partition(";")[0] for row in read(tmp_path) if isinstance(row, ErrorRow)] == ["neither a file nor a folder"] * 2


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (str, "no such file or folder"),
        (Path.mkdir, "holds no file to read"),
    ],
)
def test_a_path_that_holds_nothing_is_reported(tmp_path: Path, make: Any, reason: str) -> None:
    make(tmp_path / "x")
    assert reason in only_error(tmp_path / "x").reason


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0.txt"])
def test_an_impossible_name_is_reported(name: str) -> None:
    assert only_error(name).reason


@pytest.mark.parametrize("name", ["empty.jsonl", "empty.jsonl.gz"])
def test_a_file_of_lines_without_a_line_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"") if name.endswith("gz") else b"\n\n")
    assert only_error(tmp_path / name).reason == "holds no raw page"
