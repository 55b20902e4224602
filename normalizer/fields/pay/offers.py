"""The offers of pay on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from normalizer.fields.pay.denials import are_of_company, is_beyond_pay
from normalizer.fields.pay.reading import Reading, read_amount
from normalizer.fields.pay.setting import Setting, by_kind
from normalizer.fields.pay.words import Word, words_between
from normalizer.page import Page
from normalizer.readers.money import Money, find_money
from schemas.values import PayKind

_NEAR = 25
"""Characters between an amount and words that say for how much of a week it is paid."""
_NEAR_PAYMENTS = 60
"""Characters between an amount and words behind it that say how often a year it is paid."""


class Offer(NamedTuple):
    """Money that is part of what the role pays."""

    money: Money
    kind: PayKind
    ground: str
    """What shows that it is pay."""
    line: int
    words: Sequence[Word]
    """What the words of its line say."""
    is_full_time: bool
    """Whether it is the full-time figure of a part-time role."""
    is_start: bool
    """Whether it is called the start of a scale."""
    payments: int | None
    """How often a year it is paid, where that is said ("in 14 payments")."""


def find_offers(page: Page) -> list[Offer]:
    """Every offer of the page's lines, in reading order."""
    lines = {hit.line for hit in page.hits("pay")} | {index for index, _ in page.labelled("pay")}
    return [offer for index in sorted(lines) for offer in _in_line(page, index)]


def _in_line(page: Page, index: int) -> Iterator[Offer]:
    line = page.lines[index]
    amounts = find_money(page.text, page.folded, line.start, line.end, page.speech)
    found = [money for money in amounts if not is_beyond_pay(money)]
    if not found or are_of_company(page, line, found):
        return
    words = words_between(page.folded, line.start, line.end, page.speech)
    kinds = by_kind(words)
    floor, previous = line.start, None
    for money, following in zip(found, [*(money.start for money in found[1:]), line.end], strict=True):
        setting = Setting.of(page, line, money, words, kinds, floor, following)
        reading: Reading = read_amount(setting, previous)
        if reading.kind:
            yield Offer(
                _bounded(setting),
                reading.kind,
                reading.ground,
                index,
                words,
                _is_full_time(setting),
                bool(setting.before("start")),
                _payments(setting),
            )
        previous, floor = reading, max(money.end, reading.used)


def _bounded(setting: Setting) -> Money:
    """The amount, of which words in front may say that it is one end only ("minimum salary: $45,000")."""
    money, ends = setting.money, setting.before("end")
    if not ends or money.min is None or money.max is None or setting.is_range:
        return money
    return money._replace(max=None) if ends[-1].phrase.value == "min" else money._replace(min=None)


def _is_full_time(setting: Setting) -> bool:
    if setting.in_front("actual") or setting.behind("actual"):
        return False
    return setting.money.pro_rata or bool(setting.before("fte", _NEAR)) or setting.near_behind("fte", _NEAR)


def _payments(setting: Setting) -> int | None:
    """Payments a year that the words behind the amount name, else those in front of it."""
    end, following = setting.money.end, setting.following
    for word in setting.kinds.get("payments", ()):
        if end <= word.start < min(end + _NEAR_PAYMENTS, following):
            return word.times
    in_front = setting.before("payments", _NEAR)
    return in_front[-1].times if in_front else None
