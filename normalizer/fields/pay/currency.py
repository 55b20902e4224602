"""Which currency an ambiguous sign stands for: never by habit, only by what the page says."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.page import Page
from normalizer.readers.money import Money, currency_for_country, find_money
from normalizer.resolve import role_claims


def currency_of(page: Page, money: Money) -> str | None:
    """ISO 4217 for the sign of `money`, or null where nothing on the page decides it.

    Decided by, in this order: a code that stands with the same sign elsewhere, the data embedded in the page, the country of the
    work, words that only one country knows (`401(k)`), the board's own currency.
    """
    if not money.symbol:
        return None
    for decide in (_by_code, _by_data, _by_country, _by_words, _by_board):
        codes = set(decide(page, money)) & set(money.candidates)
        if len(codes) == 1:
            return codes.pop()
        if codes:
            return None
    return None


def _by_code(page: Page, money: Money) -> Iterator[str]:
    """Codes that other amounts of the page are stated with."""
    for line in dict.fromkeys(hit.line for hit in page.hits("pay") if hit.phrase.name == "sign of money"):
        span = page.lines[line]
        yield from (m.currency for m in find_money(page.text, page.folded, span.start, span.end) if m.currency)


def _by_data(page: Page, money: Money) -> Iterator[str]:
    return (d.value["currency"] for d in page.drafts if d.field == "pay" and d.embedded and d.value and d.value.get("currency"))


def _by_country(page: Page, money: Money) -> Iterator[str]:
    """The currencies of the countries where the work is done, else where the person lives or may work."""
    for name, countries in (("locations", _locations), ("residency", _residents), ("work_authorization", _authorized)):
        found = set(countries(page, name))
        if found:
            yield from (code for country in found if (code := currency_for_country(money.symbol, country)))
            return


def _locations(page: Page, name: str) -> Iterator[str]:
    return (d.value["country"] for d in role_claims(page.drafts, name) if d.value.get("country"))


def _residents(page: Page, name: str) -> Iterator[str]:
    for draft in role_claims(page.drafts, name):
        yield from draft.value.get("countries") or ()


def _authorized(page: Page, name: str) -> Iterator[str]:
    for draft in role_claims(page.drafts, name):
        if isinstance(draft.value, dict):
            yield from draft.value.get("countries") or ()


def _by_words(page: Page, money: Money) -> Iterator[str]:
    return (hit.phrase.value for hit in page.hits("pay") if hit.phrase.options["kind"] == "home")


def _by_board(page: Page, money: Money) -> Iterator[str]:
    if page.raw.currency:
        yield page.raw.currency
