"""The sites of the listings that the product was made for, crawled by the boards that come with it."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scraper_site import Answer, TestSite

from schemas.run import ExitCode
from scraper.boards import BUNDLED
from tests.seed_sites.builtin import Copy, job_page
from tests.seed_sites.opentrain import Opening, board_page, cards_page, index_page, raw_page

FERRY = Opening("cm47f0ya500qp1xq0t5n7e3rz", "ferry-outliner", "Outliner of Ferries", "Draw Around Ferries in Harbour Photographs")
CHOIR = Opening(
    "1731672000123x318204775601923840", "choir-transcriber", "Choir Transcriber", "Write Down What Conductors Say", experience="Entry"
)
WEAVE = Opening("cmb1a2b3c00bb1xq0g5h6i7j8", "basket-labeler", "Basket Weave Labeler", "Label Basket Weaves", amount="$11/hr")
COPY = Copy(
    8400123,
    "mandarin-kiln-reviewer",
    "Kiln Log Reviewer",
    "OpenTrain",
    "You read kiln logs of potters and rate what a model makes of them. You must be based in Portugal.",
    ("At least 2 years of pottery experience is required.", "Minimum B2 English is required."),
    (
        "Pay: $14 per hour",
        "Hours: minimum 15 hours per week, target 20+ hours per week",
        "Duration: 3–6 months",
        "Volume: ~120 hours in total",
    ),
    ("2+ years in ceramics", "English (B2)"),
)


def crawl(board: str, site: TestSite, out: Path) -> tuple[int, list[dict[str, Any]], dict[str, Any], str]:
    """(exit status, listings by title, report, what was printed) of a run of a bundled board whose site stands on this machine."""
    text = (BUNDLED / f"{board}.toml").read_text(encoding="utf-8")
    file = out / f"{board}.toml"
    # As it is, but for the pause between requests.
    file.write_text("delay = 0.01\n" + re.sub(r"(?m)^delay = .*\n", "", text), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jobsieve")), "crawl", str(file), "--out", str(out), "--base-url", site.url]
    root = str(Path(__file__).parents[1])
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": root}, capture_output=True, text=True, timeout=100, check=False)
    rows = (out / board / "listings.jsonl").read_text(encoding="utf-8").splitlines() if (out / board / "listings.jsonl").exists() else []
    listings = sorted(map(json.loads, rows), key=lambda row: str(row["title"]))
    return done.returncode, listings, json.loads((out / board / "run.json").read_text(encoding="utf-8")), done.stdout + done.stderr


def titles(listings: list[dict[str, Any]]) -> list[str]:
    return [row["title"] for row in listings]


def html(page: str) -> Answer:
    return Answer(page.encode())


def test_opentrain_by_its_indexes_keeps_an_opening_through_a_new_title_and_drops_a_closed_one(tmp_path: Path) -> None:
    first = {
        "/jobs/": html(index_page([FERRY, CHOIR])),
        "/jobs/country/pakistan/": html(index_page([replace(FERRY, slug="draw-around-ferries"), WEAVE], "Remote AI jobs in Pakistan")),
        FERRY.path: html(cards_page(FERRY, json_ld=True)),
        CHOIR.path: html(cards_page(CHOIR)),
        WEAVE.path: html(raw_page(WEAVE)),
    }
    with TestSite(first) as site:
        status, before, report, printed = crawl("opentrain-pages", site, tmp_path)
        asked = site.asked
    assert status == ExitCode.OK, printed
    assert titles(before) == ["Basket Weave Labeler", "Draw Around Ferries in Harbour Photographs", "Write Down What Conductors Say"]
    # The same opening under another slug is not fetched again, and an index of pay rates is no job.
    assert sorted(asked) == sorted(["/robots.txt", *first])
    assert report["pages"]["found"] == 3
    later = replace(FERRY, slug="outline-ferries-and-tugboats", title="Outliner of Ferries and Tugboats")
    with TestSite(
        {"/jobs/": html(index_page([later, CHOIR, WEAVE])), later.path: html(board_page(later)), WEAVE.path: html(raw_page(WEAVE))}
    ) as site:
        _, doubtful, report, _ = crawl("opentrain-pages", site, tmp_path)
        _, after, _, _ = crawl("opentrain-pages", site, tmp_path)
    # A page that is not found may have been moved; the second run in a row that misses it closes the opening.
    assert titles(doubtful) == ["Basket Weave Labeler", "Outliner of Ferries and Tugboats", "Write Down What Conductors Say"]
    assert titles(after) == ["Basket Weave Labeler", "Outliner of Ferries and Tugboats"]
    assert report["pages"]["gone"] == 1
    ids = {row["title"]: row["listing_id"] for row in (*before, *after)}
    assert ids["Outliner of Ferries and Tugboats"] == ids["Draw Around Ferries in Harbour Photographs"]
    assert len(set(ids.values())) == 3


def test_opentrain_by_its_sitemaps(tmp_path: Path) -> None:
    urls = "".join(
        f"<url><loc>{{base}}{path}</loc><lastmod>2026-11-01</lastmod></url>"
        for path in (FERRY.path, "/jobs/", "/jobs/domain/audit/", CHOIR.path)
    )
    answers: dict[str, Any] = {FERRY.path: html(board_page(FERRY)), CHOIR.path: html(cards_page(CHOIR))}
    with TestSite(answers) as site:
        listing = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.replace("{base}", site.url)
        index = f"<sitemapindex><sitemap><loc>{site.url}/sitemap-jobs.xml.gz</loc></sitemap></sitemapindex>"
        site.answers["/robots.txt"] = Answer(
            f"User-agent: *\nAllow: /\nSitemap: {site.url}/sitemap.xml\n".encode(), media_type="text/plain"
        )
        site.answers["/sitemap.xml"] = Answer(index.encode(), media_type="application/xml")
        site.answers["/sitemap-jobs.xml.gz"] = Answer(gzip.compress(listing.encode(), mtime=0), media_type="application/gzip")
        status, listings, _, printed = crawl("opentrain-sitemap", site, tmp_path)
    assert status == ExitCode.OK, printed
    assert titles(listings) == ["Outliner of Ferries", "Write Down What Conductors Say"]


def test_built_in_and_what_its_copies_say(tmp_path: Path) -> None:
    with TestSite({COPY.path: html(job_page(COPY))}) as site:
        robots = (
            f"User-agent: *\nDisallow: /jobs*?page=\nSitemap: {site.url}/companies/sitemap.xml\nSitemap: {site.url}/job-board-sitemap.xml\n"
        )
        site.answers["/robots.txt"] = Answer(robots.encode(), media_type="text/plain")
        urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in (COPY.path, "/jobs/remote", "/company/opentrain"))
        site.answers["/job-board-sitemap.xml"] = Answer(f"<urlset>{urls}</urlset>".encode(), media_type="application/xml")
        site.answers["/companies/sitemap.xml"] = Answer(b"<urlset/>", media_type="application/xml")
        status, (found,), _, printed = crawl("builtin", site, tmp_path)
        assert "/companies/sitemap.xml" not in site.asked
    assert status == ExitCode.OK, printed
    assert (found["title"], found["organization"]) == ("Kiln Log Reviewer", "OpenTrain")
    assert (found["pay"]["min"], found["pay"]["period"]) == (14, "HOUR")
    assert (found["hours_per_week"]["min"], found["hours_per_week"]["preferred_min"]) == (15, 20)
    assert (found["duration"]["min_months"], found["duration"]["max_months"], found["volume"]["hours"]) == (3, 6, 120)
    assert found["residency"]["countries"] == ["PT"]
    assert found["experience"]["min_years"] == 2
    assert [row["text"] for row in found["requirements"]][:2] == list(COPY.requirements)
    assert found["dates"]["posted"] == "2026-10-03"
    assert "volume.arithmetic" in [row["code"] for row in found["conflicts"]]
    assert "Baker" not in found["text"]


@pytest.mark.parametrize("board", ["opentrain", "opentrain-pages", "opentrain-sitemap", "builtin"])
def test_without_a_contact_nobody_is_asked_anything(board: str, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("jobsieve")), "crawl", board, "--out", str(tmp_path)]
    env = {name: value for name, value in os.environ.items() if name != "JOBSIEVE_CONTACT"} | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == ExitCode.USAGE
    assert "user_agent_contact: expected a web or e-mail address in the environment variable JOBSIEVE_CONTACT" in done.stdout + done.stderr
