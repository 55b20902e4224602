"""Single amounts: one number with its suffix and its signs of currency."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from normalizer.packs import ENGLISH
from normalizer.readers.currency import Currency, cents, signs_before, signs_behind
from normalizer.readers.number import DIGITS, read_digits, scales, tidy
from normalizer.readers.number_words import number_words, read_number_words
from normalizer.readers.phrases import LETTER, UNSPACED, PhraseTable, alternation
from normalizer.readers.words import words
from schemas.values import Number

_DIGITS = re.compile(DIGITS)
_CODES_WITH_DIGITS = re.compile(r"40[13] ?(?:k|\(?[kb]\))")
_SPACED_GROUP = re.compile(r", (\d{3})(?= ?(?:$|[-~)\]+/;]|(?:to|and|per|an?|usd|cad)\b))")
"""A group of thousands behind a comma and a stray space: "$64, 500 to"."""
_BRACKETED_CODE = re.compile(r"[: ]{0,2}\)(?P<code>[a-z]{3})(?: ni)?\(")
"""Backwards."""
_LONGEST_BRACKET = 12
_NO_CENTS = re.compile(r"[,.]--?(?= |$|[.;)/])")
"""A stroke where cents would stand: "65.000,-"."""
_MARKS = (",", ".")
"""What such a group and such a stroke begin with; few numbers have one behind them."""
_BEHIND_LABEL = re.compile(f"[{UNSPACED}]:$")
"""Scripts without spaces write none behind the colon of a label."""
_LETTER = re.compile(f"[{LETTER}_]")
_INDIAN = frozenset(("lakh", "lakhs", "lac", "lacs", "crore", "crores"))
_GLUED_ONLY = frozenset(("m", "b", "t", "tn"))
_NEEDS_SIGN = frozenset(("l", "cr", "m", "mm", "b", "bn", "mn", "mio", "t", "tn", "million", "millions", "billion", "billions", "trillion"))


class Amount(NamedTuple):
    """One number that may be money. (A tuple: most numbers of a listing become one for a moment.)"""

    start: int
    """Offset of its first sign or digit."""
    end: int
    """Offset behind its last sign, suffix or "+"."""
    figure: Number
    """The number as written, before the suffix."""
    suffix: str = ""
    """"k", "lakh" … or empty."""
    scale: int = 1
    """What the suffix multiplies by."""
    sign: Currency | None = None
    """The more telling of the signs beside it; null where it has none."""
    is_led: bool = False
    """A sign stands in front of it."""
    is_open: bool = False
    """With a "+" behind it."""
    is_glued: bool = False
    """A letter stands directly behind it ("20hr")."""

    @property
    def value(self) -> Number:
        """The amount in units of the currency."""
        in_hundredths = self.sign is not None and self.sign.in_hundredths
        if not self.suffix and not in_hundredths:
            return self.figure
        return tidy(self.figure * self.scale / (100 if in_hundredths else 1))

    @property
    def is_yearly(self) -> bool:
        """Whether its suffix says "per annum" ("LPA")."""
        return self.suffix != "" and self.suffix in words("pay")["lakhs_a_year"]  # no other language counts so

    @property
    def is_indian(self) -> bool:
        """Whether its suffix is one of Indian counting."""
        return self.suffix in _INDIAN or self.is_yearly

    @property
    def needs_sign(self) -> bool:
        """Whether its suffix means something else where no sign of currency stands beside it ("20m", "8l")."""
        return self.suffix in _NEEDS_SIGN


def find_amounts(text: str, folded: str, start: int, end: int, language: str = ENGLISH) -> list[Amount]:
    """Every number in `text[start:end]` that could be an amount, with or without a sign, in reading order."""
    found: list[Amount] = []
    last = start
    for digits in _DIGITS.finditer(folded, start, end):
        amount = _amount(text, folded, digits, last, end, language) if digits.start() >= last else None
        if amount:
            found.append(amount)
            last = amount.end
    if may_be_spelled(folded, start, end, language):
        found = sorted((*found, *_spelled(folded, start, end, language)))
    return found


def may_be_spelled(folded: str, start: int, end: int, language: str = ENGLISH) -> bool:
    """Whether the line holds a currency in words, as amounts in words have; a quick look."""
    return any(map(folded[start:end].__contains__, _roots(language)))


@cache
def _roots(language: str) -> tuple[str, ...]:
    """The shortest parts that the words for currencies share."""
    spelled = words("pay", language)["spelled"]
    return tuple(word for word in spelled if not any(other in word for other in spelled if other != word))


def _amount(text: str, folded: str, digits: re.Match[str], start: int, end: int, language: str) -> Amount | None:
    first, at = digits.span()
    figure = read_digits(digits[0])
    if figure is None or (figure in (401, 403) and _CODES_WITH_DIGITS.match(folded, first, end)):
        return None
    before, start = _sign_before(text, folded, first, start)
    if folded.startswith(_MARKS, at, end):
        figure, at = _behind_mark(folded, figure, at, end, is_led=before is not None)
    amount = Amount(start, at, figure, "", 1, before, before is not None)
    if _behind_gate(language).match(folded, at, end):
        amount = _with_signs_behind(text, folded, amount, end, language)
    return amount if amount.sign or _stands_alone(folded, first, digits.end(), amount.suffix, end) else None


def _behind_mark(folded: str, figure: Number, at: int, end: int, *, is_led: bool) -> tuple[Number, int]:
    """(figure, its end) with what a mark behind the digits brings: a group set apart by a space, or a stroke for no cents."""
    if is_led and (spaced := _SPACED_GROUP.match(folded, at, end)) and figure == int(figure) and figure < 1000:
        figure, at = figure * 1000 + int(spaced[1]), spaced.end()
    no_cents = _NO_CENTS.match(folded, at, end)
    return figure, no_cents.end() if no_cents else at


def _with_signs_behind(text: str, folded: str, amount: Amount, end: int, language: str) -> Amount:
    """The amount with its suffix, its "+" (on either side of a sign) and the sign behind it."""
    suffix, at = _suffix(folded, amount.end, end, language)
    is_open, at = _plus(folded, at, end)
    before = amount.sign
    behind, at = _sign_behind(text, folded, at, end, language, is_taken=before is not None and before.code is not None)
    if behind and not is_open:
        is_open, at = _plus(folded, at, end)
    sign = before.joined(behind) if before and behind else before or behind
    is_glued = at < end and _LETTER.match(folded, at) is not None
    scale = scales_of_money(language).get(suffix, 1)
    return Amount(amount.start, at, amount.figure, suffix, scale, sign, amount.is_led, is_open, is_glued)


def _stands_alone(folded: str, first: int, last: int, suffix: str, end: int) -> bool:
    """Whether a number without a sign is no part of a word, a time or a date."""
    before = folded[first - 1] if first else " "
    if before != " " and (before in "#/:" or _LETTER.match(before)) and not _BEHIND_LABEL.search(folded, max(first - 2, 0), first):
        return False
    # "covid-19" is a name, "88k-97" a range.
    if before == "-" and not suffix and first > 1 and _LETTER.match(folded, first - 2) and not folded[max(first - 3, 0)].isdigit():
        return False
    return not (folded.startswith(("/", ":"), last, end) and folded[last + 1 : min(last + 2, end)].isdigit())


def _sign_before(text: str, folded: str, at: int, start: int) -> tuple[Currency | None, int]:
    edge = at - 1 if at > start and folded[at - 1] == " " else at
    found = signs_before().before(folded, edge, start) if edge > start else None
    if found is None:
        return None, at
    sign, first = found
    # "usd 20" is money, "usd20" part of an address or a name.
    must_be_capital = sign.is_capital or (sign.is_code and edge == at)
    return (None, at) if must_be_capital and not text[first].isupper() else found


def _sign_behind(text: str, folded: str, at: int, end: int, language: str, *, is_taken: bool) -> tuple[Currency | None, int]:
    edge = at + 1 if folded.startswith(" ", at, end) else at
    found = signs_behind().behind(folded, edge, end) or _cents(language).behind(folded, edge, end)
    if found is None or (found[0].is_capital and not text[edge : found[1]].isupper()):
        return None, at
    belongs_to_next = folded[found[1] : found[1] + 2].strip()[:1].isdigit() and (is_taken or not folded[edge].isalpha())
    return (None, at) if belongs_to_next else found


def code_behind(folded: str, at: int, end: int) -> tuple[Currency, int] | None:
    """(code, end) of an ISO code behind `at`, where a period stands between it and its amount: "90k/yr USD", "$20/hr (USD)"."""
    bracket = 2 if folded.startswith(" (", at, end) else 0
    found = signs_behind().behind(folded, at + (bracket or 1), end) if folded.startswith(" ", at, end) else None
    if found is None or not found[0].is_code or found[0].is_weak or (bracket and not folded.startswith(")", found[1], end)):
        return None
    return found[0], found[1] + bool(bracket)


def code_in_brackets(folded: str, at: int, floor: int) -> tuple[Currency, int] | None:
    """(code, start) of an ISO code in brackets in front of `at`: "Salary (USD): $90k"."""
    found = _BRACKETED_CODE.match(folded[max(floor, at - _LONGEST_BRACKET) : at][::-1])
    sign = signs_before().before(found["code"][::-1], 3, 0) if found else None
    return (sign[0], at - found.end()) if found and sign and sign[0].is_code and not sign[0].is_weak else None


def _suffix(folded: str, at: int, end: int, language: str) -> tuple[str, int]:
    edge = at + 1 if folded.startswith(" ", at, end) else at
    found = _suffixes(language).behind(folded, edge, end)
    if found is None or (edge > at and found[0] in _GLUED_ONLY and not signs_behind().behind(folded, found[1], end)):
        return "", at
    return found


def _plus(folded: str, at: int, end: int) -> tuple[bool, int]:
    """A "+" that is glued: "$90k + equity" adds something else."""
    is_open = folded.startswith("+", at, end) and not folded[at + 1 : at + 2].isalnum()
    return (True, at + 1) if is_open else (False, at)


def _spelled(folded: str, start: int, end: int, language: str) -> Iterator[Amount]:
    """Amounts in words: "twenty-one dollars and fifty cents"."""
    for match in _spelled_pattern(language).finditer(folded, start, end):
        figure = read_number_words(match["figure"], language)
        small = read_number_words(match["cents"], language) if match["cents"] else 0
        sign = signs_behind().behind(folded, match.start("sign"), end) or _cents(language).behind(folded, match.start("sign"), end)
        if figure is not None and small is not None and sign is not None:
            yield Amount(match.start(), match.end(), tidy(figure + small / 100), sign=sign[0])


@cache
def _spelled_pattern(language: str) -> re.Pattern[str]:
    pay, number = words("pay", language), number_words(language)
    small = rf"(?: {alternation(pay['and_cents'])} (?P<cents>{number}) {alternation(pay['cents'])})?"
    return re.compile(rf"(?P<figure>{number}) (?P<sign>{alternation(pay['spelled'])}){small}")


@cache
def scales_of_money(language: str) -> Mapping[str, int]:
    """What a suffix of an amount multiplies by."""
    return {**scales(language), **dict.fromkeys(words("pay", language)["lakhs_a_year"], 10**5)}


@cache
def behind_phrases(language: str) -> tuple[str, ...]:
    """Every suffix and sign that may stand behind a number, and "+"."""
    return (*scales_of_money(language), *signs_behind().phrases, *words("pay", language)["cents"], "+")


@cache
def _behind_gate(language: str) -> re.Pattern[str]:
    return re.compile(rf" ?{alternation(behind_phrases(language))}|[{LETTER}]")


@cache
def _suffixes(language: str) -> PhraseTable[str]:
    return PhraseTable({suffix: suffix for suffix in scales_of_money(language)})


@cache
def _cents(language: str) -> PhraseTable[Currency]:
    return PhraseTable(dict.fromkeys(words("pay", language)["cents"], cents()))
