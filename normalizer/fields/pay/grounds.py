"""What shows that an amount is pay."""

from __future__ import annotations

from collections.abc import Callable

from normalizer.fields.pay.setting import NEAR, Setting
from normalizer.fields.pay.words import words_between
from normalizer.readers.money import infer_period
from schemas.document import Section
from schemas.values import Period

_SALARY = 10_000
"""From here on an amount without a period is a yearly one."""
_LEAST = {Period.DAY: 40, Period.WEEK: 150, Period.MONTH: 400, Period.YEAR: 5_000, None: 300}
"""Less than this for a span of time (null: a fortnight) is a perk, unless a word right beside it says that it is pay."""
_LEAST_ALONE = 5
"""Amounts below this need a unit of work."""
_WIDEST = 4
"""The upper end of a range that shows by its size alone that it is a salary is at most so many times its lower end …"""
_MOST_IN_RANGE = 700_000
"""… and at most this."""
BESIDE = 12
_SHORT = 25
"""Characters of a line beside its amount."""
_HEADER = (Section.META, Section.TITLE, Section.SUMMARY)
_NOT_OF_PAY = (Section.RESPONSIBILITIES, Section.REQUIREMENTS, Section.ABOUT, Section.PROCESS)
_HOUR, _YEAR = Period.HOUR, Period.YEAR
_PIECES = (Period.TASK, Period.WORD, Period.PROJECT)


def ground_of(setting: Setting) -> str:
    """The first thing that shows that an amount is pay; empty where nothing does."""
    for name, holds in _GROUNDS:
        if holds(setting):
            return name
    return ""


def _is_labelled(setting: Setting) -> bool:
    return setting.labelled


def _is_periodic(setting: Setting) -> bool:
    """By a span of time, for which it is no perk, or by a unit of work."""
    money = setting.money
    if setting.timed:
        is_vague = money.signless or (setting.line.section in _NOT_OF_PAY and money.period is not _HOUR)
        return not _is_small(setting) and (not is_vague or setting.says_pay() or setting.stands_apart())
    if money.period in _PIECES:
        return not money.signless
    return bool(money.unit) and (setting.says_pay() or setting.stands_apart())


def _is_small(setting: Setting) -> bool:
    """Whether it is too little for its span of time to be a wage."""
    least = _LEAST.get(setting.money.period) if setting.timed else None
    return least is not None and setting.is_western and setting.most < least


def _is_worded(setting: Setting) -> bool:
    """By a word of pay near it, or right beside it where the amount itself says little."""
    is_vague = setting.money.signless and not (setting.is_range and setting.least >= _SALARY)
    reach = BESIDE if is_vague or _is_small(setting) else NEAR
    return setting.says_pay(reach) and (setting.least >= _LEAST_ALONE or bool(setting.money.unit))


def _has_more_beside(setting: Setting) -> bool:
    """By equity or benefits that are offered beside it, or by words on how much of a week it is for."""
    more = setting.along() or setting.behind("fte") or setting.money.pro_rata
    if not more or setting.most < _SALARY:
        return False
    return not setting.money.signless or setting.stands_apart()


def _is_headed(setting: Setting) -> bool:
    heading = setting.line.heading
    if not heading or _is_small(setting) or not (setting.timed or setting.is_range or setting.most >= _SALARY):
        return False
    return any(word.kind == "word" for word in words_between(heading, 0, len(heading), setting.page.speech))


def _is_range_of_salary(setting: Setting) -> bool:
    """By its size, as a range in a place where nothing else is so much."""
    money = setting.money
    if money.signless or not setting.is_range or setting.line.section in _NOT_OF_PAY:
        return False
    low, high = setting.least, setting.most
    if high > low * _WIDEST or (setting.is_western and high > _MOST_IN_RANGE):
        return False
    return infer_period(low, high, money.currency or money.symbol) is _YEAR


def _stands_in_header(setting: Setting) -> bool:
    """As a fact of its own in the header, or as nearly all of its line."""
    if setting.least < _LEAST_ALONE or not setting.stands_apart():
        return False
    is_placed = setting.line.section in _HEADER or _rest(setting) <= BESIDE
    return is_placed and (setting.is_range or setting.most >= _SALARY)


def _is_for_somebody(setting: Setting) -> bool:
    """As a short line that says for whom it is ("Nights $18.40")."""
    if _rest(setting) > _SHORT or setting.least < _LEAST_ALONE or _is_small(setting):
        return False
    return "scope" in setting.kinds


def _rest(setting: Setting) -> int:
    """Characters of its line beside the amount."""
    return setting.line.end - setting.line.start - (setting.money.end - setting.money.start)


_GROUNDS: tuple[tuple[str, Callable[[Setting], bool]], ...] = (
    ("its label", _is_labelled),
    ("what it is paid for", _is_periodic),
    ("a word of pay beside it", _is_worded),
    ("what is offered beside it", _has_more_beside),
    ("its heading", _is_headed),
    ("a range that only a salary has", _is_range_of_salary),
    ("a fact of the header", _stands_in_header),
    ("the person that it is for", _is_for_somebody),
)
"""What shows that an amount is pay, in the order in which it is asked."""
