"""The period that an amount of pay can only have, by its size."""

from __future__ import annotations

from schemas.values import Number, Period

_WESTERN = frozenset(("USD", "CAD", "AUD", "NZD", "GBP", "EUR", "CHF", "SGD"))
_HOUR, _YEAR = Period.HOUR, Period.YEAR
_HOURLY_BELOW = 250
_YEARLY_FROM = 10_000
_YEN = ((1, 5_000, Period.HOUR), (5_000, 60_000, Period.DAY), (150_000, 2_000_000, Period.MONTH), (2_500_000, 100_000_000, Period.YEAR))
_RUPEES_YEARLY_FROM = 200_000
_MONTHLY = {
    "BRL": (1_200, 17_000),
    "COP": (1_000_000, 16_000_000),
    "CLP": (350_000, 5_000_000),
    "PEN": (900, 12_000),
    "CNY": (2_000, 60_000),
    "TWD": (25_000, 250_000),
    "KRW": (1_500_000, 20_000_000),
}
"""More than a week's and less than the least lawful year's pay, in countries where pay is stated by the month."""


def infer_period(minimum: Number | None, maximum: Number | None, currency: str | None) -> Period | None:
    """The period of a figure stated without one, where its size leaves no doubt; null in the bands between, for other currencies, and
    where both ends do not say the same. `currency` is ISO 4217; an ambiguous "$" may be passed as "$".

    Figures of other currencies are habitually monthly in some countries and yearly in others: no size decides that, unless it is too much
    for a week and too little for a year.
    """
    read = {_of_size(value, currency) for value in (minimum, maximum) if value is not None}
    return read.pop() if len(read) == 1 else None


def _of_size(value: Number, currency: str | None) -> Period | None:
    if currency in _WESTERN or currency == "$":
        return _western(value)
    if currency == "JPY":
        return next((period for least, below, period in _YEN if least <= value < below), None)
    if currency == "INR":
        return _YEAR if value >= _RUPEES_YEARLY_FROM else None
    least, below = _MONTHLY.get(currency or "", (0, 0))
    return Period.MONTH if least <= value < below else None


def _western(value: Number) -> Period | None:
    if 2 <= value < _HOURLY_BELOW:
        return _HOUR
    return _YEAR if _YEARLY_FROM <= value < 10_000_000 else None
