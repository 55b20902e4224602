"""Numbers in digits and in words, and plain ranges of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from normalizer.readers.number_words import NUMBER_WORDS, read_number_words
from normalizer.readers.phrases import PhraseTable, alternation
from normalizer.readers.words import meanings, words
from schemas.values import Number

DIGITS = (
    # It starts with a plain character class, so that a search skips to the next digit without trying the rest.
    r"(?:[.\d](?:(?<=\d)(?<!\d\d)(?<!\d[.,]\d)(?:"
    r"\d{0,2}(?:,\d{3}){1,4}(?:\.\d{1,2}|,\d{2})?"  # 1,234,567.89, and cents behind one comma too many: 125,000,00
    r"|\d?(?:,\d{2}){1,3},\d{3}(?:\.\d{1,2})?"  # 1,20,000
    r"|\d{0,2}(?:\.\d{3}){1,4}(?:,\d{1,2})?"
    r"|\d{0,2}(?: \d{3}){1,3}(?:[.,]\d{1,2})?"
    r"|\d{0,2}(?:'\d{3}){1,3}(?:\.\d{1,2})?"
    r"|\d{0,11}(?:[.,]\d{1,4})?"
    r")|(?<=\.)(?<!\w\.)\d{1,4})(?![.,]?\d))"
)
"""Fragment: a number in digits, with groups by comma, dot, space or apostrophe, Indian groups, and decimals."""

SCALES: dict[str, int] = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("l", "lakh", "lakhs", "lac", "lacs"), 10**5),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("cr", "crore", "crores"), 10**7),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion"), 10**12),
}
"""What a suffix multiplies by. One letter may mean something else ("10 l", "5 m"): `NUMBER` takes it only where it is glued."""

_SUFFIX = r"(?: ?(?:k|mn|lakhs?|lacs?|crores?|thousand|millions?|billions?|trillion)|mm?|bn?)(?![a-z\d])"
NUMBER = rf"(?:{DIGITS}(?:{_SUFFIX})?(?: ?\({NUMBER_WORDS}\))?|{NUMBER_WORDS}(?: ?\({DIGITS}\))?)"
"""Fragment: one number, in digits with an optional suffix or in words ("two", "two (2)", "5 (five)")."""

RANGE_MARK = r"(?: ?(?:--?|~|to|through|thru|until|till|and|or) ?)"
"""Fragment: what stands between the two ends of a range."""

_DIGITS = re.compile(DIGITS)
_ONE_NUMBER = re.compile(
    rf"(?:(?P<digits>{DIGITS}) ?(?P<suffix>[a-z]{{1,9}})?|(?P<words>{NUMBER_WORDS}))(?: ?\((?:{DIGITS}|{NUMBER_WORDS})\))?"
)
_NUMBERS = re.compile(NUMBER)
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,2})?")
_COMMA_CENTS = re.compile(r"(\d{1,3}(?:,\d{3})+),(\d{2})")


@dataclass(frozen=True, slots=True)
class Interval:
    """Bounds on a number. A single figure is both; an end that is not stated is null."""

    min: Number | None
    max: Number | None
    min_exclusive: bool = False
    """True for "more than"."""
    max_exclusive: bool = False
    """True for "less than"."""


def tidy(value: float) -> Number:
    """`value` without the dust of binary fractions; an integral one as an integer."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def read_digits(token: str) -> Number | None:
    """The value of a number in digits alone ("1.250,00", "45 000", "1,20,000"), or null where it is none.

    With two kinds of separator the later is the decimal mark; of one kind, three digits behind the last make groups.
    """
    if token.isdecimal() and token.isascii():
        return int(token)
    if _COMMA_GROUPS.fullmatch(token):
        return tidy(float(token.replace(",", "")))
    if not _DIGITS.fullmatch(token):
        return None
    head, point, tail = token.partition(".")
    if point and tail.isdecimal() and (len(tail) != 3 or head.strip("0") == "") and (head.isdecimal() or not head):
        return tidy(float(token))
    return _read_grouped(token)


def _read_grouped(token: str) -> Number | None:
    """Rarer groups are left to price-parser, with the separators decided here."""
    from price_parser import Price  # its import costs more than a page does, and few listings need it

    cents = _COMMA_CENTS.fullmatch(token)
    token = f"{cents[1]}.{cents[2]}" if cents else token.replace("'", "").replace(" ", "")
    amount = Price.fromstring(token, decimal_separator=_decimal_mark(token)).amount
    return None if amount is None else tidy(float(amount))


def _decimal_mark(token: str) -> str:
    """The decimal mark of a number that holds a dot or a comma; a mark that does not occur where it has only groups."""
    last = max(token.rfind("."), token.rfind(","))
    if last < 0:
        return "."
    mark = token[last]
    other = "," if mark == "." else "."
    grouped = len(token) - last - 1 == 3 and token[:last].strip("0")
    return mark if other in token[:last] or not grouped else other


def read_number(slice_: str) -> Number | None:
    """The number that a folded slice is: "1,250", "45k", "1.5 million", "twenty-one", "two (2)"; null for anything else."""
    found = _ONE_NUMBER.fullmatch(slice_.strip())
    if found is None:
        return None
    if found["words"]:
        return read_number_words(found["words"])
    scale = SCALES.get(found["suffix"], 0) if found["suffix"] else 1
    value = read_digits(found["digits"])
    return tidy(value * scale) if scale and value is not None else None


def read_range(slice_: str) -> Interval | None:
    """The bounds that a folded slice with one or two numbers states: "15-20", "20+", "at least 3", "less than 20", "three or more".

    Other words in the slice (units) are passed over. Null where there is no number, more than two, or two that are no range.
    """
    found = list(_NUMBERS.finditer(slice_))
    if len(found) == 1:
        value = read_number(found[0][0])
        return value if value is None else _bounded(value, _bound_around(slice_[: found[0].start()], slice_[found[0].end() :]))
    return _read_pair(slice_, found[0], found[1]) if len(found) == 2 else None


def _read_pair(slice_: str, first: re.Match[str], second: re.Match[str]) -> Interval | None:
    between = slice_[first.end() : second.start()]
    low, high = read_number(share_suffix(first[0], second[0])), read_number(second[0])
    if low is None or high is None:
        return None
    bound = _ceiling_pattern().search(between) or _before_pattern().search(between)
    if bound and (meaning := _bound_meanings().get(bound[0])) not in (None, "about", "at_least"):
        lower = _bounded(low, _bound_around(slice_[: first.start()], ""))
        upper = _bounded(high, meaning)
        return Interval(lower.min, upper.max, lower.min_exclusive, upper.max_exclusive)
    return Interval(low, high) if _MARK.search(between) else None


_MARK = re.compile(r"(?<![a-z])(?:to|through|thru|until|till|and|or)(?![a-z])|-|~|…|\.\.\.")


def share_suffix(low: str, high: str) -> str:
    """`low` with the suffix of `high` where it was written once: "70" and "85k" give "70k"."""
    suffix = high.lstrip("0123456789.,' ")
    plain = _DIGITS.fullmatch(low) and _DIGITS.match(high)
    if not plain or not suffix or suffix not in SCALES:
        return low
    small, great = read_digits(low), read_digits(high.removesuffix(suffix).rstrip())
    return f"{low}{suffix}" if small is not None and great is not None and small < great and small < 1000 else low


def _bounded(value: Number, bound: str | None) -> Interval:
    at_least = bound in ("at_least", "more_than")
    at_most = bound in ("at_most", "less_than")
    return Interval(None if at_most else value, None if at_least else value, bound == "more_than", bound == "less_than")


def _bound_around(before: str, behind: str) -> str | None:
    """The bound stated directly in front of a number, else the first one behind it (a unit may stand between)."""
    before = before.rstrip(" ~:(")
    stated = bounds_before().before(before, len(before), 0)
    if stated and stated[0] not in ("about", "between"):
        return stated[0]
    trailing = _behind_pattern().search(behind)
    return _behind_meanings()[trailing[0]] if trailing else None


@cache
def bounds_before() -> PhraseTable[str]:
    """Words of bound in front of a number → at_least, more_than, at_most, less_than, about or between."""
    return PhraseTable(meanings("bounds.before"))


@cache
def _bound_meanings() -> dict[str, str]:
    return {**dict.fromkeys(words("range")["ceilings"], "at_most"), **meanings("bounds.before")}


@cache
def _behind_meanings() -> Mapping[str, str]:
    return meanings("bounds.behind")


@cache
def _before_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){alternation(meanings('bounds.before'))}")


@cache
def _behind_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){alternation(_behind_meanings())}")


@cache
def _ceiling_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z]){alternation(words('range')['ceilings'])}")


@cache
def range_fragment() -> str:
    """Fragment: a number or a plain range with its words of bound, as `read_range` reads it; units are the field's own."""
    before, behind = alternation(meanings("bounds.before")), alternation(_behind_meanings())
    return rf"(?:(?:{before} ?)?{NUMBER}(?:{RANGE_MARK}{NUMBER})?(?: ?{behind})?)"
