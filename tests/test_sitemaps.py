"""Sitemaps as sites write them, and boards that need nothing else: any site whose postings carry schema.org data, or only prose."""

from __future__ import annotations

import gzip
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from scraper_site import JOB, Answer, Crawled, TestSite, board_file, crawl_site
from warcio.archiveiterator import ArchiveIterator

from normalizer.batch import normalize_pages
from normalizer.inputs import read_inputs
from schemas import Listing

START = '["{base_url}/robots.txt"]'
DETAILS = "[details]\npattern = '/jobs/[0-9]+'\n"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)


def urlset(*entries: str) -> Answer:
    return Answer(
        f'<?xml version="1.0" encoding="UTF-8"?><urlset {NAMESPACES}>{"".join(entries)}</urlset>'.encode(), media_type="application/xml"
    )


def url(loc: str, more: str = "") -> str:
    return f"<url><loc>{loc}</loc>{more}</url>"


def index(*locs: str) -> Answer:
    rows = "".join(f"<sitemap><loc>{loc}</loc><lastmod>2026-11-01</lastmod></sitemap>" for loc in locs)
    return Answer(f"<sitemapindex {NAMESPACES}>{rows}</sitemapindex>".encode(), media_type="application/xml")


def robots(*locs: str) -> Answer:
    lines = "".join(f"sitemap:  {loc}\r\n" for loc in locs)
    return Answer(f"User-agent: *\r\nDisallow: /private/\r\n{lines}".encode(), media_type="text/plain")


def run(site: TestSite, out: Path, details: str = DETAILS, **keys: str) -> Crawled:
    return crawl_site(site, board_file(out, details, kind="sitemap", start=START, **keys), out)


def fetched(crawled: Crawled) -> list[str]:
    """Paths of the listings in the archive, in its order."""
    with crawled.archive.open("rb") as file:
        records = [record for record in ArchiveIterator(file) if record.rec_headers.get_header("WARC-Jobsieve-Role") == "detail"]
        return [record.rec_headers.get_header("WARC-Target-URI").partition("/jobs")[2] for record in records]


def test_locations_may_be_relative_in_another_namespace_escaped_or_foreign(tmp_path: Path) -> None:
    pictures = "<image:image><image:loc>/jobs/91</image:loc></image:image><video:video><video:url>/jobs/92</video:url></video:video>"
    news = "<news:news><news:publication_date>2026-10-01</news:publication_date><news:title>x</news:title></news:news>"
    other = '<xhtml:link rel="alternate" hreflang="de" href="/de/jobs/93"/>'
    answers = {f"/jobs/{number}": Answer(JOB) for number in (1, 2, 91, 92)} | {"/jobs/3?a=1&b=2": Answer(JOB)}
    entries = (
        url("/jobs/1", pictures),
        url("\n  jobs/2\n ", news + other),
        url("/jobs/3?a=1&amp;b=2"),
        url("http://elsewhere.example/jobs/4"),
        url("http://["),
        url(""),
    )
    with TestSite({**answers, "/robots.txt": robots("/map.xml"), "/map.xml": urlset(*entries)}) as site:
        crawled = run(site, tmp_path)
    assert sorted(fetched(crawled)) == ["/1", "/2", "/3?a=1&b=2"]
    assert crawled.outcome.count("offsite/filtered") == 1
    assert not crawled.outcome.count("jobsieve/failed/sitemap")


def test_an_index_that_names_itself_ends(tmp_path: Path) -> None:
    answers = {
        "/robots.txt": robots("/a.xml", "/a.xml"),
        "/a.xml": index("/a.xml", "/b.xml"),
        "/b.xml": index("/a.xml", "/c.xml"),
        "/c.xml": urlset(url("/jobs/1")),
        "/jobs/1": Answer(JOB),
    }
    with TestSite(answers) as site:
        crawled = run(site, tmp_path)
        asked = {path: len(times) for path, times in site.times.items()}
    assert fetched(crawled) == ["/1"]
    assert [asked[path] for path in ("/a.xml", "/b.xml", "/c.xml")] == [1, 1, 1]


def test_compressed_maps_are_read_whatever_their_name_and_type(tmp_path: Path) -> None:
    plain = urlset(url("/jobs/1")).body
    answers = {
        "/robots.txt": robots("/one.xml.gz", "/two", "/three?type=jobs", "/four.txt"),
        "/one.xml.gz": Answer(gzip.compress(plain, mtime=0), media_type="application/octet-stream"),
        "/two": Answer(gzip.compress(urlset(url("/jobs/2")).body, mtime=0), media_type="text/xml"),
        "/three?type=jobs": Answer(urlset(url("/jobs/3")).body, media_type="text/plain"),
        **{f"/jobs/{number}": Answer(JOB) for number in range(1, 5)},
    }
    with TestSite(answers) as site:
        site.answers["/four.txt"] = Answer(f"{site.url}/jobs/4\n{site.url}/about\n".encode(), media_type="text/plain")
        crawled = run(site, tmp_path)
    assert sorted(fetched(crawled)) == ["/1", "/2", "/3", "/4"]
    assert not crawled.outcome.count("jobsieve/failed/sitemap")


def test_the_latest_are_fetched_where_a_limit_leaves_some_out(tmp_path: Path) -> None:
    days = {1: "2026-01-03", 2: "2026-10-20T08:00:00+02:00", 3: "", 4: "2026-11-02", 5: "2025-12-31"}
    entries = [url(f"/jobs/{number}", f"<lastmod>{day}</lastmod>" if day else "") for number, day in days.items()]
    answers = {f"/jobs/{number}": Answer(JOB) for number in days}
    with TestSite({**answers, "/robots.txt": robots("/map.xml"), "/map.xml": urlset(*entries)}) as site:
        crawled = run(site, tmp_path, max_listings="3")
    assert fetched(crawled) == ["/4", "/2", "/1"]


def test_a_map_of_fifty_thousand_is_read_whole(tmp_path: Path) -> None:
    first = date(2020, 1, 1)
    entries = [url(f"/jobs/{number}", f"<lastmod>{first + timedelta(days=number // 25)}</lastmod>") for number in range(50_000)]
    with TestSite(
        {"/robots.txt": robots("/map.xml"), "/map.xml": urlset(*entries), "/jobs/49975": Answer(JOB), "/jobs/49976": Answer(JOB)}
    ) as site:
        crawled = run(site, tmp_path, max_listings="2")
    assert fetched(crawled) == ["/49975", "/49976"]
    assert crawled.outcome.count("jobsieve/over_limit") == 49_998


GENERIC: dict[str, Any] = {
    "/jobs/1": b'<h1>Dyer</h1><script type="application/ld+json">{"@type": "JobPosting", "title": "Dyer", "datePosted": "2026-09-01"}</script>',
    "/jobs/2": b'<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Weaver</h1><meta itemprop="datePosted" content="2026-09-02"></div>',
    "/jobs/3": b'<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">Carder</h1><time property="datePosted" datetime="2026-09-03">Sep</time></div>',
}


def read(crawled: Crawled) -> list[Listing]:
    rows = list(normalize_pages(read_inputs([crawled.archive])))
    assert all(isinstance(row, Listing) for row in rows), rows
    return sorted((row for row in rows if isinstance(row, Listing)), key=lambda row: row.source.url or "")


def test_any_site_with_schema_org_data_is_a_board_by_its_sitemap_or_by_its_lists(tmp_path: Path) -> None:
    entries = [url(path) for path in GENERIC]
    (tmp_path / "map").mkdir()
    (tmp_path / "list").mkdir()
    list_page = Answer("".join(f'<a href="{path}">x</a>' for path in GENERIC).encode())
    answers: dict[str, Any] = {**GENERIC, "/robots.txt": robots("/map.xml"), "/map.xml": urlset(*entries), "/careers": list_page}
    with TestSite(answers) as site:
        by_map = read(run(site, tmp_path / "map"))
        board = board_file(tmp_path / "list", DETAILS, start='["{base_url}/careers"]')
        by_list = read(crawl_site(site, board, tmp_path / "list"))
    stated = [("Dyer", "2026-09-01"), ("Weaver", "2026-09-02"), ("Carder", "2026-09-03")]
    assert [(row.title, row.dates.posted) for row in by_map] == stated
    assert [row.listing_id for row in by_list] == [row.listing_id for row in by_map]


def test_pages_of_plain_prose_are_a_board_as_well(tmp_path: Path) -> None:
    prose = b"""<html><body><p>We are hiring a Bell Maker for our foundry in Ghent. The work is part-time, 20 hours per week.</p>
      <p>Requirements: at least 3 years of experience with bronze. Pay: EUR 19 per hour. Apply by 15 December 2026.</p></body></html>"""
    text = Answer(
        b"Carillon Player\n\nPay: $30 per hour\nRemote\n\nRequirements\n- Must read music.\n", media_type="text/plain; charset=utf-8"
    )
    answers: dict[str, Any] = {
        "/openings": b'<a href="/o/1">a</a><a href="/o/2.txt">b</a><a href="/about">c</a>',
        "/o/1": prose,
        "/o/2.txt": text,
    }
    with TestSite(answers) as site:
        board = board_file(tmp_path, "[details]\npattern = '/o/[0-9]'\n", start='["{base_url}/openings"]')
        maker, player = read(crawl_site(site, board, tmp_path))
    assert (maker.title, maker.hours_per_week and maker.hours_per_week.min, maker.dates.valid_through) == ("Bell Maker", 20, "2026-12-15")
    assert (player.title, player.pay and player.pay.min) == ("Carillon Player", 30)
