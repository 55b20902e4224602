"""A row of the error report: one input that gave no listing, and why."""

from __future__ import annotations

from schemas.values import Frozen


class ErrorRow(Frozen):
    """One refused input. The inputs around it are read as if it were not there."""

    file: str | None = None
    """The file that held it as named on the command line, `-` for standard input; null for a page that came from no file."""
    place: str | None = None
    """Where in the file: `line 12`, `byte 4096`, or the URI of an archive's record; null for the whole file."""
    id: str | None = None
    """The raw page's id, where it could be read."""
    reason: str
    """What was found and what was expected, in one sentence for a person."""

    @property
    def where(self) -> str:
        """File and place as editors understand them (`pages.jsonl:12`)."""
        line = (self.place or "").removeprefix("line ")
        if line.isdecimal():
            return f"{self.file or '?'}:{line}"
        return ": ".join(part for part in (self.file, self.place) if part) or self.id or "?"


class SkippedRow(ErrorRow):
    """Pages of an archive that nobody promised to be listings, and that are none: they are counted, not reported one by one."""

    count: int = 1
    """How many were passed over for this reason."""
