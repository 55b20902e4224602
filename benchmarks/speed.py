"""How long complete normalization takes (bytes → validated listing → JSON), next to a bare lxml parse of the same bytes.

    python -m benchmarks.speed [FILE.html … FILE.jsonl …]

Everything is timed in turns in one process, so that ratios hold when the machine's speed drifts: a page after the other through
`normalize` ("alone"), and sixteen at a time through `normalize_pages`, as every command has them ("batch"). FILEs are measured besides
the invented pages: HTML pages, or raw pages as JSON lines, of which the plain English texts of 2.5 to 6 KB are taken. Medians of the rounds are
printed, and for texts the best round as well.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import lxml.html

from benchmarks.pages import DENSE, ORDINARY, listing_page, listing_text
from normalizer.inputs import normalize_pages, read_inputs
from normalizer.pipeline import normalize
from schemas import Listing, RawPage

_SIZES = (60_000, 110_000, 200_000)
_ROUNDS = 21
_BATCH = 16
_SHORTEST, _LONGEST = 2_500, 6_000
"""Bytes of the plain texts that are taken from a file."""


def main() -> None:
    """Print one row a page, then listings a second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    options = parser.parse_args()
    texts = [path for path in options.files if path.suffix == ".jsonl"]
    pages = [(f"{size // 1000} KB, {name} listing", listing_page(size, name)) for name in (ORDINARY, DENSE) for size in _SIZES]
    pages += [(path.name, path.read_bytes()) for path in options.files if path not in texts]
    print(f"{'page':28} {'bytes':>7} {'bare lxml ms':>13} {'alone ms':>9} {'ratio':>6} {'batch ms':>9} {'ratio':>6}")
    for name, body in pages:
        _row(name, body, options.rounds)
    print(f"\n{'plain texts, a second on one core':45} {'alone':>6} {'best':>6} {'batch':>6} {'best':>6}")
    for name in (ORDINARY, DENSE):
        text = listing_text(name)
        many = [RawPage(id=str(n), body=f"{text}Reference {n}\n") for n in range(100)]
        _texts(f"{name} listing, {len(text) / 1000:.1f} KB", many, options.rounds)
    if texts:
        many = [page for page in read_inputs(list(map(str, texts))) if isinstance(page, RawPage) and _is_plain(page)]
        mean = statistics.mean(len(page.body) for page in many) / 1000
        _texts(f"{len(many)} of {', '.join(path.name for path in texts)}, {mean:.1f} KB", many, options.rounds)


def _row(name: str, body: bytes, rounds: int) -> None:
    pages = [RawPage(id=f"page {n}", media_type="text/html", body=body) for n in range(_BATCH)]
    runs = (lambda: [lxml.html.document_fromstring(page.body) for page in pages], lambda: _alone(pages), lambda: _together(pages))
    bare, alone, batch = _in_turns(runs, rounds, len(pages))
    print(
        f"{name:28} {len(body):7} {statistics.median(bare):13.2f} {statistics.median(alone):9.2f} {_ratio(alone, bare):6.2f}"
        f" {statistics.median(batch):9.2f} {_ratio(batch, bare):6.2f}"
    )


def _texts(name: str, pages: Sequence[RawPage], rounds: int) -> None:
    alone, batch = _in_turns((lambda: _alone(pages), lambda: _together(pages)), rounds, len(pages))
    rates = [1000 / figure for own in (alone, batch) for figure in (statistics.median(own), min(own))]
    print(f"{name:45} {' '.join(f'{rate:6.0f}' for rate in rates)}")


def _alone(pages: Sequence[RawPage]) -> None:
    for page in pages:
        for listing in normalize(page):
            listing.model_dump_json()


def _together(pages: Sequence[RawPage]) -> None:
    # Writes each listing as JSON, to be sure that it can be written.
    for _ in normalize_pages(pages):
        pass


def _in_turns(runs: Sequence[Callable[[], object]], rounds: int, pages: int) -> list[list[float]]:
    """CPU milliseconds a page of each run, after a warm-up round."""
    times: list[list[float]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for run, own in zip(runs, times, strict=True):
            start = time.process_time()
            run()
            if number:
                own.append((time.process_time() - start) * 1000 / pages)
    return times


def _ratio(whole: Sequence[float], bare: Sequence[float]) -> float:
    return statistics.median(b / a for a, b in zip(bare, whole, strict=True))


def _is_plain(page: RawPage) -> bool:
    """Whether a page is a plain text of the wanted size with one English listing."""
    if not page.media_type.startswith("text/plain") or not _SHORTEST <= len(page.body) <= _LONGEST:
        return False
    rows = list(normalize_pages([page]))
    return len(rows) == 1 and isinstance(rows[0], Listing) and rows[0].language == "en"


if __name__ == "__main__":
    main()
