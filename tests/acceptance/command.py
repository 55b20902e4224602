"""The real command, and plain Scrapy, each in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

ROOT = Path(__file__).parents[2]
BARE = Path(__file__).with_name("bare_spider.py")
_COMMAND = [sys.executable, "-P", "-c", "from scraper.cli import app; app()"]
_DEADLINE = 120
_BRISK = ("--set", "JOBSIEVE_DELAY_FACTOR=0", "--min-free", "0")
"""A server on this machine need not be spared for the time that a busy machine takes to answer."""


@dataclass(slots=True)
class Ended:
    """A process that has ended."""

    status: int
    stdout: str
    stderr: str
    seconds: float
    peak_bytes: int = 0
    """Of the largest process among it and its descendants."""


@dataclass(slots=True)
class Jobsieve:
    """`jobsieve` with one board, one output directory and an environment of its own."""

    board: Path
    out: Path
    base_url: str | None
    environment: dict[str, str] = field(default_factory=dict)

    def crawl(self, *arguments: str, **how: Any) -> Ended:
        """Crawl the board to the end."""
        with self.crawling(*arguments, **how) as process:
            return _finished(process)

    @contextmanager
    def crawling(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
        """A crawl that goes on while the block runs, and is killed with all that it started when the block is left."""
        base = ["--base-url", self.base_url] if self.base_url else []
        command = [*_COMMAND, "crawl", str(self.board), "--out", str(self.out), *base, *_BRISK, *arguments]
        with running(command, environment_of(self.out.parent, {**self.environment, **(environment or {})})) as process:
            yield process

    def run(self, *arguments: str) -> Ended:
        """Another verb of the command."""
        with running([*_COMMAND, *arguments], environment_of(self.out.parent, self.environment)) as process:
            return _finished(process)

    @property
    def folder(self) -> Path:
        return self.out / "mill"

    def listings(self) -> list[dict[str, Any]]:
        """What is published."""
        return read_lines(self.folder / "listings.jsonl")

    def report(self) -> dict[str, Any]:
        """The last `run.json`."""
        report: dict[str, Any] = json.loads((self.folder / "run.json").read_text())
        return report

    def logs(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.rglob("*.log")))


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def environment_of(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of the machine's own but what finds the code; the state directory is the test's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / "state"), **more}


@contextmanager
def running(command: list[str], environment: Mapping[str, str], **how: Any) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how
    )
    try:
        yield process
    finally:
        kill_tree(process.pid)
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


def _finished(process: subprocess.Popen[str]) -> Ended:
    begun, peak = monotonic(), [0]
    watcher = Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    try:
        stdout, stderr = process.communicate(timeout=_DEADLINE)
    except subprocess.TimeoutExpired:
        kill_tree(process.pid)
        stdout, stderr = process.communicate()
        stderr += f"\nnot ended after {_DEADLINE} s"
    watcher.join()
    return Ended(process.returncode, stdout, stderr, monotonic() - begun, peak[0])


def _watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    while process.returncode is None:
        peak[0] = max([peak[0], *map(high_water, [process.pid, *descendants(process.pid)])])
        sleep(0.02)


def high_water(pid: int) -> int:
    """The most memory that a process has had, in bytes; 0 for one that has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def descendants(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have."""
    found: list[int] = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def kill_tree(pid: int, with_signal: int = signal.SIGKILL) -> None:
    """End a process of ours and all that it has started."""
    for one in [*descendants(pid), pid]:
        with suppress(ProcessLookupError):
            os.kill(one, with_signal)


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something to be true; fails where it never becomes so."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.005)


@contextmanager
def bare_crawling(url: str, items: Path, path: Path | str = "", output: str = "-O", **settings: object) -> Iterator[subprocess.Popen[str]]:
    """The same crawl by plain Scrapy, with its default settings but for those given, while the block runs."""
    command = [sys.executable, "-P", "-m", "scrapy", "runspider", str(BARE), "-a", f"url={url}", output, str(items)]
    for name, value in settings.items():
        command += ["-s", f"{name}={value}"]
    with running(command, {**environment_of(items.parent, {}), "PYTHONPATH": str(path)}, cwd=items.parent) as process:
        yield process


def bare(url: str, items: Path, path: Path | str = "", output: str = "-O", **settings: object) -> Ended:
    """The same crawl by plain Scrapy, to its end."""
    with bare_crawling(url, items, path=path, output=output, **settings) as process:
        return _finished(process)
