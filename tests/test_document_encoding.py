"""Bytes into text: who is believed about the encoding, and what becomes of bytes that are damaged or no text."""

from __future__ import annotations

import pytest

from normalizer.document.encoding import decode, is_plain_utf8
from normalizer.document.errors import Unreadable
from tests.steps import LINEAR, doubled

GERMAN = "Wir zahlen 18,50 € – Büro in Köln"
JAPANESE = "時給1,500円、東京都内での校正"


@pytest.mark.parametrize(
    ("body", "declared", "text", "encoding"),
    [
        (GERMAN.encode(), None, GERMAN, "utf-8"),
        (GERMAN.encode("cp1252"), None, GERMAN, "cp1252"),
        (GERMAN.encode("cp1252"), "ISO-8859-1", GERMAN, "cp1252"),
        (JAPANESE.encode("cp932"), "shift_jis", JAPANESE, "cp932"),
        (JAPANESE.encode("iso2022_jp"), "ISO-2022-JP", JAPANESE, "iso2022_jp"),
        (
            b"<meta charset=windows-1251>" + "Оплата 500 ₽".encode("cp1251", "replace"),
            None,
            "<meta charset=windows-1251>Оплата 500 ?",
            "cp1251",
        ),
        (b"\xef\xbb\xbf" + GERMAN.encode(), "iso-8859-1", GERMAN, "utf-8"),
        (GERMAN.encode("utf-16"), "utf-8", GERMAN, "utf-16"),
        (GERMAN.encode("utf-16-le"), None, GERMAN, "utf-16-le"),
        ("£15 per hour".encode("cp1252"), None, "£15 per hour", "cp1252"),
        ("薪资面议，职位描述：负责数据标注".encode("gb18030"), None, "薪资面议，职位描述：负责数据标注", "gb18030"),
        (b"plain", "us-ascii", "plain", "utf-8"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_text_is_read(body: bytes, declared: str | None, text: str, encoding: str) -> None:
    assert decode(body, declared) == (text, encoding, [])


@pytest.mark.parametrize("declared", ["iso-8859-1", "shift_jis", "windows-1251", "euc-kr"])
def test_valid_utf8_outranks_a_header_that_says_otherwise(declared: str) -> None:
    text, encoding, warnings = decode(GERMAN.encode(), declared)
    assert (text, encoding) == (GERMAN, "utf-8")
    assert "is wrong" in warnings[0]


def test_a_page_whose_first_tag_is_ascii_is_not_in_two_bytes_a_letter() -> None:
    page = f"<!doctype html><p>{GERMAN}"
    assert decode(page.encode(), "utf-16")[:2] == (page, "utf-8")
    assert decode(page.encode("utf-16-le"), "utf-16-le")[:2] == (page, "utf-16-le")


def test_a_header_outranks_a_meta_element() -> None:
    body = b"<meta charset=iso-8859-2>" + "łódź".encode("cp1250")
    assert decode(body, "windows-1250")[:2] == ("<meta charset=iso-8859-2>łódź", "cp1250")


def test_a_declaration_of_utf8_that_the_bytes_refute_is_overruled() -> None:
    text, encoding, warnings = decode(b'<meta charset="utf-8">' + "Größe".encode("cp1252"), "utf-8")
    assert text.endswith("Größe")
    assert encoding == "cp1252"
    assert warnings == ["declared encoding 'utf-8' is wrong: the bytes are not UTF-8"]


@pytest.mark.parametrize("declared", ["no-such-charset", "hex", "utf-7", "idna", "x" * 500, "utf\0-8", "../etc"])
def test_names_of_no_encoding_are_ignored_with_a_warning(declared: str) -> None:
    text, encoding, warnings = decode(b"Pay: 20", declared)
    assert (text, encoding) == ("Pay: 20", "utf-8")
    assert "is not known" in warnings[0]


def test_a_page_that_ends_inside_a_character_stays_utf8() -> None:
    text, encoding, warnings = decode("Büro in Kö".encode()[:-1], "utf-8")
    assert text == "Büro in K\ufffd"
    assert encoding == "utf-8"
    assert warnings == ["1 characters could not be decoded as utf-8"]


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    assert decode("Büro ".encode() * 50 + b"\xff", None)[1] == "utf-8"


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"%PDF-1.7 ...", "PDF"), (b"PK\x03\x04....", "ZIP"), (b"\x89PNG\r\n", "PNG"), (b"\x1f\x8b\x08", "gzip"), (b"a\0b\0\0c" * 30, "NUL")],
)
def test_bytes_that_are_no_text_are_refused(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(body, None)


def test_a_stray_nul_is_left_out() -> None:
    assert decode(b"x" * 4000 + b"\0y", None)[0].endswith("xy")


@pytest.mark.parametrize(
    ("body", "declared", "plain"),
    [
        (b"ascii", "iso-8859-1", True),
        (GERMAN.encode(), "utf-8", True),
        (GERMAN.encode(), None, True),
        (GERMAN.encode(), "iso-8859-1", False),
        (b"\xef\xbb\xbfx", "utf-8", False),
        (b"\x1b$B", "iso-2022-jp", False),
        (b"a\0", "utf-8", False),
    ],
)
def test_parsers_get_bytes_only_where_nothing_speaks_against_utf8(body: bytes, declared: str | None, plain: bool) -> None:
    assert is_plain_utf8(body, declared) is plain


def test_large_bodies_in_unknown_encodings_are_read_whole() -> None:
    text = "Разметка данных, удалённо. "
    assert decode(text.encode("koi8_r") * 100_000, None)[0] == text * 100_000
    assert doubled(lambda size: decode(text.encode("koi8_r") * size, None), 2_000) < LINEAR
