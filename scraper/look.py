"""A short, polite look at a site: its robots.txt, its sitemaps, the page that was named and one of its listings."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field

from scraper.crawl import child_environment

_SECONDS = 300
"""Longest time that a look may take: a dozen requests, each with its delay."""


@dataclass(slots=True)
class Look:
    """What a look at a site found."""

    provider: str | None = None
    """Provider whose board the page holds or links to."""
    values: dict[str, str] = field(default_factory=dict)
    """Parameters of that provider."""
    kind: str | None = None
    """Kind of board that finds the listings; null where none was found."""
    start: list[str] = field(default_factory=list)
    """Sitemaps or index pages that lead to listings."""
    follow: str = ""
    """Regular expression for the sitemaps that hold them; empty for all."""
    pattern: str = ""
    """Regular expression for the addresses of listings."""
    has_next: bool = False
    """Whether the index page names the next one."""
    notes: list[str] = field(default_factory=list)
    """What was seen, a sentence each."""


@dataclass(frozen=True, slots=True)
class LookOrder:
    """What a look needs to know."""

    url: str
    contact: str
    delay: float = 2.0
    """Seconds between two requests."""
    allow_private_addresses: bool = False


def look_at(order: LookOrder) -> Look:
    """Look at a site. Raises `TimeoutError` where that takes too long, `OSError` where the process cannot be run."""
    command = [sys.executable, "-P", "-m", "scraper.looking", json.dumps(asdict(order))]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the arguments are ours
            command, env=child_environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"no answer within {_SECONDS} seconds") from error
    last = done.stdout.strip().rpartition("\n")[2]
    if not last.startswith("{"):
        raise OSError(f"the look at {order.url} ended with status {done.returncode}: {done.stderr.strip()[-500:]}")
    return Look(**json.loads(last))
