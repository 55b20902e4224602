"""`jobsieve add`: a board for an address, by its provider or by a look at the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from scraper_site import Answer, TestSite, links
from typer.testing import CliRunner, Result

from fixtures.serve import BoardServer
from normalizer.sources.addresses import recognise
from normalizer.sources.data_file import sources
from scraper.add import Addition, NothingFoundError, add_board
from scraper.boards import Board, BoardError, load_board
from scraper.cli import app
from scraper.provider import load_provider, provider_names
from scraper.site_shape import listing_groups

CONTACT = "https://example.org/bot"
EXAMPLES = [(known.name, address.example) for known in sources() if known.name in provider_names() for address in known.addresses]
LISTING = b"""<!doctype html><title>Baker</title><h1>Baker</h1><p>Pay: $15 per hour. Part-time, 20 hours per week.</p>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "JobPosting", "title": "Baker", "description": "<p>You bake.</p>"}</script>"""


def added(url: str, folder: Path, name: str | None = None) -> Board:
    """The board that is written for an address of a server on this machine."""
    return load_board(add_board(Addition(url, CONTACT, folder, name, 0.01, allow_private_addresses=True)).path)


@pytest.mark.parametrize(("provider", "url"), EXAMPLES)
def test_an_address_of_a_provider_makes_its_board_or_says_what_it_lacks(provider: str, url: str, tmp_path: Path) -> None:
    known = recognise(url)
    assert known
    crawl = load_provider(provider).crawl
    missing = crawl.parameters.keys() - known.values.keys() - crawl.defaults.keys()
    if missing:
        with pytest.raises(BoardError, match=rf"expected an address of .* that says .*{min(missing)} \("):
            add_board(Addition(url, CONTACT, tmp_path))
        return
    board = load_board(add_board(Addition(url, CONTACT, tmp_path)).path)
    assert (board.kind, board.provider, board.user_agent_contact) == ("api", provider, CONTACT)
    assert board.plan().list_url().startswith("https://")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["add", *arguments])


def test_the_command_writes_the_file_and_says_how_to_go_on(tmp_path: Path) -> None:
    result = run("https://jobs.ashbyhq.com/Rail%20Row", "--contact", CONTACT, "--boards", str(tmp_path))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "rail-row.toml").read_text()
    assert text.startswith("# Found from https://jobs.ashbyhq.com/Rail%20Row\n# the address is one of Ashby")
    assert 'account = "Rail Row"' in text
    assert f"Next: jobsieve crawl {tmp_path / 'rail-row.toml'}" in result.output


def test_wrong_input_is_refused(tmp_path: Path) -> None:
    for arguments, message in (
        (["ftp://x.example/", "--contact", CONTACT], "expected a web address"),
        (["https://jobs.ashbyhq.com/a"], "Missing option '--contact'"),
        (["https://jobs.ashbyhq.com/a", "--contact", "me"], "user_agent_contact: expected a web or e-mail address"),
        (["https://jobs.ashbyhq.com/a", "--contact", CONTACT, "--name", "../up"], "name: String should match pattern"),
    ):
        result = run(*arguments, "--boards", str(tmp_path / "boards"))
        assert result.exit_code == 2, result.output
        assert message in result.stderr
    assert not list(tmp_path.rglob("*.toml"))


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rail-row.toml"
    path.write_text("mine")
    with pytest.raises(BoardError, match="exists already; expected another --name"):
        add_board(Addition("https://jobs.ashbyhq.com/Rail%20Row", CONTACT, tmp_path))
    assert path.read_text() == "mine"
    assert add_board(Addition("https://jobs.ashbyhq.com/Rail%20Row", CONTACT, tmp_path, "rail")).board == "rail"


def test_a_site_with_sitemaps_becomes_a_sitemap_board(tmp_path: Path) -> None:
    with BoardServer() as server:
        board = added(f"{server.base_url}/jobs", tmp_path, "bundled")
        assert board.kind == "sitemap"
        assert board.start == (f"{server.base_url}/robots.txt",)
        assert board.follow
        assert board.may_be_listing(f"{server.base_url}/jobs/line-cook--cm1abcdefghijk")
        assert not board.may_be_listing(f"{server.base_url}/about")


def test_a_site_without_sitemaps_becomes_a_board_of_its_links(tmp_path: Path) -> None:
    index = links("/careers/7-baker", "/careers/8-miller", "/about", "/careers/page/2") + b'<a rel="next" href="/careers/page/2">2</a>'
    answers = {"/careers": index, "/careers/7-baker": LISTING}
    with TestSite(answers) as site:
        board = added(f"{site.url}/careers", tmp_path, "site")
        asked = site.asked
    assert (board.kind, board.start, board.next is not None) == ("pages", (f"{site.url}/careers",), True)
    assert board.may_be_listing(f"{site.url}/careers/9-cook")
    assert not board.may_be_listing(f"{site.url}/careers")
    assert set(asked) == {"/careers", "/robots.txt", "/sitemap.xml", "/careers/7-baker"}
    assert "by its JobPosting data" in (tmp_path / "site.toml").read_text()
    assert CONTACT in site.headers["/careers"]["User-Agent"]


def test_a_page_that_holds_a_providers_board_becomes_a_board_of_the_provider(tmp_path: Path) -> None:
    with TestSite({"/work": b'<h1>Work</h1><iframe src="https://jobs.ashbyhq.com/railrow/embed"></iframe>'}) as site:
        board = added(f"{site.url}/work", tmp_path)
    assert (board.provider, board.account) == ("ashby", "railrow")


NOTHING = {
    "links that are no listings": ({"/": links("/about", "/contact")}, "2 links on the page, none of which leads to a listing"),
    "pages that are no listings": (
        {"/": links("/jobs/a"), "/jobs/a": b"<h1>Hello</h1>"},
        "1 links on the page, none of which leads to a listing",
    ),
    "a page that is not there": ({}, "answers with status 404"),
    "a site that forbids it": (
        {"/": LISTING, "/robots.txt": Answer(b"User-agent: *\nDisallow: /\n", media_type="text/plain")},
        "is not allowed",
    ),
    "a listing": ({"/": LISTING}, "the page is a listing itself"),
}


@pytest.mark.parametrize(("answers", "message"), NOTHING.values(), ids=NOTHING)
def test_what_cannot_be_found_is_said(answers: dict[str, bytes | Answer], message: str, tmp_path: Path) -> None:
    with TestSite(answers) as site, pytest.raises(NothingFoundError, match=message):
        added(f"{site.url}/", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_private_address_is_not_looked_at(tmp_path: Path) -> None:
    with TestSite({"/": LISTING}) as site:
        result = run(f"{site.url}/", "--contact", CONTACT, "--boards", str(tmp_path), "--delay", "0.01")
    assert result.exit_code == 3, result.output
    assert "is on no host with a public address" in result.stderr
    assert site.asked == []


@pytest.mark.parametrize(
    ("listing", "others"),
    [
        (
            "https://x.example/en/jobs/4711-baker",
            ["https://x.example/en/jobs", "https://x.example/jobs/category/bread", "https://x.example/"],
        ),
        ("https://x.example/stellenangebote/kiel/baecker-12", ["https://x.example/stellenangebote", "https://x.example/impressum"]),
        ("https://x.example/job-4711-baker.html", ["https://x.example/jobs.html", "https://x.example/news-4711.html"]),
        ("https://x.example/detail.php?lang=en&job_id=4711", ["https://x.example/detail.php?lang=en"]),
        ("https://x.example/offres-emploi/boulanger", ["https://x.example/offres-emploi?page=2"]),
        ("https://x.example/%E6%8B%9B%E8%81%98/42", ["https://x.example/42"]),
    ],
)
def test_listings_are_told_by_the_form_of_their_addresses(listing: str, others: list[str]) -> None:
    groups = listing_groups([*others, listing, listing.replace("4711", "4712")])
    assert groups
    assert listing in groups[0].urls
    assert not set(others) & {url for group in groups for url in group.urls}
