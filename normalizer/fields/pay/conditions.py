"""For whom an offer of pay holds: the place, level, shift or contract that its words name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from normalizer.document.lines import Line
from normalizer.fields.pay.offers import Offer
from normalizer.fields.pay.words import is_plain, words_between
from normalizer.fold import fold
from normalizer.page import Page
from normalizer.resolve import role_claims
from schemas.document import BlockKind, Section

_DEPENDENCE = "dependence"
"""A cue that names what an amount within the range depends on: no condition of the whole."""
_MERGED = re.compile(r" ?[,/-]? ?")
_LEAD = re.compile(r"[^|;•·]{0,25}")
_LEAD_ALONE = re.compile(r"[ :(]{0,3}")
_OPENING = 5
"""Characters before a scope that opens its sentence ("For Colorado, …")."""
_SUBJECT = 14
"""Characters between a scope and the word of pay that the sentence goes on with."""


class _Scope(NamedTuple):
    """Words that name for whom an offer holds."""

    start: int
    end: int
    is_sure: bool
    """False where they say so only beside another scope."""


class _Condition(NamedTuple):
    text: str
    is_sure: bool


def conditions_of(page: Page, offers: Sequence[Offer]) -> list[str | None]:
    """The condition of each offer, as written, or null."""
    found: list[_Condition | None] = []
    for index, group in groupby(offers, key=lambda offer: offer.line):
        found += _in_line(page, index, list(group), alone=len(offers) == 1)
    several = len({condition.text.lower() for condition in found if condition}) > 1
    return [condition.text if condition and (condition.is_sure or several) else None for condition in found]


def _in_line(page: Page, index: int, offers: list[Offer], *, alone: bool) -> list[_Condition | None]:
    scopes = _scopes(page, index, offers[0])
    if len(offers) == 1:
        return [_of_one(page, index, offers[0], scopes, alone=alone)]
    line = page.lines[index]
    edges = [line.start, *(offer.money.end for offer in offers)]
    lead = [_leading(page, scopes, edge, offer) for edge, offer in zip(edges, offers, strict=False)]
    ceilings = [*(offer.money.start for offer in offers[1:]), line.end]
    trail = [_trailing(page, scopes, offer, ceiling) for offer, ceiling in zip(offers, ceilings, strict=True)]
    chosen = lead if lead[0] and sum(map(bool, lead)) >= sum(map(bool, trail)) else trail
    return [_condition(page, scope) for scope in chosen]


def _leading(page: Page, scopes: Sequence[_Scope], floor: int, offer: Offer, gap: re.Pattern[str] = _LEAD) -> _Scope | None:
    """The last scope between `floor` and an offer, close to it."""
    near = [s for s in scopes if floor <= s.start and s.end <= offer.money.start]
    return near[-1] if near and gap.fullmatch(page.folded, near[-1].end, offer.money.start) else None


def _trailing(page: Page, scopes: Sequence[_Scope], offer: Offer, ceiling: int) -> _Scope | None:
    """The first scope between an offer and `ceiling`, right behind it."""
    near = [s for s in scopes if offer.money.end <= s.start and s.end <= ceiling]
    return near[0] if near and page.rule("pay", "trail").fullmatch(page.folded, offer.money.end, near[0].start) else None


def _of_one(page: Page, index: int, offer: Offer, scopes: Sequence[_Scope], *, alone: bool) -> _Condition | None:
    """The condition of the only offer of its line: its label, a scope beside it or at the beginning, its heading (never a sure one, so that
    it is not looked for where the offer is alone on its page).
    """
    line = page.lines[index]
    beside = (
        _leading(page, scopes, line.value_start, offer, _LEAD_ALONE)
        or _trailing(page, scopes, offer, line.end)
        or _opening(page, scopes, line, offer)
    )
    return _of_label(page, line, scopes) or _condition(page, beside) or (None if alone else _of_heading(page, index))


def _opening(page: Page, scopes: Sequence[_Scope], line: Line, offer: Offer) -> _Scope | None:
    """A scope that opens its sentence and is set off by a comma, or is what the sentence speaks of ("Night shifts pay …")."""
    first = scopes[0] if scopes else None
    if first is None or first.start - line.start > _OPENING:
        return None
    is_subject = any(word.kind == "word" and 0 < word.start - first.end <= _SUBJECT for word in offer.words)
    return first if is_subject or page.folded.startswith(",", first.end) else None


def _condition(page: Page, scope: _Scope | None) -> _Condition | None:
    return _Condition(page.text[scope.start : scope.end], scope.is_sure) if scope else None


def _of_label(page: Page, line: Line, scopes: Sequence[_Scope]) -> _Condition | None:
    """A label that names a scope, or that names something beside pay ("Captioner rate")."""
    if not line.label or "pay" in page.labels.get(line.label, ()):
        return None
    if line.value_start > line.start:
        text = page.text[line.start : line.value_start].strip(" :*-–")
        sure = [scope.is_sure for scope in scopes if scope.end <= line.value_start]
    else:
        text = line.label
        sure = [not word.has("contrast") for word in words_between(text, 0, len(text), page.speech) if word.kind == "scope"]
    if sure:
        return _Condition(text, any(sure))
    speaks = any(word.kind in ("word", "part") for word in words_between(line.label, 0, len(line.label), page.speech))
    return _Condition(text, is_sure=False) if speaks and not is_plain(line.label, page.speech) else None


def _of_heading(page: Page, index: int) -> _Condition | None:
    heading = page.lines[index].heading
    words = words_between(heading, 0, len(heading), page.speech) if heading else ()
    named = sum(word.end - word.start for word in words if word.kind == "scope")
    if named * 2 <= len(heading):
        return None
    above = next((line for line in reversed(page.lines[:index]) if line.kind is BlockKind.HEADING), None)
    return _Condition(page.text[above.start : above.end].strip(" :"), is_sure=False) if above else None


def _scopes(page: Page, index: int, offer: Offer) -> list[_Scope]:
    """All scopes of a line, those that touch as one."""
    merged: list[_Scope] = []
    for scope in sorted(_found(page, index, offer), key=lambda s: (s.start, -s.end)):
        last = merged[-1] if merged else None
        if last and (scope.start < last.end or _MERGED.fullmatch(page.folded, last.end, scope.start)):
            merged[-1] = _Scope(last.start, max(last.end, scope.end), last.is_sure or scope.is_sure)
        else:
            merged.append(scope)
    own = own_words(page) if merged else ""
    return [_Scope(s.start, s.end, s.is_sure and page.folded[s.start : s.end] not in own) for s in merged]


def _found(page: Page, index: int, offer: Offer) -> Iterator[_Scope]:
    line = page.lines[index]
    for word in offer.words:
        if word.kind == "scope":
            yield _Scope(word.start, word.end, not word.has("contrast"))
    for place in page.mentions(line.start, line.end, "place"):
        yield _Scope(place.start, place.end, is_sure=True)
    for cue in page.cues(index, "condition"):
        if cue.phrase.name != _DEPENDENCE:
            yield _Scope(cue.start, cue.end, is_sure=True)


def own_words(page: Page) -> str:
    """What the title and the place of work name anyway is no condition by itself."""
    lines = page.lines
    titles = [page.folded[lines[index].start : lines[index].end] for index in page.in_section(Section.TITLE)]
    places = [fold(draft.quote) for draft in role_claims(page.drafts, "locations")]
    return "\n".join((*titles, *places))
