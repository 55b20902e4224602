"""Numbers in digits and in words, and plain ranges of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from normalizer.packs import ENGLISH
from normalizer.readers.number_words import NUMBER_WORDS, number_words, read_number_words
from normalizer.readers.phrases import LETTER, PhraseTable, alternation
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

_SCALES: dict[str, int] = {
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("l", "lakh", "lakhs", "lac", "lacs"), 10**5),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("cr", "crore", "crores"), 10**7),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion"), 10**12),
}

_SUFFIX = r"(?: ?(?:k|mn|lakhs?|lacs?|crores?|thousand|millions?|billions?|trillion)|mm?|bn?)(?![a-z\d])"
NUMBER = rf"(?:{DIGITS}(?:{_SUFFIX})?(?: ?\({NUMBER_WORDS}\))?|{NUMBER_WORDS}(?: ?\({DIGITS}\))?)"
"""Fragment: one English number, in digits with an optional suffix or in words ("two", "two (2)", "5 (five)")."""

RANGE_MARK = r"(?: ?(?:--?|~|to|through|thru|until|till|and|or) ?)"
"""Fragment: what stands between the two ends of an English range."""

_DIGITS = re.compile(DIGITS)
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
    if isinstance(value, int):
        return value
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def read_digits(token: str) -> Number | None:
    """The value of a number in digits alone ("1.250,00", "45 000", "1,20,000"), or null where it is none.

    With two kinds of separator the later is the decimal mark; of one kind, three digits behind the last make groups.
    """
    if token.isdecimal() and token.isascii():
        return int(token)
    if _COMMA_GROUPS.fullmatch(token):
        plain = token.replace(",", "")
        return tidy(float(plain)) if "." in plain else int(plain)
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


def read_number(slice_: str, language: str = ENGLISH) -> Number | None:
    """The number that a folded slice is: "1,250", "45k", "1.5 million", "twenty-one", "two (2)"; null for anything else."""
    found = _one_number(language).fullmatch(slice_.strip())
    if found is None:
        return None
    if found["words"]:
        return read_number_words(found["words"], language)
    scale = scales(language).get(found["suffix"], 0) if found["suffix"] else 1
    value = read_digits(found["digits"])
    return tidy(value * scale) if scale and value is not None else None


def read_range(slice_: str, language: str = ENGLISH) -> Interval | None:
    """The bounds that a folded slice with one or two numbers states: "15-20", "20+", "at least 3", "less than 20", "three or more".

    Other words in the slice (units) are passed over. Null where there is no number, more than two, or two that are no range.
    """
    found = list(_numbers(language).finditer(slice_))
    if len(found) == 1:
        value = read_number(found[0][0], language)
        bound = _bound_around(slice_[: found[0].start()], slice_[found[0].end() :], language)
        return value if value is None else _bounded(value, bound)
    return _read_pair(slice_, found[0], found[1], language) if len(found) == 2 else None


def _read_pair(slice_: str, first: re.Match[str], second: re.Match[str], language: str) -> Interval | None:
    between = slice_[first.end() : second.start()]
    low, high = read_number(share_suffix(first[0], second[0], language), language), read_number(second[0], language)
    if low is None or high is None:
        return None
    bound = _ceiling_pattern(language).search(between) or _before_pattern(language).search(between)
    if bound and (meaning := _bound_meanings(language).get(bound[0])) not in (None, "about", "at_least"):
        lower = _bounded(low, _bound_around(slice_[: first.start()], "", language))
        upper = _bounded(high, meaning)
        return Interval(lower.min, upper.max, lower.min_exclusive, upper.max_exclusive)
    return Interval(low, high) if _mark(language).search(between) else None


def share_suffix(low: str, high: str, language: str = ENGLISH) -> str:
    """`low` with the suffix of `high` where it was written once: "70" and "85k" give "70k"."""
    suffix = high.lstrip("0123456789.,' ")
    plain = _DIGITS.fullmatch(low) and _DIGITS.match(high)
    if not plain or not suffix or suffix not in scales(language):
        return low
    small, great = read_digits(low), read_digits(high.removesuffix(suffix).rstrip())
    return f"{low}{suffix}" if small is not None and great is not None and small < great and small < 1000 else low


def _bounded(value: Number, bound: str | None) -> Interval:
    at_least = bound in ("at_least", "more_than")
    at_most = bound in ("at_most", "less_than")
    return Interval(None if at_most else value, None if at_least else value, bound == "more_than", bound == "less_than")


def _bound_around(before: str, behind: str, language: str) -> str | None:
    """The bound stated directly in front of a number, else the first one behind it (a unit may stand between)."""
    before = before.rstrip(" ~:(")
    stated = bounds_before(language).before(before, len(before), 0)
    if stated and stated[0] not in ("about", "between"):
        return stated[0]
    trailing = _behind_pattern(language).search(behind)
    return meanings("bounds.behind", language)[trailing[0]] if trailing else None


@cache
def bounds_before(language: str = ENGLISH) -> PhraseTable[str]:
    """Words of bound in front of a number → at_least, more_than, at_most, less_than, about or between."""
    return PhraseTable(meanings("bounds.before", language))


@cache
def _bound_meanings(language: str) -> dict[str, str]:
    return {**dict.fromkeys(words("range", language)["ceilings"], "at_most"), **meanings("bounds.before", language)}


@cache
def _before_pattern(language: str) -> re.Pattern[str]:
    return _of_words(meanings("bounds.before", language))


@cache
def _behind_pattern(language: str) -> re.Pattern[str]:
    return _of_words(meanings("bounds.behind", language))


@cache
def _ceiling_pattern(language: str) -> re.Pattern[str]:
    return _of_words(words("range", language)["ceilings"])


def _of_words(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![{LETTER}]){alternation(phrases)}")


@cache
def _mark(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![{LETTER}])(?:{'|'.join(words('range', language)['joins'])})(?![{LETTER}])|-|~|…|\.\.\.")


@cache
def scales(language: str = ENGLISH) -> Mapping[str, int]:
    """What a suffix multiplies by. One letter may mean something else ("10 l", "5 m"): `NUMBER` takes it only where it is glued."""
    own = {suffix: int(scale) for suffix, scale in meanings("scale", language).items()}
    return _SCALES if language == ENGLISH else {**_SCALES, **own}


@cache
def number_fragment(language: str = ENGLISH) -> str:
    """Fragment: one number, in digits with an optional suffix or in the words of a language."""
    if language == ENGLISH:
        return NUMBER
    own = [suffix for suffix in meanings("scale", language) if len(suffix) > 1 or not suffix.isascii()]
    suffix = rf"(?:{_SUFFIX}| ?{alternation(own)})" if own else _SUFFIX
    return rf"(?:{DIGITS}(?:{suffix})?(?: ?\({number_words(language)}\))?|{number_words(language)}(?: ?\({DIGITS}\))?)"


@cache
def range_mark(language: str = ENGLISH) -> str:
    """Fragment: what stands between the two ends of a range."""
    return RANGE_MARK if language == ENGLISH else rf"(?: ?(?:--?|~|{'|'.join(words('range', language)['joins'])}) ?)"


@cache
def _numbers(language: str) -> re.Pattern[str]:
    return re.compile(number_fragment(language))


@cache
def _one_number(language: str) -> re.Pattern[str]:
    spelled = number_words(language)
    return re.compile(rf"(?:(?P<digits>{DIGITS}) ?(?P<suffix>[^\W\d_]{{1,9}}\.?)?|(?P<words>{spelled}))(?: ?\((?:{DIGITS}|{spelled})\))?")


@cache
def range_fragment(language: str = ENGLISH) -> str:
    """Fragment: a number or a plain range with its words of bound, as `read_range` reads it; units are the field's own."""
    before, behind = alternation(meanings("bounds.before", language)), alternation(meanings("bounds.behind", language))
    number = number_fragment(language)
    return rf"(?:(?:{before} ?)?{number}(?:{range_mark(language)}{number})?(?: ?{behind})?)"
