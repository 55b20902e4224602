"""What a crawl makes of a provider's first answer, without a server: for what is decided by that answer alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from scrapy.http import Request, TextResponse

from normalizer.sources.data_file import source
from scraper.answers import is_dead, read_list
from scraper.boards import load_board
from scraper.paging import Census, first_turn
from tests.conformance.player import parsed_query, read_script
from tests.conformance.run import ROOM, keys_of

BASE_URL = "http://provider.example"


@dataclass(frozen=True)
class Judged:
    """A provider's first answer."""

    dead: str | None
    rows: int
    missing: int


def judge(provider: str, scenario: str, monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Ask for the first page of a provider's list, as its script answers it."""
    for name, value in keys_of(ROOM / provider).items():
        monkeypatch.setenv(name, value)
    plan = load_board(ROOM / provider / "board.toml", base_url=BASE_URL).plan()
    crawl = plan.provider.crawl
    asked = plan.ask(crawl.list, first_turn(crawl.paging).values())
    parts, body = urlsplit(asked.url), json.loads(asked.body) if asked.body else None
    script = read_script(ROOM / provider / f"{scenario}.toml")
    answer = next((one for one in script if one.fits(asked.method, parts.path, parsed_query(parts.query), body)), None)
    assert answer, f"{asked.method} {asked.url} is not in {scenario}.toml"
    headers = {"Content-Type": answer.media_type}
    response = TextResponse(asked.url, answer.status, headers, answer.body, request=Request(asked.url), encoding="utf-8")
    dead = is_dead(crawl.dead, response.status, response.text)
    if dead:
        return Judged(dead, 0, 0)
    page, census = read_list(crawl.list, source(provider), response), Census(ended=True)
    census.take(page, page.number_at(crawl.list.total))
    return Judged(None, len(page.rows), census.missing(crawl))
