"""A board's file for a careers address: by the provider that the address belongs to, else by what a look at the site finds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from normalizer.sources.addresses import recognise
from scraper.boards import BoardError, load_board
from scraper.look import LookOrder, look_at
from scraper.provider import Provider, load_provider, provider_names

_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 64
_NO_NAMES = frozenset({"www", "jobs", "careers", "career", "karriere", "boards", "apply", "com", "co", "org", "net", "io"})


class NothingFoundError(Exception):
    """Neither the address nor a look at its site says where listings are; the message holds what was seen."""


@dataclass(frozen=True, slots=True)
class Addition:
    """What to add."""

    url: str
    """Address of a careers page, of a board or of one of its listings."""
    contact: str
    """Web or e-mail address for the user agent."""
    boards: Path
    """Directory for the file."""
    name: str | None = None
    """Name of the board; made of the address where absent."""
    delay: float = 2.0
    """Seconds between two requests of the look."""
    allow_private_addresses: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A board's file that was written."""

    path: Path
    board: str
    """Name of the board."""
    notes: list[str] = field(default_factory=list)
    """What it was made of, a sentence each."""


def add_board(addition: Addition) -> Added:
    """Write a board's file. Raises `BoardError` for an address that cannot be used or a file that exists, `NothingFoundError`, `OSError`."""
    parts = urlsplit(addition.url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BoardError(addition.url, "", "expected a web address, such as https://jobs.lever.co/acme")
    found = recognise(addition.url)
    if found and found.source.name in provider_names():
        return _with_provider(addition, found.source.name, found.values, [f"the address is one of {_title(found.source.name)}"])
    return _by_look(addition)


def _by_look(addition: Addition) -> Added:
    seen = look_at(LookOrder(addition.url, addition.contact, addition.delay, addition.allow_private_addresses))
    if seen.provider in provider_names():
        return _with_provider(addition, seen.provider or "", seen.values, seen.notes)
    if seen.kind is None:
        raise NothingFoundError("\n".join(f"- {note}" for note in seen.notes) or "- nothing")
    rows: dict[str, str | list[str]] = {"kind": seen.kind, "start": seen.start, **({"follow": seen.follow} if seen.follow else {})}
    tables = [f"[details]\npattern = {_text(seen.pattern)}"] + ['[next]\ncss = "a[rel=next]"'] * seen.has_next
    return _write(addition, addition.name or _named(urlsplit(addition.url).hostname or ""), rows, tables, seen.notes)


def _with_provider(addition: Addition, name: str, values: Mapping[str, str], notes: list[str]) -> Added:
    provider = load_provider(name)
    given = {key: unquote(value) for key, value in values.items() if key in provider.crawl.parameters}
    missing = [key for key in provider.crawl.parameters if key not in given and key not in provider.crawl.defaults]
    if missing:
        wanted = ", ".join(f"{key} ({provider.crawl.parameters[key]})" for key in missing)
        raise BoardError(addition.url, "", f"expected an address of {provider.about.title} that says {wanted}; that of the board does")
    account = given.pop("account", None)
    rows: dict[str, str | list[str]] = {"kind": "api", "provider": name, **({"account": account} if account else {})}
    tables = ["[params]\n" + "\n".join(f"{key} = {_text(value)}" for key, value in given.items())] if given else []
    return _write(
        addition, addition.name or _named(account or next(iter(given.values()), name)), rows, tables, [*notes, *_to_know(provider)]
    )


def _to_know(provider: Provider) -> list[str]:
    keys = [f"needs a key in the environment variable {variable}" for variable in provider.crawl.keys.values()]
    return [*keys, *(f"{label}: {text}" for label, text in (("limits", provider.about.limits), ("terms", provider.about.terms)) if text)]


def _write(addition: Addition, name: str, rows: Mapping[str, str | list[str]], tables: list[str], notes: list[str]) -> Added:
    path = addition.boards / f"{name}.toml"
    if path.exists():
        raise BoardError(str(path), "", "exists already; expected another --name")
    more = ["allow_private_addresses = true"] if addition.allow_private_addresses else []
    lines = [f"name = {_text(name)}", *(f"{key} = {_text(value)}" for key, value in rows.items())]
    lines += [f"user_agent_contact = {_text(addition.contact)}", *more]
    comments = [f"# {line}" for note in (f"Found from {addition.url}", *notes) for line in note.splitlines()]
    board = _checked("\n".join([*comments, *lines, *(f"\n{table}" for table in tables)]) + "\n", path)
    return Added(path, board, notes)


def _checked(text: str, path: Path) -> str:
    """Write a board's file and give its name, or raise `BoardError` and write nothing where it would be none."""
    with TemporaryDirectory() as folder:
        draft = Path(folder, "board.toml")
        draft.write_text(text, encoding="utf-8")
        try:
            board = load_board(draft)
        except BoardError as error:
            raise BoardError(str(path), error.key, error.expected) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return board.name


def _named(text: str) -> str:
    """A board's name of an account or of a host."""
    words = [word for word in _NAME.sub(" ", text.lower()).split() if word not in _NO_NAMES or "." not in text]
    return "-".join(words)[:_LONGEST_NAME].strip("-") or "board"


def _text(value: str | list[str]) -> str:
    """A value as TOML writes it; what JSON escapes in a text TOML escapes in the same way."""
    if isinstance(value, list):
        return "[" + ", ".join(_text(item) for item in value) + "]"
    plain = "'" not in value and value.isprintable()
    return f"'{value}'" if "\\" in value and plain else json.dumps(value, ensure_ascii=False)


def _title(provider: str) -> str:
    return load_provider(provider).about.title
