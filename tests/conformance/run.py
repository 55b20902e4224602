"""One run of a provider's board through the command, against a server that plays the provider."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from scraper.cli import app
from tests.conformance.player import Answer, Player, read_script

ROOM = Path(__file__).parent
PROVIDERS = sorted(path.parent.name for path in ROOM.glob("*/board.toml"))
"""Providers that have a folder here."""
_PROSE = frozenset(
    {"text", "claims", "choices", "absent", "requirements", "responsibilities", "benefits", "process", "tasks", "schema_version", "policy"}
)
"""What words decide, which has tests of its own; here it is asked what a provider's data comes to."""
_OF_LISTS = ("declared", "fully_listed", "dead", "closed")


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    status: int
    printed: str
    player: Player
    found: dict[str, Any]
    """Listings, errors and statistics in the form of a golden file."""


def play(provider: str, scenario: str, out: Path, *options: str, faults: bool = False) -> Ran:
    """Run a provider's board against a scenario of its folder: the command here, where what it needs is loaded once for all providers,
    and its spider in a process of its own, as always.
    """
    folder = ROOM / provider
    with Player(read_script(folder / f"{scenario}.toml"), _faults() if faults else None) as player:
        arguments = ["crawl", str(folder / "board.toml"), "--out", str(out), "--base-url", player.base_url, *options]
        done = CliRunner().invoke(app, arguments, env=keys_of(folder))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.output, player, found_in(out, player.base_url, done.output))


def keys_of(folder: Path) -> dict[str, str]:
    """Keys that a provider asks for, from the file `keys.json` where it has one."""
    file = folder / "keys.json"
    return json.loads(file.read_text()) if file.exists() else {}


def _faults() -> Iterator[Answer]:
    """What goes wrong at first: a server that is out of order, then one that is asked too often."""
    yield Answer("", "", (), {}, 503, b"out of order", "text/plain")
    yield Answer("", "", (), {}, 429, b"too many requests", "text/plain", {"Retry-After": "0"})


def found_in(out: Path, base_url: str, printed: str) -> dict[str, Any]:
    """What a run left behind, in the form of a golden file."""
    folder = next((path for path in out.iterdir() if path.is_dir()), None)
    assert folder, printed
    text = {name: _plain(folder / name, base_url) for name in ("listings.jsonl", "errors.jsonl", "run.json")}
    report = json.loads(text["run.json"])
    return {
        "listings": sorted((_golden(json.loads(line)) for line in text["listings.jsonl"].splitlines()), key=lambda row: str(row["source"])),
        "errors": sorted(json.loads(line)["reason"] for line in text["errors.jsonl"].splitlines()),
        "list": {name: report[name] for name in _OF_LISTS if report[name]},
    }


def _plain(path: Path, base_url: str) -> str:
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text.replace(base_url, "{base_url}").replace(base_url.partition("//")[2], "{host}")


def _golden(listing: dict[str, Any]) -> dict[str, Any]:
    source = {name: value for name, value in listing["source"].items() if name not in ("fetched_at", "sha256")}
    conflicts = [row["code"] for row in listing["conflicts"]]
    kept = {name: value for name, value in listing.items() if name not in _PROSE}
    stated: dict[str, Any] = _stated({**kept, "source": source, "conflicts": conflicts})
    return stated


def _stated(value: Any) -> Any:
    """A value without the parts that state nothing."""
    if isinstance(value, dict):
        return {name: stated for name, inner in value.items() if (stated := _stated(inner)) not in (None, [], {}, "")}
    return [_stated(inner) for inner in value] if isinstance(value, list) else value
