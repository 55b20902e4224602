"""What shows that an amount is not pay."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from normalizer.document.lines import Line
from normalizer.fields.pay.setting import WESTERN, Setting, is_labelled, is_timed
from normalizer.fields.pay.words import Word
from normalizer.page import Page
from normalizer.readers.money import Money
from schemas.claim import About
from schemas.document import Section
from schemas.values import PayKind, Period

_HUGE = 20_000_000
"""No pay is so much in the currencies whose sizes are known; funding rounds are."""
_LARGE = 1_000_000
"""From here on a word must say that it is pay."""
_MOST = {Period.HOUR: 1_500, Period.DAY: 8_000, Period.WEEK: 20_000, Period.MONTH: 60_000}
"""More than this for a span of time is somebody else's money, unless a word says that it is pay."""
_LEAST_OF_MOST = min(_MOST.values())
_LEAST_SIGNLESS = 1_000
_FAR = 90
"""Characters between an amount and a word in front of it that makes it something else."""
_OF_WORK = (PayKind.BASE, PayKind.TOTAL)
_COMPANY, _HOUR = About.COMPANY, Period.HOUR
_HEADER = (Section.META, Section.TITLE, Section.SUMMARY)


def is_beyond_pay(money: Money) -> bool:
    """Whether an amount is more than anybody is paid."""
    return (money.currency or money.symbol) in WESTERN and money.ends[1] >= _HUGE


def are_of_company(page: Page, line: Line, amounts: Iterable[Money]) -> bool:
    """Whether all amounts of a line are the company's: it speaks of the company, and none of them is for a span of time."""
    return line.about is _COMPANY and not is_labelled(page, line) and not any(map(is_timed, amounts))


def is_denied(setting: Setting) -> bool:
    """Whether anything shows that an amount is not pay."""
    return any(denies(setting) for denies in _DENIALS)


def _is_nothing(setting: Setting) -> bool:
    """Whether it says nothing: zero, or a small number of which neither a sign nor a period tells the unit."""
    most = setting.most
    return most <= 0 or (most < _LEAST_SIGNLESS and setting.money.signless and not setting.money.unit)


def _is_too_large(setting: Setting) -> bool:
    """Whether it is so much that a word would have to say that it is pay, and none does."""
    most = setting.most
    if not setting.is_western or most < _LEAST_OF_MOST:
        return False
    limit = _LARGE if setting.money.period is None else _MOST.get(setting.money.period, _LARGE)
    return most >= limit and not _is_said(setting)


def _is_said(setting: Setting) -> bool:
    """Whether words or the header say that it is pay, however much it is."""
    if setting.says_pay() or any(word.kind == "word" for word in setting.label_words()):
        return True
    return setting.timed and setting.line.section in _HEADER and setting.stands_apart()


def _is_of_company(setting: Setting) -> bool:
    return setting.line.about is _COMPANY and not setting.labelled and not setting.timed


def _is_labelled_otherwise(setting: Setting) -> bool:
    return any(word.kind == "other" and word.has("after_pay") for word in setting.label_words())


def _is_named_otherwise_behind(setting: Setting) -> bool:
    named = setting.followed_by() or setting.in_period("follows")
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
        return word.has("firm") and (setting.money.period is not _HOUR or "," not in between)
    return "(" not in between


def _of_work(words: Iterable[Word | None]) -> list[Word]:
    """Those words that name base pay or a total."""
    return [word for word in words if word and word.phrase.value in _OF_WORK]


_DENIALS: tuple[Callable[[Setting], bool], ...] = (
    _is_nothing,
    _is_too_large,
    _is_of_company,
    _is_labelled_otherwise,
    _is_named_otherwise_behind,
    _is_named_otherwise_before,
)
