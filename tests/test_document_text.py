"""Plain text becomes lines, and folding and cleaning tell every character however few of its kind a text holds."""

from __future__ import annotations

import pytest

from normalizer.document.text import clean, read_text
from normalizer.fold import fold

AROUND = "a text in plain letters " * 8
PARTS = [range(first, first + 16) for first in range(0x80, 0x20000, 16)]
LONG = "The baker prepares the dough for the next day and cleans the ovens with"


def lines(text: str) -> list[str]:
    document = read_text(text)
    return [document.text[block.start : block.end] for block in document.blocks]


def test_a_character_is_folded_the_same_among_many_plain_ones_as_alone() -> None:
    for part in PARTS:
        odd = "".join(map(chr, part))
        assert fold(AROUND + odd + AROUND) == AROUND + fold(odd) + AROUND


def test_the_last_sigma_of_a_word_is_folded_as_such() -> None:
    assert fold(f"{AROUND}ΟΔΟΣ {AROUND}") == f"{AROUND}οδος {AROUND}"


def test_a_character_is_cleaned_the_same_among_many_of_its_kind_as_alone() -> None:
    odd = [chr(code) for code in range(0x2000, 0x2070)]
    for character in odd:
        expected = "|".join("\n" if one in "\u2028\u2029" else clean(f"a{one}b")[1:-1] for one in (character, *odd))
        assert clean("|".join((character, *odd))) == expected
    assert clean("a\r\nb\rc\u2028d\u00a0\u200b\u2003e") == "a\nb\nc\nd e"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{LONG}\nwater\nAlso bread", [f"{LONG} water", "Also bread"]),
        (f"{LONG} soap (also\nBrushes)\nBread", [f"{LONG} soap (also Brushes)", "Bread"]),
        (f"{LONG}\n- water", [LONG, "water"]),
        (f"{LONG}:\nwater", [f"{LONG}:", "water"]),
        (f"{LONG}\n\nwater", [LONG, "water"]),
        ("The baker\nbakes", ["The baker", "bakes"]),
    ],
)
def test_a_wrapped_line_is_joined_to_the_one_it_continues(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_empty_lines_stand_between_others_only_and_one_at_a_time() -> None:
    assert read_text(" \n\nBaker \n \n\n bakes bread\n\n").text == "Baker\n\nbakes bread"
    assert read_text(" \n\n").blocks == ()


def test_a_text_that_never_ends_a_sentence_is_not_joined_to_a_single_line() -> None:
    assert max(map(len, lines(f"{LONG} a\nthe " * 2_000))) < 12_000
