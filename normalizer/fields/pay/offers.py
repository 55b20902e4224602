"""Which of the money in a line is pay, and what part of the offer it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalizer.document.lines import Line
from normalizer.lexicon import Hit
from normalizer.page import Page
from normalizer.readers.money import Money, find_money
from schemas.claim import About
from schemas.document import Section
from schemas.values import PayKind, Period

_NEAR = 60
"""Characters between an amount and a word that says what it is."""
_TIME = frozenset({Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR})
_LARGEST = 20_000_000
"""No pay is so much in the currencies below; their funding rounds are."""
_STRONG = frozenset({"USD", "EUR", "GBP", "CAD", "AUD", "CHF", "SGD", "NZD", "$", ""})
_CLAUSE = re.compile(r"[;|•·]|\.(?= )| - |, (?=and |plus )| and (?=(?:an?|the|our|your)\b)| \+ | plus ")
# What may stand between an amount and the word for what it is ("$500 in commission"); "+ equity" is something else beside it.
_JOINS = re.compile(r" ?\(?(?:(?:in|of|as|worth of|an?|annual|yearly|monthly|per year|a year|guaranteed|target) ?){0,3}")
# A header in one line: facts between bars or dots.
_CHIPS = re.compile(r"[|·•].{1,200}[|·•]")
_PAY_HEADING = re.compile(r"\b(?:compensation|salary|pay|wages?|rates?|remuneration|earnings)\b")


@dataclass(frozen=True, slots=True)
class Offer:
    """Money that is part of what the role pays."""

    money: Money
    kind: PayKind
    line: int
    full_time_equivalent: bool
    alone: bool
    """Whether it is the only offer in its line."""


def find_offers(page: Page) -> Iterator[Offer]:
    """Every offer of the page's lines, in reading order."""
    by_line: dict[int, list[Hit]] = {}
    for hit in page.hits("pay"):
        by_line.setdefault(hit.line, []).append(hit)
    for index, hits in by_line.items():
        line = page.lines[index]
        if "pay" in page.labels.get(line.label, ()) or any(hit.phrase.options["kind"] in ("mark", "word") for hit in hits):
            yield from _in_line(page, index, hits)
    for index, _ in page.labelled("pay"):
        if index not in by_line:
            yield from _in_line(page, index, [])


def _in_line(page: Page, index: int, hits: list[Hit]) -> Iterator[Offer]:
    line = page.lines[index]
    found = find_money(page.text, page.folded, line.start, line.end)
    if not found or _of_kind(hits, "doubt") and not _labelled(page, line):
        return
    kept = [(money, kind) for money in found if (kind := _kind(page, index, money, found, hits))]
    for money, kind in kept:
        full_time_equivalent = money.pro_rata or any(_distance(hit, money) < _NEAR // 2 for hit in _of_kind(hits, "fte"))
        yield Offer(money, kind, index, full_time_equivalent, len(kept) == 1)


def _of_kind(hits: list[Hit], kind: str) -> list[Hit]:
    return [hit for hit in hits if hit.phrase.options["kind"] == kind]


def _labelled(page: Page, line: Line) -> bool:
    return "pay" in page.labels.get(line.label, ())


def _kind(page: Page, index: int, money: Money, found: list[Money], hits: list[Hit]) -> PayKind | None:
    """What part of the offer an amount is; null where it is no pay at all."""
    line = page.lines[index]
    if _too_large(money) or _is_other(page, line, money, hits):
        return None
    named = _named_kind(page, line, money, hits)
    if named is PayKind.STIPEND and money.period in _TIME and "intern" in page.folded[:400]:
        return PayKind.BASE
    if named not in (None, PayKind.TOTAL):
        return named if _is_pay(page, line, money, hits) else None
    return (named or PayKind.BASE) if _is_pay(page, line, money, hits) else None


def _too_large(money: Money) -> bool:
    most = max((end for end in (money.min, money.max) if end is not None), default=0)
    return most >= _LARGEST and (money.currency or money.symbol) in _STRONG


def _is_other(page: Page, line: Line, money: Money, hits: list[Hit]) -> bool:
    """Whether the words next to an amount make it something else than pay."""
    floor, ceiling = _clause(page.folded, line, money)
    before = [h for h in _of_kind(hits, "other") if h.phrase.options["side"] == "behind" and floor <= h.start and h.end <= money.start]
    words = [h for h in _of_kind(hits, "word") if floor <= h.start and h.end <= money.start]
    if before and not any(word.end > before[-1].end for word in words) and not _labelled(page, line):
        return True
    behind = page.folded[money.end : min(ceiling, money.end + _NEAR)]
    return any(pattern.match(behind) for pattern in _behind_patterns(page))


def _behind_patterns(page: Page) -> tuple[re.Pattern[str], ...]:
    return page.expressions("pay", "other money, behind")


def _clause(folded: str, line: Line, money: Money) -> tuple[int, int]:
    """Offsets of the clause around an amount."""
    floor = line.start
    for mark in _CLAUSE.finditer(folded, line.start, money.start):
        floor = mark.end()
    following = _CLAUSE.search(folded, money.end, line.end)
    return floor, following.start() if following else line.end


def _named_kind(page: Page, line: Line, money: Money, hits: list[Hit]) -> PayKind | None:
    """The part of the offer that words next to an amount name: those before it in its clause, else those right behind it."""
    floor, ceiling = _clause(page.folded, line, money)
    named = _of_kind(hits, "kind")
    before = [h for h in named if max(floor, money.start - _NEAR) <= h.start and h.end <= money.start]
    base = page.folded.rfind("base", floor, money.start)
    if before and before[-1].start > base:
        return PayKind(before[-1].phrase.value)
    behind = [h for h in named if money.end <= h.start <= ceiling and _JOINS.fullmatch(page.folded, money.end, h.start)]
    if behind:
        return PayKind(behind[0].phrase.value)
    return PayKind(named[0].phrase.value) if named and line.label and named[0].end <= line.value_start else None


def _is_pay(page: Page, line: Line, money: Money, hits: list[Hit]) -> bool:
    """Whether something says that an amount is paid for the work: a label, a period, a word, a heading or the header's chip."""
    if line.about is About.COMPANY and not _labelled(page, line) and money.period is None:
        return False
    if _labelled(page, line):
        return money.min != 0
    if money.signless:
        return bool(money.period and _of_kind(hits, "word")) or (money.period is Period.HOUR)
    if money.period is not None or money.biweekly:
        return True
    words = [hit for hit in _of_kind(hits, "word") if _distance(hit, money) < _NEAR]
    ends = [end for end in (money.min, money.max) if end is not None]
    annual = min(ends) >= 10_000 and money.min != money.max
    if words or _PAY_HEADING.search(line.heading):
        return min(ends) >= 5
    short = line.end - line.start < 2 * (money.end - money.start) + 40
    header = line.section in (Section.META, Section.TITLE, Section.BENEFITS) or _CHIPS.search(page.folded, line.start, line.end)
    return (annual and (short or bool(header))) or (short and bool(header))


def _distance(hit: Hit, money: Money) -> int:
    return max(hit.start - money.end, money.start - hit.end, 0)
