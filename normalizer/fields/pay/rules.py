"""Pay: every offer of the role as a claim, and the primary base pay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.document.lines import Line
from normalizer.fields.pay.currency import currency_of
from normalizer.fields.pay.offers import Offer, find_offers
from normalizer.page import Draft, Page
from normalizer.readers.money import Money, infer_period
from normalizer.resolve import FIRST, HEADER, TEXT, UNCONDITIONAL, Rule, Settled, choose
from schemas.values import PayKind, Period, Strength

FIELD = "pay"
_KEYS = ("min", "max", "currency", "period", "stated_period")
_WEEKS = 52
_CLOSE = 3
"""Characters between an amount and its period."""
# What is left of a label once these words are gone is a condition: a place, a level, a shift.
_PAY_WORDS = re.compile(
    r"\b(?:base|annual(?:ized)?|yearly|gross|hourly|monthly|weekly|daily|day|expected|target|targeted|starting|estimated|total|cash|listed|posted|typical|"
    r"contract|current|our|the|your|this|role|position|job|for|in|of|is|and|usd|gbp|eur|cad|pay|salary|salaries|compensation|comp|rate|rates|wage|wages|range|"
    r"ranges|band|package|remuneration|ote|fixed|price|per|hour|year|annum|amount|offer|us|bonus|equity|stipend|commission|budget|benefits|what|you|get|details|"
    r"payment|fee|project|paid|earn|earnings|up|to|from|month|week|bi|between|a|an|we|will|be|are|at|with|transparency|approximate|approximately|about|around)\b"
)
_RANGE: Rule = ("a range before a figure inside it", lambda c: c.value["min"] == c.value["max"] or None in (c.value["min"], c.value["max"]))
_COMPLETE: Rule = ("with period and currency before without", lambda c: (c.value["period"] is None) + (c.value["currency"] is None))
_BASE: Rule = ("base pay before a total", lambda c: c.value["kind"] != PayKind.BASE)
_STATED: Rule = ("a yearly or hourly figure before a fortnightly one", lambda c: bool(c.value.get("biweekly")))
_ROLE_ORDER = (_BASE, UNCONDITIONAL, _STATED, _COMPLETE, TEXT, HEADER, _RANGE, FIRST)


def read(page: Page) -> Iterator[Draft]:
    """Claims `{min, max, currency, period, kind, stated_period}`, with `pro_rata` for full-time equivalents and `biweekly`."""
    for offer in find_offers(page):
        line = page.lines[offer.line]
        condition = _condition(page, line, offer)
        value = _value(page, offer)
        yield page.claim(FIELD, value, offer.money.start, _end(offer.money), _rule(offer), strength=Strength.REQUIRED, condition=condition)


def _rule(offer: Offer) -> str:
    return f"pay: {offer.kind.lower()} pay" + ("" if offer.money.period else ", period not stated")


def _end(money: Money) -> int:
    """Offset behind the amount and its period, where the period stands right behind it."""
    follows = money.period_span and 0 <= money.period_span[0] - money.end <= _CLOSE
    return max(money.end, money.period_span[1]) if money.period_span and follows else money.end


def _value(page: Page, offer: Offer) -> dict[str, Any]:
    money = offer.money
    currency = money.currency or currency_of(page, money)
    period, stated = _period(page, offer, currency)
    value: dict[str, Any] = {"min": money.min, "max": money.max, "currency": currency, "period": period, "kind": offer.kind, "stated_period": stated}
    if offer.full_time_equivalent:
        value["pro_rata"] = True
    if money.biweekly:
        value["biweekly"] = True
    return value


def _period(page: Page, offer: Offer, currency: str | None) -> tuple[Period | None, bool]:
    """(period, whether it is stated): the amount's own, the label's or heading's, else what the magnitude leaves."""
    money, line = offer.money, page.lines[offer.line]
    if money.period:
        return money.period, True
    if money.biweekly or money.unit:
        return None, True
    around = f"{line.label} {line.heading} {page.folded[line.start : money.start]}"
    for words, period in _PERIOD_WORDS:
        if words.search(around):
            return period, True
    return infer_period(money.min, money.max, currency or money.symbol or "$"), False


_PERIOD_WORDS = (
    (re.compile(r"\b(?:annual(?:ly|ized)?|yearly|per annum|p\.a\.)"), Period.YEAR),
    (re.compile(r"\bhourly\b|\bper hour\b"), Period.HOUR),
    (re.compile(r"\bmonthly\b|\bper month\b"), Period.MONTH),
    (re.compile(r"\b(?:day|daily) rate\b"), Period.DAY),
    (re.compile(r"\bfixed[- ]price\b"), Period.PROJECT),
)


def _condition(page: Page, line: Line, offer: Offer) -> str | None:
    """The place, level or shift that an offer is for: a label that is not only about pay, or the words beside one of several."""
    if offer.alone:
        owned = not line.label or FIELD in page.labels.get(line.label, ())
        return None if owned or not _names_something(line.label) else line.label
    if _ALTERNATIVE.match(page.folded, offer.money.end, line.end):
        return None
    for start, end in (_lead(page, line, offer), _trail(page, line, offer)):
        if _names_something(page.folded[start:end]):
            return page.text[start:end].strip(" :;,.-–—(|/)") or None
    return None


def _names_something(words: str) -> bool:
    """Whether words are left that are not about pay itself."""
    left = " ".join(re.findall(r"[a-z][\w'.&-]*", _PAY_WORDS.sub(" ", words)))
    return 1 < len(left) <= 60


def _lead(page: Page, line: Line, offer: Offer) -> tuple[int, int]:
    """The words in front of one of several offers in a line, back to the offer before it; a label about pay speaks of them all."""
    start = line.value_start if line.label and not _names_something(line.label.partition(" ")[0]) else line.start
    for mark in _OFFER_END.finditer(page.folded, start, offer.money.start):
        start = mark.end()
    return start, max(start, offer.money.start)


def _trail(page: Page, line: Line, offer: Offer) -> tuple[int, int]:
    """The words behind one of several offers in a line, up to the next."""
    found = _OFFER_END.search(page.folded, offer.money.end, line.end)
    return offer.money.end, found.start() if found else line.end


# One offer in two currencies: "45-70 USD or 180-280 PLN per hour".
_ALTERNATIVE = re.compile(r" (?:or|/) (?=\d|[$€£])")
_OFFER_END = re.compile(r"[;|,/]| or | and (?=[^a-z]{0,2}\d)|\d\)? ")


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The primary pay: base before total, unconditional, complete, in the header; and all offers, the primary one first."""
    offers = [claim for claim in claims if claim.value["kind"] in (PayKind.BASE, PayKind.TOTAL)]
    if not offers:
        return Settled({"pay_options": [_option(claim) for claim in _distinct(claims)]}, [(claim, "stated first") for claim in claims[:1]])
    chosen, rule = choose(offers, _ROLE_ORDER)
    follows = [(chosen, rule)]
    pay = {key: chosen.value.get(key) for key in _KEYS}
    pay["stated_period"] = chosen.value.get("stated_period", True)
    if pay["currency"] is None and (same := _same_amount(offers, chosen)):
        pay["currency"] = same.value["currency"]
        follows.append((same, "the currency that the same amount is stated with"))
    pay["annual"], hours = _annual(page, pay)
    follows += hours
    options = [_option(chosen), *(_option(claim) for claim in _distinct(claims) if claim is not chosen)]
    options[0]["currency"] = pay["currency"]
    return Settled({"pay": pay, "pay_options": _unique(options)}, follows)


def _same_amount(offers: Sequence[Draft], chosen: Draft) -> Draft | None:
    ends = chosen.value["min"], chosen.value["max"]
    return next((c for c in offers if c.value["currency"] and (c.value["min"], c.value["max"]) == ends), None)


def _annual(page: Page, pay: dict[str, Any]) -> tuple[dict[str, Any] | None, list[tuple[Draft, str]]]:
    """The yearly equivalent of hourly pay with the listing's own fixed weekly hours, and the claim that states those."""
    if pay["period"] != Period.HOUR or (pay["min"] is None and pay["max"] is None):
        return None, []
    hours = next((d for d in page.drafts if d.field == "hours_per_week" and _is_fixed(d)), None)
    if hours is None:
        return None, []
    per_year = hours.value["min"] * _WEEKS
    ends = {end: None if pay[end] is None else round(pay[end] * per_year, 2) for end in ("min", "max")}
    return {**ends, "hours_per_year": per_year, "hours_from": hours.id}, []


def _is_fixed(draft: Draft) -> bool:
    value = draft.value or {}
    return draft.strength is Strength.REQUIRED and value.get("min") is not None and value.get("min") == value.get("max")


def _option(claim: Draft) -> dict[str, Any]:
    option = {key: claim.value.get(key) for key in (*_KEYS, "kind")}
    option["stated_period"] = claim.value.get("stated_period", True)
    return {**option, "condition": claim.condition}


def _distinct(claims: Sequence[Draft]) -> list[Draft]:
    """Claims in reading order, those of the text first."""
    return sorted(claims, key=lambda claim: (claim.start < 0, claim.start))


def _unique(options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for option in options:
        kept.setdefault((option["min"], option["max"], option["currency"], option["period"], option["kind"], option["condition"]), option)
    return list(kept.values())
