"""Small listings and stand-ins for the pipeline, for tests of what happens around it. Workers import this file by its name."""

from __future__ import annotations

import os
import signal
import time
from hashlib import sha256
from typing import Any

from normalizer.document.errors import Unreadable
from normalizer.lexicon import PackError
from schemas.claim import Claim, Evidence
from schemas.conflict import Conflict, Resolution, Severity
from schemas.document import Section
from schemas.listing import Listing, Source
from schemas.raw import RawPage
from schemas.values import Strength


def make_listing(name: str = "a", **values: Any) -> Listing:
    """A listing with nothing in it but what is given; `name` is its source's id and decides its own."""
    source = Source(id=name, media_type="text/plain", sha256=sha256(name.encode("utf-8", "replace")).hexdigest())
    return Listing.model_validate({"listing_id": f"id-{name}", "source": source, "text": "", **values})


def make_claim(name: str, quote: str, start: int, **values: Any) -> Claim:
    """A claim stated by `quote` at `start`."""
    evidence = Evidence(start=start, end=start + len(quote), quote=quote, section=Section.META)
    usual = {"field": "hours_per_week", "value": None, "strength": Strength.REQUIRED, "rule": "hours/en: n hours"}
    return Claim.model_validate({"id": name, **usual, "evidence": evidence, **values})


def make_conflict(code: str, *claims: str, severity: Severity = Severity.ERROR, follows: str | None = None) -> Conflict:
    """A contradiction between claims."""
    chosen = Resolution(claim=follows, rule="stated first") if follows else None
    message = f"{code} between {len(claims)} claims"
    return Conflict(code=code, severity=severity, fields=("hours_per_week",), claims=claims, message=message, resolution=chosen)


def normalize_by_command(page: RawPage) -> list[Listing]:
    """Does what the page's body says: die, hang, fail, give nothing, refuse, give two; any other body becomes the title."""
    body = page.body_bytes().decode("utf-8", "replace")
    if body == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif body == "hang":
        time.sleep(600)
    elif body == "fail":
        raise ZeroDivisionError("told to fail")
    elif body == "nothing":
        return []
    elif body == "refuse":
        raise Unreadable("told to refuse")
    elif body == "broken pack":
        raise PackError("told to be broken")
    elif body == "surrogate":
        return [make_listing(page.id, title="\ud800")]
    elif body == "two":
        return [make_listing(page.id), make_listing(f"{page.id}#2")]
    return [make_listing(page.id, title=body)]


def normalize_slowly(page: RawPage) -> list[Listing]:
    """A long listing after as many seconds as the page's body says."""
    time.sleep(float(page.body))
    return [make_listing(page.id, title="x" * 5000)]
