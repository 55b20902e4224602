"""Whether a page writes the day before the month: 09/06/2026 is 9 June in Leeds and 6 September in Boston."""

from __future__ import annotations

import re

from normalizer.page import Page
from normalizer.readers.date import DateSpan, find_dates, read_date

_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](?:\d{4}|\d\d)(?!\d)")
_MONTH_FIRST = frozenset({"US"})
_EITHER = frozenset({"CA", "PH", "PR", "GU"})
"""Countries in which both orders are usual."""
_MONTH_FIRST_LANGUAGES = frozenset({"en-us"})
_HIGHEST_MONTH = 12


def day_first(page: Page) -> bool | None:
    """What another date, the language or the place decides; null where nothing does."""
    for decided in (_by_other_dates(page), _by_language(page), _by_place(page)):
        if decided is not None:
            return decided
    return None


def same_day(page: Page, span: DateSpan) -> str | None:
    """The one reading of an ambiguous date that the page states elsewhere in words, or null."""
    words = page.text[span.start : span.end]
    readings = {read_date(words, fetched_at=None, day_first=order).date for order in (True, False)}
    stated = {
        read_date(page.text[other.start : other.end], fetched_at=None, day_first=None, language=page.speech).date
        for other in find_dates(page.text, page.folded, 0, len(page.text), page.speech)
        if (other.start, other.end) != (span.start, span.end)
    }
    found = (readings & stated) - {None}
    return found.pop() if len(found) == 1 else None


def _by_other_dates(page: Page) -> bool | None:
    """Numeric dates that can be read in one way only, if they agree."""
    numbers = [(int(found[1]), int(found[2])) for found in _NUMERIC.finditer(page.folded)]
    orders = {first > _HIGHEST_MONTH for first, second in numbers if (first > _HIGHEST_MONTH) != (second > _HIGHEST_MONTH)}
    return orders.pop() if len(orders) == 1 else None


def _by_language(page: Page) -> bool | None:
    """A regional language that the page declares; a language other than English puts the day first."""
    declared = page.document.language
    if declared in _MONTH_FIRST_LANGUAGES:
        return False
    if declared.startswith("en-"):
        return None if declared[3:].upper() in _EITHER else True
    return None if (page.language or "en") == "en" else True


def _by_place(page: Page) -> bool | None:
    """The countries of the places of work, if they agree."""
    claims = (draft.value for draft in page.drafts if draft.field == "locations" and draft.value)
    countries = {value.get("country") for value in claims if isinstance(value, dict)} - {None}
    if not countries or countries & _EITHER:
        return None
    orders = {country not in _MONTH_FIRST for country in countries}
    return orders.pop() if len(orders) == 1 else None
