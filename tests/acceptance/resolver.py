"""Name servers for tests, by name: what they answer is scripted, and one address of loopback passes for a public one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed

from scraper.middlewares import addresses

PUBLIC = "127.0.9.9"
"""Stands for an address on the internet."""
PRIVATE = "127.0.0.1"
_ANSWERS = {"board.example": (PUBLIC,), "canary.example": (PRIVATE,), "rebind.example": (PUBLIC, PRIVATE)}


class FakeDns(CachingThreadedResolver):
    """Answers for the names of the tests in turn, and like the real one for all others. Checks nothing."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._turns = dict.fromkeys(_ANSWERS, 0)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's interface
        if name not in _ANSWERS:
            return super().getHostByName(name, timeout)
        answers = _ANSWERS[name]
        self._turns[name] += 1
        return succeed(answers[min(self._turns[name], len(answers)) - 1])


class GuardedDns(addresses.PublicOnlyResolver, FakeDns):
    """The guard of the product in front of these name servers."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        honest = addresses.is_public
        addresses.is_public = lambda address: address == PUBLIC or honest(address)
