"""A crawl that goes on where an earlier attempt of the same run ended, and one that asks only for what has changed."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from scraper_site import JOB, Answer, TestSite, board_file, links, next_page
from test_scraper_runs import job

from normalizer.archive_index import stored_responses
from normalizer.store.database import Store
from normalizer.store.intake import Intake
from normalizer.store.pages import PageMemory, Pages
from scraper import clock
from scraper.boards import load_board
from scraper.crawl import CrawlOrder, CrawlOutcome, crawl
from scraper.evidence import read_evidence, take_in
from scraper.fates import LISTED, FateLog, fates_path, named_listing
from scraper.items import Tombstone
from scraper.run import RunOrder, run_board
from tests.quiet import Quiet


def attempt(site: TestSite, board: Path, archive: Path, *settings: str) -> CrawlOutcome:
    order = CrawlOrder(load_board(board, base_url=site.url), board, site.url, archive, archive.with_suffix(".log"), settings)
    return crawl(order, lambda _: None)


def test_what_an_earlier_attempt_archived_is_not_fetched_again_and_what_failed_is(tmp_path: Path) -> None:
    pages = {
        "/jobs": links("/jobs/1", "/jobs/2", "/jobs/gone") + next_page("/jobs?page=2"),
        "/jobs?page=2": links("/jobs/3"),
        "/jobs/1": JOB,
        "/jobs/3": JOB,
    }
    with TestSite({**pages, "/jobs/2": Answer(b"no entry", 403), "/jobs/gone": Answer(b"", 410)}) as site:
        board, first, second = board_file(tmp_path), tmp_path / "run.warc.gz", tmp_path / "run.2.warc.gz"
        before = attempt(site, board, first)
        asked = {path: len(times) for path, times in site.times.items()}
        site.answers["/jobs/2"] = JOB
        after = attempt(site, board, second, f"JOBSIEVE_EARLIER={json.dumps([str(first)])}")
    again = {path for path, times in site.times.items() if len(times) > asked[path]}
    assert again == {"/robots.txt", "/jobs/2"}
    assert (before.count("item_scraped_count"), after.count("item_scraped_count")) == (2, 3)
    assert after.count("jobsieve/gone") == before.count("jobsieve/gone") == 1
    assert [response.url.removeprefix(site.url) for response in stored_responses(second)] == ["/robots.txt", "/jobs/2"]
    fates = [json.loads(line) for line in fates_path(second).read_text().splitlines()]
    assert {fate["url"].removeprefix(site.url) for fate in fates if fate["fate"] == "listing"} == {
        "/jobs",
        "/jobs?page=2",
        "/jobs/1",
        "/jobs/2",
        "/jobs/3",
    }


def test_a_page_that_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    with TestSite({"/jobs": links("/jobs/1", "/jobs/2"), "/jobs/1": Answer(b"", 304), "/jobs/2": JOB}) as site:
        with Store(tmp_path / "store.sqlite") as store:
            url = f"{site.url}/jobs/1"
            key = load_board(board_file(tmp_path), base_url=site.url).listing_key(url)
            Pages(store).put(key, PageMemory(url, "k", etag='"v1"', last_modified="Mon, 22 Jun 2026 12:00:00 GMT"), "2026-06-22T12:00:00Z")
        outcome = attempt(site, board_file(tmp_path), tmp_path / "a.warc.gz", f"JOBSIEVE_STORE={tmp_path / 'store.sqlite'}")
    assert (site.headers["/jobs/1"]["If-None-Match"], site.headers["/jobs/1"]["If-Modified-Since"]) == (
        '"v1"',
        "Mon, 22 Jun 2026 12:00:00 GMT",
    )
    assert not {"If-None-Match", "If-Modified-Since"} & {*site.headers["/jobs/2"], *site.headers["/jobs"]}
    assert (outcome.count("jobsieve/unchanged"), outcome.count("item_scraped_count"), outcome.count_all("jobsieve/failed/")) == (1, 1, 0)
    assert [(r.status, r.role) for r in stored_responses(tmp_path / "a.warc.gz") if r.url.endswith("/1")] == [(304, "detail")]


def test_a_page_is_spared_when_its_sitemap_says_that_nothing_has_changed(tmp_path: Path) -> None:
    def sitemap(base: str, **days: str) -> Answer:
        entries = "".join(f"<url><loc>{base}/jobs/{name}</loc><lastmod>{day}</lastmod></url>" for name, day in days.items())
        text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
        return Answer(text.encode(), media_type="text/xml")

    with TestSite({"/jobs/a": job("Weaver"), "/jobs/b": job("Dyer")}) as site:
        site.answers["/map.xml"] = sitemap(site.url, a="2026-05-01", b="2026-05-01")
        start, details = '["{base_url}/map.xml"]', "[details]\npattern = '/jobs/[a-z]+'\n"
        board = board_file(tmp_path, details, kind="sitemap", start=start, trust_lastmod="true")
        order = RunOrder(str(board), tmp_path / "out", base_url=site.url)
        run_board(order, Quiet())
        site.answers["/map.xml"] = sitemap(site.url, a="2026-05-01", b="2026-05-02")
        # Once a week, on a day that depends on its address, a page is fetched whatever the sitemap says.
        due = (clock.now().toordinal() + zlib.crc32(f"{site.url}/jobs/a".encode())) % 7 == 0
        second = run_board(order, Quiet())
    expected = {"/jobs/a": 2 if due else 1, "/jobs/b": 2}
    assert {path: len(times) for path, times in site.times.items() if path in expected} == expected
    assert (second.listings, second.states["OPEN"]) == (2, 2)


def test_what_a_feed_names_as_closed_is_closed(tmp_path: Path) -> None:
    board = load_board(board_file(tmp_path, id_pattern="'/jobs/([a-z]+)'", site='"board.example"'), base_url="http://127.0.0.1:1")
    log = FateLog(board)
    log.open(tmp_path / "r.pages.jsonl")
    log.note("detail", "http://127.0.0.1:1/jobs/b", LISTED)
    log.note_withdrawn(Tombstone("a", reason="filled"))
    log.note_withdrawn(Tombstone("b", "http://127.0.0.1:1/jobs/b", "expired"))
    log.close()
    with Store(tmp_path / "store.sqlite") as store:
        intake = Intake(store)
        take_in(read_evidence([tmp_path / "r.warc.gz"]), intake, board)
        staged = store.connection.execute("SELECT listing_id, sighting, evidence FROM stage").fetchall()
    names = [named_listing(f"http://127.0.0.1:1/jobs/{name}", board) for name in "ab"]
    assert sorted(map(tuple, staged)) == sorted([(names[0], "WITHDRAWN", "filled"), (names[1], "WITHDRAWN", "expired")])
