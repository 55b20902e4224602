"""A server that plays a provider: it answers the requests of a script, and knows which were asked for."""

from __future__ import annotations

import json
import tomllib
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Lock, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

_MEDIA_TYPES = {".json": "application/json", ".xml": "application/xml", ".html": "text/html; charset=utf-8", ".rss": "application/rss+xml"}


@dataclass(frozen=True)
class Answer:
    """One answer of a script."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    json: dict[str, Any]
    """Part of the request's JSON body."""
    status: int = 200
    body: bytes = b""
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, method: str, path: str, query: tuple[tuple[str, str], ...], body: Any) -> bool:
        """Whether it answers a request; the order of query parameters does not matter."""
        sent = body if isinstance(body, dict) else {}
        return (method, path, query) == (self.method, self.path, self.query) and all(sent.get(k) == v for k, v in self.json.items())

    def __str__(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.method} {self.path}{'?' * bool(query)}{query}{f' {self.json}' if self.json else ''}"


def read_script(path: Path) -> list[Answer]:
    """The answers of a scenario. Raises `AssertionError` naming file and answer where one is not understood."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))
    assert rows.keys() == {"answer"}, f"{path}: expected [[answer]] tables only"
    return [_answer(path, row) for row in rows["answer"]]


def _answer(path: Path, row: dict[str, Any]) -> Answer:
    unknown = row.keys() - {"request", "json", "status", "body", "text", "media_type", "headers"}
    assert not unknown, f"{path}: {row.get('request')}: unknown key {min(unknown)!r}"
    method, _, url = row["request"].partition(" ")
    assert url.startswith("/"), f"{path}: {row['request']!r}: expected a method and a path"
    parts = urlsplit(url)
    file = path.with_name(row["body"]) if "body" in row else None
    body = file.read_bytes() if file else row.get("text", "").encode()
    media_type = row.get("media_type", _MEDIA_TYPES[file.suffix] if file else "application/json")
    return Answer(
        method, parts.path, parsed_query(parts.query), row.get("json", {}), row.get("status", 200), body, media_type, row.get("headers", {})
    )


def parsed_query(text: str) -> tuple[tuple[str, str], ...]:
    """Parameters of a query, sorted."""
    return tuple(sorted(parse_qsl(text, keep_blank_values=True)))


class Player:
    """Plays a script while its `with` block runs. The first answers are faults, if any; robots.txt does not exist."""

    def __init__(self, script: list[Answer], faults: Iterator[Answer] | None = None) -> None:
        self.script = script
        self.asked: Counter[str] = Counter()
        """Answer → how often it was given."""
        self.strangers: list[str] = []
        """Requests that the script has no answer for."""
        self.times: deque[float] = deque()
        self._faults = faults
        self._lock = Lock()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def unasked(self) -> list[str]:
        """Answers that nobody asked for."""
        return [str(answer) for answer in self.script if not self.asked[str(answer)]]

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.player = self
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, url: str, body: bytes) -> Answer:
        """The answer to a request."""
        parts = urlsplit(url)
        value = json.loads(body) if body else None
        with self._lock:
            found = next((one for one in self.script if one.fits(method, parts.path, parsed_query(parts.query), value)), None)
            if found is None:
                if parts.path != "/robots.txt":
                    self.strangers.append(f"{method} {url} {body.decode()}".strip())
                return Answer(method, parts.path, (), {}, 404, b"nothing here", "text/plain")
            fault = next(self._faults, None) if self._faults else None
            if fault is None:
                self.asked[str(found)] += 1
            return fault or found


class _Server(ThreadingHTTPServer):
    player: Player
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Crawlers that end leave broken connections behind."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        assert isinstance(self.server, _Server)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.server.player.answer(self.command, self.path, sent)
        body = answer.body.replace(b"{base_url}", self.server.player.base_url.encode())
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value.replace("{base_url}", self.server.player.base_url))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's signature
        """Silence."""
