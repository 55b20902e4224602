"""Pay out of a provider's data: a number, an object of amounts, or words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from normalizer.fold import fold
from normalizer.readers.magnitude import infer_period
from normalizer.readers.money import find_money
from normalizer.readers.number import tidy
from normalizer.sources.pointer import first
from normalizer.sources.shapes import Context, number, squeezed, words
from schemas.values import Number, PayKind, Period

_PLACEHOLDERS = frozenset({0, 0.01, 1, 99999999, 999999, 9999999})
"""Amounts that fill a form without stating pay."""
_CODE = re.compile(r"[A-Z]{3}")
_HUNDREDTHS = 100
_LONGEST = 300


def read_pay(node: Any, options: Mapping[str, Any], context: Context) -> dict[str, Any] | None:
    """An offer of pay.

    Options, all but `kind` lists of pointers tried in turn (from the value; behind "^" from the posting): `min`, `max`, `amount`
    (a single figure), `currency`, `period`. `periods` and `currencies` map names to codes; `period_is` states the period; with `cents`
    amounts are hundredths.
    """
    low, high = _bounds(node, options, context)
    if low is None and high is None:
        return _in_words(node, options)
    currency = _currency(_texts(node, options.get("currency", ()), context), options.get("currencies", {}))
    period = options.get("period_is") or _period(_texts(node, options.get("period", ()), context), options.get("periods", {}))
    return _offer(low, high, currency, period, options)


def _offer(low: Number | None, high: Number | None, currency: str | None, period: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    inferred = None if period else infer_period(low, high, currency)
    value = {"min": low, "max": high, "currency": currency, "period": period or inferred, "kind": options.get("kind", PayKind.BASE.value)}
    return value if period else value | {"stated_period": False}


def _bounds(node: Any, options: Mapping[str, Any], context: Context) -> tuple[Number | None, Number | None]:
    low, high = (_amount(node, options.get(name, ()), context) for name in ("min", "max"))
    if low is None and high is None:
        low = high = _amount(node, options.get("amount", ()), context)
    scale = _HUNDREDTHS if options.get("cents") else 1
    return tuple(None if value is None else tidy(value / scale) for value in (low, high))  # type: ignore[return-value]  # two of them


def _amount(node: Any, pointers: Iterable[str], context: Context) -> Number | None:
    found = (_plain(_look(node, pointer, context)) for pointer in pointers)
    return next((value for value in found if value is not None and value > 0 and value not in _PLACEHOLDERS), None)


def _plain(node: Any) -> Number | None:
    """A number itself; of an object no number is taken, since its parts have pointers of their own."""
    return None if isinstance(node, dict | list) else number(node)


def _look(node: Any, pointer: str, context: Context) -> Any:
    return first(context.posting, pointer[1:]) if pointer.startswith("^") else first(node, pointer)


def _texts(node: Any, pointers: Iterable[str], context: Context) -> list[str]:
    return [text for pointer in pointers if (text := words(_look(node, pointer, context)))]


def _currency(texts: Iterable[str], names: Mapping[str, str]) -> str | None:
    """An ISO 4217 code; an ambiguous sign gives none."""
    for text in texts:
        code = names.get(fold(text).strip(" .")) or (text.upper() if _CODE.fullmatch(text.upper()) else None)
        if code:
            return code
    return None


def _period(texts: Iterable[str], names: Mapping[str, Iterable[str]]) -> str | None:
    known = {squeezed(name): period for period, spellings in names.items() for name in (period, *spellings)}
    return next((known[key] for text in texts if (key := squeezed(text)) in known), None)


def _in_words(node: Any, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """An offer that the data writes out ("€45,000 - €55,000 a year")."""
    text = (words(node) or "")[:_LONGEST]
    found = find_money(text, fold(text), 0, len(text))
    if len(found) != 1 or found[0].biweekly:
        return None
    money = found[0]
    period = money.period.value if isinstance(money.period, Period) else None
    value = _offer(money.min, money.max, money.currency, period, options)
    return value | {"period": None} if money.unit and not period else value
