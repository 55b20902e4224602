"""Which addresses may be connected to: a web page must not be able to point the crawler at the network it runs in."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any, cast

from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)

_private_hosts: set[str] = set()


def allow_private_addresses(hosts: Iterable[str]) -> None:
    """Let exactly these host names resolve to private or loopback addresses, for the rest of the process.

    The resolver belongs to the process's one reactor and knows no board, so the exception is kept by host name: a page on
    such a board can lead back to its own host and to no other private one.
    """
    _private_hosts.update(hosts)


class PrivateAddressError(DNSLookupError):
    """A name that leads to an address which is not public."""


async def refuse_private(name: str) -> None:
    """Raises `PrivateAddressError` for a host that is not public, before a proxy is asked for it.

    Where only the proxy can look names up there is nothing to see here, and the proxy is the only guard.
    """
    from twisted.internet import reactor

    try:
        address = await maybe_deferred_to_future(cast("Any", reactor).resolve(name))
    except PrivateAddressError:
        raise
    except DNSLookupError:
        return
    _require_public(address, name)


class PublicOnlyResolver(CachingThreadedResolver):
    """Resolves names to public addresses only.

    Every connection asks the resolver, whatever led to it (a link, a redirect, a retry) and however the address is spelled,
    so that nothing has to be guarded twice. Through a proxy it is the proxy that connects; `refuse_private` looks before it is asked.
    """

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's interface
        """The IPv4 address of a host. Fails with `DNSLookupError` for one that is not public."""
        return super().getHostByName(name, timeout).addCallback(_require_public, name)


def is_public(address: str) -> bool:
    """Whether an address is one host's on the public internet."""
    found = ip_address(address)
    return found.is_global and not found.is_multicast


def _require_public(address: str, name: str) -> str:
    if name in _private_hosts or is_public(address):
        return address
    logger.warning("refused %s: %s is no public address", name, address)
    raise PrivateAddressError(f"{name} resolves to {address}, which is no public address")
