"""The demo board is sound: its files agree with each other, and its server shows everything that they describe."""

from __future__ import annotations

import gzip
import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree
from lxml import html as lxml_html

from fixtures import BoardDataError, BoardListing, load_listings
from fixtures.gold import EXPECTED, gold_lines
from fixtures.listing import LAYOUTS, load_listing
from fixtures.markup import to_html
from fixtures.paths import BOARD
from fixtures.serve import BoardServer
from fixtures.site import Site, closed_jobs
from schemas import values

LISTINGS = load_listings()
CLOSED = closed_jobs()
DETAIL = re.compile(r"/jobs/[a-z0-9-]+--(?:c[a-z0-9]{24}|\d{13}x\d{18})")
CODES = {
    "hours.preferred_outside_bounds", "hours.bounds_disagree", "pay.amounts_disagree", "pay.currency_disagrees", "pay.period_disagrees",
    "pay.range_inverted", "pay.implausible", "pay.arithmetic", "residency.worldwide_but_restricted", "residency.countries_disagree",
    "workplace.modes_disagree", "experience.level_against_years", "experience.years_disagree", "experience.none_but_required",
    "education.levels_disagree", "employment.types_disagree", "employment.type_against_hours", "languages.levels_disagree",
    "requirement.strength_disagrees", "work_authorization.sponsorship_disagrees", "dates.order", "dates.disagree", "duration.disagree",
    "volume.arithmetic",
}  # fmt: skip
MODELS = {
    "pay": values.Pay, "hours_per_week": values.HoursPerWeek, "residency": values.Residency, "languages": values.Language,
    "dates": values.Dates, "duration": values.Duration, "volume": values.Volume, "experience": values.Experience,
    "education": values.Education, "tasks": values.Tasks,
}  # fmt: skip
PLAIN_FIELDS = {"title", "organization", "conflicts", "workplace", "locations", "work_authorization", "employment_types", "openings"}

SITE = Site("http://board.example")

by_slug = pytest.mark.parametrize("listing", LISTINGS, ids=lambda one: one.slug)


@pytest.fixture(scope="module")
def board() -> Iterator[BoardServer]:
    with BoardServer() as server:
        yield server


class Answer:
    """What the server sent for one request."""

    def __init__(self, base_url: str, target: str, method: str = "GET", headers: dict[str, str] | None = None) -> None:
        connection = HTTPConnection(urlsplit(base_url).netloc, timeout=60)
        try:
            connection.request(method, target, headers=headers or {})
            response = connection.getresponse()
            self.status, self.headers, self.body = response.status, response.headers, response.read()
        finally:
            connection.close()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def tree(self) -> lxml_html.HtmlElement:
        return lxml_html.document_fromstring(self.text)


def seen_text(page: str) -> str:
    """The words of a page without tags, comments, scripts and styles, white space folded."""
    page = re.sub(r"(?s)<!--.*?-->|<(script|style)\b.*?</\1>", "", page)
    page = re.sub(r"</?(?:b|strong|span)\b[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_there_are_enough_listings_of_every_layout() -> None:
    assert len(LISTINGS) >= 46
    assert all(sum(one.layout == layout for one in LISTINGS) >= 7 for layout in LAYOUTS)
    assert len({one.language.partition("-")[0] for one in LISTINGS}) >= 5


def test_ids_and_slugs_are_unique_and_addresses_have_the_real_shape() -> None:
    every = [*LISTINGS, *CLOSED]
    assert len({one.id for one in every}) == len({one.slug for one in every}) == len(every)
    assert [one.path for one in every if not DETAIL.fullmatch(one.path)] == []


def test_contradictions_and_traps_are_of_many_kinds() -> None:
    planted = {code for one in LISTINGS for code in one.conflicts}
    assert planted <= CODES
    assert len(planted) >= 20
    assert sum(bool(one.trap) and not one.conflicts for one in LISTINGS) >= 8
    assert sum(not one.conflicts for one in LISTINGS) > len(LISTINGS) / 2


def test_expected_file_is_what_the_listings_say() -> None:
    assert EXPECTED.read_text(encoding="utf-8").splitlines() == gold_lines(), "run: python -m fixtures.gold"


@pytest.mark.parametrize("line", gold_lines(), ids=lambda line: json.loads(line)["url"])
def test_expected_values_fit_the_schema(line: str) -> None:
    gold = json.loads(line)["gold"]
    for name, value in gold.items():
        if model := MODELS.get(name):
            for one in value if isinstance(value, list) else [value]:
                model.model_validate(one)
        else:
            assert name in PLAIN_FIELDS
    assert not gold.get("workplace") or values.Workplace(gold["workplace"])
    assert all(values.EmploymentType(one) for one in gold.get("employment_types", []))


@by_slug
def test_a_contradiction_is_made_of_words_on_the_page(listing: BoardListing) -> None:
    page = SITE.answer(listing.path).body.decode()
    data = " ".join(listing.jsonld)
    missing = [quote for quotes in listing.quotes.values() for quote in quotes if quote not in seen_text(page) and quote not in data]
    assert not missing


@by_slug
def test_stated_pay_and_dates_are_on_the_page(listing: BoardListing) -> None:
    """The expectation was not written for another version of the listing."""
    page = SITE.answer(listing.path).body.decode()
    digits = re.sub(r"(?<=\d)[\s.,'](?=\d)", "", seen_text(page))
    pay = listing.expected.get("pay", {})
    for amount in (pay[end] for end in ("min", "max") if end in pay):
        assert re.sub(r"[.]0$", "", str(amount)).replace(".", "") in digits
    for day in (value for name, value in listing.expected.get("dates", {}).items() if name != "posted"):
        assert str(int(day[-2:])) in digits


@pytest.mark.parametrize(
    ("slug", "broken"),
    [("apprentice-electrician", True), ("childrens-librarian", True), ("auditor-nocturno-de-hotel", True), ("structural-engineer", False)],
)
def test_some_json_ld_is_broken_on_purpose(slug: str, *, broken: bool) -> None:
    listing = next(one for one in LISTINGS if one.slug == slug)
    assert any(map(_is_broken, listing.jsonld)) is broken


def _is_broken(block: str) -> bool:
    try:
        json.loads(block)
    except json.JSONDecodeError:
        return True
    return False


def test_card_pages_carry_the_date_of_their_id() -> None:
    cards = [one for one in LISTINGS if one.layout == "cards"]
    made = {one.slug: datetime.fromtimestamp(int(one.id[1:9], 36) / 1000, UTC).date().isoformat() for one in cards}
    assert made == {one.slug: one.lastmod for one in cards}


@pytest.mark.parametrize(
    ("line", "broken", "key"),
    [
        ('layout = "table"', 'layout = "poster"', "layout"),
        ('lastmod = "2026-06-13"', 'lastmod = "June"', "lastmod"),
        ('title = "City Bus Driver"', 'titel = "City Bus Driver"', "title"),
        ('layout = "table"', 'layout = "table"\ncolour = "red"', "colour"),
        ('conflicts = ["pay.arithmetic"]', "conflicts = []", "quotes"),
        ('conflicts = ["pay.arithmetic"]', "", "expected.conflicts"),
        ('layout = "table"', 'layout = "text"', "title"),
        ('layout = "table"', "layout =", "(file)"),
    ],
)
def test_a_broken_file_is_named_with_its_key(tmp_path: Path, line: str, broken: str, key: str) -> None:
    sound = (BOARD / "listings" / "city-bus-driver.toml").read_text(encoding="utf-8")
    assert line in sound
    path = tmp_path / "mended.toml"
    path.write_text(sound.replace(line, broken), encoding="utf-8")
    with pytest.raises(BoardDataError, match=rf"mended\.toml: {re.escape(key)}"):
        load_listing(path)


def test_markup_becomes_html() -> None:
    made = to_html("## A & B\n\nOne **b**ig $**18**.50\n\n- x\n- y", lambda text: f"<h3>{text}</h3>")
    assert made.split("\n\n") == ["<h3>A &amp; B</h3>", "<p>One <b>b</b>ig $<b>18</b>.50</p>", "<ul>\n<li>x</li>\n<li>y</li>\n</ul>"]


def test_every_listing_is_reached_by_following_the_index(board: BoardServer) -> None:
    target: str | None = "/jobs"
    pages, found = [], set()
    while target:
        tree = Answer(board.base_url, target).tree
        pages.append(target)
        found |= {urlsplit(link).path for link in tree.xpath("//a[contains(@class, 'job')]/@href")}
        head, body = tree.xpath("//link[@rel='next']/@href"), tree.xpath("//a[@rel='next']/@href")
        assert head == body
        target = str(body[0]) if body else None
    assert len(pages) >= 8
    assert found == {one.path for one in [*LISTINGS, *CLOSED]}


def test_index_links_come_with_tracking_duplicates(board: BoardServer) -> None:
    links = Answer(board.base_url, "/jobs?page=2").tree.xpath("//a[contains(@class, 'job')]/@href")
    plain, tracked = links[::2], links[1::2]
    assert all("?utm_source=" in link for link in tracked)
    assert [link.partition("?")[0] for link in tracked] == plain
    assert Answer(board.base_url, tracked[0]).body == Answer(board.base_url, plain[0]).body


def test_every_listing_is_in_the_sitemap(board: BoardServer) -> None:
    children = _locations(Answer(board.base_url, "/sitemap.xml").body)
    bodies = [Answer(board.base_url, urlsplit(child).path).body for child in children]
    assert sum(body[:2] == b"\x1f\x8b" for body in bodies) == 1
    every = [place for body in bodies for place in _locations(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)]
    assert all(place.startswith(board.base_url) for place in every)
    jobs = {urlsplit(place).path for place in every if "--" in place}
    assert jobs == {one.path for one in [*LISTINGS, *CLOSED]}
    assert len(every) == len(set(every)) > len(jobs)


def _locations(body: bytes) -> list[str]:
    return [str(one.text) for one in etree.fromstring(body).iter("{*}loc")]


def test_facet_pages_count_their_listings(board: BoardServer) -> None:
    for category in {one.category for one in LISTINGS}:
        answer = Answer(board.base_url, f"/jobs/domain/{category}/")
        wanted = {one.path for one in LISTINGS if one.category == category}
        assert {urlsplit(link).path for link in answer.tree.xpath("//a[contains(@class, 'job')]/@href")} == wanted
        assert re.search(rf"\b{len(wanted)} open position", answer.text)


def test_robots_forbid_what_no_crawler_needs(board: BoardServer) -> None:
    robots = RobotFileParser()
    robots.parse(Answer(board.base_url, "/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{board.base_url}/sitemap.xml"]
    assert not any(robots.can_fetch("jobsieve", path) for path in ("/admin", "/apply", f"/apply?job={LISTINGS[0].id}"))
    assert all(robots.can_fetch("jobsieve", one.path) for one in LISTINGS)
    assert not robots.can_fetch("GreedyFeedBot", "/jobs")


def test_every_address_answers(board: BoardServer) -> None:
    gone = {one.path: one.status for one in CLOSED}
    for address in Site(board.base_url).addresses():
        answer = Answer(board.base_url, address)
        assert (address, answer.status) == (address, gone.get(address, 200))
        assert len(answer.body) == int(answer.headers["Content-Length"]) > 0


def test_closed_jobs_say_so_in_three_ways(board: BoardServer) -> None:
    assert {one.status for one in CLOSED} == {200, 404, 410}
    for job in CLOSED:
        text = Answer(board.base_url, job.path).text
        assert job.notice in text
        assert "noindex" in text
        assert "ld+json" not in text


def test_pages_that_are_no_jobs(board: BoardServer) -> None:
    for path in ("/jobs/how-we-hire", "/jobs/pay-rates", "/blog/what-a-kerb-is"):
        answer = Answer(board.base_url, path)
        assert answer.status == 200
        assert 'class="apply"' not in answer.text
    assert Answer(board.base_url, "/jobs?page=99").status == 404
    assert Answer(board.base_url, "/nowhere").status == 404


@by_slug
def test_a_page_has_the_size_and_type_of_a_real_one(listing: BoardListing) -> None:
    answer = SITE.answer(listing.path)
    if listing.layout == "text":
        assert answer.media_type.startswith("text/plain")
        assert answer.body.decode().startswith(f"{listing.title}\n")
    else:
        assert answer.media_type.startswith("text/html")
        assert 8_000 < len(answer.body) < 120_000
        assert "<h1" in answer.body.decode()


@by_slug
def test_other_jobs_on_a_page_are_other_jobs(listing: BoardListing) -> None:
    if listing.layout != "text":
        cards = lxml_html.document_fromstring(SITE.answer(listing.path).body).find_class("job-card")
        links = [urlsplit(card.xpath(".//a/@href")[0]).path for card in cards]
        assert len(set(links)) == 3
        assert listing.path not in links


def test_numbers_are_split_by_markup_as_on_real_pages() -> None:
    pages = {one.slug: SITE.answer(one.path).body.decode() for one in LISTINGS}
    assert "$<b>18</b>.50" in pages["lidar-cuboid-reviewer"]
    assert "$<!-- -->45–<!-- -->$<!-- -->60<!-- -->/hr" in pages["radiology-report-evaluator"]
    assert "£33,400&nbsp;–&nbsp;£38,900" in pages["staff-nurse-night-ward"]
    assert "2\u202f250\u00a0€" in pages["patissier-tourier"]


def test_no_page_leads_to_the_real_world() -> None:
    site = Site("http://127.0.0.1:8642")
    hosts = set()
    for address in site.addresses():
        body = site.answer(address).body
        text = (gzip.decompress(body) if address.endswith(".gz") else body).decode()
        hosts |= set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z0-9-]+)", text))
        hosts |= {found.partition("@")[2] for found in re.findall(r"[\w.]+@[\w.]+", text)}
    namespaces = {"schema.org", "www.sitemaps.org", "www.w3.org"}
    assert {host for host in hosts - namespaces if host != "127.0.0.1" and not host.endswith(".example")} <= {""}


def test_the_same_bytes_every_time() -> None:
    one, other = (Site("http://127.0.0.1:8642") for _ in range(2))
    assert one.addresses() == other.addresses()
    assert all(one.answer(address) == other.answer(address) for address in one.addresses())


def test_unchanged_pages_answer_304(board: BoardServer) -> None:
    path = LISTINGS[0].path
    first = Answer(board.base_url, path)
    for headers in ({"If-None-Match": first.headers["ETag"]}, {"If-Modified-Since": first.headers["Last-Modified"]}):
        again = Answer(board.base_url, path, headers=headers)
        assert (again.status, again.body) == (304, b"")
    for headers in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}, {"If-Modified-Since": "lately"}):
        assert Answer(board.base_url, path, headers=headers).body == first.body


def test_head_has_the_headers_and_no_body(board: BoardServer) -> None:
    got, asked = Answer(board.base_url, "/jobs"), Answer(board.base_url, "/jobs", "HEAD")
    assert asked.body == b""
    assert dict(asked.headers) == dict(got.headers)
    assert got.headers["Date"] == "Mon, 22 Jun 2026 12:00:00 GMT"


def test_two_boards_run_side_by_side_and_count_their_requests() -> None:
    with BoardServer() as one, BoardServer() as other:
        assert one.base_url != other.base_url
        Answer(one.base_url, "/jobs?page=2")
        Answer(one.base_url, "/admin")
        assert (one.requested, other.requested) == (["/jobs?page=2", "/admin"], [])


def test_a_board_is_reached_inside_its_block_only() -> None:
    server = BoardServer()
    with server:
        url = server.base_url
    with pytest.raises(RuntimeError, match="with block"):
        _ = server.base_url
    with pytest.raises(ConnectionRefusedError):
        Answer(url, "/jobs")


def test_module_serves_from_the_command_line() -> None:
    command = [sys.executable, "-W", "error", "-m", "fixtures.serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().strip()
            assert Answer(url, LISTINGS[0].path).status == 200
        finally:
            process.terminate()
