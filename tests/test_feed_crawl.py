"""A crawl of a feed that is longer than any page may be, from the server to the listings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.settings import DOWNLOAD_MAXSIZE
from tests.conformance.player import Answer, Player

BOARD = """
name = "larks"
kind = "api"
provider = "indeed"
site = "larks.example"
delay = 0.01
user_agent_contact = "crew@example.org"
allow_private_addresses = true

[params]
url = "{base_url}/feed.xml"
"""
POSTINGS = 40
LOGO = "x" * 300_000


def posting(number: int) -> str:
    return (
        f"<job><title><![CDATA[Lark Counter {number}]]></title><referencenumber>L-{number}</referencenumber><company>Larks</company>"
        f"<url>https://larks.example/{number}</url><description><![CDATA[<p>Full-time, ${20 + number} per hour.</p>]]></description>"
        f"<logo>{LOGO}</logo></job>\n"
    )


@pytest.mark.parametrize(("end", "whole"), [("</source>", True), ("<job><title>Cut", False)])
def test_a_long_feed_is_fetched_and_read_whole(tmp_path: Path, end: str, whole: bool) -> None:
    body = ("<source><publisher>Larks</publisher>" + "".join(map(posting, range(POSTINGS))) + end).encode()
    assert len(body) > DOWNLOAD_MAXSIZE
    (tmp_path / "board.toml").write_text(BOARD)
    with Player([Answer("GET", "/feed.xml", (), {}, 200, body, "application/xml")]) as player:
        command = [str(Path(sys.executable).with_name("jobsieve")), "crawl", str(tmp_path / "board.toml"), "--base-url", player.base_url]
        done = subprocess.run([*command, "--out", str(tmp_path / "out")], capture_output=True, text=True, timeout=60, check=False)
    folder = tmp_path / "out" / "larks"
    rows = [json.loads(line) for line in (folder / "listings.jsonl").read_text().splitlines()]
    assert [row["title"] for row in rows] == [f"Lark Counter {number}" for number in range(POSTINGS)], done.stdout + done.stderr
    assert len({row["listing_id"] for row in rows}) == POSTINGS
    assert rows[-1]["claims"][-1]["evidence"]["pointer"].startswith(f"/source/job/{POSTINGS - 1}/")
    assert json.loads((folder / "run.json").read_text())["fully_listed"] == whole
    errors = (folder / "errors.jsonl").read_text()
    assert ("is not closed before the feed ends" in errors) == (not whole)
