"""A web server on loopback that misbehaves as it is told, path by path, and remembers what it was asked for and when."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Event, Lock, Thread
from time import monotonic
from typing import Self

import brotli
import zstandard

HTML = "text/html; charset=utf-8"
ENDLESS = 1 << 62
_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, well-formed unless it is told otherwise."""

    body: bytes | Iterable[bytes] = b""
    status: int = 200
    media_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    framing: str = "length"
    """`length`, `chunked`, or `close`: the end of the connection is the end of the body."""
    length: int | None = None
    """What Content-Length says, where that is a lie."""
    cut: int | None = None
    """Bytes of the body, as framed, after which the connection ends."""
    reset: bool = False
    """Whether the connection is reset where it ends; with no bytes sent, before any answer."""
    wait: float = 0.0
    """Seconds before the answer."""
    hang: bool = False
    """Never answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    at: float
    """When it had arrived, on the monotonic clock."""
    answered: list[float] = field(default_factory=list)
    """When its answer had been sent."""


Script = Mapping[str, "Reply | bytes | list[Reply] | Callable[[Asked], Reply]"]


class FaultServer:
    """Serves `script` while its `with` block runs. A list is answered from in turn, its last reply for ever; unknown paths are 404."""

    def __init__(self, script: Script | None = None, host: str = "127.0.0.1") -> None:
        self.script: dict[str, object] = dict(script or {})
        self.host = host
        """Its address: any of 127.0.0.0/8, which are hosts of their own to a crawler."""
        self.asked: list[Asked] = []
        self.connections = 0
        self.bytes_sent = 0
        self.lock = Lock()
        self.on_request: Callable[[Asked], None] | None = None
        """Called for every request before it is answered."""
        self._ended = Event()
        self._turns: defaultdict[str, int] = defaultdict(int)
        self._listening = socket.socket()

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        """Paths asked for, in order, each as often as it was."""
        return [asked.path for asked in self.asked]

    def times(self, path: str) -> list[float]:
        return [asked.at for asked in self.asked if asked.path == path]

    def gaps(self, *, without: Iterable[str] = ()) -> list[float]:
        """Seconds between arrivals of successive requests."""
        times = sorted(asked.at for asked in self.asked if asked.path not in set(without))
        return [later - earlier for earlier, later in pairwise(times)]

    def forget(self) -> None:
        """Begin a new record."""
        self.asked, self.connections, self.bytes_sent = [], 0, 0
        self._turns.clear()

    def __enter__(self) -> Self:
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind((self.host, 0))
        self._listening.listen(128)
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        # Closing alone does not wake the thread that waits in `accept`.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with self.lock:
                self.connections += 1
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            try:
                while (asked := self._read(connection)) and self._answer(connection, asked):
                    pass
            except OSError:
                return  # whoever asked is gone

    def _read(self, connection: socket.socket) -> Asked | None:
        head = b""
        while b"\r\n\r\n" not in head and len(head) < _HEAD:
            if not (more := connection.recv(_HEAD)):
                return None
            head += more
        first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        headers = {name.title(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        asked = Asked(first.split(" ")[1], headers, monotonic())
        with self.lock:
            self.asked.append(asked)
        if self.on_request:
            self.on_request(asked)
        return asked

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        """Answer; whether the connection goes on."""
        reply = self._reply(asked)
        if reply.hang:
            self._ended.wait()
            return False
        if reply.wait:
            self._ended.wait(reply.wait)
        goes_on = self._send(connection, reply)
        asked.answered.append(monotonic())
        if reply.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return goes_on

    def _reply(self, asked: Asked) -> Reply:
        found = self.script.get(asked.path, self.script.get("*"))
        if callable(found):
            found = found(asked)
        if isinstance(found, list):
            with self.lock:
                turn = self._turns[asked.path]
                self._turns[asked.path] += 1
            found = found[min(turn, len(found) - 1)]
        if isinstance(found, bytes):
            return Reply(found)
        return found if isinstance(found, Reply) else Reply(b"nothing here", 404)

    def _send(self, connection: socket.socket, reply: Reply) -> bool:
        if reply.reset and reply.cut is None:
            return False
        connection.sendall(_head(reply))
        left = ENDLESS if reply.cut is None else reply.cut
        for piece in _framed(reply):
            connection.sendall(piece[:left])
            self.bytes_sent += len(piece[:left])
            left -= len(piece)
            if left <= 0 or self._ended.is_set():
                return False
        return reply.framing != "close" and reply.length is None and not reply.reset


def _head(reply: Reply) -> bytes:
    rows = [f"HTTP/1.1 {reply.status} {'OK' if reply.status == 200 else 'Status'}"]
    if reply.media_type:
        rows.append(f"Content-Type: {reply.media_type}")
    if reply.framing == "length":
        rows.append(f"Content-Length: {reply.length if reply.length is not None else len(_whole(reply))}")
    rows.append(
        "Transfer-Encoding: chunked"
        if reply.framing == "chunked"
        else "Connection: close"
        if reply.framing == "close"
        else "X-Framing: length"
    )
    rows += [f"{name}: {value}" for name, value in reply.headers.items()]
    return ("\r\n".join(rows) + "\r\n\r\n").encode("latin-1")


def _whole(reply: Reply) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)


def _framed(reply: Reply) -> Iterator[bytes]:
    if reply.framing != "chunked":
        yield from [reply.body] if isinstance(reply.body, bytes) else reply.body
        return
    body = _whole(reply)
    for at in range(0, len(body), 1000):
        piece = body[at : at + 1000]
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def coded(body: bytes, coding: str, *, keep: float = 1.0) -> Reply:
    """A body in a content coding, of which only a part arrives although nothing else is wrong."""
    packed = CODERS[coding](body)
    return Reply(packed[: int(len(packed) * keep)], headers={"Content-Encoding": coding})


def damaged_bodies(body: bytes) -> dict[str, Reply]:
    """The ways in which a page can arrive damaged, each of which looks like a page to somebody."""
    half = len(body) // 2
    return {
        "short Content-Length": Reply(body, length=len(body) + 500),
        "long Content-Length": Reply(body, length=body.rindex(b"<a", 0, half) + 5),
        "cut chunks": Reply(body, framing="chunked", cut=half),
        "reset": Reply(body, cut=half, reset=True),
        "cut without a length": Reply(body[:half], framing="close"),
        "cut gzip": coded(body, "gzip", keep=0.6),
        "cut br": coded(body, "br", keep=0.6),
        "cut zstd": coded(body, "zstd", keep=0.6),
        "cut deflate": coded(body, "deflate", keep=0.6),
        "junk in gzip": Reply(gzip.compress(body)[:12] + b"junk" * 200, headers={"Content-Encoding": "gzip"}),
        "no gzip at all": Reply(body, headers={"Content-Encoding": "gzip"}),
        "an unknown coding": Reply(body, headers={"Content-Encoding": "compress"}),
    }


def endless(piece: bytes = b"<p>and so on</p>" * 4096) -> Iterator[bytes]:
    """A body without an end."""
    while True:
        yield piece
