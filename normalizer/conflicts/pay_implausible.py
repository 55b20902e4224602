"""A figure that no such period pays: "$41,000 per hour"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import a_period, base_offers
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.implausible"
NEEDS = ("pay",)


@cache
def _bounds() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("plausible_pay.toml").read_text(encoding="utf-8"))


def find(statements: Statements) -> Iterator[Finding]:
    """The first offer outside what its stated period pays anywhere; currencies of unknown worth are not judged."""
    for claim in base_offers(statements):
        if claim.value.get("stated_period", True) and (why := _implausible(claim)):
            yield Finding(CODE, Severity.ERROR, (claim,), why)
            return


def _implausible(claim: Draft) -> str | None:
    bounds, period = _bounds(), claim.value.get("period")
    most, least = (bounds[end] | (bounds["data"][end] if claim.embedded else {}) for end in ("most", "least"))
    worth = bounds["worth"].get(claim.value.get("currency") or "USD")
    ends = [end / worth for end in (claim.value.get("min"), claim.value.get("max")) if end is not None] if worth else []
    if ends and min(ends) > most.get(period, float("inf")):
        return f"nobody is paid so much {a_period(claim)}"
    if ends and max(ends) < least.get(period, 0):
        return f"nobody is paid so little {a_period(claim)}"
    return None
