"""One or two amounts with the words around them, as they stand: whether they are money is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from normalizer.readers.amount import Amount, code_behind, code_in_brackets
from normalizer.readers.number import bounds_before
from normalizer.readers.pay_range import as_range
from normalizer.readers.pay_tail import Tail, has_tail, read_tail
from normalizer.readers.period import is_label_before
from normalizer.readers.phrases import PhraseTable
from normalizer.readers.words import meanings

_LONGEST_MARK = 12
"""Between a number and the one that carries the sign for both, in characters."""


class Offer(NamedTuple):
    """One or two amounts with the words around them, before it is decided whether they are money."""

    ends: tuple[Amount, ...]
    """One amount, or the lower and the upper end of a range."""
    tail: Tail
    """The words behind them."""
    bound: str | None
    """What stands in front of a single amount or behind it: `at_least`, `more_than`, `at_most`, `less_than`, `between` or null."""
    start: int
    """Offset of the bound, else of the first amount."""
    is_approximate: bool
    """Whether "about" stands in front."""


def may_be_pay(folded: str, amounts: Sequence[Amount], at: int, floor: int, end: int, language: str) -> bool:
    """Whether a number is worth a closer look: most are years, hours and counts."""
    amount = amounts[at]
    if amount.sign or amount.suffix:
        return True
    next_ = amounts[at + 1] if at + 1 < len(amounts) else None
    if next_ and next_.start - amount.end <= _LONGEST_MARK and _carries(folded, next_, end, language):
        return True
    return has_tail(folded, amount.end, end, language) or is_label_before(folded, amount.start, floor, language)


def _carries(folded: str, amount: Amount, end: int, language: str) -> bool:
    """Whether the upper end of a range may carry what its lower end leaves out: a suffix, a sign, a period."""
    return bool(amount.suffix) or (amount.sign is not None and not amount.is_led) or has_tail(folded, amount.end, end, language)


def read_offer(folded: str, amounts: Sequence[Amount], floor: int, end: int, language: str) -> Offer:
    """The offer that starts with the first of `amounts`; nothing in front of `floor` or behind `end` belongs to it."""
    first = amounts[0]
    bound, start, is_approximate = _bound(folded, first.start, floor, language)
    tail = read_tail(folded, first.end, end, language)
    ends: tuple[Amount, ...] = (first,)
    # Behind "between" a number in brackets may stand before the upper end.
    for second in amounts[1:3] if bound else amounts[1:2]:
        if pair := as_range(folded, first, second, tail, bound, end, language):
            last = read_tail(folded, second.end, end, language)
            ends, tail, bound = pair, last if last.per or not tail.per else tail._replace(end=last.end), None
            break
    if len(ends) == 1 and not bound and (behind := _bound_behind(folded, tail.end, end, language)):
        bound, tail = behind[0], tail._replace(end=behind[1])
    offer = Offer(ends, tail, bound, start, is_approximate)
    sign = ends[-1].sign
    return offer if sign and sign.code else _with_code_around(folded, offer, floor, end)


def _bound_behind(folded: str, at: int, end: int, language: str) -> tuple[str, int] | None:
    """(bound, end) of words of bound behind an amount, with or without a space between ("30万元以上")."""
    if at >= end:
        return None
    table = _bounds_behind(language)
    return table.behind(folded, at + 1, end) or table.behind(folded, at, end)


def _with_code_around(folded: str, offer: Offer, floor: int, end: int) -> Offer:
    """The offer with the code behind its period ("90k/yr USD") or in brackets in front of it."""
    tail, sign = offer.tail, offer.ends[-1].sign
    behind = code_behind(folded, tail.end, end) if tail.per else None
    before = code_in_brackets(folded, offer.start, floor) if sign and not behind else None
    code = behind or before
    if code is None or (sign and not sign.agrees(code[0])):
        return offer
    ends = tuple(amount._replace(sign=code[0]) for amount in offer.ends)
    return offer._replace(ends=ends, tail=tail._replace(end=behind[1]) if behind else tail, start=before[1] if before else offer.start)


def _bound(folded: str, at: int, floor: int, language: str) -> tuple[str | None, int, bool]:
    """(bound or null, where its words start, whether "about" stands there) in front of an amount."""
    bound: str | None = None
    start, is_approximate = at, False
    for _ in range(2):
        edge = start
        while edge > floor and folded[edge - 1] in " :":
            edge -= 1
        found = bounds_before(language).before(folded, edge, floor)
        if found is None or bound:
            break
        is_approximate |= found[0] == "about"
        bound, start = (None if found[0] == "about" else found[0]), found[1]
    return bound, start, is_approximate


@cache
def _bounds_behind(language: str) -> PhraseTable[str]:
    return PhraseTable(meanings("bounds.behind_pay", language))
