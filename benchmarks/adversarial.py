"""How time grows with a text made to be slow: words of every rule, repeated to 1,000, 10,000 and 100,000 characters.

    python -m benchmarks.adversarial [--rules N]

Prints the slowest texts with the time for each length and its growth for ten times the length: 10 is linear.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import time

from normalizer.document.errors import Unreadable
from normalizer.gates import DIGIT, EDGE, gates
from normalizer.pipeline import lexicon, normalize
from schemas import RawPage

_SIZES = (1_000, 10_000, 100_000)
_SHOWN = 12
# Marks, numbers and openers that patterns repeat over.
_PUMPS = (
    "1 ",
    "1",
    "a ",
    "a",
    "$",
    "$1",
    "1,",
    "1.",
    "1-",
    "20-25 ",
    "(",
    "a, ",
    "- ",
    "| ",
    ": ",
    "\n",
    "\n- ",
    "a: b\n",
    "remote, ",
    "(remote) ",
    "€1k-",
    "Jan 1 ",
)


def main() -> None:
    """Time every pump at the two smaller sizes, the slowest at all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rules", type=int, default=10_000, help="take only so many rules")
    options = parser.parse_args()
    pumps = dict.fromkeys((*_PUMPS, *_of_rules()[: options.rules]))
    _seconds("warm up", 100)
    times = {pump: [_seconds(pump, size) for size in _SIZES[:2]] for pump in pumps}
    slowest = sorted(times, key=lambda pump: -times[pump][1])[:_SHOWN]
    print(f"{len(times)} texts; the slowest at {_SIZES[1]:,} characters:")
    print(f"{'text':44}" + "".join(f"{size:>12,}" for size in _SIZES) + "   growth")
    for pump in slowest:
        seconds = [*times[pump], _seconds(pump, _SIZES[2])]
        growth = [b / a for a, b in itertools.pairwise(seconds)]
        print(f"{pump[:40]!r:44}" + "".join(f"{s * 1000:9.1f} ms" for s in seconds) + "   " + ", ".join(f"{g:.1f}" for g in growth))


def _of_rules() -> list[str]:
    """For every expression a text that meets all of its gates, with a number for those that ask for one."""
    pumps = []
    for expression in (e for pack in lexicon().packs for e in pack.expressions):
        words = [min(gate - {DIGIT}, key=len, default="7").strip(EDGE) for gate in gates(expression.pattern.pattern)]
        pumps += [" ".join(words) + " ", "20 " + " ".join(words) + " "]
    return pumps


def _seconds(pump: str, size: int) -> float:
    page = RawPage(id="pump", body="Night Baker\n\nRequirements\n\n" + (pump * (size // len(pump) + 1))[:size])
    start = time.process_time()
    with contextlib.suppress(Unreadable):
        normalize(page)
    return time.process_time() - start


if __name__ == "__main__":
    main()
