"""Money as listings write it: single figures, ranges and bounds, with currency and period."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from normalizer.packs import ENGLISH
from normalizer.readers.amount import Amount, find_amounts
from normalizer.readers.currency import Currency, currency_for_country, signs_behind
from normalizer.readers.magnitude import infer_period
from normalizer.readers.number import tidy
from normalizer.readers.pay_gate import may_hold_money
from normalizer.readers.pay_offer import Offer, may_be_pay, read_offer
from normalizer.readers.period import Per, is_pay_label_before, label_before
from normalizer.readers.phrases import LETTER, UNSPACED, alternation
from normalizer.readers.words import words
from schemas.values import Number, Period

__all__ = ["Money", "currency_for_country", "find_money", "infer_period"]

_SALARY_SIZED = 1_000
"""From here on a number beside a weak sign is money without a period too."""
_LEAST_BARE_K = 10_000
"""A "k" alone ("4k video") says nothing below this."""
_MOST_NUMBERS = 3
"""In one expression: both ends of a range and one in brackets between them."""
_HOUR, _YEAR = Period.HOUR, Period.YEAR
_SPANS = (Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR)
_MILLS = re.compile(r"(?<!\d)\d{2,3}\.\d{3}(?!\d)")
_INR = Currency("INR")
_INDIAN_LETTERS = frozenset(("l", "cr"))
"""Behind a label of pay and for a year these are lakh and crore; elsewhere litres and credits."""


class Money(NamedTuple):
    """One expression of money in a text, as stated. (A tuple, as no other class of so many attributes is made as fast.)"""

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

    @property
    def ends(self) -> tuple[Number, Number]:
        """The lower and the upper of the ends that are stated, at least one; both are one where the other is not."""
        if self.min is not None and self.max is not None and self.min <= self.max:
            return self.min, self.max
        stated = [end for end in (self.min, self.max) if end is not None]
        return min(stated), max(stated)


def find_money(text: str, folded: str, start: int, end: int, language: str = ENGLISH) -> list[Money]:
    """Every expression of money in the line `text[start:end]`, in reading order; `folded` is the folded text."""
    if not may_hold_money(folded, start, end, language):
        return []
    found: list[Money] = []
    amounts = find_amounts(text, folded, start, end, language)
    floor = start
    for at, amount in enumerate(amounts):
        if amount.start < floor or not may_be_pay(folded, amounts, at, floor, end, language):
            continue
        offer = read_offer(folded, amounts[at : at + _MOST_NUMBERS], floor, end, language)
        money = _judged(folded, offer, floor, end, language)
        if money:
            found.append(money)
            floor = money.end
    return _with_shared_periods(folded, found, language)


def _judged(folded: str, offer: Offer, floor: int, end: int, language: str) -> Money | None:
    """The money that an offer is, or null where its numbers count something else."""
    sign = _sign(offer)
    per, period_span = _per(folded, offer, floor, language)
    if per and per.period is _HOUR and offer.ends[-1].figure >= _SALARY_SIZED:
        offer = offer._replace(ends=tuple(_with_mills(folded, amount) for amount in offer.ends))
    first, last = offer.ends[0], offer.ends[-1]
    is_labelled = sign is None and is_pay_label_before(folded, offer.start, floor, language)
    if sign is None and last.suffix in _INDIAN_LETTERS and (is_labelled or (per and per.period is _YEAR)):
        sign = _INR
    if (first.is_glued or last.is_glued) and not (offer.tail.per and offer.tail.per_start == last.end):
        return None
    if sign is None:
        is_money = _is_signless_money(folded, offer, per, end, language, is_labelled=is_labelled)
    else:
        is_money = not sign.is_weak or per is not None or _is_salary_sized(last)
    return _money(offer, sign, per, period_span, language) if is_money else None


def _with_mills(folded: str, amount: Amount) -> Amount:
    """An hourly "$36.705", whose point makes no thousands."""
    return amount._replace(figure=amount.figure / 1000) if _MILLS.search(folded, amount.start, amount.end) else amount


def _is_salary_sized(amount: Amount) -> bool:
    return amount.suffix in ("", "k") and amount.value >= _SALARY_SIZED


def _sign(offer: Offer) -> Currency | None:
    low, high = offer.ends[0], offer.ends[-1]
    sign = low.sign.joined(high.sign) if low.sign and high.sign else low.sign or high.sign
    if not (low.suffix or high.suffix):
        return sign
    if (low.is_indian or high.is_indian) and (sign is None or (sign.symbol == "rs" and (low.is_yearly or high.is_yearly))):
        return _INR
    return sign


def _per(folded: str, offer: Offer, floor: int, language: str) -> tuple[Per | None, tuple[int, int] | None]:
    """(what it is for, where that is said)."""
    tail, last = offer.tail, offer.ends[-1]
    if tail.per:
        return tail.per, (tail.per_start, tail.per_end)
    if last.is_yearly:
        return Per(_YEAR, last.suffix), (last.end - len(last.suffix), last.end)
    label = label_before(folded, offer.start, floor, language)
    return (label[0], label[1:]) if label else (None, None)


def _is_signless_money(folded: str, offer: Offer, per: Per | None, end: int, language: str, *, is_labelled: bool) -> bool:
    """Whether numbers without a sign of currency are pay: by a period, by a label of pay, or by a "k" that no noun follows."""
    last = offer.ends[-1]
    if (offer.ends[0].needs_sign or last.needs_sign) and not is_labelled:
        return False
    if per and not per.is_bare and offer.tail.per and _pays_by(per, last):
        return True
    if not _free_end(language).match(folded, offer.tail.end, end):
        return False
    if is_labelled or (per and not offer.tail.per):
        return True
    return last.suffix == "k" and last.value >= _LEAST_BARE_K


def _pays_by(per: Per, amount: Amount) -> bool:
    """Whether a number without a sign is pay because of its period: "20 per hour" is, "5 per week" counts something."""
    if per.period is _HOUR or amount.suffix == "k":
        return True
    return per.period in _SPANS and amount.value >= _SALARY_SIZED


@cache
def _free_end(language: str) -> re.Pattern[str]:
    return re.compile(
        rf" ?(?:$|[^{LETTER}{UNSPACED}0-9% (-]|-(?! ?[{LETTER}0-9])|\((?!k\))|{alternation(words('pay', language)['followers'])})"
    )


@cache
def _unsaid(language: str) -> Currency | None:
    """The sign that a language means where an amount of pay has none; null where it means no particular one."""
    found = (signs_behind().behind(sign, 0, len(sign)) for sign in words("pay", language)["unsaid"])
    return next((sign[0] for sign in found if sign), None)


def _money(offer: Offer, sign: Currency | None, per: Per | None, span: tuple[int, int] | None, language: str) -> Money:
    stated, sign = sign, sign or _unsaid(language)
    low, high = offer.ends[0].value, offer.ends[-1].value
    is_single = len(offer.ends) == 1
    quantity = per.quantity if per else 1
    bound = offer.bound or ("at_least" if is_single and offer.ends[0].is_open else None)
    least = None if bound in ("at_most", "less_than") else _for_one(low, quantity)
    most = None if bound in ("at_least", "more_than") else _for_one(high, quantity)
    return Money(
        start=offer.start,
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
        signless=stated is None,
        min_exclusive=bound == "more_than",
        max_exclusive=bound == "less_than",
    )


def _for_one(value: Number, quantity: Number) -> Number:
    return value if quantity == 1 else tidy(value / quantity)


@cache
def _alternative(language: str) -> re.Pattern[str]:
    return re.compile(rf" ?(?:/|{'|'.join(words('range', language)['alternatives'])}) ?")


def _with_shared_periods(folded: str, found: list[Money], language: str) -> list[Money]:
    """A period stated once behind alternatives ("40 USD or 150 PLN per hour") is for each of them."""
    for index in range(len(found) - 2, -1, -1):
        one, next_ = found[index], found[index + 1]
        if not one.unit and next_.period and _alternative(language).fullmatch(folded, one.end, next_.start):
            found[index] = one._replace(period=next_.period, period_span=next_.period_span, unit=next_.unit)
    return found
