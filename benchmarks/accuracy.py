"""Accuracy against labelled listings, with the scorers that stand beside them.

    python -m benchmarks.accuracy DIRECTORY [score.py's options]

DIRECTORY holds `dev.jsonl` (raw pages), `dev.labels.jsonl` and `score.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Normalize the raw pages and hand the listings to the scorer."""
    if len(sys.argv) < 2 or not (Path(sys.argv[1]) / "score.py").exists():
        sys.exit((__doc__ or "").strip())
    room = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "dev.jsonl"
        command = [sys.executable, "-m", "scraper.cli", "normalize", str(room / "dev.jsonl"), "-o", str(out)]
        subprocess.run(command, check=False)
        subprocess.run([sys.executable, str(room / "score.py"), str(room / "dev.labels.jsonl"), str(out), *sys.argv[2:]], check=True)


if __name__ == "__main__":
    main()
