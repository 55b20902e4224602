"""Logs that a page cannot write in, and that hold no secret."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from normalizer.printable import inert
from scraper.secrets import is_secret_name, redactor

if TYPE_CHECKING:
    from scrapy.settings import Settings

CONTINUED = "    | "
"""Beginning of the second and later lines of a record: a record of its own begins with its time, and nothing else does."""


class SafeFormatter(logging.Formatter):
    """Formats like its predecessor, then masks secrets, escapes control characters and marks continued lines."""

    def __init__(self, predecessor: logging.Formatter) -> None:
        super().__init__()
        self._predecessor = predecessor

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record."""
        return safe_lines(self._predecessor.format(record))


def safe_lines(text: str) -> str:
    """`text` masked, with every line end but the plain line feed, and every other control character, escaped."""
    return f"\n{CONTINUED}".join(inert(line) for line in redactor().redacted(text).split("\n"))


class SafeLogs:
    """A Scrapy add-on: the earliest place of a crawl, before its settings are printed."""

    def update_settings(self, settings: Settings) -> None:
        """Make every handler of the process safe, and learn the secrets among the settings."""
        redactor().learn(str(settings[name]) for name in settings if is_secret_name(name) and isinstance(settings[name], str))
        for handler in logging.getLogger().handlers:
            if not isinstance(handler.formatter, SafeFormatter):
                handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter()))
