"""What stands between spiders and network, piece by piece: links, waiting times, addresses, media types."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler
from twisted.internet.error import DNSLookupError

from scraper import clock
from scraper.boards import Links
from scraper.items import RawPageItem
from scraper.links import find_links
from scraper.middlewares import addresses
from scraper.middlewares.retry import retry_after
from scraper.pipelines import TextPagesPipeline

PAGE = HtmlResponse(
    "https://board.example/list/",
    encoding="utf-8",
    body="""
    <a class="job" href="one">1</a> <a class="job" href="/two#apply">2</a> <a class="job" href=" one ">again</a>
    <a class="job">no target</a> <a class="job" href="mailto:jobs@board.example">mail</a> <a class="job" href="javascript:go()">script</a>
    <a class="job" href="http://[broken">broken</a> <div data-url="//other.example/three">3</div> <a href="/about">About</a>
    """,
)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        (Links(css="a.job"), ["https://board.example/list/one", "https://board.example/two#apply"]),
        (Links(css="div::attr(data-url)"), ["https://other.example/three"]),
        (Links(xpath="//div/@data-url"), ["https://other.example/three"]),
        (Links(xpath="//a[.='About']"), ["https://board.example/about"]),
        (Links(xpath="//a[re:test(., '^Abo')]"), ["https://board.example/about"]),
        (Links(xpath="string(//a[.='About']/@href)"), ["https://board.example/about"]),
        (Links(pattern="/(two|about)"), ["https://board.example/two#apply", "https://board.example/about"]),
        (Links(css="a.job", pattern="/one$"), ["https://board.example/list/one"]),
    ],
)
def test_links_are_those_that_the_board_means(links: Links, expected: list[str]) -> None:
    assert find_links(PAGE, links) == expected


def test_a_base_address_of_the_page_is_followed_and_what_is_no_text_has_no_links() -> None:
    based = PAGE.replace(body=b'<base href="https://cdn.example/x/"><a class="job" href="one">1</a>')
    assert find_links(based, Links(css="a.job")) == ["https://cdn.example/x/one"]
    assert find_links(Response("https://board.example/a.pdf", body=b"%PDF"), Links(css="a")) == []
    assert find_links(PAGE.replace(body=b""), Links(css="a")) == []


NOW = datetime(2026, 5, 1, 8, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Fri, 01 May 2026 08:01:30 GMT", 90),
        ("Fri, 01 May 2026 08:01:30", 90),
        ("Fri, 01 May 2026 10:00:30 +0200", 30),
        ("Fri, 01 May 2020 08:00:00 GMT", 0),
        ("1" * 400, 111_111_111),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str, seconds: float | None) -> None:
    assert retry_after(Response("https://board.example/", headers={"Retry-After": header}), NOW) == seconds


def test_no_retry_after_is_no_time() -> None:
    assert retry_after(Response("https://board.example/"), NOW) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "172.16.9.9"])
def test_private_addresses_are_refused_unless_their_host_is_allowed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_private_hosts", set())
    with pytest.raises(DNSLookupError, match="no public address"):
        addresses._require_public(address, "board.example")
    addresses.allow_private_addresses(["board.example"])
    assert addresses._require_public(address, "board.example") == address
    with pytest.raises(DNSLookupError):
        addresses._require_public(address, "other.example")


def test_public_addresses_are_connected_to() -> None:
    assert addresses._require_public("93.184.215.14", "board.example") == "93.184.215.14"


def test_pages_without_text_are_dropped_and_counted() -> None:
    crawler = get_crawler()
    crawler.stats = MemoryStatsCollector(crawler)
    pipeline = TextPagesPipeline.from_crawler(crawler)
    page = RawPageItem("u", "u", "2026-05-01T08:00:00Z", "text/html; charset=utf-8", None, None, None, None, None, "")
    assert pipeline.process_item(page) is page
    page.media_type = "application/pdf"
    with pytest.raises(DropItem, match="application/pdf"):
        pipeline.process_item(page)
    assert crawler.stats.get_stats() == {"jobsieve/media_type/text/html": 1, "jobsieve/not_text": 1}


def test_runs_are_named_in_order_of_time() -> None:
    assert clock.run_id(NOW) == "20260501T080000000Z"
    assert clock.iso(NOW) == "2026-05-01T08:00:00Z"
    assert clock.run_id(NOW) < clock.run_id(NOW.replace(microsecond=2000)) < clock.run_id(NOW.replace(second=1))


def test_no_setting_opens_a_port_or_reads_files() -> None:
    settings = Settings()
    settings.setmodule("scraper.settings")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}
