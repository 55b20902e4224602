"""An amount among the words of its line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from normalizer.document.lines import Line
from normalizer.fields.pay.words import Word, joins, words_between
from normalizer.page import Page
from normalizer.readers.money import Money
from schemas.values import Period

_TIMES = frozenset({Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR})
WESTERN = frozenset({"USD", "EUR", "GBP", "CAD", "AUD", "CHF", "SGD", "NZD", "$"})
"""Currencies and signs of about one worth: only for these a size tells anything."""
NEAR = 60
"""Characters between an amount and a word in front of it that speaks of it."""
_NEAR_BEHIND = 25
_BREAK = re.compile(r"[;|•·*]| - | \+ | / ")
_IN_FRONT = re.compile(r"[ :(=~-]{0,4}")
_OPENS = re.compile(r" ?:? ?")
_BEHIND = re.compile(r" ?\(?")
_BEHIND_FOR = re.compile(r"[ /-]{0,2}\(?")
_ALONG = re.compile(r"[ )+&,(/-]{0,4}")
_EDGE_BEHIND = re.compile(r"[ )]{0,2}(?:$|[|·•;,+/(*<]|-(?= ))")


def by_kind(words: Sequence[Word]) -> dict[str, list[Word]]:
    """Kind → words of it, in reading order."""
    kinds: dict[str, list[Word]] = {}
    for word in words:
        kinds.setdefault(word.kind, []).append(word)
    return kinds


def is_timed(money: Money) -> bool:
    """Whether an amount is for a stated span of time."""
    return money.period in _TIMES or money.biweekly


def is_labelled(page: Page, line: Line) -> bool:
    """Whether a line is the value of a label of pay."""
    return "pay" in page.labels.get(line.label, ())


@dataclass(slots=True)
class Setting:
    """What can be asked of an amount's surroundings. Offsets are those of the text."""

    page: Page
    line: Line
    money: Money
    words: Sequence[Word]
    """All words of the pack in the line."""
    kinds: Mapping[str, Sequence[Word]]
    """The same by their kind."""
    floor: int
    """Beginning of its clause, or end of the words that speak of the amount before it."""
    following: int
    """Offset of the next amount, or of the line's end."""
    # What nearly every question needs is worked out once.
    least: float = field(init=False)
    """The lower of the stated ends of the amount."""
    most: float = field(init=False)
    """The upper of the stated ends of the amount."""
    is_range: bool = field(init=False)
    """Whether two different ends are stated."""
    is_western: bool = field(init=False)
    """Whether the amount is in a currency whose sizes tell something."""
    timed: bool = field(init=False)
    """Whether the amount is for a stated span of time."""
    labelled: bool = field(init=False)
    """Whether the line is the value of a label of pay."""

    def __post_init__(self) -> None:
        money = self.money
        self.least, self.most = money.ends
        self.is_range = money.min is not None and money.max is not None and money.min != money.max
        self.is_western = (money.currency or money.symbol) in WESTERN
        self.timed = is_timed(money)
        self.labelled = is_labelled(self.page, self.line)

    @classmethod
    def of(
        cls, page: Page, line: Line, money: Money, words: Sequence[Word], kinds: Mapping[str, Sequence[Word]], floor: int, following: int
    ) -> Setting:
        """The setting of an amount; `floor` is the end of what belongs to the amount before it."""
        begin = max(floor, 0)
        for mark in _BREAK.finditer(page.folded, floor, money.start):
            begin = mark.end()
        for word in kinds.get("break", ()):
            if floor <= word.start and begin < word.end <= money.start:
                begin = word.end
        return cls(page, line, money, words, kinds, begin, following)

    def before(self, kind: str, reach: int = NEAR) -> Sequence[Word]:
        """Words of a kind in front of the amount, in its clause."""
        words = self.kinds.get(kind)
        if not words:
            return ()
        start, floor = self.money.start, self.floor
        return [word for word in words if floor <= word.start < start and word.end >= start - reach]

    def in_front(self, kind: str) -> Word | None:
        """The word of a kind right in front of the amount."""
        found = self.before(kind)
        start = self.money.start
        return found[-1] if found and _IN_FRONT.fullmatch(self.page.folded, min(found[-1].end, start), start) else None

    def behind(self, kind: str) -> Word | None:
        """The word of a kind right behind the amount."""
        return self._touching(kind, _BEHIND)

    def followed_by(self) -> Word | None:
        """What the amount is for instead of work, right behind it."""
        return self._touching("follows", _BEHIND_FOR, "purposes")

    def along(self) -> Word | None:
        """What is offered beside the amount, right behind it."""
        return self._touching("along", _ALONG, "besides")

    def _touching(self, kind: str, gap: re.Pattern[str], use: str = "") -> Word | None:
        end, folded = self.money.end, self.page.folded
        for word in self.kinds.get(kind, ()):
            if word.start >= end and (marks := gap.match(folded, end, word.start)):
                return word if joins(folded, marks.end(), word.start, self.page.speech, use) else None
        return None

    def near_behind(self, kind: str, reach: int = _NEAR_BEHIND) -> bool:
        """Whether a word of a kind stands behind the amount within its clause."""
        end = self.money.end
        for word in self.kinds.get(kind, ()):
            if 0 <= word.start - end <= reach and not _BREAK.search(self.page.folded, end, word.start):
                return True
        return False

    def in_period(self, kind: str) -> Word | None:
        """The word of a kind among the words that say what the amount is for ("per referral")."""
        if not self.money.period_span:
            return None
        start, end = self.money.period_span
        return next((word for word in self.kinds.get(kind, ()) if max(start, self.money.start) <= word.start < end), None)

    def opens_next(self, word: Word) -> bool:
        """Whether a word stands right in front of the next amount."""
        return self.following < self.line.end and _OPENS.fullmatch(self.page.folded, word.end, self.following) is not None

    def says_pay(self, reach: int = NEAR) -> bool:
        """Whether a word of pay stands near the amount, or the name of a part of the offer right beside it."""
        if self.in_front("part") or self.behind("part"):
            return True
        return bool(self.before("word", reach)) or self.near_behind("word", min(reach, _NEAR_BEHIND))

    def label_words(self) -> Sequence[Word]:
        """What the words of the line's label say, whether it stands in the line or above it."""
        if self.line.value_start > self.line.start:
            return [word for word in self.words if word.end <= self.line.value_start]
        return words_between(self.line.label, 0, len(self.line.label), self.page.speech) if self.line.label else ()

    def stands_apart(self) -> bool:
        """Whether the amount is a fact of its own between marks or the ends of its line."""
        lead = self.page.folded[self.line.start : self.money.start]
        words = lead.rstrip(" (~")
        if not words and self.page.text[self.money.end : self.money.end + 2].strip()[:1].isupper():
            # Behind a fact that lost its mark a new sentence begins.
            return True
        opens = not words or "(" in lead[-3:] or words[-1] in "|·•:,*>" or words.endswith(" -")
        return opens and _EDGE_BEHIND.match(self.page.folded, self.money.end, self.line.end) is not None
