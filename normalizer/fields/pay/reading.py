"""Whether an amount is pay, and what part of the offer it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from normalizer.fields.pay.setting import Setting
from normalizer.fields.pay.words import Word, words_between
from normalizer.readers.money import infer_period
from schemas.claim import About
from schemas.document import Section
from schemas.values import PayKind, Period

_HUGE = 20_000_000
"""No pay is so much in the currencies whose sizes are known; funding rounds are."""
_LARGE = 1_000_000
"""From here on a word must say that it is pay."""
_SALARY = 10_000
"""From here on an amount without a period is a yearly one."""
_LEAST = {Period.DAY: 40, Period.WEEK: 150, Period.MONTH: 400, Period.YEAR: 5_000, None: 300}
"""Less than this for a span of time (null: a fortnight) is a perk, unless a word right beside it says that it is pay."""
_MOST = {Period.HOUR: 1_500, Period.DAY: 8_000, Period.WEEK: 20_000, Period.MONTH: 60_000}
"""More than this is somebody else's money, unless a word says that it is pay."""
_LEAST_ALONE = 5
"""Amounts below this need a unit of work."""
_WIDEST = 4
"""The upper end of a range that shows by its size alone that it is a salary is at most so many times its lower end."""
_LEAST_SIGNLESS = 1_000
_MOST_IN_RANGE = 700_000
"""A range beyond this needs more than its size to be a salary."""
_BESIDE = 12
_NEAR = 60
_FAR = 90
_NEAR_BEHIND = 25
_JOINED = re.compile(r".{0,40}?(?:,|/|\b(?:and|or|then|to)) ?")
_HEADER = (Section.META, Section.TITLE, Section.SUMMARY)
_NOT_OF_PAY = (Section.RESPONSIBILITIES, Section.REQUIREMENTS, Section.ABOUT, Section.PROCESS)
_PIECES = (Period.TASK, Period.WORD, Period.PROJECT)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an amount turned out to be."""

    kind: PayKind | None
    """Null where it is no part of the offer."""
    ground: str = ""
    """What shows that it is."""
    used: int = 0
    """End of the words behind the amount that name its part: they say nothing of the next one."""
    end: int = 0
    """End of the amount."""


def read_amount(setting: Setting, previous: Reading | None) -> Reading:
    """What an amount is, by the words around it, else by the amount that it is joined to ("$500 now and $500 after a year")."""
    end = setting.money.end
    if any(denies(setting) for denies in _DENIALS):
        return Reading(None, end=end)
    ground = next((name for name, holds in _GROUNDS if holds(setting)), "")
    part, used = _part(setting)
    if ground and not (part is None and _follows_no_pay(setting, previous)):
        return Reading(part or PayKind.BASE, ground, used, end)
    if previous and previous.kind and _is_joined(setting, previous):
        return Reading(previous.kind, "joined to one that is", used, end)
    return Reading(None, end=end)


def _is_joined(setting: Setting, previous: Reading) -> bool:
    between = setting.page.folded[previous.end : setting.money.start]
    return not setting.timed and _JOINED.fullmatch(between) is not None


def _follows_no_pay(setting: Setting, previous: Reading | None) -> bool:
    """Whether an amount without words of its own is joined to one that is no base pay."""
    if previous is None or previous.kind is PayKind.BASE or setting.labelled or setting.timed or _says_pay(setting, _BESIDE):
        return False
    return _is_joined(setting, previous)


# ---- the part of the offer


def _part(setting: Setting) -> tuple[PayKind | None, int]:
    """(part of the offer that words name, end of those behind the amount): right in front, right behind, in front in its clause, its
    label."""
    if front := setting.in_front("part"):
        return PayKind(front.phrase.value), 0
    behind = setting.behind("part")
    if behind and not (setting.opens_next(behind) and behind.phrase.value != PayKind.BASE):
        return PayKind(behind.phrase.value), behind.end
    nearest = [word for word in setting.words if word in setting.before("part") or (word in setting.before("word") and not word.has("verb"))]
    if nearest and nearest[-1].kind == "part":
        return PayKind(nearest[-1].phrase.value), 0
    labels = [word for word in _label_words(setting) if word.kind == "part"]
    return (PayKind(labels[-1].phrase.value), 0) if labels else (None, 0)


def _label_words(setting: Setting) -> Sequence[Word]:
    """What the words of the line's label say, whether it stands in the line or above it."""
    line = setting.line
    if line.value_start > line.start:
        return [word for word in setting.words if word.end <= line.value_start]
    return words_between(line.label, 0, len(line.label)) if line.label else ()


# ---- what it is not


def _is_nothing(setting: Setting) -> bool:
    """Whether it says nothing: zero, or a small number of which neither a sign nor a period tells the unit."""
    most = max(setting.ends)
    return most <= 0 or (most < _LEAST_SIGNLESS and setting.money.signless and not setting.money.unit)


def _is_too_large(setting: Setting) -> bool:
    """Whether it is more than anybody is paid, or so much that a word would have to say that it is pay."""
    most = max(setting.ends)
    if not setting.is_western or most < min(_MOST.values()):
        return False
    limit = _LARGE if setting.money.period is None else _MOST.get(setting.money.period, _LARGE)
    said = _says_pay(setting, _NEAR) or any(word.kind == "word" for word in _label_words(setting))
    is_fact = setting.timed and setting.line.section in _HEADER and setting.stands_apart()
    return most >= _HUGE or (most >= limit and not said and not is_fact)


def _is_of_company(setting: Setting) -> bool:
    return setting.line.about is About.COMPANY and not setting.labelled and not setting.timed


def _is_labelled_otherwise(setting: Setting) -> bool:
    return any(word.kind == "other" and word.has("after_pay") for word in _label_words(setting))


def _is_named_otherwise_behind(setting: Setting) -> bool:
    named = setting.behind("follows") or setting.in_period("follows")
    return named is not None and (named.has("firm") or not setting.timed)


def _is_named_otherwise_before(setting: Setting) -> bool:
    """Whether words in front of it make it something else, and no word of pay stands nearer."""
    named = [word for word in setting.before("other", _FAR) if _may_speak_of(setting, word)]
    if not named:
        return False
    nearer = any(word.end > named[-1].end for word in (*setting.before("word"), *_of_work(setting.before("part"))))
    own = nearer or setting.behind("word") is not None or any(_of_work([setting.behind("part")]))
    return any(word.has("after_pay") for word in named) or not own


def _may_speak_of(setting: Setting, word: Word) -> bool:
    """Whether a word that makes amounts something else can mean this one."""
    if setting.labelled and word.start < setting.line.value_start:
        return False
    if word.has("touching"):
        return word is setting.in_front("other")
    if word.has("after_pay"):
        return True
    between = setting.page.folded[word.end : setting.money.start]
    if setting.timed:
        return word.has("firm") and (setting.money.period is not Period.HOUR or "," not in between)
    return "(" not in between


def _of_work(words: Iterable[Word | None]) -> list[Word]:
    """Those words that name base pay or a total."""
    return [word for word in words if word and word.phrase.value in (PayKind.BASE, PayKind.TOTAL)]


_DENIALS: tuple[Callable[[Setting], bool], ...] = (
    _is_nothing,
    _is_too_large,
    _is_of_company,
    _is_labelled_otherwise,
    _is_named_otherwise_behind,
    _is_named_otherwise_before,
)


# ---- what shows that it is


def _is_labelled(setting: Setting) -> bool:
    return setting.labelled


def _is_periodic(setting: Setting) -> bool:
    """By a period that only pay has, or a unit of work."""
    money = setting.money
    if setting.timed:
        is_vague = money.signless or (setting.line.section in _NOT_OF_PAY and money.period is not Period.HOUR)
        return not _is_small(setting) and (not is_vague or _says_pay(setting, _NEAR) or setting.stands_apart())
    if money.period in _PIECES:
        return not money.signless
    return bool(money.unit) and (_says_pay(setting, _NEAR) or setting.stands_apart())


def _is_small(setting: Setting) -> bool:
    """Whether it is too little for its span of time to be a wage."""
    least = _LEAST.get(setting.money.period) if setting.timed else None
    return least is not None and setting.is_western and max(setting.ends) < least


def _is_worded(setting: Setting) -> bool:
    is_vague = setting.money.signless and not (_is_range(setting) and min(setting.ends) >= _SALARY)
    reach = _BESIDE if is_vague or _is_small(setting) else _NEAR
    return _says_pay(setting, reach) and (min(setting.ends) >= _LEAST_ALONE or bool(setting.money.unit))


def _says_pay(setting: Setting, reach: int) -> bool:
    """Whether a word of pay stands near the amount, or the name of a part of the offer right beside it."""
    if setting.in_front("part") or setting.behind("part"):
        return True
    return bool(setting.before("word", reach)) or setting.near_behind("word", min(reach, _NEAR_BEHIND))


def _is_headed(setting: Setting) -> bool:
    heading = setting.line.heading
    if not heading or _is_small(setting) or not (setting.timed or _is_range(setting) or max(setting.ends) >= _SALARY):
        return False
    return any(word.kind == "word" for word in words_between(heading, 0, len(heading)))


def _is_range(setting: Setting) -> bool:
    return setting.money.min != setting.money.max and len(setting.ends) == 2


def _is_range_of_salary(setting: Setting) -> bool:
    money = setting.money
    if money.signless or not _is_range(setting) or setting.line.section in _NOT_OF_PAY:
        return False
    low, high = min(setting.ends), max(setting.ends)
    return infer_period(low, high, money.currency or money.symbol) is Period.YEAR and high <= low * _WIDEST and (high <= _MOST_IN_RANGE or not setting.is_western)


def _stands_in_header(setting: Setting) -> bool:
    """As a fact of its own in the header, or as nearly all of its line."""
    if min(setting.ends) < _LEAST_ALONE or not setting.stands_apart():
        return False
    line, money = setting.line, setting.money
    alone = line.end - line.start - (money.end - money.start) <= _BESIDE
    return (line.section in _HEADER or alone) and (_is_range(setting) or max(setting.ends) >= _SALARY)


def _is_for_somebody(setting: Setting) -> bool:
    """As a short line that says for whom it is ("Nights $21.15")."""
    line, money = setting.line, setting.money
    short = line.end - line.start - (money.end - money.start) <= _NEAR_BEHIND
    return short and min(setting.ends) >= _LEAST_ALONE and any(word.kind == "scope" for word in setting.words) and not _is_small(setting)


def _has_more_beside(setting: Setting) -> bool:
    """By equity or benefits that are offered beside it, or by words on how much of a week it is for."""
    more = setting.along() or setting.behind("fte") or setting.money.pro_rata
    if not more or max(setting.ends) < _SALARY:
        return False
    return not setting.money.signless or setting.stands_apart()


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
