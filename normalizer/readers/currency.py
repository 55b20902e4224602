"""Signs of currency: symbols, ISO 4217 codes and words, and what an ambiguous one means in a country."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.readers.phrases import PhraseTable

_FILE = Path(__file__).with_name("currencies.toml")


@dataclass(frozen=True, slots=True)
class Currency:
    """What a sign of currency says."""

    code: str | None
    """ISO 4217; null where the sign is ambiguous."""
    symbol: str = ""
    """The ambiguous sign ("$", "kr", "rs", "¥", "¢" …); empty where the code is known."""
    candidates: tuple[str, ...] = ()
    """Codes that an ambiguous sign may stand for."""
    is_code: bool = False
    """Written as an ISO 4217 code, which outweighs a symbol."""
    is_weak: bool = False
    """An ordinary word besides: money only with an amount as large as a salary, or with a period behind it."""
    is_capital: bool = False
    """Only where its first letter is upper case in the original."""
    in_hundredths: bool = False
    """The number counts cents or pence."""

    def agrees(self, other: Currency) -> bool:
        """Whether both may be the same currency."""
        if self.code and other.code:
            return self.code == other.code
        if self.code or other.code:
            return (self.code or other.code) in (self.candidates or other.candidates)
        return self.symbol == other.symbol

    def joined(self, other: Currency) -> Currency:
        """The more telling of two signs of one amount: a code, then a settled symbol, then this one. "$0.50 cents" are no hundredths."""
        if self is other:
            return self
        if self.in_hundredths != other.in_hundredths:
            return other if self.in_hundredths else self
        return other if (other.is_code, other.code is not None) > (self.is_code, self.code is not None) else self


@cache
def signs_before() -> PhraseTable[Currency]:
    """Signs that stand in front of a number."""
    data = _data()
    table = {sign: _currency(meaning) for name in ("symbols", "prefixes") for sign, meaning in data[name].items()}
    table |= {sign: _currency(meaning, is_weak=True, is_capital=True) for sign, meaning in data["prefixes_weak"].items()}
    return PhraseTable({**table, **dict(_codes())})


@cache
def signs_behind() -> PhraseTable[Currency]:
    """Signs that stand behind a number."""
    data = _data()
    table = {sign: _currency(meaning) for name in ("symbols", "words") for sign, meaning in data[name].items()}
    table |= {sign: _currency(meaning, is_weak=True) for sign, meaning in data["words_weak"].items()}
    return PhraseTable({**table, **dict(_codes())})


@cache
def cents() -> Currency:
    """The sign "¢": hundredths of a currency that is not said."""
    return Currency(None, "¢", tuple(_data()["ambiguous"]["¢"]), in_hundredths=True)


def currency_for_country(symbol: str, country: str) -> str | None:
    """The ISO 4217 code that `symbol` stands for in `country` (alpha-2); null where that country uses none of its candidates."""
    settled = _data()["symbols"].get(symbol, symbol)
    if settled in _data()["ambiguous"]:
        used = _currencies_of().get(country, frozenset())
        return next((code for code in _data()["ambiguous"][settled] if code in used), None)
    return settled if len(settled) == 3 and settled.isupper() else None


def _currency(meaning: str, *, is_weak: bool = False, is_capital: bool = False) -> Currency:
    if meaning == "pence":
        return Currency("GBP", in_hundredths=True)
    candidates = tuple(_data()["ambiguous"].get(meaning, ()))
    return Currency(None if candidates else meaning, meaning if candidates else "", candidates, is_weak=is_weak, is_capital=is_capital)


def _codes() -> Iterator[tuple[str, Currency]]:
    for code in _data()["codes"]["plain"].split():
        yield code, Currency(code.upper(), is_code=True)
    for code in _data()["codes"]["wordlike"].split():
        yield code, Currency(code.upper(), is_code=True, is_weak=True, is_capital=True)


@cache
def _currencies_of() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, countries in _data()["countries"].items():
        for country in countries.split():
            found.setdefault(country, set()).add(code)
    return {country: frozenset(codes) for country, codes in found.items()}


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
