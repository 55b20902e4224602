"""Logs that a page cannot write in, and that hold no secret."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from normalizer.printable import inert
from scraper.secrets import is_secret_name, redactor

if TYPE_CHECKING:
    from scrapy.settings import Settings

CONTINUED = "    | "
"""Beginning of the second and later lines of a record: a record of its own begins with its time, and nothing else does."""

_as_text = logging.Formatter().formatException


class SafeRecord(logging.LogRecord):
    """A record whose message and traceback are safe whatever handler writes them: Scrapy replaces its own more than once."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.exc_info and self.exc_info[0] is not None:
            # What a formatter finds here it takes for its own work.
            self.exc_text = CONTINUED + safe_lines(_as_text(self.exc_info))

    def getMessage(self) -> str:  # noqa: N802 - the logging module's interface
        """The message with its arguments."""
        return safe_lines(super().getMessage())


def safe_lines(text: str) -> str:
    """`text` with secrets masked, control characters escaped, and every line but the first one marked as a continued one."""
    return f"\n{CONTINUED}".join(inert(line) for line in redactor().redacted(text).split("\n"))


class SafeLogs:
    """A Scrapy add-on: the earliest place of a crawl, before its settings are printed."""

    def update_settings(self, settings: Settings) -> None:
        """Make every record of the process a safe one, and learn the secrets among the settings."""
        redactor().learn(str(settings[name]) for name in settings if is_secret_name(name) and isinstance(settings[name], str))
        logging.setLogRecordFactory(SafeRecord)
