"""Days that the listing states: posted, updated, the deadline, the first and the last day of work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizer.fields.dates.day_order import day_first, same_day
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.date import DateSpan, find_dates, read_date
from normalizer.resolve import FIRST, HEADER, TEXT, UNCONDITIONAL, Rule, Settled, choose
from schemas.document import Section

FIELD = "dates"
PARTS = ("posted", "updated", "valid_through", "starts", "ends")
_LABEL_PHRASES = (
    ("updated", "updated"),
    ("posted", "posted"),
    ("posted, as a label", "posted"),
    ("deadline", "valid_through"),
    ("closing, as a label", "valid_through"),
    ("ends", "ends"),
    ("ends, as a label", "ends"),
    ("starts", "starts"),
    ("starts, as a label", "starts"),
)
"""Phrases of the pack that labels are read with, and the part that each names."""

_REACH = 60
"""Characters between words and the date they speak of."""
_LONGEST_CHIP = 30
"""Characters of a line of the header that may be a time ago and nothing else."""
_BEFORE = re.compile(r"[ (,:-]{1,3}")
_EMPTY = re.compile(r"[\s:*.|-]*")
_OPENING = re.compile(r"(?:^|[|·•,(*] ?)$")
_MOST_EMPTY_LINES = 2
_COUNTED_BACK = "counted back"
STATED: Rule = ("a date before a time ago", lambda c: c.rule.endswith(_COUNTED_BACK))
MOVED: Rule = ("a deadline that was moved", lambda c: "moved" not in c.rule)


def read(page: Page) -> Iterator[Draft]:
    """Claims `dates.<part>`: an ISO 8601 day; null where a date is stated that does not decide one."""
    taken: set[int] = set()
    for hit in page.hits(FIELD):
        if not hit.phrase.options.get("ignored") and (span := _date_of(page, hit)) and span.start not in taken:
            taken.add(span.start)
            yield _claim(page, hit.phrase.options["part"], min(hit.start, span.start), span, hit.phrase.rule)
    for _, line in page.labelled(FIELD):
        spans = find_dates(page.text, page.folded, line.value_start, line.end, page.speech)
        part = _part_of_label(page, line.label)
        if part and spans and spans[0].start not in taken:
            taken.add(spans[0].start)
            yield _claim(page, part, spans[0].start, spans[0], f"{FIELD}: {part} by its label")
    yield from _chips(page, taken)


def _chips(page: Page, taken: set[int]) -> Iterator[Draft]:
    """A time ago that stands alone in the header is when the listing was posted."""
    for index in page.in_section(Section.META):
        line = page.lines[index]
        if line.label or line.end - line.start > _LONGEST_CHIP:
            continue
        for span in find_dates(page.text, page.folded, line.start, line.end, page.speech):
            if span.relative and span.start not in taken and (span.start, span.end) == (line.start, line.end):
                yield _claim(page, "posted", span.start, span, f"{FIELD}: time ago alone")


def _date_of(page: Page, hit: Hit) -> DateSpan | None:
    """The date that words speak of: the first one behind them, the last one where they say that it was moved, or the one in front."""
    line = page.lines[hit.line]
    if hit.phrase.options.get("opens") and not _OPENING.search(page.folded[line.start : hit.start]):
        return None
    end = min(line.end, hit.end + _REACH)
    stop = page.folded.find(";", hit.end, end)
    behind = [
        span for span in find_dates(page.text, page.folded, hit.end, line.end, page.speech) if span.start < (stop if stop > 0 else end)
    ]
    if behind:
        return behind[-1 if hit.phrase.options.get("moved") else 0]
    before = find_dates(page.text, page.folded, line.start, hit.start, page.speech)
    if before and _BEFORE.fullmatch(page.folded, before[-1].end, hit.start):
        return before[-1]
    return _on_next_line(page, hit) if _EMPTY.fullmatch(page.folded, hit.end, line.end) else None


def _on_next_line(page: Page, hit: Hit) -> DateSpan | None:
    """The date that the next line begins with, where a line holds nothing but the words ("Closing date" above "10 May 2026")."""
    if not _EMPTY.fullmatch(page.folded, page.lines[hit.line].start, hit.start):
        return None
    for line in page.lines[hit.line + 1 : hit.line + 1 + _MOST_EMPTY_LINES]:
        spans = find_dates(page.text, page.folded, line.start, line.end, page.speech)
        if spans and _EMPTY.fullmatch(page.folded, line.start, spans[0].start):
            return spans[0]
        if not _EMPTY.fullmatch(page.folded, line.start, line.end):
            return None
    return None


def _claim(page: Page, part: str, start: int, span: DateSpan, rule: str) -> Draft:
    words = page.text[span.start : span.end]
    read_as = read_date(words, fetched_at=page.raw.fetched_at, day_first=None, language=page.speech)
    day = read_as.date
    if read_as.ambiguous:
        order = day_first(page)
        day = same_day(page, span) if order is None else read_date(words, fetched_at=page.raw.fetched_at, day_first=order).date
    return page.claim(f"{FIELD}.{part}", day, start, max(span.end, start), f"{rule}, {_COUNTED_BACK}" if span.relative else rule)


def _part_of_label(page: Page, label: str) -> str | None:
    """The part that a label names, read by the same expressions as prose."""
    named = (part for phrase, part in _LABEL_PHRASES for pattern in page.expressions(FIELD, phrase) if pattern.search(label))
    return next(named, None)


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """For each part the date that the text states first, else the embedded one."""
    values: dict[str, str] = {}
    follows: list[tuple[Draft, str]] = []
    for part in PARTS:
        stated = [claim for claim in claims if claim.field == f"{FIELD}.{part}"]
        if stated:
            claim, rule = choose(stated, (UNCONDITIONAL, STATED, MOVED, TEXT, HEADER, FIRST))
            values[part] = claim.value
            follows.append((claim, rule))
    return Settled({FIELD: values}, follows) if values else None
