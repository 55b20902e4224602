"""Addresses of providers' postings and boards: which provider an address belongs to, and what it says of the posting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from normalizer.sources.data_file import sources
from normalizer.sources.provider import Address, Source

_START = re.compile(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_LONGEST = 2_000
"""Characters of an address that are looked at."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an address says."""

    source: Source
    values: Mapping[str, str]
    """Named groups of the pattern that have a value: parameters of the provider, and `id`."""


@lru_cache(maxsize=4096)
def recognise(url: str) -> Recognised | None:
    """The provider that an address belongs to, or null. A pattern that finds an id goes before one that does not."""
    start = _START.match(url)
    bare = url[start.end() if start else 0 :][:_LONGEST]
    found = [Recognised(known, _values(match)) for known, address in _addresses() if (match := address.pattern.match(bare))]
    return max(found, key=lambda one: "id" in one.values, default=None)


def _values(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value}


@cache
def _addresses() -> tuple[tuple[Source, Address], ...]:
    return tuple((known, address) for known in sources() for address in known.addresses)
