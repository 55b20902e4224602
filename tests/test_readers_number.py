"""Numbers in digits and words, ranges of them, phrase tables and the words files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.readers import words as words_module
from normalizer.readers.number import (
    DIGITS,
    NUMBER,
    RANGE_MARK,
    Interval,
    range_fragment,
    read_digits,
    read_number,
    read_range,
    share_suffix,
    tidy,
)
from normalizer.readers.number_words import NUMBER_WORDS, read_number_words
from normalizer.readers.phrases import PhraseTable, alternation
from normalizer.readers.words import WordsError, meanings, words


@pytest.mark.parametrize(
    ("slice_", "value"),
    [
        ("7", 7),
        ("0", 0),
        ("2,345", 2345),
        ("2,345,678", 2345678),
        ("2,345.5", 2345.5),
        ("2.345", 2345),
        ("2.345,50", 2345.5),
        ("2.345.678", 2345678),
        ("37,5", 37.5),
        ("37.5", 37.5),
        ("0.375", 0.375),
        ("0,375", 0.375),
        (".75", 0.75),
        ("72 500", 72500),
        ("72 500,25", 72500.25),
        ("85'000", 85000),
        ("4,25,000", 425000),
        ("1,35,00,000", 13500000),
        ("210,000,00", 210000),
        ("12,3456", 12.3456),
        ("85k", 85000),
        ("28,5k", 28500),
        ("1.4 million", 1400000),
        ("3m", 3000000),
        ("2 crore", 20000000),
        ("6 lakh", 600000),
        ("4bn", 4000000000),
        ("five thousand", 5000),
        ("three (3)", 3),
        ("4 (four)", 4),
        (" 12 ", 12),
    ],
)
def test_a_number_is_read(slice_: str, value: float) -> None:
    assert read_number(slice_) == value
    assert type(read_number(slice_)) is type(value)


@pytest.mark.parametrize(
    "slice_", ["", "k", "12 cats", "1.2.3", "10.0.0.1", "2026-04-01", "12 12", "1,2,3", "12k5", "-", "five six", "twelve hours", "5 zz"]
)
def test_what_is_no_number_reads_as_nothing(slice_: str) -> None:
    assert read_number(slice_) is None


@pytest.mark.parametrize(
    ("slice_", "value"),
    [
        ("zero", 0),
        ("nineteen", 19),
        ("forty", 40),
        ("forty-two", 42),
        ("forty two", 42),
        ("a hundred", 100),
        ("six hundred and five", 605),
        ("twelve hundred", 1200),
        ("a thousand", 1000),
        ("nine thousand four hundred", 9400),
        ("two hundred thousand", 200000),
        ("one million", 1000000),
        ("a dozen", 12),
        ("one and a half", 1.5),
        ("four and five", None),
        ("hundred", None),
        ("someone", None),
    ],
)
def test_numbers_in_words(slice_: str, value: float | None) -> None:
    assert read_number_words(slice_) == value


@pytest.mark.parametrize(
    ("slice_", "interval"),
    [
        ("12-18", Interval(12, 18)),
        ("12 to 18", Interval(12, 18)),
        ("12 ~ 18", Interval(12, 18)),
        ("12 or 18", Interval(12, 18)),
        ("12 through 18", Interval(12, 18)),
        ("between 12 and 18", Interval(12, 18)),
        ("from 12 to 18", Interval(12, 18)),
        ("anywhere from 12 to 18", Interval(12, 18)),
        ("12 hours to 18 hours", Interval(12, 18)),
        ("twelve to eighteen", Interval(12, 18)),
        ("two (2) to three (3)", Interval(2, 3)),
        ("up to 12-18", Interval(12, 18)),
        ("12", Interval(12, 12)),
        ("about 12", Interval(12, 12)),
        ("~12", Interval(12, 12)),
        ("12+", Interval(12, None)),
        ("12 or more", Interval(12, None)),
        ("12 hours or more", Interval(12, None)),
        ("four or above", Interval(4, None)),
        ("at least 12", Interval(12, None)),
        ("minimum of 12", Interval(12, None)),
        ("minimum 12", Interval(12, None)),
        ("min. 12", Interval(12, None)),
        ("no fewer than nine", Interval(9, None)),
        ("not less than 9", Interval(9, None)),
        ("from 12", Interval(12, None)),
        ("12 hrs/week min", Interval(12, None)),
        ("12 hours per week minimum", Interval(12, None)),
        (">= 12", Interval(12, None)),
        ("up to 12", Interval(None, 12)),
        ("maximum 12", Interval(None, 12)),
        ("no more than 12", Interval(None, 12)),
        ("12 hours max", Interval(None, 12)),
        ("12 or less", Interval(None, 12)),
        ("less than 12", Interval(None, 12, max_exclusive=True)),
        ("fewer than 12", Interval(None, 12, max_exclusive=True)),
        ("under 12", Interval(None, 12, max_exclusive=True)),
        ("more than 12", Interval(12, None, min_exclusive=True)),
        ("over 12", Interval(12, None, min_exclusive=True)),
        ("more than 12 but less than 18", Interval(12, 18, min_exclusive=True, max_exclusive=True)),
        ("min 12, max 18", Interval(12, 18)),
        ("12 up to 18", Interval(12, 18)),
        ("80-95k", Interval(80000, 95000)),
        ("30 min", Interval(30, 30)),
    ],
)
def test_a_range_is_read(slice_: str, interval: Interval) -> None:
    assert read_range(slice_) == interval


@pytest.mark.parametrize("slice_", ["", "some", "half a week", "12 18", "1 to 3 or 5", "no number here", "work from home"])
def test_what_is_no_range_reads_as_nothing(slice_: str) -> None:
    assert read_range(slice_) is None


@pytest.mark.parametrize(
    ("low", "high", "shared"),
    [("80", "95k", "80k"), ("500", "1k", "500"), ("80k", "95k", "80k"), ("8", "9", "8"), ("1500", "2k", "1500"), ("four", "9k", "four")],
)
def test_a_suffix_written_once_is_for_both_ends(low: str, high: str, shared: str) -> None:
    assert share_suffix(low, high) == shared


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("between 1,500 and 2.5k rows", ["1,500", "2.5k"]),
        ("from two (2) to seven", ["two (2)", "seven"]),
        ("release 3.11.7 of 10.0.0.1", []),
        ("max.20 hours", ["20"]),
        ("pay .75 each", [".75"]),
        ("20m people, 3 min", ["20m", "3"]),
        ("someone b2b, no-one", []),
    ],
)
def test_the_fragment_locates_numbers(line: str, numbers: list[str]) -> None:
    assert [m[0] for m in re.finditer(rf"(?<![a-z]){NUMBER}", line)] == numbers


def test_fragments_can_be_embedded_twice() -> None:
    pattern = re.compile(rf"(?P<lo>{NUMBER}){RANGE_MARK}(?P<hi>{NUMBER}) widgets (?P<range>{range_fragment()})")
    found = pattern.fullmatch("six to 1,200 widgets at least 3")
    assert found is not None
    assert (read_number(found["lo"]), read_number(found["hi"]), read_range(found["range"])) == (6, 1200, Interval(3, None))


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_integer_is_read_with_and_without_groups(value: int) -> None:
    assert read_digits(str(value)) == value
    assert read_digits(f"{value:,}") == value
    assert read_digits(f"{value:,}".replace(",", " ")) == value


@given(st.text(alphabet="0123456789.,' kml", max_size=30))
def test_reading_never_raises(text: str) -> None:
    read_number(text)
    read_range(text)


@given(st.text(max_size=40))
def test_digits_that_are_found_can_be_read(text: str) -> None:
    assert all(read_digits(m[0]) is not None for m in re.finditer(DIGITS, text))


@pytest.mark.parametrize(("value", "tidied"), [(3.0, 3), (2.5, 2.5), (2299.9999999999995, 2300), (0.1 + 0.2, 0.3)])
def test_dust_of_fractions_is_removed(value: float, tidied: float) -> None:
    assert tidy(value) == tidied
    assert type(tidy(value)) is type(tidied)


def test_a_phrase_table_takes_the_longest_whole_phrase() -> None:
    table = PhraseTable({"up": 1, "up to": 2, "$": 3, "us$": 4})
    assert table.behind("up to five", 0, 10) == (2, 5)
    assert table.behind("up top", 0, 6) == (1, 2)
    assert table.behind("upper", 0, 5) is None
    assert table.before("pay us$", 7, 0) == (4, 4)
    assert table.before("bonus$", 6, 0) == (3, 5)
    assert table.before("pay up to", 9, 4) == (2, 4)
    assert table.before("backup", 6, 0) is None


@given(st.lists(st.text(alphabet="ab -", min_size=1, max_size=6), min_size=1, max_size=12, unique=True))
def test_an_alternation_matches_each_of_its_phrases_whole(phrases: list[str]) -> None:
    pattern = re.compile(alternation(phrases))
    assert all(pattern.fullmatch(phrase) for phrase in phrases)


def test_every_phrase_of_the_words_files_is_folded() -> None:
    phrases = [
        p
        for section in ("bounds.before", "bounds.behind", "range", "period.unit", "period.adverb", "period.label", "pay")
        for ps in words(section).values()
        for p in ps
    ]
    assert phrases
    assert [p for p in phrases if p != p.lower() or "  " in p or (p != p.strip() and p != "/ ")] == []


@pytest.mark.parametrize("section", ["bounds.before", "bounds.behind", "period.unit", "period.adverb", "period.label"])
def test_no_phrase_means_two_things(section: str) -> None:
    phrases = [p for ps in words(section).values() for p in ps]
    assert [p for p in set(phrases) if phrases.count(p) > 1] == []
    assert set(meanings(section)) == set(phrases)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[bounds.before]\nat_least = 'min'\n", "at_least"),
        ("loose = ['x']\n", "loose"),
        ("[range\n", "words.xx.toml"),
        ("[pay]\nnet = ['']\n", "net"),
    ],
)
def test_a_broken_words_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, named: str) -> None:
    (tmp_path / "words.xx.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(words_module, "_FOLDER", tmp_path)
    with pytest.raises(WordsError, match=named) as raised:
        words_module._all_words.__wrapped__("xx")
    assert "words.xx.toml" in str(raised.value)


def test_an_unknown_section_is_an_error() -> None:
    with pytest.raises(WordsError, match=re.escape("[no.such]")):
        words("no.such")


def test_number_words_stop_at_word_edges() -> None:
    assert re.findall(NUMBER_WORDS, "someone wrote tenfold lessons on freight") == []
