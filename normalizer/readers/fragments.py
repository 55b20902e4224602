"""Fragments of regular expressions that packs embed as `{name}`. All match folded text."""

from __future__ import annotations

_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"

FRAGMENTS: dict[str, str] = {
    # A number in digits (groups, decimals) or in words, with the digits in brackets behind: "two (2)".
    "number": rf"(?:\d{{1,3}}(?:[,. ]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?|(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|{_ONES})\b)(?: ?\(\d+(?:\.\d+)?\))?",
    # Marks between the ends of a range.
    "to": r" ?(?:-|~|to|until|through|or|and) ?",
}
