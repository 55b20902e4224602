"""Pay: every offer of the role as a claim, and the primary base pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.document.lines import Line
from normalizer.fields.pay.conditions import conditions_of, own_words
from normalizer.fields.pay.currency import Currencies
from normalizer.fields.pay.offers import Offer, find_offers
from normalizer.page import Draft, Page
from normalizer.readers.money import Money, infer_period
from normalizer.readers.period import label_before
from normalizer.resolve import FIRST, HEADER, TEXT, UNCONDITIONAL, Rule, Settled, choose, role_claims
from schemas.claim import About
from schemas.values import PayKind, Period, Strength

FIELD = "pay"
_KEYS = ("min", "max", "currency", "period", "stated_period")
_ENDS = ("min", "max")
_ROLE, _REQUIRED, _BASE_KIND = About.ROLE, Strength.REQUIRED, PayKind.BASE
_REGULAR = (PayKind.BASE, PayKind.TOTAL)
_WEEKS = 52
_CLOSE = 3
"""Characters between an amount and its period."""

_BASE: Rule = ("base pay before a total", lambda c: (PayKind.BASE, PayKind.TOTAL, PayKind.STIPEND).index(c.value["kind"]))
_STATED: Rule = ("a yearly or hourly figure before a fortnightly one", lambda c: bool(c.value.get("biweekly")))
_COMPLETE: Rule = ("with period and currency before without", lambda c: (c.value["period"] is None) + (c.value["currency"] is None))
_RANGE: Rule = ("a range before a figure inside it", lambda c: c.value["min"] == c.value["max"] or None in (c.value["min"], c.value["max"]))
_LATER = (_STATED, _COMPLETE, TEXT, HEADER, _RANGE, FIRST)


def read(page: Page) -> Iterator[Draft]:
    """Claims `{min, max, currency, period, kind, stated_period}`, with `pro_rata` for full-time equivalents, `biweekly`, `basis` ("gross" or
    "net") and `payments` a year where they are stated.
    """
    offers = _with_floors(find_offers(page))
    if not offers:
        return
    currencies = Currencies(page, (offer.money.currency for offer in offers if offer.money.currency))
    for offer, condition in zip(offers, conditions_of(page, offers), strict=True):
        draft = _draft(page, offer, currencies.of(offer.money))
        # What an amount depends on is a condition elsewhere and none here.
        draft.condition = condition
        yield draft


def _draft(page: Page, offer: Offer, currency: str | None) -> Draft:
    line, money = page.lines[offer.line], offer.money
    # A label of pay speaks of the role wherever it stands.
    about = _ROLE if FIELD in page.labels.get(line.label, ()) else None
    value, rule = _value(line, offer, currency, page.speech), f"pay: {offer.ground}"
    return page.claim(FIELD, value, money.start, _end(money), rule, strength=_REQUIRED, about=about)


def _with_floors(offers: Sequence[Offer]) -> list[Offer]:
    """Offers in which a "starting salary" is the lower end, where the page states an upper one elsewhere."""
    tops = [offer for offer in offers if offer.money.min is None and offer.kind is _BASE_KIND]
    return [_as_floor(offer) if any(_is_scale(offer, top) for top in tops) else offer for offer in offers]


def _is_scale(offer: Offer, top: Offer) -> bool:
    is_figure = offer.is_start and offer.money.min == offer.money.max
    same = (offer.money.currency, offer.money.symbol) == (top.money.currency, top.money.symbol)
    return is_figure and same and offer.line != top.line


def _as_floor(offer: Offer) -> Offer:
    return offer._replace(money=offer.money._replace(max=None))


def _end(money: Money) -> int:
    """Offset behind the amount and its period, where the period stands right behind it."""
    if money.period_span and 0 <= money.period_span[0] - money.end <= _CLOSE:
        return max(money.end, money.period_span[1])
    return money.end


def _value(line: Line, offer: Offer, currency: str | None, language: str) -> dict[str, Any]:
    money = offer.money
    period, stated = _period(line, offer, currency, language)
    amounts = {"min": money.min, "max": money.max, "currency": currency}
    flags = {"pro_rata": offer.is_full_time, "biweekly": money.biweekly}
    stated_too = {"basis": money.basis, "payments": offer.payments}
    return {
        **amounts,
        "period": period,
        "kind": offer.kind,
        "stated_period": stated,
        **{name: True for name, is_set in flags.items() if is_set},
        **{name: said for name, said in stated_too.items() if said},
    }


def _period(line: Line, offer: Offer, currency: str | None, language: str) -> tuple[Period | None, bool]:
    """(period, whether it is stated): the amount's own, the label's or heading's, else what the magnitude of regular pay leaves."""
    money = offer.money
    if offer.kind not in _REGULAR:
        return money.period, True
    if money.period or money.biweekly or money.unit:
        return money.period, True
    for words in (line.label, line.heading):
        if words and (found := label_before(words, len(words), 0, language)):
            return found[0].period, True
    return infer_period(money.min, money.max, currency or money.symbol or "$"), False


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The primary pay (base before total, unconditional, complete, in the header) and all offers, the primary one first."""
    others = sorted(claims, key=lambda claim: (claim.start < 0, claim.start))
    offers = [claim for claim in claims if _is_for_work(claim)]
    if not offers:
        return Settled({"pay_options": _unique([_option(claim) for claim in others])}, [(others[0], "stated first")])
    chosen, rule = choose(offers, (_BASE, UNCONDITIONAL, *_own_band(page, offers), *_LATER))
    follows = [(chosen, rule)]
    first = _option(chosen)
    if other := _other_end(offers, chosen):
        first |= {end: other.value[end] for end in _ENDS if first[end] is None}
        follows.append((other, "the other end of the range, stated apart"))
    if first["currency"] is None and (same := _same_amount(offers, chosen)):
        first["currency"] = same.value["currency"]
        follows.append((same, "the currency that the same amount is stated with"))
    pay = {**{key: first[key] for key in _KEYS}, "annual": _annual(page, first)}
    return Settled({"pay": pay, "pay_options": _unique([first, *(_option(claim) for claim in others if claim is not chosen)])}, follows)


def _own_band(page: Page, offers: Sequence[Draft]) -> tuple[Rule, ...]:
    """The rule that prefers the band of the role's own place or level, where bands are offered."""
    if not any(offer.condition for offer in offers):
        return ()
    own = own_words(page)
    return (("the band of the role's own place or level", lambda c: bool(c.condition) and c.condition.lower() not in own),)


def _is_for_work(claim: Draft) -> bool:
    """Base pay, a total, or a stipend for a span of time."""
    kind, period = claim.value["kind"], claim.value["period"]
    return kind in _REGULAR or (kind == PayKind.STIPEND and (period is not None or bool(claim.value.get("biweekly"))))


def _other_end(offers: Sequence[Draft], chosen: Draft) -> Draft | None:
    """The offer that states the end which the chosen one leaves open, in the same terms."""
    terms = [chosen.value[key] for key in ("currency", "period", "kind")]
    for other in offers:
        low, high = (chosen, other) if chosen.value["max"] is None else (other, chosen)
        ends = low.value["min"], low.value["max"], high.value["min"], high.value["max"]
        alike = terms == [other.value[key] for key in ("currency", "period", "kind")] and other.condition == chosen.condition
        if alike and ends[1:3] == (None, None) and None not in (ends[0], ends[3]) and ends[0] < ends[3]:
            return other
    return None


def _same_amount(offers: Sequence[Draft], chosen: Draft) -> Draft | None:
    return next((c for c in offers if c.value["currency"] and all(c.value[end] == chosen.value[end] for end in _ENDS)), None)


def _annual(page: Page, pay: dict[str, Any]) -> dict[str, Any] | None:
    """The yearly equivalent of hourly pay, where the listing states one fixed number of weekly hours."""
    if pay["period"] != Period.HOUR:
        return None
    hours = role_claims(page.drafts, "hours_per_week")
    if not hours or not all(_is_fixed(claim) for claim in hours):
        return None
    if len({claim.value["min"] for claim in hours}) > 1:
        return None
    per_year = hours[0].value["min"] * _WEEKS
    ends = {end: None if pay[end] is None else round(pay[end] * per_year, 2) for end in _ENDS}
    return {**ends, "hours_per_year": per_year, "hours_from": hours[0].id}


def _is_fixed(claim: Draft) -> bool:
    value = claim.value
    return claim.strength is Strength.REQUIRED and value.get("min") is not None and value.get("min") == value.get("max")


def _option(claim: Draft) -> dict[str, Any]:
    option = {key: claim.value.get(key) for key in (*_KEYS, "kind")}
    return {**option, "stated_period": claim.value.get("stated_period", True), "condition": claim.condition}


def _unique(options: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for option in options:
        kept.setdefault((*(option[key] for key in _KEYS[:4]), option["kind"], option["condition"]), option)
    return list(kept.values())
