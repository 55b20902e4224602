"""10: a body that does not arrive whole is asked for again, and is never a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from command import Jobsieve, bare, read_lines
from faults import FaultServer, Reply, damaged_bodies
from lifecycle import number_of
from mill import index, listing, title

PROSE = '<p>The shed keeps nine looms. <a href="/looms">Looms</a></p>' * 60
ROBOTS = Reply(b"", 404)


def long_listing(number: int) -> bytes:
    return listing(number).replace(b"<h2>", PROSE.encode() + b"<h2>")


def damaged_listings(*, for_good: bool) -> tuple[list[str], dict[str, object]]:
    """(names of the damages, pages): listing n has the n-th damage, for good or the first time only."""
    script: dict[str, object] = {}
    for number, reply in enumerate(damaged_bodies(long_listing(0)).values()):
        damaged = damaged_bodies(long_listing(number))[list(damaged_bodies(long_listing(number)))[number]]
        script[f"/jobs/{number}"] = damaged if for_good else [damaged, Reply(long_listing(number))]
        assert reply
    return list(damaged_bodies(long_listing(0))), script


def published(jobsieve: Jobsieve) -> set[str]:
    return {row["title"] for row in jobsieve.listings()}


def test_no_damaged_body_counts_as_a_page(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    names, script = damaged_listings(for_good=True)
    server.script = {**script, "/jobs/99": Reply(long_listing(99)), "/jobs": Reply(index([*range(len(names)), 99])), "/robots.txt": ROBOTS}
    ended = jobsieve.crawl()
    counted = published(jobsieve) - {title(99)}
    figure(10, len(counted), of=len(names))
    assert counted == set(), ended.stderr
    assert title(99) in published(jobsieve)
    assert jobsieve.report()["pages"]["failed"] == len(names)
    assert ended.status == 1


def test_a_damaged_body_is_asked_for_again(server: FaultServer, jobsieve: Jobsieve) -> None:
    names, script = damaged_listings(for_good=False)
    server.script = {**script, "/jobs": Reply(index(range(len(names)))), "/robots.txt": ROBOTS}
    ended = jobsieve.crawl()
    assert published(jobsieve) == {title(number) for number in range(len(names))}, ended.stderr
    assert all(len(server.times(path)) == 2 for path in script)
    assert ended.status == 0


def test_a_damaged_index_is_never_the_whole_list(server: FaultServer, jobsieve: Jobsieve) -> None:
    damaged = [*damaged_bodies(index(range(500))).values()]
    script: dict[str, object] = {f"/jobs/{number}": Reply(listing(number)) for number in range(500)}
    for at, reply in enumerate(damaged, 1):
        script["/jobs" if at == 1 else f"/jobs?page={at}"] = reply
    starts = ", ".join(f'"{server.url}/jobs{f"?page={at}" if at > 1 else ""}"' for at in range(1, len(damaged) + 1))
    text = jobsieve.board.read_text().replace('["{base_url}/jobs"]', f"[{starts}]")
    jobsieve.board.write_text(text)
    jobsieve.base_url = None
    server.script = {**script, "/robots.txt": ROBOTS}
    jobsieve.crawl()
    assert not [path for path in server.paths() if path.startswith("/jobs/")], "links were read from a damaged index"
    assert not (jobsieve.folder / "listings.jsonl").exists()


LIES = {
    "cp1252 said to be utf-8": ("cp1252", "text/html; charset=utf-8"),
    "utf-8 said to be shift_jis": ("utf-8", "text/html; charset=shift_jis"),
    "utf-8 said to be latin-1": ("utf-8", "text/html; charset=iso-8859-1"),
    "utf-8 said to be utf-16": ("utf-8", "text/html; charset=utf-16"),
    "utf-16 said to be utf-8": ("utf-16", "text/html; charset=utf-8"),
    "utf-8 said to be nothing": ("utf-8", "text/html"),
    "utf-8 said to be something unheard of": ("utf-8", "text/html; charset=x-loom"),
}
FRENCH = "Tisserand à l’atelier, métier Développé"


def in_french(number: int) -> str:
    return listing(number).decode().replace(f"<h1>{title(number)}</h1>", f"<h1>{FRENCH} {number}</h1>")


def test_a_lie_about_the_letters_changes_none(server: FaultServer, jobsieve: Jobsieve, figure: Callable[..., None]) -> None:
    pages = {f"/jobs/{n}": Reply(in_french(n).encode(encoding), media_type=said) for n, (encoding, said) in enumerate(LIES.values())}
    server.script = {**pages, "/jobs": Reply(index(range(len(LIES)))), "/robots.txt": ROBOTS}
    jobsieve.crawl()
    right = [row["title"] for row in jobsieve.listings() if row["title"] == f"{FRENCH} {number_of(row['source']['url'])}"]
    figure(10, len(LIES) - len(right), of=len(LIES), what="titles misread because of a lie about their encoding")
    assert len(right) == len(LIES)


def test_plain_scrapy_takes_damaged_bodies_for_pages(server: FaultServer, tmp_path: Path) -> None:
    names, script = damaged_listings(for_good=True)
    server.script = {**script, "/jobs": Reply(index(range(len(names))))}
    ended = bare(f"{server.url}/jobs", tmp_path / "items.jsonl")
    titles = {row["title"] for row in read_lines(tmp_path / "items.jsonl")}
    fooled = {name for number, name in enumerate(names) if title(number) in titles}
    assert {"cut without a length", "cut gzip", "cut deflate", "cut br"} <= fooled
    assert ended.status == 0
