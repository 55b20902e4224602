"""Two amounts that are the ends of one range of pay."""

from __future__ import annotations

import re
from functools import cache

from normalizer.readers.amount import Amount
from normalizer.readers.pay_tail import Tail
from normalizer.readers.phrases import PhraseTable, alternation
from normalizer.readers.words import words

_LONGEST_GAP = 60
"""Between the ends of a range that "between" has opened, in characters: "between € 2,310 (step 3) and € 3,140"."""
_MOST_APART = 20
"""An end without a sign of its own is none where it is this many times the other."""
_ASIDES = {
    "between": r"(?: ?\([^()]{0,40}\)| [^\d.;|]{1,48}?(?= ))?",
    "at_least": r"(?: ?\([^()]{0,40}\))?",
}
"""What a range that a bound has opened may hold behind its lower end: a remark in brackets, and behind "between" other words too."""
_MOST_UNSCALED = 10_000
"""A lower end from here on has its own scale and none that is written once ("4,000~5,500만원" has one)."""
_YEARS = range(2015, 2041)
"""A whole number of this size without a sign behind an amount is a year."""


def as_range(
    folded: str, first: Amount, second: Amount, tail: Tail, bound: str | None, end: int, language: str
) -> tuple[Amount, Amount] | None:
    """Both ends, with what was written once, where `second` is the upper end of a range whose lower end is `first`; null where it is
    not. `tail` stands behind `first` and `bound` in front of it.
    """
    gap = folded[tail.end : second.start]
    if len(gap) > _LONGEST_GAP or not _gap_pattern(bound, language).fullmatch(gap):
        return None
    if first.sign and second.sign:
        return _shared(first, second) if first.sign.agrees(second.sign) else None
    if second.sign is None and (second.value in _YEARS or _counts_something(folded, second, end, language)):
        return None
    # A sign in front of the second end alone starts a new amount: "Zone 1 - $150,000".
    if first.sign is None and second.is_led:
        return None
    low, high = _shared(first, second)
    return (low, high) if low.value <= high.value <= low.value * _MOST_APART or _is_turned(low, high) else None


def _is_turned(first: Amount, second: Amount) -> bool:
    """Whether amounts of which one alone has a sign are a range with its ends the wrong way round: "43.000 - 34.000 €"."""
    return 1000 <= second.value < first.value <= 2 * second.value and first.value not in _YEARS


def _counts_something(folded: str, amount: Amount, end: int, language: str) -> bool:
    return _counted(language).behind(folded, amount.end + folded.startswith(" ", amount.end), end) is not None


def _shared(first: Amount, second: Amount) -> tuple[Amount, Amount]:
    """Both ends with the sign and the suffix that were written once: "$70-85k", "6-8 cents"."""
    if first.sign is None and second.sign:
        first = first._replace(sign=second.sign)
    elif second.sign is None and first.sign:
        second = second._replace(sign=first.sign)
    if second.suffix and not first.suffix and first.figure < second.figure and first.figure < min(second.scale, _MOST_UNSCALED):
        first = first._replace(suffix=second.suffix, scale=second.scale)
    elif first.suffix and not second.suffix and first.figure < second.figure < 1000:
        second = second._replace(suffix=first.suffix, scale=first.scale)
    return first, second


@cache
def _gap_pattern(bound: str | None, language: str) -> re.Pattern[str]:
    """What may stand between both ends, given the bound in front of the lower one."""
    known = words("range", language)
    marks = [*known["marks"], *(known["closing"] if bound in _ASIDES else ()), *(known["ceilings"] if bound == "at_least" else ())]
    aside = _ASIDES.get(bound or "", "")
    return re.compile(rf"{aside}[ )]{{0,2}}{alternation(marks)}[ (]{{0,2}}")


@cache
def _counted(language: str) -> PhraseTable[bool]:
    return PhraseTable(dict.fromkeys(words("pay", language)["counted"], True))
