"""Boards of kind api: every way of paging, detail pages, keys, tombstones and changes, by data files of invented providers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from normalizer.archive import read_warc
from normalizer.sources.rooms import SOURCES_VARIABLE, data_files
from schemas.fate import Fate
from scraper.boards import BoardError, load_board, require_keys
from scraper.crawl import CrawlOrder, CrawlOutcome, crawl
from scraper.evidence import read_evidence
from scraper.fates import named_listing
from scraper.provider import load_provider
from tests.conformance.player import Answer, Player

ABOUT = '[about]\ntitle = "Made up"\nknown = "RECALLED"\n[detect]\nall = ["ref", "role"]\nid = "/ref"\nlists = ["/posts"]\n[text]\ntitle = "/role"\n'
ROBOTS = Answer("GET", "/robots.txt", (), {}, 404)


@dataclass(frozen=True)
class Crawled:
    outcome: CrawlOutcome
    archive: Path
    log: str
    player: Player

    @property
    def pages(self) -> list[str]:
        """Query or path of each page that is there for the normalizer."""
        return [page.id.removeprefix(self.player.base_url) for page in read_warc(self.archive)]


Provide = Callable[[str], Path]


@pytest.fixture
def provide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes a data file `madeup.toml` of the text of its table [crawl], and a board for it."""

    def provided(crawl_table: str, board: str = "") -> Path:
        (tmp_path / "madeup.toml").write_text(f"{ABOUT}[crawl]\n{crawl_table}")
        monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path))
        data_files.cache_clear()
        load_provider.cache_clear()
        file = tmp_path / "board" / "acme.toml"
        file.parent.mkdir(exist_ok=True)
        usual = 'name = "acme"\nkind = "api"\nprovider = "madeup"\ndelay = 0.01\nuser_agent_contact = "bot@example.org"\nallow_private_addresses = true\n'
        file.write_text(usual + board)
        return file

    yield provided
    monkeypatch.undo()
    data_files.cache_clear()
    load_provider.cache_clear()


def answer(url: str, value: Any = None, **keys: Any) -> Answer:
    method, _, target = url.partition(" ")
    path, _, query = target.partition("?")
    pairs = tuple(sorted(tuple(part.split("=", 1)) for part in query.split("&") if part))
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(method, path, pairs, keys.pop("json", {}), body=body, **keys)  # type: ignore[arg-type]


def posts(*numbers: int, **more: Any) -> dict[str, Any]:
    return {"posts": [{"ref": f"r{number}", "role": f"Baker {number}", "text": "Bread."} for number in numbers], **more}


def run(board: Path, script: list[Answer], out: Path, *arguments: str) -> Crawled:
    with Player(script) as player:
        archive, log = out / "a.warc.gz", out / "log"
        outcome = crawl(CrawlOrder(load_board(board, base_url=player.base_url), board, player.base_url, archive, log), lambda _: None)
    assert not player.strangers, player.strangers
    assert not player.unasked, player.unasked
    return Crawled(outcome, archive, log.read_text(), player)


PAGING = {
    "pages, until one is empty": (
        'url = "{base_url}/p?page={page}"\n[crawl.paging]\nkind = "page"',
        [answer("GET /p?page=1", posts(1, 2)), answer("GET /p?page=2", posts(3)), answer("GET /p?page=3", posts())],
    ),
    "pages from 0, as many as the answer says": (
        'url = "{base_url}/p?page={page}"\n[crawl.paging]\nkind = "page"\nfirst = 0\npages = "/of"',
        [answer("GET /p?page=0", posts(1, 2, of=2)), answer("GET /p?page=1", posts(3, of=2))],
    ),
    "pages, until one shows nothing new": (
        'url = "{base_url}/p?page={page}"\n[crawl.paging]\nkind = "page"',
        [answer("GET /p?page=1", posts(1, 2)), answer("GET /p?page=2", posts(3)), answer("GET /p?page=3", posts(1, 2))],
    ),
    "offsets, until a page is short": (
        'url = "{base_url}/p?limit={size}&offset={offset}"\n[crawl.paging]\nkind = "offset"\nsize = 2\nshort_is_last = true',
        [answer("GET /p?limit=2&offset=0", posts(1, 2)), answer("GET /p?limit=2&offset=2", posts(3))],
    ),
    "offsets by the rows received, until the declared number is there": (
        'url = "{base_url}/p?offset={offset}"\ntotal = "/total"\n[crawl.paging]\nkind = "offset"\nstep = "rows"',
        [answer("GET /p?offset=0", posts(1, 2, total=3)), answer("GET /p?offset=2", posts(3, total=0))],
    ),
    "offsets in a posted body": (
        'url = "{base_url}/p"\nmethod = "POST"\nbody = { offset = "{offset}", q = "" }\n[crawl.paging]\nkind = "offset"\nsize = 2\nshort_is_last = true',
        [answer("POST /p", posts(1, 2), json={"offset": 0, "q": ""}), answer("POST /p", posts(3), json={"offset": 2})],
    ),
    "a cursor": (
        'url = "{base_url}/p?limit=2&cursor={cursor}"\n[crawl.paging]\nkind = "cursor"\nnext = "/next"',
        [answer("GET /p?limit=2", posts(1, 2, next="a=b")), answer("GET /p?limit=2&cursor=a%3Db".replace("%3D", "="), posts(3, next=None))],
    ),
    "an address in the answer": (
        'url = "{base_url}/p"\n[crawl.paging]\nkind = "next"\nnext = "/links/next"',
        [answer("GET /p", posts(1, 2, links={"next": "/q?x=1"})), answer("GET /q?x=1", posts(3, links={"next": None}))],
    ),
    "an address in the headers": (
        'url = "{base_url}/p"\n[crawl.paging]\nkind = "link"',
        [answer("GET /p", posts(1, 2), headers={"Link": '<{base_url}/q>; rel="next", </p>; rel="first"'}), answer("GET /q", posts(3))],
    ),
}


@pytest.mark.parametrize(("table", "script"), PAGING.values(), ids=PAGING)
def test_every_way_of_paging_ends_and_finds_all(table: str, script: list[Answer], provide: Any, tmp_path: Path) -> None:
    list_table, mark, rest = table.partition("[crawl.paging]")
    crawled = run(provide(f'[crawl.list]\nrows = "/posts"\n{list_table}{mark}{rest}'), script, tmp_path)
    assert crawled.outcome.reason == "finished"
    assert crawled.outcome.count("jobsieve/found") == 3
    assert crawled.outcome.stats["jobsieve/fully_listed"] is True
    assert crawled.outcome.count_all("jobsieve/failed/") == 0
    assert len(crawled.pages) == len(script)


NOT_WHOLE = {
    "fewer than declared": ('total = "/total"', "", posts(1, 2, total=5)),
    "a number that is only the most that is declared": ('total = "/total"\ntotal_cap = 2', "", posts(1, 2, total=2)),
    "a provider that lists the newest only": ("", "complete = false\n", posts(1, 2)),
    "broken in the middle": ("", "", b'{"posts": [{"ref": "r1", "role": "Baker 1"}, {"ref": "r2" "role": "Baker 2"}]}'),
}


@pytest.mark.parametrize(("keys", "of_crawl", "value"), NOT_WHOLE.values(), ids=NOT_WHOLE)
def test_what_is_not_proved_to_be_whole_is_not_called_so(keys: str, of_crawl: str, value: Any, provide: Any, tmp_path: Path) -> None:
    board = provide(f'{of_crawl}[crawl.list]\nurl = "{{base_url}}/p"\nrows = "/posts"\n{keys}')
    crawled = run(board, [answer("GET /p", value)], tmp_path)
    assert crawled.outcome.count("jobsieve/found") == 2
    assert crawled.outcome.stats["jobsieve/fully_listed"] is False


DETAIL = """keys = { key = "MADEUP_KEY" }
[crawl.list]
url = "{base_url}/list?key={key}"
rows = "/rows"
take = { path = "/path" }
keep = { town = "/town" }
[crawl.detail]
url = "{base_url}/one{path:path}/{id}?key={key}"
gone = { "/items" = [] }
closed = { "/status" = "closed" }
"""


def test_details_are_asked_for_and_what_is_closed_is_told(provide: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADEUP_KEY", "s&cret")
    rows = [{"ref": f"r {number}", "path": "/a/b", "town": "Sète"} for number in (1, 2, 3, 4, 5, 1)] + [{"ref": None}]
    script = [
        Answer("GET", "/list", (("key", "s&cret"),), {}, body=json.dumps({"rows": rows}).encode()),
        *(
            Answer("GET", f"/one/a/b/r%20{number}", (("key", "s&cret"),), {}, status, json.dumps(value).encode())
            for number, status, value in (
                (1, 200, {"ref": "r 1", "role": "Baker"}),
                (2, 404, {"id": "r 2", "status": "closed"}),
                (3, 404, {"error": {"code": "NOT_FOUND"}}),
                (4, 200, {"items": []}),
                (5, 200, {"ref": "r 5", "role": "Miller"}),
            )
        ),
    ]
    crawled = run(provide(DETAIL), script, tmp_path)
    pages = list(read_warc(crawled.archive))
    assert [(page.key, page.listed, page.provider) for page in pages] == [(f"r {n}", {"town": "Sète"}, "madeup") for n in (1, 5)]
    stats = crawled.outcome.stats
    assert stats["jobsieve/closed"] == [
        {"id": "r 2", "reason": "closed"},
        {"id": "r 3", "reason": "status 404"},
        {"id": "r 4", "reason": "gone"},
    ]
    assert [row["place"] for row in stats["jobsieve/malformed"]] == ["/rows/6"]
    assert stats["jobsieve/fully_listed"] is True
    kept = crawled.log.encode() + crawled.archive.read_bytes() + "".join(page.id for page in pages).encode()
    assert b"s&cret" not in kept
    assert b"s%26cret" not in kept
    assert pages[0].id.endswith("/one/a/b/r%201?key=***")


def test_a_key_that_is_missing_is_asked_for(provide: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MADEUP_KEY", raising=False)
    board = provide(DETAIL)
    with pytest.raises(BoardError, match=r"acme\.toml: provider: expected a key of 'madeup' in the environment variable MADEUP_KEY"):
        require_keys(load_board(board, base_url="http://127.0.0.1"), board)


HTML = """
[crawl.list]
url = "{base_url}/jobs"
format = "html"
present = "//table"
rows = "//tr"
id = ".//a/@href"
id_pattern = '/jobs/(\\d+)'
keep = { town = "td[2]/text()" }
[crawl.detail]
url = "{base_url}/jobs/{id}"
format = "html"
"""


def test_a_list_in_html_leads_to_pages(provide: Any, tmp_path: Path) -> None:
    table = b'<table><tr><td><a href="/jobs/7?x">A</a></td><td>Lund</td></tr><tr><td><a href="/talent">B</a></td></tr></table>'
    script = [
        answer("GET /jobs", table, media_type="text/html"),
        answer("GET /jobs/7", b"<h1>Baker</h1>", media_type="text/html"),
    ]
    crawled = run(provide(HTML), script, tmp_path)
    assert [(page.key, page.listed) for page in read_warc(crawled.archive)] == [("7", {"town": "Lund"})]
    assert [row["place"] for row in crawled.outcome.stats["jobsieve/malformed"]] == ["row 2"]


DEAD = {
    "a status": ("", answer("GET /p", b"gone", status=410, media_type="text/plain")),
    "nothing at all": ("[crawl.dead]\nempty_body = true", answer("GET /p", b"")),
    "a value": ('[crawl.dead]\nwhen = { "/total" = 0 }', answer("GET /p", posts(total=0))),
    "words": ("[crawl.dead]\ntext = 'inactive page'", answer("GET /p", b"<p>An inactive page</p>", media_type="text/html")),
}


@pytest.mark.parametrize(("table", "dead"), DEAD.values(), ids=DEAD)
def test_a_board_that_is_gone_is_not_an_empty_one(table: str, dead: Answer, provide: Any, tmp_path: Path) -> None:
    crawled = run(provide(f'[crawl.list]\nurl = "{{base_url}}/p"\nrows = "/posts"\n{table}'), [dead], tmp_path)
    why = crawled.outcome.stats["jobsieve/dead_board"]
    assert why
    assert crawled.outcome.stats["jobsieve/fully_listed"] is False
    assert crawled.pages == []
    (page,) = read_evidence([crawled.archive]).lists()
    assert (page.role, page.fate, page.why) == ("index", Fate.FAILED, f"the board is gone: {why}")


def test_a_web_page_in_place_of_the_list_is_asked_for_again_and_never_read(provide: Any, tmp_path: Path) -> None:
    script = [answer("GET /p", b"<h1>Maintenance</h1>", media_type="text/html")]
    crawled = run(provide('[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n'), script, tmp_path)
    assert sum(crawled.player.asked.values()) == 3
    assert crawled.outcome.count("jobsieve/failed/index") == 1
    assert crawled.outcome.stats["jobsieve/fully_listed"] is False
    assert crawled.pages == []


class Moody(Player):
    """Answers every address with a notice of maintenance first."""

    def answer(self, method: str, url: str, body: bytes) -> Answer:
        found = super().answer(method, url, body)
        first = self.asked[str(found)] == 1
        return Answer(method, "", (), {}, body=b"<h1>Maintenance</h1>", media_type="text/html") if first else found


def test_what_was_in_maintenance_is_read_once_it_is_back(provide: Any, tmp_path: Path) -> None:
    tables = '[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n[crawl.detail]\nurl = "{base_url}/one/{id}"\n'
    alone = '[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n'
    detail = answer("GET /one/r1", {"ref": "r1", "role": "Baker"})
    for number, (table, script, pages) in enumerate(
        ((tables, [answer("GET /p", posts(1)), detail], 1), (alone, [answer("GET /p", posts(1))], 1))
    ):
        out = tmp_path / str(number)
        out.mkdir()
        board = provide(table)
        with Moody(script) as player:
            archive = out / "a.warc.gz"
            order = CrawlOrder(load_board(board, base_url=player.base_url), board, player.base_url, archive, out / "log")
            outcome = crawl(order, lambda _: None)
        assert len(list(read_warc(archive))) == pages
        assert outcome.stats["jobsieve/fully_listed"] is True
        assert outcome.count_all("jobsieve/failed/") == 0


def test_a_page_behind_the_first_one_does_not_say_that_the_board_is_gone(provide: Any, tmp_path: Path) -> None:
    board = provide('[crawl.list]\nurl = "{base_url}/p?page={page}"\nrows = "/posts"\n[crawl.paging]\nkind = "page"\n')
    script = [answer("GET /p?page=1", posts(1)), answer("GET /p?page=2", b"nothing here", status=404, media_type="text/plain")]
    stats = run(board, script, tmp_path).outcome.stats
    assert "jobsieve/dead_board" not in stats
    assert (stats["jobsieve/fully_listed"], stats["jobsieve/list_cut"]) == (False, "status 404")


def test_xml_that_lost_its_end_is_no_whole_list(provide: Any, tmp_path: Path) -> None:
    table = '[crawl.list]\nurl = "{base_url}/map"\nformat = "xml"\nrows = "/urlset/url"\nid = "/loc"\n[crawl.detail]\nurl = "{base_url}/one/{id}"\n'
    page = answer("GET /one/r1", {"ref": "r1", "role": "Baker"})
    for end, whole in (("</urlset>", True), ("<url><lo", False)):
        out = tmp_path / str(whole)
        out.mkdir()
        rows = answer("GET /map", f"<urlset><url><loc>r1</loc></url>{end}".encode(), media_type="text/xml")
        assert run(provide(table), [rows, page], out).outcome.stats["jobsieve/fully_listed"] is whole


def test_a_list_that_nobody_may_ask_for_is_not_one_that_is_gone(provide: Any, tmp_path: Path) -> None:
    robots = answer("GET /robots.txt", b"User-agent: *\nDisallow: /", media_type="text/plain")
    board = provide('[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n')
    with Player([robots]) as player:
        order = CrawlOrder(load_board(board, base_url=player.base_url), board, player.base_url, tmp_path / "a.warc.gz", tmp_path / "log")
        stats = crawl(order, lambda _: None).stats
    assert "jobsieve/dead_board" not in stats
    assert stats["jobsieve/fully_listed"] is False
    (page,) = read_evidence([tmp_path / "a.warc.gz"]).lists()
    assert (page.role, page.fate) == ("index", Fate.UNWANTED)


def test_a_list_that_leads_away_is_one_that_is_gone(provide: Any, tmp_path: Path) -> None:
    away = answer("GET /p", b"moved", status=302, headers={"Location": "http://provider.example/"})
    crawled = run(provide('[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n'), [away], tmp_path)
    assert "provider.example" in crawled.outcome.stats["jobsieve/dead_board"]
    assert crawled.outcome.stats["jobsieve/fully_listed"] is False


def test_what_lies_beyond_a_limit_is_known_to_stand(provide: Any, tmp_path: Path) -> None:
    tables = '[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n[crawl.detail]\nurl = "{base_url}/one/{id}"\n'
    board = provide(tables, 'site = "acme.example"\nmax_listings = 1\n')
    script = [answer("GET /p", posts(1, 2)), answer("GET /one/r1", {"ref": "r1", "role": "Baker"})]
    crawled = run(board, script, tmp_path)
    noted = {page.listing_id: page.fate for page in read_evidence([crawled.archive]).listings()}
    known = load_board(board, base_url="http://127.0.0.1")
    assert noted == {named_listing("", known, "r1"): Fate.LISTING, named_listing("", known, "r2"): Fate.UNWANTED}


def test_a_web_page_in_place_of_a_posting_counts_as_failed(provide: Any, tmp_path: Path) -> None:
    board = provide('[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n[crawl.detail]\nurl = "{base_url}/one/{id}"\n')
    script = [answer("GET /p", posts(1)), answer("GET /one/r1", b"<h1>Maintenance</h1>", media_type="text/html")]
    crawled = run(board, script, tmp_path)
    assert crawled.outcome.count("jobsieve/failed/detail") == 1
    assert crawled.pages == []


BROKEN = {
    "no such key": ('[crawl.list]\nurl = "{base_url}/p"\nrow = "/posts"', "crawl.list.row: Extra inputs"),
    "a placeholder that nobody fills": ('[crawl.list]\nurl = "{base_url}/{acount}"', "crawl.list: {acount} is none of base_url"),
    "a form that there is not": ('[crawl.list]\nurl = "{base_url:hex}/p"', "crawl.list.url: expected one of the forms base64"),
    "no list": ('base_url = "https://x.example"', "crawl.list: Field required"),
    "a pointer that is none": ('[crawl.list]\nurl = "{base_url}/p"\nrows = "posts"', "crawl.list.rows: expected a JSON pointer"),
    "an XPath that is none": ('[crawl.list]\nurl = "{base_url}/p"\nformat = "html"\nrows = "//["', "crawl.list.rows: expected an XPath"),
    "a cursor from nowhere": (
        '[crawl.list]\nurl = "{base_url}/p"\n[crawl.paging]\nkind = "cursor"',
        "crawl.paging.next: expected a pointer",
    ),
    "a body that is not posted": (
        '[crawl.list]\nurl = "{base_url}/p"\nbody = { a = 1 }',
        "crawl.list.body: expected only with method POST",
    ),
    "rows of HTML alone": ('[crawl.list]\nurl = "{base_url}/p"\nformat = "html"\nrows = "//a"', "crawl.detail: expected"),
}


@pytest.mark.parametrize(("table", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_data_file_is_refused_with_file_and_key(table: str, message: str, provide: Any, tmp_path: Path) -> None:
    board = provide(table)
    with pytest.raises(BoardError) as caught:
        load_board(board, base_url="http://127.0.0.1")
    assert str(caught.value).startswith(f"{board}: provider: {tmp_path / 'madeup.toml'}: {message}")


def test_a_boards_parameters_are_those_of_its_provider(provide: Any) -> None:
    table = 'parameters = { account = "the short name", site = "the career site" }\n[crawl.list]\nurl = "{base_url}/{account}/{site}"\nrows = "/posts"\n'
    for keys, message in (
        ("", "account: expected the short name, since provider 'madeup' asks for it"),
        ('account = "a"\n', "params.site: expected the career site, since provider 'madeup' asks for it"),
        ('account = "a"\n[params]\nsite = "x"\ntown = "y"\n', "params.town: provider 'madeup' knows no such parameter"),
    ):
        board = provide(table, keys)
        with pytest.raises(BoardError) as caught:
            load_board(board, base_url="http://127.0.0.1")
        assert str(caught.value) == f"{board}: {message}"


@pytest.mark.parametrize("key", ['start = ["http://x.example/"]', '[details]\ncss = "a"'])
def test_an_api_board_follows_no_links(key: str, provide: Any) -> None:
    with pytest.raises(BoardError, match="expected only on boards of kinds pages and sitemap"):
        load_board(provide('[crawl.list]\nurl = "{base_url}/p"\nrows = "/posts"\n', key), base_url="http://127.0.0.1")
