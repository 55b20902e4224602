"""A web site for tests, on loopback: paths and what they answer, well or badly, and a record of what was asked for."""

from __future__ import annotations

import gzip
import struct
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
from socketserver import TCPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any, Self

from scraper.boards import load_board
from scraper.crawl import CrawlOrder, CrawlOutcome, CrawlProgress, crawl


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    body: bytes = b""
    status: int = 200
    media_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    reset: bool = False
    """Break the connection off instead of answering."""
    wait: float = 0.0
    """Seconds to wait first."""


JOB = b"<!doctype html><title>Job</title><h1>Job</h1><p>Pay: $15 per hour</p>"


def links(*targets: str, css: str = "job") -> bytes:
    return "".join(f'<a class="{css}" href="{target}">x</a>\n' for target in targets).encode()


def next_page(target: str) -> bytes:
    return f'<a rel="next" href="{target}">Next</a>'.encode()


def zipped(body: bytes, *, cut: int = 0) -> Answer:
    """A body with content coding gzip, of which the last `cut` bytes are missing."""
    packed = gzip.compress(body, mtime=0)
    return Answer(packed[: len(packed) - cut], headers={"Content-Encoding": "gzip"})


class TestSite:
    """Serves `answers` while its `with` block runs. A list is answered from in turn, its last entry for ever; unknown paths are 404."""

    __test__ = False

    def __init__(self, answers: Mapping[str, Answer | bytes | list[Answer]]) -> None:
        self.answers = dict(answers)
        self.times: defaultdict[str, list[float]] = defaultdict(list)
        """Path → when it was asked for."""
        self.headers: dict[str, dict[str, str]] = {}
        """Path → headers of the last request."""
        self.connections = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """Every path in the order in which it was first asked for."""
        return list(self.times)

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        self.times[path].append(monotonic())
        self.headers[path] = headers
        answer = self.answers.get(path, Answer(b"nothing here", 404))
        if isinstance(answer, list):
            answer = answer[min(len(self.times[path]), len(answer)) - 1]
        return Answer(answer) if isinstance(answer, bytes) else answer


class _Server(ThreadingHTTPServer):
    site: TestSite
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self.site.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Crawlers that are killed leave broken connections behind."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every answer waits 40 ms for an acknowledgement

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        answer = self.server.site.answer(self.path, dict(self.headers))
        sleep(answer.wait)
        if answer.reset:
            self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Silence."""


def board_file(folder: Path, text: str = "", *, name: str = "test", kind: str = "pages", **keys: str) -> Path:
    """A board file with the keys that every board needs, those given as TOML values, and `text` for its tables."""
    usual = {
        "name": f'"{name}"',
        "kind": f'"{kind}"',
        "start": '["{base_url}/jobs"]',
        "delay": "0.01",
        "user_agent_contact": '"bot@example.org"',
        "allow_private_addresses": "true",
    }
    rows = "".join(f"{key} = {value}\n" for key, value in {**usual, **keys}.items())
    path = folder / f"{name}.toml"
    path.write_text(rows + (text or '[details]\ncss = "a.job"\n[next]\ncss = "a[rel=next]"\n'), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Crawled:
    """A crawl that has ended."""

    outcome: CrawlOutcome
    archive: Path
    log: Path
    progress: list[CrawlProgress]


def crawl_site(site: TestSite, board: Path, out: Path) -> Crawled:
    """Crawl a site with the board's spider, in a process of its own."""
    return crawl_board(board, out, site.url)


def crawl_board(board: Path, out: Path, base_url: str | None = None) -> Crawled:
    """Crawl wherever the board's file says."""
    archive, log, progress = out / "archive.warc.gz", out / "crawl.log", list[CrawlProgress]()
    order = CrawlOrder(load_board(board, base_url=base_url), board, base_url, archive, log)
    return Crawled(crawl(order, progress.append), archive, log, progress)
