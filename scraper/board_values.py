"""What a board file leaves open until a crawl is started: its base URL, and whom the owners of a site can reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scraper.data_error import BoardError

BASE_URL = "{base_url}"
"""In `start`: the board's base URL."""
CONTACT_VARIABLE = "JOBSIEVE_CONTACT"
"""Environment variable with the address under which the owners of sites reach whoever crawls: boards that come with the package take it from there."""

OPEN_CONTACT = "{contact}"
"""Stands for a contact that is left to the environment."""
_OURSELVES = "http://localhost/"
"""Contact on a site of this machine, whose owner is who crawls."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})


def filled_in(data: dict[str, Any], base_url: str | None, path: Path) -> dict[str, Any]:
    """The values of a board file, with `base_url` in place of its own. Raises `BoardError` where the file has no place for it, or none of its own."""
    return _with_base_url(_moved(_with_contact(data), base_url) if base_url else _with_contact(data), base_url, path)


def _moved(data: dict[str, Any], base_url: str) -> dict[str, Any]:
    """A board of which a copy stands elsewhere: only there is it visited. Who names this machine means it, whatever the file allows."""
    moved = {**{name: value for name, value in data.items() if name != "hosts"}, "base_url": base_url}
    if urlsplit(base_url).hostname not in _THIS_MACHINE:
        return moved
    contact = {"user_agent_contact": _OURSELVES} if data.get("user_agent_contact") == OPEN_CONTACT else {}
    return {**moved, "allow_private_addresses": True, **contact}


def _with_base_url(data: dict[str, Any], given: str | None, path: Path) -> dict[str, Any]:
    start, base = data.get("start"), data.get("base_url")
    if data.get("kind") == "api" or not isinstance(start, list):
        return data
    wanted = any(isinstance(url, str) and BASE_URL in url for url in start)
    if given and not wanted:
        raise BoardError(str(path), "start", f"expected an address with {BASE_URL}, since a base URL was given")
    if wanted and not isinstance(base, str):
        raise BoardError(str(path), "base_url", f"expected an address for the {BASE_URL} in start")
    return {**data, "start": [url.replace(BASE_URL, str(base).rstrip("/")) if isinstance(url, str) else url for url in start]}


def _with_contact(data: dict[str, Any]) -> dict[str, Any]:
    """The board with the contact that the environment names, where the file leaves it to that and it names one."""
    contact = os.environ.get(CONTACT_VARIABLE, "")
    return {**data, "user_agent_contact": contact} if contact and data.get("user_agent_contact") == OPEN_CONTACT else data
