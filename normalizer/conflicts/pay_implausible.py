"""A figure that no such period pays: "$41,000 per hour"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from normalizer.conflicts.finding import Finding, Statements
from normalizer.conflicts.pay_offers import amounts, base_offers
from normalizer.conflicts.worlds import distinct
from normalizer.page import Draft
from schemas.conflict import Severity

CODE = "pay.implausible"


@cache
def _bounds() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("plausible_pay.toml").read_text(encoding="utf-8"))


def find(statements: Statements) -> Iterator[Finding]:
    """Each offer outside what its period pays anywhere; currencies of unknown worth are not judged."""
    for claim in distinct(base_offers(statements), lambda c: (amounts(c), c.value.get("period"))):
        if claim.value.get("stated_period", True) and (why := _implausible(claim)):
            yield Finding(CODE, Severity.ERROR, (claim,), why)


def _implausible(claim: Draft) -> str | None:
    bounds, period = _bounds(), claim.value.get("period")
    worth = bounds["worth"].get(claim.value.get("currency") or "USD")
    ends = [end / worth for end in (claim.value.get("min"), claim.value.get("max")) if end is not None] if worth else []
    if ends and min(ends) > bounds["most"].get(period, float("inf")):
        return f"nobody is paid so much a {period.lower()}"
    if ends and max(ends) < bounds["least"].get(period, 0):
        return f"nobody is paid so little a {period.lower()}"
    return None
