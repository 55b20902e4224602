"""The bundled board, crawled by its index pages and by its sitemaps, and the command that shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typer.testing import CliRunner

from fixtures.gold import gold_lines
from fixtures.serve import BoardServer
from normalizer.archive import read_warc
from scraper.boards import find_board, load_board
from scraper.cli import app
from scraper.crawl import CrawlOrder, crawl


def addresses(*languages: str) -> set[str]:
    """Paths of the listings that a reader finds on the board, in these languages or in any."""
    gold = [json.loads(line) for line in gold_lines()]
    return {line["url"] for line in gold if not languages or line["language"] in languages}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("name", ["demo", "demo-sitemap"])
def test_both_boards_find_every_listing_once(name: str, tmp_path: Path) -> None:
    archive = tmp_path / "a.warc.gz"
    with BoardServer() as server:
        board = load_board(name, base_url=server.base_url)
        outcome = crawl(CrawlOrder(board, find_board(name), server.base_url, archive, tmp_path / "log"), lambda _: None)
        asked = server.requested
    pages = [urlsplit(page.id).path for page in read_warc(archive)]
    assert outcome.reason == "finished"
    assert len(pages) == len(set(pages)) == outcome.count("item_scraped_count")
    assert addresses() <= set(pages)
    assert outcome.count_all("jobsieve/failed/") == 0
    assert outcome.count("jobsieve/found") == len(pages) + outcome.count("jobsieve/gone")
    assert not [path for path in asked if path.startswith(("/apply", "/admin"))]


def test_the_demo_shows_what_it_found_and_where_the_files_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    listings, errors = lines(tmp_path / "demo" / "listings.jsonl"), lines(tmp_path / "demo" / "errors.jsonl")
    read = {urlsplit(listing["source"]["url"]).path for listing in listings}
    assert read >= addresses("en")
    assert read | {urlsplit(row["id"]).path for row in errors} >= addresses()
    assert f"Board demo: {len(listings)} listings" in result.stdout
    assert "Contradictions: " in result.stdout
    assert str(tmp_path / "demo" / "listings.jsonl") in result.stdout


def test_a_port_that_is_taken_is_a_wrong_command_line(tmp_path: Path) -> None:
    with BoardServer() as server:
        port = str(urlsplit(server.base_url).port)
        result = CliRunner().invoke(app, ["demo", "--out", str(tmp_path), "--port", port])
    assert result.exit_code == 2
    assert f"cannot serve on port {port}" in result.stderr
