"""The commands `changes`, `replay` and `forget` over a board that was crawled."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scraper_site import Answer, TestSite, board_file
from test_scraper_runs import board_of, job, lines, run, titles
from typer.testing import CliRunner, Result

from normalizer.store.content import fields_hash
from normalizer.version import normalizer_version
from schemas.run import ExitCode
from scraper.cli import app
from scraper.lock import locked


@pytest.fixture
def site() -> Iterator[TestSite]:
    with TestSite({}) as site:
        board_of(site, "weaver", "dyer", "spinner", "fuller")
        yield site


def invoke(folder: Path, command: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [command, "test", "--out", str(folder / "out"), *arguments])


def ids(folder: Path) -> dict[str, str]:
    return {line["url"].rpartition("/")[2]: line["listing_id"] for line in lines(folder, "lifecycle.jsonl")}


def all_bytes(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a board, archives and records unpacked."""
    for path in sorted((folder / "out" / "test").rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            yield path.name, body
            if path.name.endswith(".warc.gz"):
                yield path.name, b"".join(unzipped(body))
            if path.name == "store.sqlite":
                with closing(sqlite3.connect(path)) as store:
                    for (record,) in store.execute("SELECT record FROM versions"):
                        yield path.name, zlib.decompress(record)


def unzipped(body: bytes) -> Iterator[bytes]:
    while body:
        member = zlib.decompressobj(31)
        yield member.decompress(body)
        body = member.unused_data


def test_changes_are_told_with_old_and_new_values_and_their_words(site: TestSite, tmp_path: Path) -> None:
    run(site, tmp_path, run_id="monday")
    site.answers |= {"/jobs/weaver": job("Weaver", pay=27), "/jobs/dyer": Answer(b"", 410)}
    board_of(site, "weaver", "dyer", "spinner", "fuller", "carder")
    run(site, tmp_path, run_id="tuesday")
    told = invoke(tmp_path, "changes", "--since", "monday")
    assert told.exit_code == ExitCode.OK, told.output
    assert [line.split()[0] for line in told.stdout.splitlines() if line[0] != " "] == ["CHANGED", "CLOSED", "APPEARED"]
    assert "(GONE: status 410)" in told.stdout
    pay = next(line for line in told.stdout.splitlines() if line.strip().startswith("pay:"))
    assert '"min":20' in pay.partition("→")[0]
    assert '"min":27' in pay.partition("→")[2]
    assert ("“Pay: $20 USD per hour”" in pay.partition("→")[0]) or ("$20 USD per hour" in pay.partition("→")[0])
    rows = [json.loads(line) for line in invoke(tmp_path, "changes", "--json").stdout.splitlines()]
    assert [(row["kind"], row["run_id"]) for row in rows] == [("CHANGED", "tuesday"), ("CLOSED", "tuesday"), ("APPEARED", "tuesday")]
    assert not invoke(tmp_path, "changes", "--since", "tuesday").stdout


def test_commands_name_what_is_missing(site: TestSite, tmp_path: Path) -> None:
    nothing = invoke(tmp_path, "changes")
    assert (nothing.exit_code, "no board was crawled here" in nothing.stderr) == (ExitCode.USAGE, True)
    run(site, tmp_path, run_id="monday")
    first = invoke(tmp_path, "changes")
    assert (first.exit_code, "no earlier run" in first.stderr) == (ExitCode.USAGE, True)
    unknown = invoke(tmp_path, "changes", "--since", "friday")
    assert (unknown.exit_code, "no run 'friday'" in unknown.stderr) == (ExitCode.USAGE, True)
    with locked(tmp_path / "out" / "test"):
        assert invoke(tmp_path, "replay").exit_code == ExitCode.LOCKED
    (tmp_path / "out" / "test" / "store.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    broken = invoke(tmp_path, "changes")
    assert (broken.exit_code, "not a database" in broken.stderr) == (ExitCode.STORE, True)


def read_by_another_normalizer(folder: Path, name: str, **changes: Any) -> None:
    """Let the store say that an older normalizer read a listing, and read it differently."""
    with closing(sqlite3.connect(folder / "out" / "test" / "store.sqlite", isolation_level=None)) as store:
        (packed,) = store.execute("SELECT record FROM versions WHERE listing_id = ?", (ids(folder)[name],)).fetchone()
        record = {**json.loads(zlib.decompress(packed)), **changes}
        row = (fields_hash(record), zlib.compress(json.dumps(record).encode()), ids(folder)[name])
        store.execute("UPDATE versions SET normalizer = 'older', fields_hash = ?, record = ? WHERE listing_id = ?", row)


def test_a_new_normalizer_is_run_over_the_archive_and_says_what_it_reads_differently(site: TestSite, tmp_path: Path) -> None:
    run(site, tmp_path, run_id="monday")
    read_by_another_normalizer(tmp_path, "dyer", pay=None)
    read_by_another_normalizer(tmp_path, "fuller")
    asked = sum(map(len, site.times.values()))
    dry = invoke(tmp_path, "replay")
    assert dry.exit_code == ExitCode.OK, dry.output
    assert dry.stdout.startswith(f"REREAD     {ids(tmp_path)['dyer']}  Dyer")
    assert f"read by older, now by {normalizer_version()}" in dry.stdout
    assert "pay: nothing → " in dry.stdout
    assert "2 versions read again, 1 say something else, 0 could not be read" in dry.stderr
    assert invoke(tmp_path, "replay").stdout == dry.stdout, "nothing was changed"
    assert invoke(tmp_path, "replay", "--apply").stdout == dry.stdout
    assert "0 versions read again" in invoke(tmp_path, "replay").stderr
    assert sum(map(len, site.times.values())) == asked
    assert next(line for line in lines(tmp_path, "listings.jsonl") if line["title"] == "Dyer")["pay"]["min"] == 20
    again = run(site, tmp_path, run_id="tuesday")
    assert again.events == {}, "a listing does not change because it is read better"


def test_a_listing_is_forgotten_everywhere_and_for_good(site: TestSite, tmp_path: Path) -> None:
    secret = "Quorvane Tapestries"
    site.answers["/jobs/dyer"] = job(f"Dyer for {secret}", notice="Pay: $45 USD per hour")
    run(site, tmp_path, run_id="monday")
    site.answers["/jobs/dyer"] = job(f"Senior dyer for {secret}", notice="Pay: $46 USD per hour")
    run(site, tmp_path, run_id="tuesday")
    name = ids(tmp_path)["dyer"]
    assert [file for file, body in all_bytes(tmp_path) if secret.encode() in body]
    done = invoke(tmp_path, "forget", name)
    assert done.exit_code == ExitCode.OK, done.output
    assert "1 of 1 listings were known" in done.stdout
    traces = [(file, word) for file, body in all_bytes(tmp_path) for word in (secret, "/jobs/dyer", "$46") if word.encode() in body]
    assert not traces
    assert [(file, name) for file, body in all_bytes(tmp_path) if name.encode() in body] == [("store.sqlite", name)], (
        "the digest that keeps it out"
    )
    assert sorted(titles(tmp_path)) == ["Fuller", "Spinner", "Weaver"]
    asked = len(site.times["/jobs/dyer"])
    assert run(site, tmp_path, run_id="wednesday").exit_code == ExitCode.OK
    assert len(site.times["/jobs/dyer"]) == asked, "it is not even asked for"
    assert not [file for file, body in all_bytes(tmp_path) if secret.encode() in body]
    assert sorted(titles(tmp_path)) == ["Fuller", "Spinner", "Weaver"]
    again = invoke(tmp_path, "forget", name)
    assert (again.exit_code, "0 of 1 listings were known" in again.stdout) == (ExitCode.OK, True)


def test_replay_and_forget_leave_the_other_archived_pages_byte_for_byte(site: TestSite, tmp_path: Path) -> None:
    board_file(tmp_path)
    run(site, tmp_path, run_id="monday")
    archive = tmp_path / "out" / "test" / "raw" / "monday.warc.gz"
    kept = [member for member in unzipped(archive.read_bytes()) if b"/jobs/spinner" in member and b"HTTP/1.1 200" in member]
    invoke(tmp_path, "forget", ids(tmp_path)["weaver"])
    left = list(unzipped(archive.read_bytes()))
    assert next(member for member in kept if b"Spinner" in member) in left
    assert not [member for member in left if b"/jobs/weaver" in member]
