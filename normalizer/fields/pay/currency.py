"""Which currency an ambiguous sign stands for: never by habit, only by what the page says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from normalizer.document.sections import HEADER_SECTIONS
from normalizer.fields.pay.words import home_currencies
from normalizer.page import Draft, Page
from normalizer.readers.money import Money, currency_for_country
from normalizer.resolve import role_claims
from schemas.claim import About

_ENOUGH = 2
"""Names of places in one country that tell it; one in the header counts for all."""


class Currencies:
    """What the page says of currencies; each sign is decided once."""

    def __init__(self, page: Page, stated: Iterable[str]) -> None:
        """`stated` are the ISO 4217 codes that other amounts of pay on the page are written with."""
        self._page = page
        self._stated = frozenset(stated)
        self._decided: dict[str, str | None] = {}

    def of(self, money: Money) -> str | None:
        """ISO 4217 for the sign of `money`; null where it has none, or nothing on the page decides it."""
        if money.currency or not money.symbol:
            return money.currency
        if money.symbol not in self._decided:
            self._decided[money.symbol] = self._decide(money)
        return self._decided[money.symbol]

    def _decide(self, money: Money) -> str | None:
        """The only candidate that the first of the sources with any names."""
        for codes in self._sources(money.symbol):
            named = set(codes) & set(money.candidates)
            if named:
                return named.pop() if len(named) == 1 else None
        return None

    def _sources(self, symbol: str) -> Iterator[Iterable[str]]:
        """Codes by, in this order: amounts stated with one, embedded data, the country of the work, words that only one country knows,
        the places that the page names anyway, the board's own setting.
        """
        yield self._stated
        yield _embedded(self._page)
        yield _of_countries(symbol, _countries(self._page))
        yield home_currencies(self._page)
        yield _of_countries(symbol, _named_countries(self._page))
        yield filter(None, (self._page.raw.currency,))


def _embedded(page: Page) -> Iterator[str]:
    return (d.value["currency"] for d in page.drafts if d.field == "pay" and d.embedded and d.value and d.value.get("currency"))


def _of_countries(symbol: str, countries: Iterable[str]) -> Iterator[str]:
    return (code for country in countries if (code := currency_for_country(symbol, country)))


def _named_countries(page: Page) -> list[str]:
    """Countries of the places that the header names, or that are named twice, once at least outside of what is said of the company."""
    named: Counter[str] = Counter()
    apart: set[str] = set()
    for line in page.lines:
        weight = _ENOUGH if line.section in HEADER_SECTIONS else 1
        for mention in page.mentions(line.start, line.end, "place"):
            if mention.what.country and not mention.what.needs_context:
                named[mention.what.country] += weight
                if line.about is About.ROLE:
                    apart.add(mention.what.country)
    return [country for country, weight in named.items() if weight >= _ENOUGH and country in apart]


def _countries(page: Page) -> set[str]:
    """The countries where the work is done, else where the person lives, else where they may work."""
    for name in ("locations", "residency", "work_authorization"):
        found = {country for draft in role_claims(page.drafts, name) for country in _countries_of(draft)}
        if found:
            return found
    return set()


def _countries_of(draft: Draft) -> Iterable[str]:
    if not isinstance(draft.value, dict):
        return ()
    return filter(None, (draft.value.get("country"), *(draft.value.get("countries") or ())))
