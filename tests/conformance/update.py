"""`python -m tests.conformance.update [provider …]` makes golden files anew and prints what differs. Read it like code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conformance.golden import differences, golden_path
from tests.conformance.run import PROVIDERS, play


def main(providers: list[str]) -> None:
    """Update the golden files of these providers, or of all."""
    for provider in providers or PROVIDERS:
        _update(provider)


def _update(provider: str) -> None:
    path = golden_path(provider)
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    with TemporaryDirectory() as out:
        ran = play(provider, "full", Path(out), faults=True)
    print(f"== {provider}: exit status {ran.status}, {len(ran.found['listings'])} listings, {len(ran.found['errors'])} errors")
    print(*differences(before, ran.found), sep="\n")
    print(*(f"asked for and not in the script: {request}" for request in ran.player.strangers), sep="\n", end="")
    print(*(f"in the script and not asked for: {answer}" for answer in ran.player.unasked), sep="\n", end="")
    if not ran.found["listings"]:
        print(ran.printed)
    path.write_text(json.dumps(ran.found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
