"""A body is read only when it shows that it arrived whole."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard

from scraper.integrity import BrokenOffError, DamagedError, whole

LIMIT = 1_000_000
PAGE = b"<!doctype html><html><head><title>Dyer</title></head><body>" + b"<p>Vats of woad and weld.</p>" * 40 + b"</body></html>\n"
HTML, JSON, XML = "text/html; charset=utf-8", "application/ld+json", "application/xml"
CODINGS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.ZstdCompressor().compress}


def check(body: bytes, codings: str = "", media_type: str = HTML, *, framed: bool = True) -> bytes:
    return whole(body, codings, media_type, LIMIT, framed=framed)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_coding_is_undone_and_must_end(coding: str) -> None:
    packed = CODINGS[coding](PAGE)
    assert check(packed, coding) == PAGE
    for cut in (1, 8, len(packed) // 2, len(packed) - 4):
        with pytest.raises(BrokenOffError):
            check(packed[: len(packed) - cut], coding)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_body_must_be_in_the_coding_that_it_claims(coding: str) -> None:
    for body in (PAGE, b"\x00\x01" * 600, gzip.compress(PAGE)[:3] + b"junk" * 20 if coding == "gzip" else b"\xff" * 90):
        with pytest.raises(DamagedError):
            check(body, coding)


def test_an_unknown_coding_is_damage_and_a_misused_header_is_not() -> None:
    with pytest.raises(DamagedError, match="is not known"):
        check(PAGE, "compress")
    assert check(PAGE, "UTF-8") == PAGE


def test_a_bomb_is_damage() -> None:
    with pytest.raises(DamagedError, match="more than is allowed"):
        check(gzip.compress(b" " * (LIMIT + 1)), "gzip")


CUT_WITHOUT_A_LENGTH = {
    "half a page": (PAGE[: len(PAGE) // 2], HTML),
    "a page without its last tags": (PAGE[:-16], HTML),
    "half a posting": (b'{"title": "Dyer", "description": "Vats of', JSON),
    "a list of postings that ends behind one": (b'[{"title": "Dyer"}', JSON),
    "half a sitemap": (b"<urlset><url><loc>https://a.example/1</loc></url><url>", XML),
    "a sitemap that ends behind an entry": (b"<urlset><url><loc>https://a.example/1</loc></url>", XML),
}


@pytest.mark.parametrize(("body", "media_type"), CUT_WITHOUT_A_LENGTH.values(), ids=CUT_WITHOUT_A_LENGTH)
def test_what_came_without_a_length_must_show_its_end(body: bytes, media_type: str) -> None:
    with pytest.raises(BrokenOffError):
        check(body, media_type=media_type, framed=False)


WHOLE_WITHOUT_A_LENGTH = {
    "a page": (PAGE, HTML),
    "a page that leaves its html element open": (b"<p>Dyer</body>  \n", HTML),
    "a page with a comment behind it": (PAGE + b"<!-- cached -->", HTML),
    "a posting": (b'{"title": "Dyer"}\n', JSON),
    "an empty list": (b"[]", JSON),
    "a sitemap": (b'<?xml version="1.0"?><urlset xmlns="x"><url></url></urlset>\n', XML),
    "an empty sitemap": (b"<urlset/>", XML),
    "text": (b"User-agent: *\nDisallow:", "text/plain"),
}


@pytest.mark.parametrize(("body", "media_type"), WHOLE_WITHOUT_A_LENGTH.values(), ids=WHOLE_WITHOUT_A_LENGTH)
def test_what_shows_its_end_is_whole(body: bytes, media_type: str) -> None:
    assert check(body, media_type=media_type, framed=False) == body


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b'<div class="card"><a hre', HTML), (b"<p>Dyer</p", HTML), (b'{"title": "Dyer", ', JSON), (b"<urlset><url><loc>https", XML)],
)
def test_a_length_that_lies_shows_where_the_body_ends_in_the_middle(body: bytes, media_type: str) -> None:
    with pytest.raises(BrokenOffError):
        check(body, media_type=media_type)


@pytest.mark.parametrize("body", [b"<p>Dyer", b"<html><p>3 < 4", b"<p>a <b", b"plain words", b""])
def test_a_page_may_leave_its_elements_open(body: bytes) -> None:
    if body.endswith(b"<b"):
        with pytest.raises(BrokenOffError):
            check(body)
    else:
        assert check(body) == body


def test_the_check_takes_linear_time() -> None:
    for body in (b"<" * 300_000, b"<a " * 100_000, b"<!--" * 80_000):
        with pytest.raises(BrokenOffError) if body != b"<" * 300_000 else _nothing():
            check(body)


class _nothing:  # noqa: N801 - stands in for a context
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...
