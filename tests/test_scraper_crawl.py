"""Crawls of small sites on loopback, each by the real spider in a process of its own."""

from __future__ import annotations

import base64
import gzip
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest
from scraper_site import JOB, Answer, Crawled, TestSite, board_file, crawl_board, crawl_site, links, next_page, zipped
from warcio.archiveiterator import ArchiveIterator

from normalizer.archive import ArchiveDamaged, read_warc
from normalizer.identity import listing_id
from schemas import RawPage
from schemas.fate import By, Fate, PageFate
from scraper.boards import load_board
from scraper.crawl import CrawlOrder, CrawlProgress, crawl
from scraper.fates import fates_path

ROBOTS = Answer(b"User-agent: *\nDisallow: /private\n", media_type="text/plain")


def paths(pages: Path) -> list[str]:
    """Paths of the listing pages in an archive."""
    return ["/" + page.id.split("/", 3)[3] for page in read_warc(pages)]


def records(archive: Path) -> list[tuple[str, str, str]]:
    """Path, status and role of each response in an archive."""
    found = []
    with archive.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                headers = record.rec_headers
                path = "/" + headers.get_header("WARC-Target-URI").split("/", 3)[3]
                found.append((path, record.http_headers.get_statuscode(), headers.get_header("WARC-Jobsieve-Role")))
    return found


@pytest.fixture(scope="module")
def site() -> TestSite:
    return TestSite({
        "/robots.txt": ROBOTS,
        "/jobs": links("/jobs/1", "/jobs/1?utm_source=list", "/jobs/2/", "/private/1") + next_page("/jobs?page=2"),
        "/jobs?page=2": zipped(
            links("/jobs/gone", "/jobs/expired", "/jobs/moved", "http://elsewhere.example/jobs/9", "file:///etc/passwd", "http://[")
            + next_page("/jobs?page=3")
        ),
        "/jobs?page=3": links("/jobs/busy", "/jobs/torn", "/jobs/shut", "/jobs/pdf", "/jobs/latin") + next_page("/jobs"),
        "/jobs/1": JOB,
        "/jobs/2/": zipped(JOB),
        "/private/1": JOB,
        "/jobs/gone": Answer(b"gone", 410),
        "/jobs/expired": Answer(status=302, headers={"Location": "/jobs"}),
        "/jobs/moved": Answer(status=301, headers={"Location": "/jobs/1"}),
        "/jobs/busy": [Answer(status=503, headers={"Retry-After": "1"}), Answer(JOB)],
        "/jobs/torn": [zipped(JOB, cut=9), zipped(JOB)],
        "/jobs/shut": Answer(b"no entry", 403),
        "/jobs/pdf": Answer(b"%PDF-1.7", media_type="application/pdf"),
        "/jobs/latin": Answer("<p>Café".encode("latin-1"), media_type="text/html; charset=iso-8859-1"),
    })  # fmt: skip


@pytest.fixture(scope="module")
def crawled(site: TestSite, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    folder = tmp_path_factory.mktemp("pages")
    with site:
        return crawl_site(site, board_file(folder, site='"board.example"', currency='"CAD"'), folder)


class TestPages:
    """One crawl of a board on which everything happens that index pages can do."""

    def test_listings_are_archived_in_reading_order(self, crawled: Crawled) -> None:
        assert crawled.outcome.reason == "finished"
        assert paths(crawled.archive) == ["/jobs/1", "/jobs/2/", "/jobs/latin", "/jobs/busy", "/jobs/torn"]

    def test_every_response_is_archived_with_its_status_and_role(self, crawled: Crawled) -> None:
        found = Counter(records(crawled.archive))
        assert found == Counter({
            ("/robots.txt", "200", "robots"): 1, ("/jobs", "200", "index"): 1, ("/jobs?page=2", "200", "index"): 1,
            ("/jobs?page=3", "200", "index"): 1, ("/jobs/1", "200", "detail"): 1, ("/jobs/2/", "200", "detail"): 1,
            ("/jobs/gone", "410", "detail"): 1, ("/jobs/expired", "302", "detail"): 1, ("/jobs", "200", "gone"): 1,
            ("/jobs/moved", "301", "detail"): 1, ("/jobs/1", "200", "duplicate"): 1, ("/jobs/busy", "503", "detail"): 1,
            ("/jobs/busy", "200", "detail"): 1, ("/jobs/torn", "200", "damaged"): 1, ("/jobs/torn", "200", "detail"): 1, ("/jobs/shut", "403", "detail"): 1,
            ("/jobs/pdf", "200", "detail"): 1, ("/jobs/latin", "200", "detail"): 1,
        })  # fmt: skip

    def test_every_listing_that_was_found_is_accounted_for(self, crawled: Crawled) -> None:
        count = crawled.outcome.count
        fates = {
            "fetched": count("item_scraped_count"),
            "gone": count("jobsieve/gone"),
            "same as another": count("jobsieve/duplicates_by_redirect"),
            "failed": crawled.outcome.count_all("jobsieve/failed/"),
            "no text": count("jobsieve/not_text"),
            "forbidden": count("robotstxt/forbidden"),
            "elsewhere": count("offsite/filtered"),
        }
        assert fates == {"fetched": 5, "gone": 2, "same as another": 1, "failed": 1, "no text": 1, "forbidden": 1, "elsewhere": 1}
        assert sum(fates.values()) == count("jobsieve/found")
        assert count("jobsieve/lists") == 3

    def test_what_became_of_every_page_stands_beside_the_archive(self, site: TestSite, crawled: Crawled) -> None:
        lines = [PageFate.model_validate_json(line) for line in fates_path(crawled.archive).read_text().splitlines()]
        last = {line.url.removeprefix(site.url): line for line in lines}
        assert {path: str(line.fate) for path, line in last.items()} == {
            "/jobs": "listing", "/jobs?page=2": "listing", "/jobs?page=3": "listing", "/jobs/1": "listing", "/jobs/2/": "listing",
            "/private/1": "unwanted", "http://elsewhere.example/jobs/9": "unwanted", "/jobs/gone": "gone", "/jobs/expired": "gone",
            "/jobs/moved": "duplicate", "/jobs/busy": "listing", "/jobs/torn": "listing", "/jobs/shut": "wall", "/jobs/pdf": "failed",
            "/jobs/latin": "listing",
        }  # fmt: skip
        assert (last["/jobs/expired"].by, last["/jobs/gone"].status, last["/jobs/pdf"].why) == (By.REDIRECT, 410, "application/pdf")
        assert lines[1].fate is Fate.LISTED

    def test_a_page_is_named_like_the_listing_that_is_read_from_it(self, crawled: Crawled) -> None:
        named = {line.listing_id for line in map(PageFate.model_validate_json, fates_path(crawled.archive).read_text().splitlines())}
        assert {listing_id(page) for page in read_warc(crawled.archive)} <= named

    def test_each_address_is_asked_for_once(self, site: TestSite, crawled: Crawled) -> None:
        assert crawled.outcome.reason == "finished"
        again = {path for path, times in site.times.items() if len(times) > 1}
        assert again == {"/jobs/busy", "/jobs/torn", "/jobs", "/jobs/1"}, "retries, and pages that redirects led to"
        assert not [path for path in site.asked if path.startswith("/private") or "utm_" in path]

    def test_the_crawler_says_who_it_is_and_leaves_no_trail(self, site: TestSite, crawled: Crawled) -> None:
        assert crawled.outcome.reason == "finished"
        headers = site.headers["/jobs/2/"]
        assert headers["User-Agent"] == "jobsieve (+bot@example.org)"
        assert not {"Cookie", "Referer"} & set(headers)

    def test_retry_after_holds_back_the_whole_host(self, site: TestSite, crawled: Crawled) -> None:
        assert crawled.outcome.reason == "finished"
        refused = site.times["/jobs/busy"][0]
        # The second that was asked for begins when the answer arrives, and clocks of two processes tick apart.
        assert min(at for times in site.times.values() for at in times if at > refused) >= refused + 0.9

    def test_pages_carry_what_the_normalizer_needs(self, crawled: Crawled) -> None:
        page = next(page for page in read_warc(crawled.archive) if page.id.endswith("/latin"))
        assert (page.media_type, page.body, page.site) == ("text/html; charset=iso-8859-1", "<p>Café".encode("latin-1"), "board.example")
        assert page.fetched_at
        assert page.fetched_at.endswith("Z")

    def test_progress_is_told(self, crawled: Crawled) -> None:
        assert crawled.progress
        assert crawled.progress[-1].found == 12
        assert [p.fetched for p in crawled.progress] == sorted(p.fetched for p in crawled.progress)


SITEMAPS = {
    "/robots.txt": Answer(b"Sitemap: {base}/sitemap.xml\n", media_type="text/plain"),
    "/jobs/1": JOB,
    "/jobs/2": JOB,
    "/jobs/3": JOB,
    "/about": JOB,
}


def xml(root: str, element: str, *urls: str) -> bytes:
    rows = "".join(f"<{element}><loc>{url}</loc></{element}>" for url in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'.encode()


def test_sitemaps_are_followed_plain_compressed_and_nested(tmp_path: Path) -> None:
    with TestSite(SITEMAPS) as site:
        at = f"{site.url}{{}}".format
        site.answers |= {
            "/robots.txt": Answer(f"Sitemap: {at('/index.xml')}\nSitemap: {at('/empty.xml')}\n".encode(), media_type="text/plain"),
            "/index.xml": Answer(xml("sitemapindex", "sitemap", at("/a.xml"), at("/b.xml.gz"), at("/pages.xml")), media_type="text/xml"),
            "/a.xml": Answer(xml("urlset", "url", at("/jobs/1"), at("/about"), at("/jobs/1?utm_source=x")), media_type="application/xml"),
            "/b.xml.gz": Answer(gzip.compress(xml("urlset", "url", at("/jobs/2"), at("/jobs/3"))), media_type="application/gzip"),
            "/pages.xml": Answer(xml("urlset", "url", at("/about")), media_type="text/xml"),
            "/empty.xml": Answer(b" ", media_type="text/xml"),
        }
        follow = "'/(?:index|a|b|empty)\\.xml'"
        start = '["{base_url}/robots.txt"]'
        board = board_file(tmp_path, "[details]\npattern = '/jobs/[0-9]+'\n", kind="sitemap", start=start, follow=follow)
        crawled = crawl_site(site, board, tmp_path)
    assert paths(crawled.archive) == ["/jobs/1", "/jobs/2", "/jobs/3"]
    assert "/pages.xml" not in site.asked
    assert {role for path, _, role in records(crawled.archive) if ".xml" in path} == {"sitemap"}
    assert crawled.outcome.count("jobsieve/failed/sitemap") == 1


def test_index_pages_that_cannot_be_read_whole_are_failures(tmp_path: Path) -> None:
    picture = Answer(b"\x89PNG\r\n\x1a\n\x00", media_type="image/png")
    pages = {"/jobs": links("/jobs/1") + next_page("/torn") + next_page("/picture") + next_page("/shut"), "/jobs/1": JOB, "/jobs/2": JOB}
    broken = {"/torn": zipped(links("/jobs/2"), cut=9), "/picture": picture, "/shut": Answer(status=403)}
    with TestSite({**pages, **broken}) as site:
        crawled = crawl_site(site, board_file(tmp_path), tmp_path)
    assert crawled.outcome.count("jobsieve/failed/index") == 3
    assert paths(crawled.archive)[0] == "/jobs/1"


def test_limits_of_the_board_end_the_crawl(tmp_path: Path) -> None:
    endless = {f"/jobs?page={n}": links(f"/jobs/{n}") + next_page(f"/jobs?page={n + 1}") for n in range(2, 40)}
    with TestSite({"/jobs": links("/jobs/1") + next_page("/jobs?page=2"), **endless, "/jobs/1": JOB, "/jobs/2": JOB}) as site:
        crawled = crawl_site(site, board_file(tmp_path, max_pages="3", max_listings="2"), tmp_path)
    assert paths(crawled.archive) == ["/jobs/1", "/jobs/2"]
    assert [path for path in site.asked if path.startswith("/jobs?")] == ["/jobs?page=2", "/jobs?page=3"]
    assert crawled.outcome.count("jobsieve/over_limit") == 2


CLOSED_ROBOTS = (
    Answer(status=500),
    Answer(status=429, headers={"Retry-After": "0"}),
    Answer(reset=True),
    Answer(b"User-agent: jobsieve\nDisallow: /\n", media_type="text/plain"),
)


def test_without_permission_nothing_is_fetched(tmp_path: Path) -> None:
    with ExitStack() as stack:
        sites = [stack.enter_context(TestSite({"/robots.txt": robots, "/jobs": JOB})) for robots in CLOSED_ROBOTS]
        start = [f"{site.url}/jobs" for site in sites]
        crawled = crawl_board(board_file(tmp_path, start=str(start)), tmp_path)
    assert [site.asked for site in sites] == [["/robots.txt"]] * len(CLOSED_ROBOTS)
    assert crawled.outcome.count("robotstxt/forbidden") == len(CLOSED_ROBOTS)
    assert crawled.outcome.reason == "finished"


def test_a_host_that_fails_for_good_is_left_alone(tmp_path: Path) -> None:
    many = {f"/jobs/{n}": Answer(reset=True) if n % 2 else Answer(status=503) for n in range(200)}
    with TestSite({"/jobs": links("/jobs/first", *many), "/jobs/first": JOB, **many}) as site:
        crawled = crawl_site(site, board_file(tmp_path), tmp_path)
    assert crawled.outcome.reason == "host_failing"
    assert paths(crawled.archive) == ["/jobs/first"]
    assert len(site.asked) < 60


def test_a_crawl_delay_is_kept_to(tmp_path: Path) -> None:
    robots = Answer(b"User-agent: *\nCrawl-delay: 0.3\n", media_type="text/plain")
    with TestSite({"/robots.txt": robots, "/jobs": links("/jobs/1", "/jobs/2"), "/jobs/1": JOB, "/jobs/2": JOB}) as site:
        crawl_site(site, board_file(tmp_path), tmp_path)
    times = sorted(at for path in ("/jobs", "/jobs/1", "/jobs/2") for at in site.times[path])
    assert len(times) == 3
    assert min(b - a for a, b in pairwise(times)) >= 0.29


LOOPBACK = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "017700000001", "0.0.0.0", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]",
)  # fmt: skip


def test_no_spelling_of_a_private_address_is_connected_to(tmp_path: Path) -> None:
    with TestSite({"/jobs": links("/jobs/1"), "/jobs/1": JOB}) as site:
        start = [f"http://{host}:{site.port}/jobs" for host in LOOPBACK]
        crawled = crawl_board(board_file(tmp_path, start=str(start), allow_private_addresses="false"), tmp_path)
    assert (crawled.outcome.reason, site.connections) == ("finished", 0)
    assert crawled.outcome.count("robotstxt/unreachable") == len(LOOPBACK)


def test_redirects_lead_to_no_host_that_the_board_does_not_name(tmp_path: Path) -> None:
    with TestSite({}) as canary, TestSite({}) as site, TestSite({}) as other:
        away = {"Location": f"http://localhost:{canary.port}/secret"}
        other.answers = {"/robots.txt": Answer(status=302, headers=away), "/jobs": JOB}
        site.answers = {
            "/robots.txt": ROBOTS,
            "/jobs": Answer(links("/jobs/1", "/jobs/2")),
            "/jobs/1": Answer(status=302, headers=away),
            "/jobs/2": [Answer(status=503), Answer(status=302, headers=away)],
        }
        crawled = crawl_board(board_file(tmp_path, start=str([f"{site.url}/jobs", f"{other.url}/jobs"])), tmp_path)
    assert canary.connections == 0
    assert other.asked == ["/robots.txt"]
    assert crawled.outcome.count("robotstxt/forbidden") == 1
    assert crawled.outcome.count("offsite/filtered") == 3


def test_an_interrupted_crawl_closes_its_archive(tmp_path: Path) -> None:
    many = {f"/jobs/{n}": Answer(JOB, wait=0.03) for n in range(200)}
    with TestSite({"/jobs": links(*many), **many}) as site:
        board, archive = board_file(tmp_path), tmp_path / "a.warc.gz"

        interrupts = iter([KeyboardInterrupt()])

        def interrupt(progress: CrawlProgress) -> None:
            if progress.fetched >= 2 and (once := next(interrupts, None)):
                raise once

        outcome = crawl(CrawlOrder(load_board(board, base_url=site.url), board, site.url, archive, tmp_path / "log"), interrupt)
    assert outcome.reason == "shutdown"
    assert 2 <= len(paths(archive)) < 200


def scrapy(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    root = str(Path(__file__).parents[1])
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scraper.settings", "PYTHONPATH": root}
    command = [sys.executable, "-P", "-m", "scrapy", *arguments, *options]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_scrapy_lists_the_kinds(tmp_path: Path) -> None:
    assert scrapy("list", cwd=tmp_path).stdout.split() == ["api", "pages", "sitemap"]


def test_scrapy_crawl_exports_raw_pages_and_archives_where_expected(tmp_path: Path) -> None:
    with TestSite({"/jobs": links("/jobs/1"), "/jobs/1": zipped(JOB)}) as site:
        board = board_file(tmp_path)
        ended = scrapy("crawl", "pages", "-a", f"board={board}", "-a", f"base_url={site.url}", "-O", "pages.jsonl", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
    (line,) = (tmp_path / "pages.jsonl").read_text().splitlines()
    exported = RawPage.model_validate_json(line)
    (archive,) = (tmp_path / "out" / "test" / "raw").glob("*.warc.gz")
    assert [exported] == list(read_warc(archive))
    assert exported.body == JOB


def test_without_an_archive_nothing_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with TestSite({"/jobs": links("/jobs/1"), "/jobs/1": JOB}) as site:
        board = board_file(tmp_path)
        order = CrawlOrder(load_board(board, base_url=site.url), board, site.url, tmp_path / "file" / "a.warc.gz", tmp_path / "log")
        outcome = crawl(order, lambda _: None)
    assert (outcome.reason, site.asked) == ("archive_failed", [])
    assert "jobsieve/archive_failed" in outcome.stats


def test_a_full_disk_ends_the_crawl_and_keeps_what_is_whole(tmp_path: Path) -> None:
    many = {f"/jobs/{n}": Answer(base64.b64encode(os.urandom(6000))) for n in range(40)}
    with TestSite({"/jobs": links(*many), **many}) as site:
        board, archive = board_file(tmp_path), tmp_path / "a.warc.gz"
        command = [sys.executable, "-P", "-m", "scrapy", "crawl", "pages", "-a", f"board={board}", "-a", f"base_url={site.url}"]
        shell = f'ulimit -f 100; exec "$@" -s JOBSIEVE_ARCHIVE={archive} -s JOBSIEVE_PROGRESS=1'
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scraper.settings", "PYTHONPATH": str(Path(__file__).parents[1])}
        ended = subprocess.run(
            ["bash", "-c", shell, "bash", *command], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
    assert '"reason": "archive_failed"' in ended.stdout
    assert len(site.asked) < 40, "what the downloader had taken on already, and no more"
    assert not archive.exists()
    kept = archive.with_name(f"{archive.name}.open")
    pages = read_warc(kept)
    assert [next(pages).id for _ in range(5)] == [f"{site.url}/jobs/{n}" for n in range(5)]
    with pytest.raises(ArchiveDamaged, match="ends"):
        list(pages)


def test_a_killed_crawl_leaves_a_readable_archive(tmp_path: Path) -> None:
    many = {f"/jobs/{n}": Answer(JOB, wait=0.05) for n in range(200)}
    with TestSite({"/jobs": links(*many), **many}) as site:
        board = board_file(tmp_path)
        environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "scraper.settings", "PYTHONPATH": str(Path(__file__).parents[1])}
        command = [sys.executable, "-P", "-m", "scrapy", "crawl", "pages", "-a", f"board={board}", "-a", f"base_url={site.url}"]
        settings = ["-s", f"JOBSIEVE_ARCHIVE={tmp_path / 'a.warc.gz'}", "-s", "JOBSIEVE_PROGRESS=1"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        with subprocess.Popen([*command, *settings], env=environment, text=True, **pipes) as child:
            assert child.stdout
            for line in child.stdout:
                if '"fetched": 0' not in line:
                    child.send_signal(signal.SIGKILL)
                    break
    assert not (tmp_path / "a.warc.gz").exists()
    assert paths(tmp_path / "a.warc.gz.open")[0] == "/jobs/0"
