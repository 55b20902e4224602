"""One request at a time to a host, whatever board it belongs to and whichever process crawls it, and never sooner than is polite.

Each host has a lock file in the state directory. A request holds it while it is on its way, and leaves behind when it ended; the next
one, of any process of this user, waits until the delay of its own board has passed since then.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from scraper.middlewares.addresses import refuse_private

if TYPE_CHECKING:
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler

_LOOK_AGAIN = 0.02
"""Seconds between two looks at a host that another process is asking."""
_ENTRY = 64
"""Bytes of a lock file that are read."""


class PoliteHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, which waits for the host's turn first.

    The delay counts from the end of a request, and grows with what the host takes for an answer: `JOBSIEVE_DELAY_FACTOR` times the
    latency, at most `JOBSIEVE_MAX_CRAWL_DELAY` seconds, and never less than the board or robots.txt asks.
    """

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._factor = crawler.settings.getfloat("JOBSIEVE_DELAY_FACTOR")
        self._longest = crawler.settings.getfloat("JOBSIEVE_MAX_CRAWL_DELAY")
        self._turns = Turns(state_directory(crawler.settings.get("JOBSIEVE_STATE")))

    async def download_request(self, request: Request) -> Response:
        """The response of a request, which begins when the host may be asked again."""
        slot = self._slot(request)
        if request.meta.get("proxy"):
            await refuse_private(urlparse_cached(request).hostname or "")
        async with self._turns.turn(urlparse_cached(request).netloc.rpartition("@")[2].lower(), slot.delay if slot else 0.0):
            try:
                return await super().download_request(request)
            finally:
                if slot:
                    slot.lastseen = monotonic()
                    self._adapt(slot, request)

    def _slot(self, request: Request) -> Slot | None:
        downloader = self._crawler.engine.downloader
        slot: Slot | None = downloader.slots.get(downloader.get_slot_key(request))
        return slot

    def _adapt(self, slot: Slot, request: Request) -> None:
        downloader = self._crawler.engine.downloader
        settings = downloader.per_slot_settings.get(downloader.get_slot_key(request), {})
        least: float = settings.get("delay", self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        slot.delay = max(least, min(self._longest, self._factor * request.meta.get("download_latency", 0.0)))


@dataclass(slots=True)
class _Held:
    """A host that this process is asking."""

    handle: int
    requests: int = 1


class Turns:
    """Whose turn it is to ask a host. Requests of one process share its turn: their number is the downloader's to bound."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._held: dict[str, _Held] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Wait for a host to be free, and for `delay` seconds since another process's last request to it; then hold it."""
        if held := self._held.get(host):
            held.requests += 1
        else:
            self._held[host] = await self._take(host, delay)
        try:
            yield
        finally:
            self._release(host)

    async def _take(self, host: str, delay: float) -> _Held:
        handle = os.open(self._directory / hashlib.sha256(host.encode()).hexdigest()[:32], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while (wait := _try(handle, delay)) > 0:
                await _pause(wait)
        except BaseException:
            os.close(handle)
            raise
        return _Held(handle)

    def _release(self, host: str) -> None:
        held = self._held[host]
        held.requests -= 1
        if held.requests:
            return
        del self._held[host]
        os.pwrite(held.handle, f"{os.getpid()} {monotonic():.6f}\n".ljust(_ENTRY).encode(), 0)
        os.close(held.handle)


def _try(handle: int, delay: float) -> float:
    """Take the lock; seconds after which to try again where that is too early."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return _LOOK_AGAIN
    if (wait := _rest(os.pread(handle, _ENTRY, 0).decode("ascii", "replace"), delay)) > 0:
        fcntl.flock(handle, fcntl.LOCK_UN)
    return wait


def _rest(entry: str, delay: float) -> float:
    """Seconds that are left of `delay` since another process's request ended. The slot of the downloader knows about our own."""
    process, _, ended = entry.strip().partition(" ")
    try:
        since = monotonic() - float(ended)
    except ValueError:
        return 0.0
    # A time in the future is one of before the machine was started again.
    return delay - since if since >= 0 and process != str(os.getpid()) else 0.0


async def _pause(seconds: float) -> None:
    waited: Deferred[None] = Deferred()
    call_later(seconds, waited.callback, None)
    await maybe_deferred_to_future(waited)


def state_directory(setting: str | None) -> Path:
    """Where the lock files of hosts are: `setting`, else `jobsieve/hosts` in the user's state directory, else in that for temporary files."""
    usual = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "jobsieve" / "hosts"
    for directory in (Path(setting),) if setting else (usual, Path(tempfile.gettempdir()) / f"jobsieve-{os.getuid()}" / "hosts"):
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            failure = error
            continue
        if os.access(directory, os.W_OK) and directory.stat().st_uid == os.getuid():
            return directory
        failure = PermissionError(f"{directory}: expected a directory of this user's that can be written")
    raise failure
