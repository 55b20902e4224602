"""Money as listings write it: single figures, ranges and bounds, with currency and period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from normalizer.readers.amount import Amount, code_behind, find_amounts
from normalizer.readers.currency import Currency, currency_for_country
from normalizer.readers.magnitude import infer_period
from normalizer.readers.number import bounds_before
from normalizer.readers.pay_gate import may_hold_money
from normalizer.readers.pay_range import as_range
from normalizer.readers.pay_tail import Tail, has_tail, read_tail
from normalizer.readers.period import Per, is_label_before, is_pay_label_before, label_before
from normalizer.readers.phrases import LETTER, alternation
from normalizer.readers.words import words
from schemas.values import Number, Period

__all__ = ["Money", "currency_for_country", "find_money", "infer_period"]

_SALARY_SIZED = 1_000
"""From here on a number beside a weak sign is money without a period too."""
_LEAST_BARE_K = 10_000
"""A "k" alone ("4k video") says nothing below this."""
_LONGEST_MARK = 12
"""Between a number and the one that carries the sign for both, in characters."""
_INR = Currency("INR")
_INDIAN_LETTERS = frozenset(("l", "cr"))
"""Behind a label of pay these are lakh and crore; elsewhere litres and credits."""


@dataclass(frozen=True, slots=True)
class Money:
    """One expression of money in a text, as stated."""

    start: int
    """Offset of its first word: a bound ("up to"), a sign or a digit."""
    end: int
    """Offset behind its last: a digit, a sign or the period."""
    min: Number | None
    """Lower end; equal to `max` for a single figure; null for "up to"."""
    max: Number | None
    """Upper end; null for "from" and "+"."""
    currency: str | None
    """ISO 4217; null for an ambiguous sign and where there is none."""
    symbol: str = ""
    """The ambiguous sign ("$", "kr", "rs", "¥", "¢", "peso", "franc", "dirham"), or empty."""
    candidates: tuple[str, ...] = ()
    """Codes that the ambiguous sign may stand for."""
    period: Period | None = None
    """What the amount is for, only where stated."""
    period_span: tuple[int, int] | None = None
    """Offsets of the words that state the period; they may stand in front of `start` ("hourly rate: $20")."""
    unit: str = ""
    """The words of the unit paid for, also where no period has its name ("mile", "shift"): then none may be inferred."""
    basis: str | None = None
    """"gross" or "net" where one of them stands beside it."""
    biweekly: bool = False
    """For two weeks; `period` is then null."""
    pro_rata: bool = False
    """The full-time figure of part-time work."""
    approximate: bool = False
    """"About", "circa"."""
    inverted: bool = False
    """The first end is greater than the second; both are kept as stated."""
    signless: bool = False
    """No sign of currency at all: money only if the field's own words say so."""
    min_exclusive: bool = False
    """"More than"."""
    max_exclusive: bool = False
    """"Less than"."""


class _Offer(NamedTuple):
    """One or two amounts with the words around them, before it is decided whether they are money."""

    ends: tuple[Amount, ...]
    tail: Tail
    bound: str | None
    start: int
    is_approximate: bool


def find_money(text: str, folded: str, start: int, end: int) -> list[Money]:
    """Every expression of money in the line `text[start:end]`, in reading order; `folded` is the folded text."""
    if not may_hold_money(folded, start, end):
        return []
    found: list[Money] = []
    amounts = find_amounts(text, folded, start, end)
    at, floor = 0, start
    while at < len(amounts):
        if not _may_be_pay(folded, amounts, at, floor, end):
            at += 1
            continue
        offer = _offer(folded, amounts[at : at + 2], floor, end)
        money = _judged(folded, offer, floor, end)
        if money:
            found.append(money)
            floor = money.end
        at += len(offer.ends) if money else 1
    return _with_shared_periods(folded, found)


def _may_be_pay(folded: str, amounts: Sequence[Amount], at: int, floor: int, end: int) -> bool:
    """Whether a number is worth a closer look: most are years, hours and counts."""
    amount = amounts[at]
    if amount.sign or amount.suffix:
        return True
    next_ = amounts[at + 1] if at + 1 < len(amounts) else None
    if next_ and next_.start - amount.end <= _LONGEST_MARK and (next_.suffix or (next_.sign and not next_.is_led)):
        return True
    return has_tail(folded, amount.end, end) or is_label_before(folded, amount.start, floor)


def _offer(folded: str, amounts: Sequence[Amount], floor: int, end: int) -> _Offer:
    first = amounts[0]
    bound, start, is_approximate = _bound(folded, first.start, floor)
    tail = read_tail(folded, first.end, end)
    ends: tuple[Amount, ...] = (first,)
    if len(amounts) == 2 and (pair := as_range(folded, first, amounts[1], tail, bound, end)):
        last = read_tail(folded, pair[1].end, end)
        ends, tail, bound = pair, last if last.per or not tail.per else tail._replace(end=last.end), None
    return _with_code_behind(folded, _Offer(ends, tail, bound, start, is_approximate), end)


def _with_code_behind(folded: str, offer: _Offer, end: int) -> _Offer:
    """The offer with the code behind its period ("90k/yr USD"), where no sign of its own settles the currency."""
    sign = offer.ends[-1].sign
    found = code_behind(folded, offer.tail.end, end) if offer.tail.per and not (sign and sign.code) else None
    if found is None or (sign and not sign.agrees(found[0])):
        return offer
    return offer._replace(ends=tuple(a._replace(sign=found[0]) for a in offer.ends), tail=offer.tail._replace(end=found[1]))


def _bound(folded: str, at: int, floor: int) -> tuple[str | None, int, bool]:
    """(bound or null, where its words start, whether "about" stands there) in front of an amount."""
    bound: str | None = None
    start, is_approximate = at, False
    for _ in range(2):
        edge = start
        while edge > floor and folded[edge - 1] in " :":
            edge -= 1
        found = bounds_before().before(folded, edge, floor)
        if found is None or bound:
            break
        is_approximate |= found[0] == "about"
        bound, start = (None if found[0] == "about" else found[0]), found[1]
    return bound, start, is_approximate


def _judged(folded: str, offer: _Offer, floor: int, end: int) -> Money | None:
    """The money that an offer is, or null where its numbers count something else."""
    sign = _sign(offer)
    per, period_span, start = _per(folded, offer, floor)
    is_labelled = sign is None and is_pay_label_before(folded, offer.start, floor)
    if is_labelled and offer.ends[-1].suffix in _INDIAN_LETTERS:
        sign = _INR
    if any(a.is_glued for a in offer.ends) and not (offer.tail.per and offer.tail.per_start == offer.ends[-1].end):
        return None
    if sign is None:
        is_money = _is_signless_money(folded, offer, per, end, is_labelled=is_labelled)
    else:
        is_money = not sign.is_weak or per is not None or _is_salary_sized(offer.ends[-1])
    return _money(offer, sign, per, period_span, start) if is_money else None


def _is_salary_sized(amount: Amount) -> bool:
    return amount.suffix in ("", "k") and amount.value >= _SALARY_SIZED


def _sign(offer: _Offer) -> Currency | None:
    signs = [sign for amount in offer.ends if (sign := amount.sign)]
    sign = signs[0].joined(signs[-1]) if signs else None
    if any(a.is_indian for a in offer.ends) and (sign is None or (sign.symbol == "rs" and any(a.is_yearly for a in offer.ends))):
        return _INR
    return sign


def _per(folded: str, offer: _Offer, floor: int) -> tuple[Per | None, tuple[int, int] | None, int]:
    """(what it is for, where that is said, where the expression starts)."""
    tail, last = offer.tail, offer.ends[-1]
    if tail.per:
        return tail.per, (tail.per_start, tail.per_end), offer.start
    if last.is_yearly:
        return Per(Period.YEAR, last.suffix), (last.end - len(last.suffix), last.end), offer.start
    label = label_before(folded, offer.start, floor)
    return (label[0], label[1:], offer.start) if label else (None, None, offer.start)


def _is_signless_money(folded: str, offer: _Offer, per: Per | None, end: int, *, is_labelled: bool) -> bool:
    """Whether numbers without a sign of currency are pay: by a period, by a label of pay, or by a "k" that no noun follows."""
    last = offer.ends[-1]
    if any(a.needs_sign for a in offer.ends) and not is_labelled:
        return False
    if per and not per.is_bare and offer.tail.per and _pays_by(per, last):
        return True
    if not _free_end().match(folded, offer.tail.end, end):
        return False
    if is_labelled or (per and not offer.tail.per):
        return True
    return last.suffix == "k" and last.value >= _LEAST_BARE_K


def _pays_by(per: Per, amount: Amount) -> bool:
    """Whether a number without a sign is pay because of its period: "20 per hour" is, "5 per week" counts something."""
    if per.period is Period.HOUR or amount.suffix == "k":
        return True
    return per.period in (Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR) and amount.value >= _SALARY_SIZED


@cache
def _free_end() -> re.Pattern[str]:
    return re.compile(rf" ?(?:$|[^{LETTER}0-9% (-]|-(?! ?[{LETTER}0-9])|\((?!k\))|{alternation(words('pay')['followers'])})")


def _money(offer: _Offer, sign: Currency | None, per: Per | None, span: tuple[int, int] | None, start: int) -> Money:
    low, high = offer.ends[0].value, offer.ends[-1].value
    is_single = len(offer.ends) == 1
    quantity = per.quantity if per else 1
    bound = offer.bound or ("at_least" if is_single and offer.ends[0].is_open else None)
    least = None if bound in ("at_most", "less_than") else _for_one(low, quantity)
    most = None if bound in ("at_least", "more_than") else _for_one(high, quantity)
    return Money(
        start=start,
        end=offer.tail.end,
        min=least,
        max=most,
        currency=sign.code if sign else None,
        symbol=sign.symbol if sign else "",
        candidates=sign.candidates if sign else (),
        period=per.period if per else None,
        period_span=span,
        unit=per.unit if per else "",
        basis=offer.tail.basis,
        biweekly=per is not None and per.is_biweekly,
        pro_rata=offer.tail.is_pro_rata,
        approximate=offer.is_approximate,
        inverted=low > high,
        signless=sign is None,
        min_exclusive=bound == "more_than",
        max_exclusive=bound == "less_than",
    )


def _for_one(value: Number, quantity: Number) -> Number:
    return value if quantity == 1 else round(value / quantity, 6)


_ALTERNATIVE = re.compile(r" ?(?:or|/|and) ?")


def _with_shared_periods(folded: str, found: list[Money]) -> list[Money]:
    """A period stated once behind alternatives ("45 USD or 180 PLN per hour") is for each of them."""
    for index in range(len(found) - 2, -1, -1):
        one, next_ = found[index], found[index + 1]
        if not one.unit and next_.period and _ALTERNATIVE.fullmatch(folded, one.end, next_.start):
            found[index] = replace(one, period=next_.period, period_span=next_.period_span, unit=next_.unit)
    return found
