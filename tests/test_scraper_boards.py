"""Board files: what a good one says, and that a bad one is refused with its file and the key at fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from scraper_site import board_file
from scrapy.utils.test import get_crawler

from scraper.boards import BUNDLED, BoardError, board_names, find_board, load_board, require_keys
from scraper.spiders.pages import PagesSpider


def test_a_board_is_read_with_its_base_url(tmp_path: Path) -> None:
    board = load_board(board_file(tmp_path), base_url="http://127.0.0.1:99/")
    assert board.start == ("http://127.0.0.1:99/jobs",)
    assert board.visited_hosts() == ["127.0.0.1"]
    assert (board.details.css, board.max_pages) == ("a.job", 50)


@pytest.mark.parametrize("name", board_names())
def test_bundled_boards_are_sound_and_called_as_their_files(name: str) -> None:
    assert load_board(name).name == name


def test_bundled_boards_of_others_are_not_crawled_without_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    path = BUNDLED / "builtin.toml"
    monkeypatch.delenv("JOBSIEVE_CONTACT", raising=False)
    with pytest.raises(
        BoardError, match="user_agent_contact: expected a web or e-mail address in the environment variable JOBSIEVE_CONTACT"
    ):
        require_keys(load_board(path), path)
    monkeypatch.setenv("JOBSIEVE_CONTACT", "bot@example.org")
    assert load_board(path).user_agent_contact == "bot@example.org"
    require_keys(load_board(path), path)
    monkeypatch.setenv("JOBSIEVE_CONTACT", "me")
    with pytest.raises(BoardError, match="under which the board's owner reaches you"):
        load_board(path)


def test_a_copy_on_this_machine_is_visited_there_and_nowhere_else() -> None:
    board = load_board("opentrain-pages", base_url="http://127.0.0.1:99")
    assert board.visited_hosts() == ["127.0.0.1"]
    assert board.allow_private_addresses
    elsewhere = load_board("opentrain-pages", base_url="https://copy.example")
    assert (elsewhere.visited_hosts(), elsewhere.allow_private_addresses) == (["copy.example"], False)


BROKEN = {
    "a key that is no key of a board": ({"colour": '"red"'}, "", "colour", "not permitted"),
    "an unknown kind": ({"kind": "feed"}, "", "kind", "'pages', 'sitemap' or 'api'"),
    "no start": ({"start": "[]"}, "", "start", "at least 1"),
    "a start that is no web address": ({"start": '["ftp://example.org/"]'}, "", "start.0", "http or https address"),
    "a start that is no list": ({"start": '"http://example.org/"'}, "", "start", "tuple"),
    "no delay at all": ({"delay": "0"}, "", "delay", "greater than 0"),
    "a contact that reaches nobody": ({"user_agent_contact": '"me"'}, "", "user_agent_contact", "web or e-mail address"),
    "a policy that there is not": ({"policy": '"lenient"'}, "", "policy", "expected specific, first, strict (got 'lenient')"),
    "a currency that is none": ({"currency": '"$"'}, "", "currency", "pattern"),
    "an id pattern that is no pattern": ({"id_pattern": '"(unclosed"'}, "", "id_pattern", "regular expression"),
    "too many pages": ({"max_pages": "0"}, "", "max_pages", "greater than or equal to 1"),
    "a CSS selector that is none": ({}, '[details]\ncss = "a..b"', "details.css", "CSS selector"),
    "an XPath that is none": ({}, '[details]\nxpath = "//a["', "details.xpath", "XPath"),
    "two selectors": ({}, '[details]\ncss = "a"\nxpath = "//a"', "details", "css or xpath, not both"),
    "no selector": ({}, "[details]", "details", "expected css, xpath or pattern"),
    "no details": ({}, "[next]\ncss = 'a'", "details", "required"),
    "follow on an index board": ({"follow": '"x"'}, "", "follow", "only on boards of kind sitemap"),
    "pagination of a sitemap": ({"kind": "sitemap"}, "", "next", "only on boards of kind pages"),
    "a selector for sitemaps": ({"kind": "sitemap"}, '[details]\ncss = "a"', "details", "only pattern"),
}


@pytest.mark.parametrize(("keys", "text", "key", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_broken_board_is_refused_with_file_and_key(tmp_path: Path, keys: dict[str, str], text: str, key: str, expected: str) -> None:
    path = board_file(tmp_path, text, **keys)
    with pytest.raises(BoardError) as caught:
        load_board(path, base_url=None if "start" in keys else "http://127.0.0.1")
    assert (caught.value.file, caught.value.key) == (str(path), key)
    assert expected in caught.value.expected
    assert str(caught.value).startswith(f"{path}: {key}: ")


def test_a_name_that_would_leave_the_output_directory_is_refused(tmp_path: Path) -> None:
    path = board_file(tmp_path)
    path.write_text(path.read_text().replace('"test"', '"../up"'))
    with pytest.raises(BoardError) as caught:
        load_board(path, base_url="http://127.0.0.1")
    assert caught.value.key == "name"


def test_every_mistake_is_named(tmp_path: Path) -> None:
    with pytest.raises(BoardError) as caught:
        load_board(board_file(tmp_path, delay="-1", currency='"euro"'), base_url="http://127.0.0.1")
    assert [line.split(": ")[1] for line in str(caught.value).splitlines()] == ["delay", "currency"]


def test_what_is_no_toml_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_text("name = \n")
    with pytest.raises(BoardError, match="line 1, column 8") as caught:
        load_board(path)
    assert caught.value.file == str(path)


def test_a_placeholder_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoardError) as caught:
        load_board(board_file(tmp_path))
    assert caught.value.key == "base_url"


def test_an_address_without_a_placeholder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoardError) as caught:
        load_board(board_file(tmp_path, start='["http://example.org/jobs"]'), base_url="http://127.0.0.1")
    assert caught.value.key == "start"


def test_boards_are_found_by_name_in_the_users_directory_first(tmp_path: Path) -> None:
    own = board_file(tmp_path, name="demo")
    assert find_board("demo", tmp_path) == own
    assert find_board("demo") == BUNDLED / "demo.toml"
    assert find_board(own) == own


def test_a_board_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    board_file(tmp_path, name="acme")
    with pytest.raises(BoardError, match=r"^acne: expected a board file or one of: acme, builtin, demo, "):
        find_board("acne", tmp_path)


def test_listings_are_told_apart_by_id_or_by_canonical_address(tmp_path: Path) -> None:
    with_id = load_board(board_file(tmp_path, id_pattern=r"'--(\d+)'"), base_url="http://127.0.0.1")
    assert with_id.listing_key("http://127.0.0.1/a--7?utm_source=x") == with_id.listing_key("http://127.0.0.1/renamed--7/") == "7"
    plain = load_board(board_file(tmp_path), base_url="http://127.0.0.1")
    same = {plain.listing_key(f"http://127.0.0.1/a{tail}") for tail in ("", "/", "?utm_source=x", "?gclid=1&utm_medium=y", "#apply")}
    assert len(same) == 1
    assert plain.listing_key("http://127.0.0.1/a?id=2") not in same


def test_a_spider_says_which_board_is_missing_or_of_the_other_kind(tmp_path: Path) -> None:
    crawler = get_crawler(PagesSpider, {"JOBSIEVE_BOARDS": str(tmp_path)})
    with pytest.raises(BoardError, match="expected -a board=<name or path of a board file>"):
        PagesSpider.from_crawler(crawler)
    board = board_file(tmp_path, "[details]\npattern = 'x'", kind="sitemap", start='["http://127.0.0.1/s.xml"]')
    with pytest.raises(BoardError, match=r"expected 'pages' for this spider \(got 'sitemap'\)") as caught:
        PagesSpider.from_crawler(crawler, board="test")
    assert (caught.value.file, caught.value.key) == (str(board), "kind")
