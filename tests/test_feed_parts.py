"""Long feeds in parts: the same listings as from the whole, each part bounded, faults in their places."""

from __future__ import annotations

import gzip
import hashlib
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest

from normalizer import feed_parts as room
from normalizer.feed_parts import feed_parts, in_parts
from normalizer.inputs import normalize_pages, read_inputs
from schemas.error import ErrorRow
from schemas.listing import Listing
from schemas.raw import RawPage

PAGE = RawPage(id="feed", media_type="application/xml", body=b"")


def posting(number: int, title: str = "Cook") -> str:
    return f"<job><title><![CDATA[{title} {number}]]></title><description><![CDATA[<p>Pay: €{10 + number} per hour. Full-time.</p><p>You cook what the garden gives, for guests who come early and leave late, in a kitchen with a view of the sea.</p>]]></description></job>"


def feed(*postings: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rows><publisher>Rail</publisher><jobs>{"".join(postings)}</jobs></rows>'


def read(path: Path) -> list[Listing | ErrorRow]:
    return list(normalize_pages(read_inputs([path])))


@pytest.fixture
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PART", 300)
    monkeypatch.setattr("normalizer.inputs.PART", 300)


def test_the_listings_of_the_parts_are_those_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "menu.xml"
    path.write_text(feed(*(posting(number) for number in range(9))))
    whole = read(path)
    monkeypatch.setattr(room, "PART", 300)
    monkeypatch.setattr("normalizer.inputs.PART", 300)
    assert len(list(read_inputs([path]))) > 2
    assert read(path) == whole
    assert [listing.title for listing in whole if isinstance(listing, Listing)] == [f"Cook {number}" for number in range(9)]
    assert {listing.source.sha256 for listing in whole if isinstance(listing, Listing)} == {hashlib.sha256(path.read_bytes()).hexdigest()}


@pytest.mark.usefixtures("short_parts")
def test_faults_are_reported_between_the_listings(tmp_path: Path) -> None:
    path = tmp_path / "menu.xml"
    path.write_text(
        feed(*map(posting, range(3)), "<job><title>Half", *map(posting, range(3, 6)), "<job><title>Cut")[: -len("</jobs></rows>")]
    )
    found = [row.title if isinstance(row, Listing) else row.reason for row in read(path)]
    assert found == [
        *("Cook 0", "Cook 1", "Cook 2"),
        "/rows/jobs/job/3: <job> is not closed before the next one begins",
        *("Cook 3", "Cook 4", "Cook 5"),
        "/rows/jobs/job/7: <job> is not closed before the feed ends",
    ]
    pointers = [row.claims[-1].evidence.pointer for row in read(path) if isinstance(row, Listing)]
    assert pointers[3] == "/rows/jobs/job/4/title"


@pytest.mark.usefixtures("short_parts")
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_whatever_is_declared(tmp_path: Path, written: str) -> None:
    path = tmp_path / "menu.xml"
    path.write_bytes(feed(*(posting(number, "Pâtissier für Süßes") for number in range(5))).encode(written))
    assert [row.title for row in read(path) if isinstance(row, Listing)] == [f"Pâtissier für Süßes {number}" for number in range(5)]


@pytest.mark.usefixtures("short_parts")
def test_compressed_feeds(tmp_path: Path) -> None:
    whole, cut = tmp_path / "menu.xml.gz", tmp_path / "cut.xml.gz"
    packed = gzip.compress(feed(*map(posting, range(200))).encode(), compresslevel=0)
    whole.write_bytes(packed)
    cut.write_bytes(packed[:-9000])
    rows = read(whole)
    assert [row.source.id for row in rows if isinstance(row, Listing)][:2] == ["menu", "menu#2"]
    assert len(rows) == 200
    *listings, fault, damage = read(cut)
    assert len(listings) > 100
    assert isinstance(fault, ErrorRow)
    assert "is not closed" in fault.reason
    assert isinstance(damage, ErrorRow)
    assert "cannot be read from here on" in damage.reason


@pytest.mark.usefixtures("short_parts")
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (feed("<p/>" * 200).encode(), "holds no posting: its root is <rows>"),
        (b"<html>" + b"<p>Please wait</p>" * 50, "holds no posting: its root is <html>"),
        (b"%PDF-1.7" + b" " * 400, "PDF"),
        (b" " * 400, "holds no posting"),
    ],
    ids=["empty", "page", "PDF", "blank"],
)
def test_what_holds_no_posting_is_refused_once(body: bytes, reason: str) -> None:
    (row,) = feed_parts(PAGE, BytesIO(body))
    assert isinstance(row, ErrorRow)
    assert reason in row.reason


def test_long_feeds_are_cut_wherever_they_come_from() -> None:
    page = PAGE.model_copy(update={"body": feed(*map(posting, range(9_000)))})
    parts = [part for part in in_parts(page) if isinstance(part, RawPage)]
    assert len(parts) > 1
    assert all(len(part.body) < 2 * room.PART for part in parts)
    other = page.model_copy(update={"media_type": "text/html"})
    assert list(in_parts(other)) == [other]


def test_a_long_feed_needs_the_memory_of_a_part(tmp_path: Path) -> None:
    path = tmp_path / "menu.xml"
    with path.open("w") as file:
        file.write("<rows><jobs>")
        file.writelines(posting(number) for number in range(100_000))
        file.write("</jobs></rows>")
    assert path.stat().st_size > 24_000_000
    list(feed_parts(PAGE, BytesIO(feed(posting(1)).encode())))
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_inputs([path])) > 10
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
