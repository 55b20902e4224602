"""Outputs appear whole or not at all, keep what was there, and say everything that the listings say."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from records import make_conflict, make_listing

from normalizer.store import JsonlWriter, OutputError, SqliteWriter, json_line, publish
from normalizer.store.columns import COLUMNS
from schemas.conflict import Severity
from schemas.error import ErrorRow
from schemas.listing import Listing


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql).fetchall()


def save(path: Path, *listings: Listing) -> None:
    with SqliteWriter(path) as database:
        for listing in listings:
            database.write(listing)
        database.publish()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# JSON lines


def test_a_file_appears_when_it_is_published_and_not_before(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("yesterday\n")
    with JsonlWriter(path) as writer:
        writer.write(make_listing("a"))
        assert path.read_text() == "yesterday\n"
        writer.publish()
        assert json.loads(path.read_text())["source"]["id"] == "a"
    assert names(tmp_path) == ["out.jsonl"]


@pytest.mark.parametrize("writer_type", [JsonlWriter, SqliteWriter])
def test_what_is_not_published_leaves_nothing(tmp_path: Path, writer_type: Any) -> None:
    with writer_type(tmp_path / "out") as writer:
        writer.write(make_listing("a"))
    assert names(tmp_path) == []


def test_the_file_keeps_its_mode_and_a_new_one_gets_the_usual(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    old = os.umask(0o022)
    try:
        for mode in (0o644, 0o600):
            with JsonlWriter(path) as writer:
                writer.publish()
            assert stat.S_IMODE(path.stat().st_mode) == mode
            path.chmod(0o600)
    finally:
        os.umask(old)


def test_a_link_goes_on_pointing_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "out.jsonl").touch()
    (tmp_path / "link").symlink_to(tmp_path / "data" / "out.jsonl")
    with JsonlWriter(tmp_path / "link") as writer:
        writer.write(make_listing("a"))
        writer.publish()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "data" / "out.jsonl").stat().st_size > 0


def test_a_device_is_written_and_not_replaced() -> None:
    with JsonlWriter(Path("/dev/null")) as writer:
        writer.write(make_listing("a"))
        writer.publish()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_full_disk_is_an_error_that_names_the_file() -> None:
    with JsonlWriter(Path("/dev/full")) as writer:
        writer.write(make_listing("a"))
        with pytest.raises(OutputError, match="/dev/full: No space left"):
            writer.publish()


@pytest.mark.parametrize("writer_type", [JsonlWriter, SqliteWriter])
def test_of_two_runs_the_second_fails_at_once_and_the_first_is_not_disturbed(tmp_path: Path, writer_type: Any) -> None:
    path = tmp_path / "out"
    with writer_type(path) as first:
        first.write(make_listing("a"))
        with pytest.raises(OutputError, match="another run is writing it"):
            writer_type(path)
        first.publish()
    with writer_type(path) as third:
        third.publish()
    assert path.exists()


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    path = tmp_path / "out.sqlite"
    script = (
        f"import os, sys; sys.path[:0] = {sys.path!r}\n"
        "from pathlib import Path; from records import make_listing; from normalizer.store import SqliteWriter, JsonlWriter\n"
        f"a, b = SqliteWriter(Path({str(path)!r})), JsonlWriter(Path({str(tmp_path / 'out.jsonl')!r}))\n"
        "for n in range(1200): a.write(make_listing(str(n))); b.write(make_listing(str(n)))\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    left = names(tmp_path)
    assert ".out.sqlite.tmp" in left
    assert "out.sqlite" not in left
    assert "out.jsonl" not in left
    save(path, make_listing("a"))
    with JsonlWriter(tmp_path / "out.jsonl") as writer:
        writer.publish()
    assert names(tmp_path) == ["out.jsonl", "out.sqlite"]
    assert query(path, "SELECT count(*) FROM listings") == [(1,)]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(("target", "reason"), [(".", "is a folder"), ("missing/out", "does not exist"), ("/proc/out", "/proc/out: ")])
@pytest.mark.parametrize("writer_type", [JsonlWriter, SqliteWriter])
def test_an_impossible_place_is_an_error_that_says_why(tmp_path: Path, writer_type: Any, target: str, reason: str) -> None:
    with pytest.raises(OutputError, match=reason):
        writer_type(tmp_path / target)


def test_every_reader_of_lines_finds_one_record_a_line() -> None:
    title = "a\u2028b\u2029c\x85d\x0be\r\nf"
    line = json_line(make_listing(title=title)).decode()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["title"] == title


# SQLite


def test_the_columns_are_the_main_fields_and_the_record_is_whole(tmp_path: Path) -> None:
    listing = make_listing(
        language="en",
        title="Annotator",
        organization="Acme",
        pay={"min": 15, "max": 17.5, "currency": "USD", "period": "HOUR"},
        hours_per_week={"min": 10, "max": 20, "preferred_min": 20},
        workplace="REMOTE",
        residency={"scope": "RESTRICTED", "countries": ["CA", "US"]},
        languages=[{"code": "cmn", "proficiency": "FLUENT"}],
        dates={"posted": "2026-06-09", "valid_through": "2026-07-01", "starts": "2026-08-01"},
        employment_types=["CONTRACTOR", "PART_TIME"],
        experience={"min_years": 0.5, "level": "ENTRY"},
        education={"level": "BACHELOR"},
        conflicts=[
            make_conflict("hours.bounds_disagree", "c1", "c2"),
            make_conflict("dates.order", "c3", "c4", severity=Severity.WARNING),
            make_conflict("hours.bounds_disagree", "c1", "c5"),
        ],
    )
    save(tmp_path / "a.sqlite", listing)
    ((row,),) = [query(tmp_path / "a.sqlite", f"SELECT {', '.join(COLUMNS)} FROM listings")]
    columns = dict(zip(COLUMNS, row, strict=True))
    record = columns.pop("record")
    assert Listing.model_validate_json(record) == listing
    languages = [{"code": "cmn", "level": None, "proficiency": "FLUENT", "strength": "REQUIRED"}]
    assert {name: json.loads(columns.pop(name)) for name in ("residency_countries", "languages", "employment_types", "conflict_codes")} == {
        "residency_countries": ["CA", "US"],
        "languages": languages,
        "employment_types": ["CONTRACTOR", "PART_TIME"],
        "conflict_codes": ["dates.order", "hours.bounds_disagree"],
    }
    assert columns == {
        "listing_id": "id-a",
        "source_id": "a",
        "site": None,
        "url": None,
        "fetched_at": None,
        "sha256": listing.source.sha256,
        "language": "en",
        "title": "Annotator",
        "organization": "Acme",
        "pay_min": 15,
        "pay_max": 17.5,
        "pay_currency": "USD",
        "pay_period": "HOUR",
        "hours_min": 10,
        "hours_max": 20,
        "hours_preferred_min": 20,
        "hours_preferred_max": None,
        "workplace": "REMOTE",
        "residency_scope": "RESTRICTED",
        "posted": "2026-06-09",
        "valid_through": "2026-07-01",
        "starts": "2026-08-01",
        "experience_min_years": 0.5,
        "experience_level": "ENTRY",
        "education_level": "BACHELOR",
        "conflict_errors": 2,
    }
    assert isinstance(columns["pay_min"], int)
    conflicts = query(tmp_path / "a.sqlite", "SELECT listing_id, code, severity, message FROM conflicts")
    assert conflicts == [("id-a", c.code, c.severity, c.message) for c in listing.conflicts]


def test_a_listing_without_anything_has_nulls_and_empty_lists(tmp_path: Path) -> None:
    save(tmp_path / "a.sqlite", make_listing())
    columns = "pay_min, workplace, residency_countries, languages, conflict_codes, conflict_errors"
    assert query(tmp_path / "a.sqlite", f"SELECT {columns} FROM listings") == [(None, None, None, "[]", "[]", 0)]


def test_a_later_run_replaces_by_id_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    conflict = make_conflict("dates.order", "c1")
    save(path, make_listing("a", title="old", conflicts=[conflict, conflict]), make_listing("b", conflicts=[conflict]))
    save(path, make_listing("a", title="new", conflicts=[make_conflict("hours.bounds_disagree", "c1")]), make_listing("c"))
    assert query(path, "SELECT source_id, title FROM listings ORDER BY 1") == [("a", "new"), ("b", None), ("c", None)]
    assert query(path, "SELECT listing_id, code FROM conflicts ORDER BY 1") == [("id-a", "hours.bounds_disagree"), ("id-b", "dates.order")]


def test_the_last_of_several_with_one_id_counts(tmp_path: Path) -> None:
    twice = [make_listing("a", title=title, conflicts=[make_conflict("dates.order", "c1")]) for title in ("first", "last")]
    save(tmp_path / "a.sqlite", *twice)
    assert query(tmp_path / "a.sqlite", "SELECT title FROM listings") == [("last",)]
    assert query(tmp_path / "a.sqlite", "SELECT count(*) FROM conflicts") == [(1,)]


@pytest.mark.parametrize("count", [499, 500, 501])
def test_batches_lose_nothing(tmp_path: Path, count: int) -> None:
    save(tmp_path / "a.sqlite", *(make_listing(str(number)) for number in range(count)))
    assert query(tmp_path / "a.sqlite", "SELECT count(*) FROM listings") == [(count,)]


def test_numbers_beyond_64_bits_are_stored(tmp_path: Path) -> None:
    save(tmp_path / "a.sqlite", make_listing(pay={"max": 10**30}))
    assert query(tmp_path / "a.sqlite", "SELECT pay_max FROM listings") == [(1e30,)]


def test_the_published_database_is_one_file_in_wal_mode(tmp_path: Path) -> None:
    save(tmp_path / "a.sqlite", make_listing())
    assert names(tmp_path) == ["a.sqlite"]
    assert query(tmp_path / "a.sqlite", "PRAGMA journal_mode") == [("wal",)]


def test_a_reader_that_has_the_old_one_open_is_not_disturbed_and_a_new_one_sees_all(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    save(path, make_listing("a"))
    with closing(sqlite3.connect(path)) as reader:
        count = "SELECT count(*) FROM listings"
        assert reader.execute(count).fetchone() == (1,)
        save(path, *(make_listing(str(number)) for number in range(2000)))
        assert query(path, count) == [(2001,)]
        assert reader.execute(count).fetchone() == (1,)
        assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_program_that_writes_the_database_is_not_overrun(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    save(path, make_listing("a"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("UPDATE listings SET title = 'by hand'")
        other.commit()
        with pytest.raises(OutputError, match="another program has it open for writing"):
            save(path, make_listing("b"))
    save(path, make_listing("b"))
    assert query(path, "SELECT source_id, title FROM listings ORDER BY 1") == [("a", "by hand"), ("b", None)]


def test_what_is_no_database_of_listings_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("precious notes, more than a hundred bytes of them" * 3)
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE precious (notes TEXT)")
    for path in (tmp_path / "text", tmp_path / "other.sqlite"):
        before = path.read_bytes()
        with pytest.raises(OutputError, match=r"text: file is not a database|other\.sqlite: not a database of listings of layout 1"):
            SqliteWriter(path)
        assert path.read_bytes() == before
    assert names(tmp_path) == ["other.sqlite", "text"]


def test_a_device_is_no_place_for_a_database() -> None:
    with pytest.raises(OutputError, match="ordinary file"):
        SqliteWriter(Path("/dev/null"))


# All of a run


def test_publish_streams_and_counts(tmp_path: Path) -> None:
    refused: list[ErrorRow] = []

    def listings() -> Iterator[Listing]:
        for number in range(3):
            refused.append(ErrorRow(file="f", reason=str(number)))
            yield make_listing(str(number))

    files = publish(listings(), refused, tmp_path / "new" / "folder")
    assert (files.listing_count, files.error_count) == (3, 3)
    assert [json.loads(line)["source"]["id"] for line in files.listings.read_text().splitlines()] == ["0", "1", "2"]
    assert [json.loads(line)["reason"] for line in files.errors.read_text().splitlines()] == ["0", "1", "2"]
    assert query(files.sqlite, "SELECT count(*) FROM listings") == [(3,)]
    assert names(tmp_path / "new" / "folder") == ["errors.jsonl", "listings.jsonl", "listings.sqlite"]


def test_publishing_the_same_twice_writes_the_same_lines(tmp_path: Path) -> None:
    first, second = (publish([make_listing("a")], [], tmp_path / name) for name in ("1", "2"))
    assert first.listings.read_bytes() == second.listings.read_bytes()


def test_listings_that_break_off_change_no_file(tmp_path: Path) -> None:
    publish([make_listing("a")], [ErrorRow(reason="r")], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def breaking() -> Iterator[Listing]:
        yield make_listing("b")
        raise KeyError

    with pytest.raises(KeyError):
        publish(breaking(), [], tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
