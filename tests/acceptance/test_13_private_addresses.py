"""13: no page, however it goes about it, makes the crawler connect to the network that it runs in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from command import Jobsieve, bare, read_lines
from faults import FaultServer, Reply
from mill import board_file, listing
from resolver import PUBLIC

SPELLINGS = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0x7f000001", "017700000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
)  # fmt: skip
HOSTS = ["board.example", "canary.example", "rebind.example", *(name.strip("[]") for name in SPELLINGS)]
"""The board names them all as its own, so that only the guard of addresses is left."""


@contextmanager
def hosts() -> Iterator[tuple[FaultServer, FaultServer]]:
    """The board, on an address that passes for a public one, and a service of this machine that nobody must reach."""
    with FaultServer(host=PUBLIC) as board, FaultServer({"*": Reply(listing(1))}, host="127.0.0.1") as canary:
        yield board, canary


def pages(board: FaultServer, canary: FaultServer) -> None:
    """A board that leads to the canary in every way that pages know."""
    at = f"http://canary.example:{canary.port}"
    refresh = f'<meta http-equiv="refresh" content="0; url={at}/refresh">'
    data = f'<script type="application/ld+json">{{"@type": "JobPosting", "title": "Weaver", "url": "{at}/json-ld", "hiringOrganization": {{"logo": "{at}/logo"}}}}</script>'
    links = [
        f"{at}/link",
        f"http://rebind.example:{canary.port}/rebinding",
        f"ftp://127.0.0.1:{canary.port}/x",
        "file:///etc/hostname",
        "data:text/html,<h1>x</h1>",
    ]
    links += ["/jobs/retry", "/jobs/refresh", "/jobs/data"]
    index = "".join(f'<a class="job" href="{link}">x</a>' for link in links)
    board.script = {
        "/robots.txt": Reply(
            f"Sitemap: {at}/robots-sitemap.xml\nSitemap: http://board.example:{board.port}/sitemap.xml\n".encode(), media_type="text/plain"
        ),
        "/jobs": Reply(f"<!doctype html><html><body>{index}</body></html>".encode()),
        "/away": Reply(status=302, headers={"Location": f"{at}/start-redirect"}),
        "/jobs/retry": [Reply(status=503), Reply(status=302, headers={"Location": f"{at}/retry-redirect"})],
        "/jobs/refresh": Reply(listing(2).replace(b"</head>", refresh.encode() + b"</head>")),
        "/jobs/data": Reply(listing(3).replace(b"</head>", data.encode() + b"</head>")),
        "/sitemap.xml": Reply(f"<urlset><url><loc>{at}/loc</loc></url></urlset>".encode(), media_type="text/xml"),
    }


def crawl_both(folder: Path, board: FaultServer, canary: FaultServer, *settings: str) -> list[Jobsieve]:
    """By index pages, and by sitemaps."""
    start = [
        f"http://board.example:{board.port}/jobs",
        f"http://board.example:{board.port}/away",
        *(f"http://{name}:{canary.port}/jobs" for name in SPELLINGS),
    ]
    keys = {"hosts": str(HOSTS), "allow_private_addresses": "false", "id_pattern": ""}
    by_pages = board_file(folder / "pages", start=str(start), **keys)
    sitemap = str([f"http://board.example:{board.port}/robots.txt"])
    by_sitemap = board_file(folder / "sitemap", kind='"sitemap"', start=sitemap, tables="[details]\npattern = '.'\n", **keys)
    runs = []
    for path in (by_pages, by_sitemap):
        run = Jobsieve(path, path.parent / "out", None, {"PYTHONPATH": f"{Path(__file__).parent}:{Path(__file__).parents[2]}"})
        run.crawl("--set", "RETRY_TIMES=1", *settings)
        runs.append(run)
    return runs


def test_nothing_leads_to_a_private_address(tmp_path: Path, figure: Callable[..., None]) -> None:
    with hosts() as (board, canary):
        pages(board, canary)
        runs = crawl_both(tmp_path, board, canary, "--set", "TWISTED_DNS_RESOLVER=resolver.GuardedDns")
        figure(13, canary.connections, of=21)
        assert canary.connections == 0
        assert {"/jobs", "/away", "/jobs/retry", "/jobs/refresh", "/jobs/data", "/sitemap.xml"} <= set(board.paths()), (
            "every bait was taken"
        )
    log = "".join(run.logs() for run in runs)
    assert log.count("refused") >= len(SPELLINGS) - 2, "two of the spellings are IPv6, which is not looked up at all"


def test_a_proxy_is_not_asked_for_a_private_address_either(tmp_path: Path) -> None:
    """The proxy itself may be private: whoever runs the crawl named it."""
    with FaultServer(host="127.0.0.1") as proxy:
        at = f"http://canary.example:{proxy.port}"
        public = "http://board.example:80"
        proxy.script = {
            f"{public}/jobs": Reply(f'<a class="job" href="{at}/link">x</a><a class="job" href="/jobs/1">x</a>'.encode()),
            f"{public}/jobs/1": Reply(listing(1)),
            f"{public}/robots.txt": Reply(b"", 404),
        }
        path = board_file(tmp_path, start=f'["{public}/jobs"]', hosts=str(HOSTS), allow_private_addresses="false", id_pattern="")
        code = f"{Path(__file__).parent}:{Path(__file__).parents[2]}"
        run = Jobsieve(path, tmp_path / "out", None, {"PYTHONPATH": code, "http_proxy": proxy.url})
        ended = run.crawl("--set", "RETRY_TIMES=0", "--set", "TWISTED_DNS_RESOLVER=resolver.GuardedDns")
    assert {asked for asked in proxy.paths() if "canary" in asked} == set()
    assert [row["title"] for row in run.listings()] == ["Dyer 1"], ended.stderr


def test_without_the_guard_the_same_pages_lead_there(tmp_path: Path) -> None:
    with hosts() as (board, canary):
        pages(board, canary)
        crawl_both(tmp_path, board, canary, "--set", "TWISTED_DNS_RESOLVER=resolver.FakeDns")
        reached = set(canary.paths())
    assert canary.connections >= 10
    assert {"/jobs", "/link", "/start-redirect", "/retry-redirect", "/loc", "/robots-sitemap.xml"} <= reached


def test_plain_scrapy_reads_files_that_a_page_links_to(server: FaultServer, tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<h1>Of this machine</h1>")
    server.script = {"/jobs": Reply(f'<a class="job" href="file://{secret}">x</a>'.encode())}
    bare(f"{server.url}/jobs", tmp_path / "items.jsonl")
    assert [row["title"] for row in read_lines(tmp_path / "items.jsonl")] == ["Of this machine"]
