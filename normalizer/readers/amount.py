"""Single amounts: one number with its suffix and its signs of currency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from normalizer.readers.currency import Currency, cents, signs_before, signs_behind
from normalizer.readers.number import DIGITS, SCALES, read_digits, tidy
from normalizer.readers.number_words import NUMBER_WORDS, read_number_words
from normalizer.readers.phrases import LETTER, PhraseTable, alternation
from normalizer.readers.words import words
from schemas.values import Number

_DIGITS = re.compile(DIGITS)
_CODES_WITH_DIGITS = re.compile(r"40[13] ?(?:k|\(?[kb]\))")
_LETTER = re.compile(f"[{LETTER}_]")
_LPA = ("lpa", "l.p.a", "l.p.a.", "lakhs per annum", "lakh per annum", "lakhs pa", "lakhs p.a.", "lacs p.a.", "lacs pa", "lac p.a.", "lacs per annum")
_INDIAN = ("lakh", "lakhs", "lac", "lacs", "crore", "crores", *_LPA)
_GLUED_ONLY = frozenset(("m", "b", "t", "tn"))
_NEEDS_SIGN = frozenset(("m", "mm", "b", "bn", "mn", "mio", "t", "tn", "million", "millions", "billion", "billions", "trillion"))
_SPELLED_SIGNS = ("dollar", "euro", "pound", "rupee", "cent")


@dataclass(frozen=True, slots=True)
class Amount:
    """One number that may be money."""

    start: int
    """Offset of its first sign or digit."""
    end: int
    """Offset behind its last sign, suffix or "+"."""
    figure: Number
    """The number as written, before the suffix."""
    suffix: str = ""
    """"k", "lakh" … or empty."""
    before: Currency | None = None
    """The sign in front of it."""
    behind: Currency | None = None
    """The sign behind it."""
    is_open: bool = False
    """With a "+" behind it."""
    is_yearly: bool = False
    """Its suffix says "per annum" ("LPA")."""

    @property
    def sign(self) -> Currency | None:
        """The more telling of its signs; null where it has none."""
        if self.before and self.behind:
            return self.before.joined(self.behind)
        return self.before or self.behind

    @property
    def scale(self) -> float:
        """What the figure is multiplied by."""
        return _scales().get(self.suffix, 1)

    @property
    def value(self) -> Number:
        """The amount in units of the currency."""
        sign = self.sign
        hundredths = sign is not None and sign.in_hundredths and not (self.before and self.behind)
        return tidy(self.figure * self.scale / (100 if hundredths else 1))


def find_amounts(text: str, folded: str, start: int, end: int) -> list[Amount]:
    """Every number in `text[start:end]` that could be an amount, with or without a sign, in reading order."""
    found = [a for m in _DIGITS.finditer(folded, start, end) if (a := _amount(text, folded, m, start, end))]
    if any(folded.find(word, start, end) >= 0 for word in _SPELLED_SIGNS):
        found = sorted((*found, *_spelled(folded, start, end)), key=lambda amount: amount.start)
    return found


def _amount(text: str, folded: str, digits: re.Match[str], start: int, end: int) -> Amount | None:
    figure = read_digits(digits[0])
    first, at = digits.span()
    if figure is None or figure in (401, 403) and _CODES_WITH_DIGITS.match(folded, first, end):
        return None
    before, first = _sign_before(text, folded, first, start)
    suffix, at = _suffix(folded, at, end)
    is_open, at = _plus(folded, at, end)
    behind, at = _sign_behind(text, folded, at, end, is_taken=before is not None and before.code is not None)
    if behind and not is_open:
        is_open, at = _plus(folded, at, end)
    amount = Amount(first, at, figure, suffix, before, behind, is_open, suffix in _LPA)
    if amount.sign is None:
        return _unsigned(folded, amount, digits, end)
    return amount


def _unsigned(folded: str, amount: Amount, digits: re.Match[str], end: int) -> Amount | None:
    """An amount without a sign, unless it is part of a word, a time or a date, or its suffix is one that needs a sign."""
    first, last = digits.span()
    before = folded[first - 1] if first else " "
    if _LETTER.match(before) or before in "#/:" or (before == "-" and _LETTER.match(folded, first - 2) and not amount.suffix):
        return None
    if amount.suffix in _NEEDS_SIGN:
        return None
    if amount.suffix in _INDIAN:
        return replace(amount, behind=Currency("INR"))
    behind = folded[last : last + 2] if last < end else " "
    if not amount.suffix and (_LETTER.match(behind) or (behind[0] in "/:" and behind[1:].isdigit())):
        return None
    return amount


def _sign_before(text: str, folded: str, at: int, start: int) -> tuple[Currency | None, int]:
    edge = at - 1 if at > start and folded[at - 1] == " " else at
    found = signs_before().before(folded, edge, start) if edge > start else None
    if found is None or found[0].is_capital and not text[found[1]].isupper():
        return None, at
    return found


def _sign_behind(text: str, folded: str, at: int, end: int, *, is_taken: bool) -> tuple[Currency | None, int]:
    edge = at + 1 if folded.startswith(" ", at, end) else at
    found = signs_behind().behind(folded, edge, end) or _cents().behind(folded, edge, end)
    if found is None or found[0].is_capital and not text[edge:found[1]].isupper():
        return None, at
    belongs_to_next = folded[found[1] : found[1] + 2].strip()[:1].isdigit() and (is_taken or not folded[edge].isalpha())
    return (None, at) if belongs_to_next else found


def _suffix(folded: str, at: int, end: int) -> tuple[str, int]:
    edge = at + 1 if folded.startswith(" ", at, end) else at
    found = _suffixes().behind(folded, edge, end)
    if found is None or edge > at and found[0] in _GLUED_ONLY:
        return "", at
    return found


def _plus(folded: str, at: int, end: int) -> tuple[bool, int]:
    edge = at + 1 if folded.startswith(" +", at, end) else at
    if not folded.startswith("+", edge, end):
        return False, at
    # "$90k + equity" adds something else; only a "+" without a word behind it opens the amount.
    glued = edge == at
    return (True, edge + 1) if glued and not folded[edge + 1 : edge + 2].isalnum() else (False, at)


def _spelled(folded: str, start: int, end: int) -> Iterator[Amount]:
    """Amounts in words: "twenty-one dollars and fifty cents"."""
    for match in _spelled_pattern().finditer(folded, start, end):
        figure, small = read_number_words(match["figure"]), read_number_words(match["cents"] or "zero")
        sign = signs_behind().behind(folded, match.start("sign"), end) or _cents().behind(folded, match.start("sign"), end)
        if figure is not None and small is not None and sign is not None:
            yield Amount(match.start(), match.end(), tidy(figure + small / 100), behind=sign[0])


@cache
def _spelled_pattern() -> re.Pattern[str]:
    signs = alternation(sign for sign in _spelled_signs())
    return re.compile(rf"(?P<figure>{NUMBER_WORDS}) (?P<sign>{signs})(?: and (?P<cents>{NUMBER_WORDS}) (?:cents|pence))?")


def _spelled_signs() -> tuple[str, ...]:
    whole = ("us dollars", "dollars", "dollar", "canadian dollars", "australian dollars", "euros", "euro", "pounds sterling", "pounds", "rupees")
    return (*whole, *words("pay")["cents"])


@cache
def _scales() -> dict[str, float]:
    return {**SCALES, **dict.fromkeys(_LPA, 10**5)}


@cache
def _suffixes() -> PhraseTable[str]:
    return PhraseTable({suffix: suffix for suffix in _scales()})


@cache
def _cents() -> PhraseTable[Currency]:
    return PhraseTable(dict.fromkeys(words("pay")["cents"], cents()))
