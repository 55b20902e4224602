"""What an amount of money is: pay or not, and which part of the offer."""

from __future__ import annotations

from typing import NamedTuple

from normalizer.fields.pay.denials import is_denied
from normalizer.fields.pay.grounds import BESIDE, ground_of
from normalizer.fields.pay.setting import Setting
from schemas.values import PayKind

_BASE = PayKind.BASE


class Reading(NamedTuple):
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
    if is_denied(setting):
        return Reading(None, end=end)
    ground = ground_of(setting)
    part, used = _part(setting)
    if ground and not (part is None and _follows_no_base(setting, previous)):
        return Reading(part or _BASE, ground, used, end)
    if previous and previous.kind and _is_joined(setting, previous):
        return Reading(previous.kind, "joined to one that is", used, end)
    return Reading(None, end=end)


def _is_joined(setting: Setting, previous: Reading) -> bool:
    joined = setting.page.rule("pay", "joined_amount")
    return not setting.timed and joined.fullmatch(setting.page.folded, previous.end, setting.money.start) is not None


def _follows_no_base(setting: Setting, previous: Reading | None) -> bool:
    """Whether an amount without words of its own is joined to one that is no base pay."""
    if previous is None or previous.kind is _BASE or setting.labelled or setting.timed or setting.says_pay(BESIDE):
        return False
    return _is_joined(setting, previous)


def _part(setting: Setting) -> tuple[PayKind | None, int]:
    """(part of the offer, end of the words behind the amount that name it): by the words right in front of it, else right behind it,
    else in front of it in its clause, else by its label.
    """
    if front := setting.in_front("part"):
        return PayKind(front.phrase.value), 0
    behind = setting.behind("part")
    if behind and not (setting.opens_next(behind) and behind.phrase.value != _BASE):
        return PayKind(behind.phrase.value), behind.end
    parts = setting.before("part")
    if parts and not any(word.end > parts[-1].end and not word.has("verb") for word in setting.before("word")):
        return PayKind(parts[-1].phrase.value), 0
    labels = [word for word in setting.label_words() if word.kind == "part"]
    is_labelled = labels and setting.floor <= setting.line.value_start
    return (PayKind(labels[-1].phrase.value), 0) if is_labelled else (None, 0)
