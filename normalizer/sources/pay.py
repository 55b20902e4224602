"""Pay out of a provider's data: a number, an object of amounts, or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from normalizer.fold import fold
from normalizer.readers.magnitude import infer_period
from normalizer.readers.money import Money, currency_for_country, find_money
from normalizer.readers.number import tidy
from normalizer.readers.place import place_names
from normalizer.sources.shapes import Context, look, named, number, squeezed, squeezed_name, words
from schemas.values import Number, PayKind, Period

_PLACEHOLDERS = frozenset({0.01, 1, 99999999, 999999, 9999999})
"""Amounts that fill a form without stating pay by the hour, day, week, month or year."""
_PIECES = frozenset({Period.TASK.value, Period.WORD.value, Period.PROJECT.value})
"""What may well cost 1."""
_BIWEEKLY = "BIWEEK"
"""In vocabularies of periods: every two weeks, for which listings have no period of their own."""
_CODE = re.compile(r"[A-Z]{3}")
_HUNDREDTHS = 100
_FACTOR = 10
"""A lower end more than so many times the upper one: at least one of them is no pay."""
_LONGEST = 300

Ends = tuple[Number | None, Number | None]


def read_pay(node: Any, options: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """An offer of pay.

    Options that are lists of pointers tried in turn (as `look` follows them): `min`, `max`, `amount` (a single figure), `currency`,
    `period`, `kind_at` (words that `kinds` maps to a kind of pay), `country` (decides a sign that several currencies share; in words only).
    `periods` and `currencies` map names to codes; `period_is`, `currency_is` and `kind` state theirs; with `cents` amounts are hundredths; `written`
    points to an amount in words ("€45,000 - €55,000 a year"), in which `signs` are replaced by their codes; a single figure is only the `end` ("min" or "max") that is named.
    """
    period = options.get("period_is") or _period(_texts(node, options.get("period", ()), context), options.get("periods", {}))
    low, high = _bounds(node, options, context, may_be_small=period in _PIECES)
    if low is None and high is None:
        return _in_words(node, options, context)
    currency = _currency(_texts(node, options.get("currency", ()), context), options.get("currencies", {})) or options.get("currency_is")
    return _offer(_only_end((low, high), options), currency, period, _kind(node, options, context))


def _only_end(ends: Ends, options: Mapping[str, Any]) -> Ends:
    low, high = ends
    end = options.get("end") if low == high else None
    return (None if end == "max" else low, None if end == "min" else high)


def _offer(ends: Ends, currency: str | None, period: str | None, kind: str) -> dict[str, Any]:
    low, high = ends
    value: dict[str, Any] = {"min": low, "max": high, "currency": currency, "period": period, "kind": kind}
    if period == _BIWEEKLY:
        return value | {"period": None, "biweekly": True}
    return value if period else value | {"period": infer_period(low, high, currency), "stated_period": False}


def _kind(node: Any, options: Mapping[str, Any], context: Context) -> str:
    texts = _texts(node, options.get("kind_at", ()), context)
    found = (kind for text in texts for kind in named(text, options.get("kinds", {})))
    return next(found, str(options.get("kind", PayKind.BASE.value)))


def _bounds(node: Any, options: Mapping[str, Any], context: Context, *, may_be_small: bool) -> Ends:
    scale = _HUNDREDTHS if options.get("cents") else 1

    def amount(name: str) -> Number | None:
        found = (_plain(look(node, pointer, context)) for pointer in options.get(name, ()))
        scaled = (tidy(value / scale) if scale > 1 else value for value in found if value is not None)
        return next((value for value in scaled if value > 0 and (may_be_small or value not in _PLACEHOLDERS)), None)

    low, high = amount("min"), amount("max")
    if low is None and high is None:
        low = high = amount("amount")
    is_no_range = low is not None and high is not None and low > high * _FACTOR
    return (None, None) if is_no_range else (low, high)


def _plain(node: Any) -> Number | None:
    """A number itself; of an object no number is taken, since its parts have pointers of their own."""
    return None if isinstance(node, dict | list) else number(node)


def _texts(node: Any, pointers: Iterable[str], context: Context) -> list[str]:
    return [text for pointer in pointers if (text := words(look(node, pointer, context)))]


def _currency(texts: Iterable[str], names: Mapping[str, str]) -> str | None:
    """An ISO 4217 code; an ambiguous sign gives none."""
    for text in texts:
        code = names.get(fold(text).strip(" .")) or (text.upper() if _CODE.fullmatch(text.upper()) else None)
        if code:
            return code
    return None


def _period(texts: Iterable[str], names: Mapping[str, Iterable[str]]) -> str | None:
    """The period that a text is a name of, else the only one that it names among other words ("per-hour-wage", "Hourly Rate (UK)")."""
    known = {squeezed_name(name): period for period, spellings in names.items() for name in (period, *spellings)}
    spelled = {period: [name for name in (period, *spellings) if len(squeezed_name(name)) > 2] for period, spellings in names.items()}
    for text in texts:
        if found := known.get(squeezed(text)):
            return found
        among = named(text, spelled)
        if len(among) == 1 or among[:1] == [_BIWEEKLY]:
            return among[0]
    return None


def _in_words(node: Any, options: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """An offer that the data writes out ("€45,000 - €55,000 a year"): the value itself, or what `written` points to."""
    text = next((text for pointer in options.get("written", [""]) if (text := words(look(node, pointer, context)))), "")[:_LONGEST]
    for sign, code in options.get("signs", {}).items():
        text = text.replace(sign, f"{code} ")
    found = find_money(text, fold(text), 0, len(text))
    if len(found) != 1:
        return None
    money = found[0]
    period = _BIWEEKLY if money.biweekly else money.period.value if isinstance(money.period, Period) else None
    period = period or (None if money.unit else _period([text], options.get("periods", {})))
    period = period or _period([money.unit or text[money.end :]], options.get("periods", {}))
    value = _offer(
        _only_end((money.min, money.max), options), _currency_of(money, node, options, context), period, _kind(node, options, context)
    )
    return value | {"period": None} if money.unit and not period else value


def _currency_of(money: Money, node: Any, options: Mapping[str, Any], context: Context) -> str | None:
    """The currency that an amount is written with; a sign shared by several is that of the posting's own country."""
    if money.currency or not money.symbol:
        return money.currency
    for text in _texts(node, options.get("country", ()), context):
        place = place_names().get(fold(text).strip(" ."))
        country = next((p.code for p in (place, *place.alternatives) if p.kind == "country"), None) if place else None
        if country:
            return currency_for_country(money.symbol, country)
    return None
