"""Archives of other crawlers, in Common Crawl's layout and in looser ones: listings come out, the rest is counted."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from normalizer.inputs import normalize_pages, read_inputs
from normalizer.signs import shows_posting
from normalizer.url_filter import UrlFilter, UrlFilterError
from schemas import Listing, RawPage
from schemas.error import ErrorRow, SkippedRow
from schemas.run import ExitCode
from scraper.cli import app

HTML = ("Content-Type", "text/html; charset=utf-8")
JOB = """<!doctype html><title>Loom Technician - Teasel Mills</title><nav><a href=/>Home</a> <a href=/cloth>Cloth</a></nav>
<main><h1>Loom Technician</h1><p>Teasel Mills, Hawick. Full-time, permanent.</p><p>Salary: £31,000 a year for 37.5 hours per week.</p>
<h2>What you will do</h2><ul><li>Set up and repair forty rapier looms.</li><li>Teach two apprentices.</li></ul>
<h2>Requirements</h2><ul><li>At least 2 years of experience with looms is required.</li></ul><h2>How to apply</h2><p>Send a CV by 30 November 2026.</p></main>"""
MARKED = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Dyer", "hiringOrganization": "Teasel Mills"}</script><h1>Dyer</h1>'
SHOP = (
    "<title>Tweed by the metre</title><h1>Tweed by the metre</h1>" + "<p>A cloth woven in Hawick, heavy and warm, for £40 a metre.</p>" * 20
)
NEWS = """<title>Mill town gets its station back</title><h1>Mill town gets its station back</h1><p>Trains run from Monday. A season ticket costs $80 per month;
the ride takes two hours. The council hopes that people who work remotely will move here, and that jobs and careers follow.</p>""" + (
    "<p>The line was closed in 1969.</p>" * 20
)
MANUAL = """<title>ledgerctl sync</title><h1>ledgerctl sync</h1><p>Compensation of a ledger: up to USD 500 per month. Support is remote, and an
engineer answers within 40 hours per week.</p><h2>Requirements</h2><ul><li>You must have an account with the role of a manager.</li></ul>""" + (
    "<p>A contract is applied on schedule by the team that holds the position.</p>" * 10
)


def record(
    url: str,
    body: str | bytes = JOB,
    *,
    kind: str = "response",
    status: str = "200 OK",
    headers: Iterable[tuple[str, str]] = (HTML,),
    **warc: str,
) -> object:
    writer = WARCWriter(io.BytesIO(), gzip=False)
    payload = io.BytesIO(body.encode() if isinstance(body, str) else body)
    http = StatusAndHeaders(status, list(headers), protocol="HTTP/1.1") if kind in ("response", "revisit", "request") else None
    if kind == "request":
        http = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x.example")], is_http_request=True)
    extra = {"WARC-Date": "2026-10-04T12:00:00Z", **{name.replace("_", "-"): value for name, value in warc.items()}}
    return writer.create_warc_record(url, kind, payload=payload, length=len(payload.getvalue()), http_headers=http, warc_headers_dict=extra)


def archive(path: Path, *records: object, compress: bool = True) -> Path:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=compress)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Nutch 1.6 (CC)", "robots": "checked"}))
        for one in records:
            writer.write_record(one)
    return path


def read(*paths: Path, urls: UrlFilter | None = None) -> tuple[list[str], Counter[str], list[ErrorRow]]:
    """(titles of the listings, reasons of what was skipped, errors)."""
    rows = list(normalize_pages(read_inputs(paths, urls)))
    skipped = Counter[str]()
    for row in rows:
        if isinstance(row, SkippedRow):
            skipped[row.reason] += row.count
    errors = [row for row in rows if isinstance(row, ErrorRow) and not isinstance(row, SkippedRow)]
    return [str(row.title) for row in rows if isinstance(row, Listing)], skipped, errors


def common_crawl(path: Path, *, compress: bool = True) -> Path:
    """One capture of each kind, each response between its request and its metadata."""
    captures = [
        record("https://mills.example/jobs/1", X_Test="1", WARC_Identified_Payload_Type="text/html"),
        record("https://mills.example/jobs/2", MARKED),
        record("https://mills.example/cloth", SHOP),
        record("https://mills.example/news", NEWS),
        record("https://mills.example/jobs/3", "gone", status="404 Not Found"),
        record("https://mills.example/jobs/4", "", status="301 Moved Permanently", headers=[("Location", "/jobs/1")]),
        record("https://mills.example/logo", b"\x89PNG....", headers=[("Content-Type", "image/png")]),
        record("https://mills.example/robots.txt", "User-agent: *", headers=[("Content-Type", "text/plain")]),
        record("https://mills.example/jobs/5", WARC_Truncated="disconnect"),
        record("https://mills.example/jobs/6", kind="revisit", WARC_Refers_To_Target_URI="https://mills.example/jobs/1"),
        record("dns:mills.example", "20261004 mills.example. 300 IN A 192.0.2.7", kind="resource", Content_Type="text/dns"),
    ]
    around = [
        (record("https://mills.example/x", b"", kind="request"), one, record("https://mills.example/x", b"fetchTimeMs: 1", kind="metadata"))
        for one in captures
    ]
    return archive(path, *(part for group in around for part in group), compress=compress)


@pytest.mark.parametrize(("name", "compress"), [("c.warc.gz", True), ("c.warc", False), ("c.warc.gz.open", True)])
def test_listings_come_out_of_common_crawls_layout_and_the_rest_is_counted(tmp_path: Path, name: str, compress: bool) -> None:
    titles, skipped, errors = read(common_crawl(tmp_path / name, compress=compress))
    assert titles == ["Loom Technician", "Dyer"]
    assert not errors
    assert skipped == {
        "no sign of a job posting": 1,
        "no job listing": 1,
        "a status other than 200": 2,
        "no HTML, JSON, XML or text": 1,
        "cut short by its crawler": 1,
        "unchanged since an earlier visit, whose page another record holds": 1,
    }


def chunked(body: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(body[at : at + 100]), body[at : at + 100]) for at in range(0, len(body), 100)) + b"0\r\n\r\n"


PLAIN = JOB.encode()
CHUNKED, ZIPPED = ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param([HTML, CHUNKED], chunked(PLAIN), id="chunks kept"),
        pytest.param([HTML, CHUNKED], PLAIN, id="chunks joined and the header kept"),
        pytest.param(
            [HTML, ("X-Crawl-Transfer-Encoding", "chunked"), ("X-Crawl-Content-Encoding", "gzip")], PLAIN, id="both undone and renamed"
        ),
        pytest.param([HTML, ZIPPED], gzip.compress(PLAIN), id="coding kept"),
        pytest.param([HTML, ZIPPED], PLAIN, id="coding undone and the header kept"),
        pytest.param([HTML, CHUNKED, ZIPPED], chunked(gzip.compress(PLAIN)), id="coding in chunks"),
        pytest.param([HTML, CHUNKED, ZIPPED, ("Content-Length", "7")], PLAIN, id="all of it undone, all of it claimed"),
        pytest.param([], PLAIN, id="no type"),
        pytest.param([("Content-Type", "TEXT/HTML")], PLAIN, id="type in capitals"),
    ],
)
def test_a_body_is_read_whatever_its_crawler_undid(tmp_path: Path, headers: list[tuple[str, str]], body: bytes) -> None:
    titles, skipped, errors = read(archive(tmp_path / "a.warc.gz", record("https://mills.example/jobs/1", body, headers=headers)))
    assert (titles, skipped, errors) == (["Loom Technician"], Counter(), [])


def test_a_body_cut_at_the_crawlers_limit_is_read_and_one_that_cannot_be_unpacked_is_counted(tmp_path: Path) -> None:
    limited = record("https://mills.example/jobs/1", WARC_Truncated="length")
    broken = record("https://mills.example/jobs/2", gzip.compress(PLAIN)[:-40], headers=[HTML, ZIPPED])
    titles, skipped, errors = read(archive(tmp_path / "a.warc.gz", broken, limited))
    assert (titles, skipped, errors) == (["Loom Technician"], {"a body that cannot be unpacked": 1}, [])


def test_an_address_between_angle_brackets_is_an_address(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.warc", record("https://mills.example/jobs/1"), compress=False)
    path.write_bytes(
        path.read_bytes().replace(b"WARC-Target-URI: https://mills.example/jobs/1", b"WARC-Target-URI: <https://mills.example/jobs/1>")
    )
    (page,) = [row for row in read_inputs([path]) if isinstance(row, RawPage)]
    assert page.url == "https://mills.example/jobs/1"


def test_texts_that_were_taken_out_of_pages_are_pages(tmp_path: Path) -> None:
    text = JOB.replace("<li>", "\n- ").replace("<h2>", "\n").replace("<p>", "\n").replace("</h1>", "\n")
    plain = "".join(part.partition(">")[2] if ">" in part else part for part in text.split("<"))
    conversion = record("https://mills.example/jobs/1", plain, kind="conversion", Content_Type="text/plain")
    titles, _, errors = read(archive(tmp_path / "a.warc.wet.gz", conversion))
    assert len(titles) == 1
    assert not errors


def test_a_file_that_is_compressed_as_a_whole_is_read(tmp_path: Path) -> None:
    plain = common_crawl(tmp_path / "c.warc", compress=False).read_bytes()
    whole = tmp_path / "whole.warc.gz"
    whole.write_bytes(gzip.compress(plain))
    titles, _, errors = read(whole)
    assert (titles, errors) == (["Loom Technician", "Dyer"], [])
    whole.write_bytes(
        gzip.compress(
            plain + archive(tmp_path / "more.warc", record("https://mills.example/x", os.urandom(90_000)), compress=False).read_bytes()
        )[:-500]
    )
    titles, _, (error,) = read(whole)
    assert titles == ["Loom Technician", "Dyer"]
    assert "compressed file is cut" in error.reason


def test_a_cut_last_record_costs_itself(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.warc.gz", record("https://mills.example/jobs/1"), record("https://mills.example/jobs/2", MARKED + "x" * 5000)
    )
    path.write_bytes(path.read_bytes()[:-30])
    titles, _, (error,) = read(path)
    assert titles == ["Loom Technician"]
    assert error.file == str(path)


def test_a_manual_with_terms_and_requirements_is_no_listing_unless_somebody_fetched_it_as_one(tmp_path: Path) -> None:
    page = RawPage(id="m", url="https://ledger.example/docs/sync", media_type="text/html", body=MANUAL, expected=False)
    assert shows_posting(page)
    titles, skipped, errors = read(archive(tmp_path / "a.warc.gz", record("https://ledger.example/docs/sync", MANUAL)))
    assert (titles, skipped, errors) == ([], {"no job listing": 1}, [])
    (row,) = normalize_pages([page.model_copy(update={"expected": True})])
    assert isinstance(row, Listing)


def test_in_several_processes_the_same_is_counted(tmp_path: Path) -> None:
    pages = [record(f"https://mills.example/{n}", MANUAL if n % 3 else JOB) for n in range(40)]
    path = archive(tmp_path / "a.warc.gz", *pages)
    rows = list(normalize_pages(read_inputs([path]), jobs=2))
    assert sum(isinstance(row, Listing) for row in rows) == 14
    assert sum(row.count for row in rows if isinstance(row, SkippedRow)) == 26


@pytest.mark.parametrize(
    ("entries", "titles"),
    [
        (["https://mills.example/jobs/1"], ["Loom Technician"]),
        (["mills.example/jobs/1/?utm_source=x"], ["Loom Technician"]),
        (["*/jobs/2", "https://mills.example/jobs/9"], ["Dyer"]),
        (["mills.example/jobs/*"], ["Loom Technician", "Dyer"]),
        (["http://mills.example/jobs/*"], []),
        ([r"re:/jobs/[0-9]+$"], ["Loom Technician", "Dyer"]),
        ([r"re:^https://mills\.example/jobs/2"], ["Dyer"]),
    ],
)
def test_only_addresses_that_are_asked_for_are_read(tmp_path: Path, entries: list[str], titles: list[str]) -> None:
    path = common_crawl(tmp_path / "c.warc.gz")
    found, skipped, errors = read(path, urls=UrlFilter(entries))
    assert (found, errors) == (titles, [])
    assert skipped["an address that is not asked for"] == 4 - len(titles)


def test_addresses_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("# ours\n\nhttps://www.mills.example/jobs/1/\n*/jobs/2\nre:/jobs/[7-9]\n", encoding="utf-8")
    urls = UrlFilter([f"@{tmp_path / 'urls.txt'}"])
    assert [n for n in range(1, 10) if f"http://mills.example/jobs/{n}" in urls] == [1, 2, 7, 8, 9]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("re:(", "u.txt:1: expected a regular"),
        ("http://[", "u.txt:1: expected an address"),
        ("# none", "at least one"),
        (None, "expected a file"),
    ],
)
def test_a_bad_filter_says_where_and_what_was_expected(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "u.txt"
    if content:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UrlFilterError, match=says):
        UrlFilter([f"@{path}"])


def test_pages_of_any_input_are_filtered_by_their_address(tmp_path: Path) -> None:
    rows = [{"id": f"p{n}", "url": f"https://mills.example/jobs/{n}", "media_type": "text/html", "body": JOB} for n in range(3)]
    path = tmp_path / "pages.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    titles, skipped, _ = read(path, urls=UrlFilter(["*/jobs/2"]))
    assert (titles, skipped) == (["Loom Technician"], {"an address that is not asked for": 2})


def test_the_command_says_how_many_were_skipped_and_why(tmp_path: Path) -> None:
    path = common_crawl(tmp_path / "c.warc.gz")
    result = CliRunner().invoke(app, ["normalize", str(path), "-o", str(tmp_path / "l.jsonl"), "--errors", str(tmp_path / "e.jsonl")])
    assert result.exit_code == ExitCode.OK
    assert "skipped: 2 a status other than 200; 1 " in result.stderr
    assert result.stderr.endswith("2 listings, 0 refused, 7 skipped\n")
    assert (tmp_path / "e.jsonl").read_bytes() == b""


def test_an_archive_without_a_listing_is_nothing_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "c.warc.gz", record("https://mills.example/cloth", SHOP))
    result = CliRunner().invoke(app, ["normalize", str(path), "-o", str(tmp_path / "l.jsonl")])
    assert result.exit_code == ExitCode.NOTHING
    assert "skipped: 1 no sign of a job posting" in result.stderr


def test_a_bad_filter_is_a_wrong_command_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["normalize", str(tmp_path), "--urls", "re:("])
    assert result.exit_code == ExitCode.USAGE
    assert "regular" in result.stderr
