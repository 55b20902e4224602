"""Sentences: where those of a block end, in running text, in items that lost their line breaks and in scripts without spaces."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

_LONGEST = 1000
"""Characters of a sentence; longer ones are cut, so that no rule has to read more at a time."""
_WIDE_MARKS = "。！？；"
# Every end begins with a character of one set, for which the engine looks many times as fast as for alternatives.
_AT_MARK = (
    r"(?<=[.!?;])['\")\]]? +(?=[\"'(\[]?[A-Z0-9•£$€¿¡À-ÞА-Я])|(?<=[a-zß-ÿ]{3}[.!?])(?=[A-ZÀ-Þ][a-zß-ÿ]{0,15} [a-zß-ÿ])"
    rf"|(?<=[{_WIDE_MARKS}])"
)
_SENTENCE_END = re.compile(rf"[.!?;{_WIDE_MARKS}](?:{_AT_MARK})")
_BULLETS = "•●▪"
_AT_BULLET = rf"(?<=\s)[{_BULLETS}]\s"
_SENTENCE_OR_BULLET = re.compile(rf"[.!?;{_WIDE_MARKS}\s](?:{_AT_MARK}|{_AT_BULLET})")
# Items that lost their line breaks: " - " ends one where a block holds several.
_RUN_TOGETHER = re.compile(rf"[.!?;{_WIDE_MARKS}\s](?:{_AT_MARK}|{_AT_BULLET}|(?<=\s)(?<!\d\s)(?<!\dk\s)-\s(?=[A-Z(]))")
_ITEM = " - "
_LEAST_ITEMS = 3
_LONGEST_ABBREVIATION = 7


class Sentences:
    """Cuts the blocks of one text into sentences."""

    __slots__ = ("_abbreviation", "_ends", "_folded", "_has_items", "_marks", "_text")

    def __init__(self, text: str, folded: str, abbreviation: re.Pattern[str]) -> None:
        """`abbreviation` matches the ends of words behind which a dot ends no sentence."""
        self._text, self._folded, self._abbreviation = text, folded, abbreviation
        # Looked for in the whole text at once, since none reaches over a line feed into another block: few blocks hold any.
        ends = _SENTENCE_OR_BULLET if any(map(text.__contains__, _BULLETS)) else _SENTENCE_END
        self._ends = [found.span() for found in ends.finditer(text)]
        self._marks = [mark for mark, _ in self._ends]
        # Stands behind every block, so that there is always a next one.
        self._marks.append(len(text))
        self._has_items = text.count(_ITEM) >= _LEAST_ITEMS

    def between(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """Spans of the sentences between two offsets, none longer than a rule may have to read."""
        first = bisect_left(self._marks, start)
        if self._marks[first] >= end > start and not self._has_items and end - start <= _LONGEST:
            # Most blocks are a sentence each.
            return ((start, end),)
        spans = self._cut(start, end, self._ends_between(start, end, first))
        return [part for span in spans for part in _bounded(self._folded, *span)] if end - start > _LONGEST else spans

    def _cut(self, start: int, end: int, ends: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        text, at = self._text, start
        spans: list[tuple[int, int]] = []
        for first, behind in ends:
            if self._goes_on(at, first, behind):
                continue
            stop = first if text[first] == " " else first + 1
            if at < stop:
                spans.append((at, stop))
            at = behind
        if at < end:
            spans.append((at, end))
        return spans

    def _ends_between(self, start: int, end: int, first: int) -> Sequence[tuple[int, int]]:
        """Spans from the mark that may end a sentence to the next one's beginning, the last one apart; `first` is the number of the first
        mark.
        """
        if self._has_items and self._text.count(_ITEM, start, end) >= _LEAST_ITEMS:
            return [found.span() for found in _RUN_TOGETHER.finditer(self._text, start, end)]
        return self._ends[first : bisect_left(self._marks, end, first)]

    def _goes_on(self, start: int, mark: int, behind: int) -> bool:
        """Whether the sentence that begins at `start` does not end at this mark after all."""
        sign = self._text[mark]
        if sign == "." and self._abbreviation.search(self._folded, max(start, mark + 1 - _LONGEST_ABBREVIATION), mark + 1):
            return True
        return behind == mark + 1 and sign in ".!?" and not _follows_word(self._text, start, mark)


def _follows_word(text: str, start: int, mark: int) -> bool:
    """Whether an ordinary word stands before a mark behind which the space is lost ("on time.You"), and not a name with a dot in it
    ("Asp.Net developers").
    """
    return text[max(start, text.rfind(" ", start, mark) + 1)].islower()


def _bounded(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        cut = folded.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = cut if cut > 0 else start + _LONGEST
        yield start, cut
        start = cut
    yield start, end
