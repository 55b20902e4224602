"""A job board of as many listings as a test needs, as replies of the fault server."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from faults import Reply

TRADES = ("Weaver", "Dyer", "Spinner", "Fuller", "Carder", "Felter", "Tailor", "Lacemaker", "Knitter", "Embroiderer")
PER_PAGE = 50


def title(number: int) -> str:
    return f"{TRADES[number % len(TRADES)]} {number}"


def listing(number: int, pay: int | None = None) -> bytes:
    """The page of a listing, whole and readable."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title(number)}</title></head><body><main><h1>{title(number)}</h1>'
        f"<p>Pay: ${pay or 15 + number % 20} per hour, {20 + number % 20} hours per week, on site in Leeds.</p>"
        f'<h2>Requirements</h2><ul><li>{1 + number % 5} years at a loom</li></ul><p><a href="/jobs">All jobs</a></p></main></body></html>'
    ).encode()


def index(numbers: Iterable[int], following: str | None = None) -> bytes:
    """A page of links to listings."""
    rows = "".join(f'<li><a class="job" href="/jobs/{number}">{title(number)}</a></li>' for number in numbers)
    more = f'<a rel="next" href="{following}">Next</a>' if following else ""
    return f"<!doctype html><html><body><h1>Jobs at the mill</h1><ul>{rows}</ul>{more}</body></html>".encode()


def board(numbers: Iterable[int], per_page: int = PER_PAGE) -> dict[str, object]:
    """Index pages and listings."""
    wanted = list(numbers)
    pages = [wanted[at : at + per_page] for at in range(0, len(wanted), per_page)] or [[]]
    script: dict[str, object] = {"/robots.txt": Reply(b"User-agent: *\nDisallow: /private\n", media_type="text/plain")}
    for at, page in enumerate(pages, 1):
        following = f"/jobs?page={at + 1}" if at < len(pages) else None
        script["/jobs" if at == 1 else f"/jobs?page={at}"] = Reply(index(page, following))
    script |= {f"/jobs/{number}": Reply(listing(number)) for number in wanted}
    return script


def board_file(folder: Path, **keys: str) -> Path:
    """A board file; `keys` are TOML values, and `tables` the text of its tables."""
    usual = {
        "name": '"mill"',
        "kind": '"pages"',
        "start": '["{base_url}/jobs"]',
        "id_pattern": "'/jobs/([0-9]+)'",
        "currency": '"USD"',
        "delay": "0.001",
        "max_pages": "1000",
        "user_agent_contact": '"bot@example.org"',
        "allow_private_addresses": "true",
    }
    tables = keys.pop("tables", '[details]\ncss = "a.job"\n[next]\ncss = "a[rel=next]"\n')
    rows = "".join(f"{key} = {value}\n" for key, value in {**usual, **keys}.items() if value)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "mill.toml"
    path.write_text(rows + tables, encoding="utf-8")
    return path
