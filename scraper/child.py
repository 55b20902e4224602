"""The process of a crawl: Scrapy's command line, which dies at once when whoever waits for it does."""

from __future__ import annotations

import os
import sys
import threading


def main() -> None:
    """Run `scrapy` with the arguments given. Standard input is never written to: its end says that nobody waits any more."""
    # Before Scrapy is loaded: that takes a second, and a crawl that outlives its run keeps its board locked.
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[1:]])


def _end_with_stdin() -> None:
    """An archive that goes on growing after its run was killed would be in the way of the next one."""
    while os.read(0, 1024):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
