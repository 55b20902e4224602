"""How fast what holds no listing is passed over in another crawler's archive.

    python -m benchmarks.foreign_archive [PAGES]

Writes an archive of that many invented pages (5,000 where not given) that are no listings, of the sizes and kinds that the open web has: shop, news, forum
and manual, with scripts and styles in them, one in ten of them worded so that only reading it shows what it is. Then reads it as `jobsieve normalize` does.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from normalizer.inputs import normalize_pages, read_inputs
from normalizer.pipeline import lexicon
from schemas.error import SkippedRow

_WORDS = [
    "harbour",
    "lamp",
    "window",
    "river",
    "velvet",
    "copper",
    "market",
    "season",
    "garden",
    "price",
    "basket",
    "letter",
    "winter",
    "orchard",
    "violin",
    "candle",
    "bridge",
    "museum",
    "recipe",
    "kettle",
    "island",
    "forest",
    "carpet",
    "saddle",
    "mirror",
    "pepper",
    "ribbon",
    "tunnel",
    "anchor",
    "marble",
    "pocket",
    "summer",
    "castle",
    "valley",
    "printer",
    "camera",
    "battery",
    "engine",
    "signal",
    "network",
]
_SCRIPT = "<script>" + "var a=function(b,c){{return b.position===c.role?d(b):e(c)}};" * 120 + "</script>"
_STYLE = "<style>" + ".card{position:relative;display:flex;margin:0 4px}" * 150 + "</style>"
_NEAR = "<h2>Requirements</h2><ul><li>You must have an account with the role of a manager.</li></ul><p>Support is remote; a contract costs $50 per month.</p>"
_KINDS = ("shop", "news", "forum", "manual")


def page(number: int) -> str:
    """An invented page."""
    chance = random.Random(number)
    kind = _KINDS[number % len(_KINDS)]
    links = "".join(f'<li><a href="/{word}/{number}" class="nav-item">{word.title()}</a></li>' for word in chance.sample(_WORDS, 30))
    paragraphs = "".join(
        f"<p class='text'>{' '.join(chance.choices(_WORDS, k=60)).capitalize()}.</p>" for _ in range(chance.randint(5, 40))
    )
    near = _NEAR if number % 10 == 0 else ""
    head = f"<head><meta charset=utf-8><title>{kind} {number}</title>{_STYLE}{_SCRIPT}</head>"
    foot = "<footer><a href=/careers>Careers</a> <a href=/contact>Contact</a></footer>"
    return f"<!doctype html><html lang=en>{head}<body><nav><ul>{links}</ul></nav><h1>{kind.title()} {number}</h1>{near}{paragraphs}{foot}{_SCRIPT}</body></html>"


def write(path: Path, pages: int) -> int:
    """Writes the archive; returns the bytes of its pages."""
    size = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(pages):
            body = page(number).encode()
            size += len(body)
            http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = f"https://site{number % 97}.example/{number}"
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http))
    return size


def main() -> None:
    """Write, read, and say how long it took."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    lexicon()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "foreign.warc.gz"
        size = write(path, pages)
        start = time.perf_counter()
        rows = list(normalize_pages(read_inputs([path])))
        seconds = time.perf_counter() - start
    counts = Counter[str]()
    for row in rows:
        counts[row.reason if isinstance(row, SkippedRow) else type(row).__name__] += row.count if isinstance(row, SkippedRow) else 1
    print(f"{pages} pages, {size / pages / 1024:.0f} KB each: {pages / seconds:.0f} pages a second, {size / seconds / 1e6:.0f} MB a second")
    for reason, count in counts.most_common():
        print(f"{count:8} {reason}")


if __name__ == "__main__":
    main()
