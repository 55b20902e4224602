"""How long complete normalization takes (bytes → validated listing → JSON), next to a bare lxml parse of the same bytes.

    python -m benchmarks.speed [FILE.html …]

The two are timed in turns in one process, so that the ratio holds when the machine's speed drifts. FILEs are measured besides the
invented pages. Medians of the rounds are printed.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import lxml.html

from benchmarks.pages import DENSE, ORDINARY, listing_page, listing_text
from normalizer.pipeline import normalize
from schemas import RawPage

_SIZES = (60_000, 110_000, 200_000)
_ROUNDS = 41


def main() -> None:
    """Print one row a page, then listings a second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.html")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    options = parser.parse_args()
    pages = [(f"{size // 1000} KB, {name} listing", listing_page(size, name)) for name in (ORDINARY, DENSE) for size in _SIZES]
    pages += [(path.name, path.read_bytes()) for path in options.files]
    print(f"{'page':34} {'bytes':>8} {'bare lxml ms':>13} {'normalize ms':>13} {'ratio':>6}")
    for name, body in pages:
        _row(name, body, options.rounds)
    for name in (ORDINARY, DENSE):
        _texts(name, options.rounds)


def _row(name: str, body: bytes, rounds: int) -> None:
    page = RawPage(id="page", media_type="text/html", body=body)
    bare, whole = _in_turns(lambda: lxml.html.document_fromstring(body), lambda: [x.model_dump_json() for x in normalize(page)], rounds)
    ratio = statistics.median(b / a for a, b in zip(bare, whole, strict=True))
    print(f"{name:34} {len(body):8} {statistics.median(bare) * 1e3:13.2f} {statistics.median(whole) * 1e3:13.2f} {ratio:6.2f}")


def _in_turns(a: Callable[[], object], b: Callable[[], object], rounds: int) -> tuple[list[float], list[float]]:
    """CPU seconds of each, after a warm-up round."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for run, seconds in zip((a, b), times, strict=True):
            start = time.process_time()
            run()
            if number:
                seconds.append(time.process_time() - start)
    return times


def _texts(name: str, rounds: int) -> None:
    """Plain listings, each different, on one core."""
    text = listing_text(name)
    pages = [RawPage(id=str(n), body=f"{text}Reference {n}\n") for n in range(100)]
    best = []
    for number in range(max(rounds // 8, 3) + 1):
        start = time.process_time()
        for page in pages:
            for listing in normalize(page):
                listing.model_dump_json()
        if number:
            best.append(len(pages) / (time.process_time() - start))
    print(f"plain text of {len(text) / 1000:.1f} KB, {name} listing: {statistics.median(best):.0f} a second on one core")


if __name__ == "__main__":
    main()
