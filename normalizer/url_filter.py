"""Which pages of an input are meant, by their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import translate
from pathlib import Path
from urllib.parse import urlsplit

from normalizer.identity import canonical_url

_FILE = "@"
_EXPRESSION = "re:"
_ANY = "*"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,20}://(?:www\.)?", re.IGNORECASE)


class UrlFilterError(ValueError):
    """What was to select addresses cannot be read; says which entry of which file, and what was expected."""


class UrlFilter:
    """The addresses that are meant: `url in filter`."""

    def __init__(self, entries: Iterable[str]) -> None:
        """`entries`: an address, a pattern in which `*` stands for anything, `re:` and a regular expression that is searched, or `@` and the name
        of a file with such entries a line. Without a scheme an entry holds for every scheme, with `www.` or without.

        Raises `UrlFilterError`, also where a file cannot be read or no entry is left.
        """
        self._exact: set[str] = set()
        self._patterns: list[re.Pattern[str]] = []
        for place, entry in _entries(entries):
            self._add(place, entry)
        if not (self._exact or self._patterns):
            raise UrlFilterError("no address: expected at least one")

    def __contains__(self, url: str) -> bool:
        """Whether `url` is meant. Addresses are compared without scheme, `www.`, trackers and trailing slash."""
        if self._exact and canonical_url(url) in self._exact:
            return True
        bare = _SCHEME.sub("", url, count=1)
        return any(pattern.search(url) or pattern.search(bare) for pattern in self._patterns)

    def _add(self, place: str, entry: str) -> None:
        if entry.startswith(_EXPRESSION):
            self._patterns.append(_compiled(place, entry.removeprefix(_EXPRESSION)))
        elif _ANY in entry:
            self._patterns.append(re.compile(r"\A" + translate(entry)))
        else:
            self._exact.add(_canonical(place, entry))


def _entries(entries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(where it stands, entry) of each entry, those of files included."""
    for entry in entries:
        if entry.startswith(_FILE):
            yield from _of_file(Path(entry.removeprefix(_FILE)))
        else:
            yield repr(entry), entry


def _of_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UrlFilterError(f"{path}: expected a file of addresses, one a line: {error}") from error
    for number, line in enumerate(lines, 1):
        if (entry := line.strip()) and not entry.startswith("#"):
            yield f"{path}:{number}", entry


def _compiled(place: str, expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as error:
        raise UrlFilterError(f"{place}: expected a regular expression behind 're:': {error}") from error


def _canonical(place: str, entry: str) -> str:
    url = entry if "://" in entry else f"https://{entry}"
    try:
        host = urlsplit(url).hostname
    except ValueError as error:
        raise UrlFilterError(f"{place}: expected an address: {error}") from error
    if not host:
        raise UrlFilterError(f"{place}: expected an address with a host")
    return canonical_url(url)
