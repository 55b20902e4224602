"""Pages a second of a complete crawl (archive, normalization, publishing) and of a bare Scrapy spider that only stores the same pages.

    python -m benchmarks.crawl [--boards 10] [--rounds 3]

Both crawl the bundled board from the same server, in turns, without a delay; several copies of it, so that starting two interpreters
does not decide. A figure is listing pages divided by the whole time of the command, from its start to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fixtures.serve import BoardServer

_BOARD = """name = "bundled"
kind = "pages"
start = {start}
currency = "USD"
delay = 0.0001
max_pages = 100000
user_agent_contact = "https://example.org/benchmark"
allow_private_addresses = true

[details]
css = "a.job"

[next]
css = "a[rel=next]"
"""
_SETTINGS = ("DOWNLOAD_DELAY=0", "ROBOTSTXT_OBEY=True", "TELNETCONSOLE_ENABLED=False", "LOG_LEVEL=INFO")
_ROOT = Path(__file__).resolve().parents[1]

_BARE = {
    "bare spider, delay 0": (),
    "bare spider, one at a time": ("CONCURRENT_REQUESTS_PER_DOMAIN=1",),
    # With a delay of exactly 0 Scrapy opens a connection for almost every request.
    "bare spider, one at a time, connections kept": ("CONCURRENT_REQUESTS_PER_DOMAIN=1", "DOWNLOAD_DELAY=0.0001"),
}
"""What the bare spider is run with besides Scrapy's defaults."""


def main() -> None:
    """Print pages a second of each, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--boards", type=int, default=10, help="copies of the bundled board")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with ExitStack() as stack:
        servers = [stack.enter_context(BoardServer()) for _ in range(options.boards)]
        start = [f"{server.base_url}/jobs" for server in servers]
        runs: dict[str, Callable[[Path], int]] = {"jobsieve crawl": partial(_ours, start)}
        runs |= {name: partial(_bare, start, settings) for name, settings in _BARE.items()}
        rates: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(options.rounds):
            for name, run in runs.items():
                rates[name].append(_rate(run))
    ours = statistics.median(rates["jobsieve crawl"])
    for name, found in rates.items():
        median = statistics.median(found)
        print(f"{name:46} {median:8.1f} pages a second; jobsieve crawl: {ours / median:.0%} of it")


def _rate(run: Callable[[Path], int]) -> float:
    with TemporaryDirectory() as folder:
        started = time.perf_counter()
        pages = run(Path(folder))
        return pages / (time.perf_counter() - started)


def _ours(start: list[str], out: Path) -> int:
    board = out / "bundled.toml"
    board.write_text(_BOARD.format(start=json.dumps(start)), encoding="utf-8")
    command = [str(Path(sysconfig.get_path("scripts"), "jobsieve")), "crawl", str(board), "--out", str(out)]
    # Status 1: some pages of the board are broken on purpose.
    subprocess.run(command, env=_environment(), capture_output=True, check=False)
    report = json.loads((out / "bundled" / "run.json").read_text(encoding="utf-8"))
    if not report["published"]:
        raise RuntimeError(f"the crawl was not published: {report}")
    return int(report["pages"]["fetched"])


def _bare(start: list[str], settings: tuple[str, ...], out: Path) -> int:
    options = [part for setting in (*_SETTINGS, *settings) for part in ("-s", setting)]
    spider = Path(__file__).with_name("bare_spider.py")
    command = [sys.executable, "-m", "scrapy", "runspider", str(spider), "-a", f"start={','.join(start)}", "-a", f"out={out}", *options]
    # Away from this project's settings.
    subprocess.run(command, cwd=out, capture_output=True, check=True)
    return len(list(out.iterdir()))


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(_ROOT)}


if __name__ == "__main__":
    main()
