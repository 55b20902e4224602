"""How many monthly salaries a year has, where a listing says that it is more than twelve."""

from __future__ import annotations

import re

from normalizer.page import Page

_USUAL = 12
_COUNTED = re.compile(
    r"\b(1[3-6]) ?(?:x\b|×|(?:monthly )?(?:payments|payouts|salaries|instalments|installments)\b|pagas?\b|mensualit[ée]s\b|mensilit[àa]\b"
    r"|monatsgeh[äa]lter|geh[äa]lter|monatsl[öo]hne|maandsalarissen|薪|か月分)"
    r"|(?:[x×]|\bin|\bsur) ?(1[3-6])(?: (?:months?|mois|monate|maanden|times|payments|pagas|mal))?\b(?! ?(?:%|hours?|days?|weeks?))"
    r"|\b(1[3-6])(?:th|\.|e|ème|de)? ?-?(?:month(?:ly)? (?:salary|pay|bonus)|salary|monatsgehalt|mois|maand)\b"
)


def payments_per_year(page: Page) -> int:
    """The greatest number of monthly salaries a year that the page names ("x 14", "13th month salary", "14 pagas"); 12 where it names none."""
    named = (int(next(filter(None, found.groups()))) for found in _COUNTED.finditer(page.folded))
    return max(named, default=_USUAL)
