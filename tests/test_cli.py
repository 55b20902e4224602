"""The commands `normalize`, `explain` and `schema`: what goes to which stream and file, and the exit status that says how it went."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import typer
from records import make_claim, make_conflict, make_listing, normalize_by_command
from typer.testing import CliRunner, Result

from normalizer import batch
from normalizer.cli import register
from normalizer.store import json_line
from schemas.export import schema_text
from schemas.raw import RawPage
from schemas.run import ExitCode

APP = typer.Typer()
register(APP)
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line with a pipeline that does what each page says."""
    monkeypatch.setattr(batch.pipeline, "normalize_in_steps", normalize_by_command)

    def invoke(*arguments: str | Path, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(APP, [str(argument) for argument in arguments], input=stdin, env={"COLUMNS": "200", "TERM": "dumb"})

    return invoke


def write_pages(path: Path, *bodies: str) -> Path:
    path.write_text("".join(json.dumps({"id": str(n), "body": body}) + "\n" for n, body in enumerate(bodies)))
    return path


def titles(lines: str) -> list[str]:
    return [json.loads(line)["title"] for line in lines.splitlines()]


# normalize


def test_listings_go_to_standard_output_and_everything_else_to_standard_error(run: Run, tmp_path: Path) -> None:
    result = run("normalize", write_pages(tmp_path / "p.jsonl", "one", "refuse", "two words"))
    assert titles(result.stdout) == ["one", "two words"]
    assert f"refused: {tmp_path}/p.jsonl:2: 1: told to refuse\n" in result.stderr
    assert "2 listings, 1 refused" in result.stderr
    assert result.exit_code == ExitCode.PARTIAL


def test_files_folders_and_standard_input_are_read_in_the_order_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("first")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "b.html").write_text("third")
    (tmp_path / "folder" / "a.txt").write_text("second")
    stdin = json.dumps({"id": "s", "body": "fourth"}).encode()
    result = run("normalize", tmp_path / "z.txt", tmp_path / "folder", "-", stdin=stdin)
    assert titles(result.stdout) == ["first", "second", "third", "fourth"]
    assert result.exit_code == ExitCode.OK


def test_all_outputs_of_one_run(run: Run, tmp_path: Path) -> None:
    out, report, database = tmp_path / "out.jsonl", tmp_path / "errors.jsonl", tmp_path / "jobs.sqlite"
    pages = write_pages(tmp_path / "p.jsonl", "one", "refuse", "fail", "last")
    result = run("normalize", pages, "-o", out, "--errors", report, "--sqlite", database)
    assert result.stdout == ""
    assert titles(out.read_text()) == ["one", "last"]
    rows = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(row["file"], row["place"], row["id"]) for row in rows] == [(str(pages), "line 2", "1"), (str(pages), "line 3", "2")]
    assert rows[0]["reason"] == "told to refuse"
    assert rows[1]["reason"].startswith("internal error: ZeroDivisionError")
    assert "told to" not in result.stderr
    assert f"2 listings, 2 refused, see {report}" in result.stderr
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT title FROM listings ORDER BY source_id").fetchall() == [("one",), ("last",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["errors.jsonl", "jobs.sqlite", "out.jsonl", "p.jsonl"]


def test_a_database_alone_leaves_standard_output_empty_unless_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "p.jsonl", "one")
    assert run("normalize", pages, "--sqlite", tmp_path / "a.sqlite").stdout == ""
    assert titles(run("normalize", pages, "--sqlite", tmp_path / "a.sqlite", "-o", "-").stdout) == ["one"]


def test_where_nothing_was_read_earlier_output_stays_and_the_report_is_new(run: Run, tmp_path: Path) -> None:
    out, report = tmp_path / "out.jsonl", tmp_path / "errors.jsonl"
    out.write_text("yesterday\n")
    report.write_text("yesterday\n")
    result = run("normalize", write_pages(tmp_path / "p.jsonl", "refuse"), "-o", out, "--errors", report)
    assert result.exit_code == ExitCode.NOTHING
    assert out.read_text() == "yesterday\n"
    assert "told to refuse" in report.read_text()
    assert "earlier output is left as it was" in result.stderr


def test_where_nothing_was_read_and_nothing_was_there_an_empty_file_is_written(run: Run, tmp_path: Path) -> None:
    result = run("normalize", tmp_path / "missing.txt", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == ExitCode.NOTHING
    assert (tmp_path / "out.jsonl").read_bytes() == b""
    assert f"refused: {tmp_path}/missing.txt: no such file or folder" in result.stderr


@pytest.mark.parametrize(
    ("bodies", "code"),
    [(["one"], ExitCode.OK), (["one", "refuse"], ExitCode.PARTIAL), (["one", "fail"], ExitCode.PARTIAL), (["nothing"], ExitCode.NOTHING)],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_exit_status_says_what_was_refused(run: Run, tmp_path: Path, bodies: list[str], code: ExitCode, jobs: str) -> None:
    assert run("normalize", "--jobs", jobs, write_pages(tmp_path / "p.jsonl", *bodies)).exit_code == code


@pytest.mark.parametrize("arguments", [["--jobs", "0", "x.txt"], ["--jobs", "many", "x.txt"], ["--unknown", "x.txt"], []])
def test_a_wrong_command_line_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    assert run("normalize", *arguments).exit_code == ExitCode.USAGE


@pytest.mark.parametrize("option", ["-o", "--errors", "--sqlite"])
@pytest.mark.parametrize(("target", "reason"), [("/nowhere/out", "does not exist"), ("/dev", "is a folder")])
def test_output_that_cannot_be_written_is_said_before_anything_is_read(
    run: Run, tmp_path: Path, option: str, target: str, reason: str
) -> None:
    result = run("normalize", write_pages(tmp_path / "p.jsonl", "one"), option, target)
    assert result.exit_code == ExitCode.OUTPUT
    assert reason in result.stderr
    assert result.stdout == ""


def test_a_full_disk_has_a_status_of_its_own(run: Run, tmp_path: Path) -> None:
    result = run("normalize", write_pages(tmp_path / "p.jsonl", "one"), "-o", "/dev/full")
    assert result.exit_code == ExitCode.DISK_FULL
    assert "/dev/full: No space left on device" in result.stderr


def test_a_broken_data_file_of_ours_is_named_and_publishes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("normalize", write_pages(tmp_path / "p.jsonl", "one", "broken pack"), "-o", tmp_path / "out.jsonl")
    assert result.exit_code == ExitCode.USAGE
    assert "this installation is broken: told to be broken" in result.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_what_a_page_says_cannot_forge_a_line_or_move_the_cursor(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"id": "x\n0 listings\x1b[2J\u202e", "body": "refuse"}) + "\n")
    result = run("normalize", path)
    assert r"x\n0 listings\x1b[2J\u202e" in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_long_work_without_a_terminal_is_told_in_plain_lines(run: Run, tmp_path: Path) -> None:
    result = run("normalize", write_pages(tmp_path / "p.jsonl", *(["one"] * 1999 + ["refuse"])))
    assert "so far 1000 listings, 0 refused\n" in result.stderr
    assert "so far 1999 listings, 1 refused\n" in result.stderr


# normalize as a process of its own

_ALONE = f"""
import sys; sys.path[:0] = {sys.path!r}
import typer
import records
from normalizer import batch
from normalizer.cli import register
app = typer.Typer()
register(app)
"""


def alone(pipeline: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", _ALONE + f"batch.pipeline.normalize_in_steps = records.{pipeline}\napp()", "normalize", *arguments]


def test_verbose_shows_where_an_internal_error_comes_from(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "p.jsonl", "fail")
    for flags, shown in (([], False), (["--verbose"], True)):
        done = subprocess.run(alone("normalize_by_command", str(pages), *flags), capture_output=True, text=True, check=False)
        assert ("Traceback" in done.stderr) is shown
        assert "internal error: ZeroDivisionError" in done.stderr


def test_a_reader_that_leaves_ends_the_run_quietly(tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "p.jsonl", *["0"] * 500)
    with subprocess.Popen(alone("normalize_slowly", str(pages)), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == ExitCode.OK


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_publishes_nothing_and_leaves_nothing(tmp_path: Path, how: signal.Signals, jobs: str) -> None:
    pages, out = write_pages(tmp_path / "p.jsonl", *["0.01"] * 1000), tmp_path / "out.jsonl"
    out.write_text("yesterday\n")
    command = alone("normalize_slowly", str(pages), "-o", str(out), "--jobs", jobs)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        temporary = tmp_path / ".out.jsonl.tmp"
        while not temporary.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2)
        os.kill(process.pid, how)
        assert process.stderr
        assert process.stderr.read() == "interrupted; nothing was published\n"
        assert process.wait(60) == ExitCode.INTERRUPTED
    assert out.read_text() == "yesterday\n"
    assert not temporary.exists()


# explain

TEXT = "20 hours a week, at least 30. We employ people for 40 hours."
EXPLAINED = make_listing(
    "job-7",
    title="Annotator",
    text=TEXT,
    hours_per_week={"min": 20, "max": 20},
    dates={"posted": "2026-06-09"},
    claims=[
        make_claim("c1", "20 hours a week", 0, value={"min": 20, "max": 20}, condition="in summer"),
        make_claim("c2", "at least 30", 17, value={"min": 30}),
        make_claim("c3", "40 hours", 51, value={"min": 40, "max": 40}, about="COMPANY"),
        make_claim("c4", "\x1b[2Jnow", 0, field="dates.starts"),
        make_claim(
            "c5",
            "x",
            0,
            field="dates.posted",
            value="2026-06-09",
            evidence={"pointer": "/datePosted", "quote": "2026-06-09", "section": "EMBEDDED", "repaired": True},
        ),
    ],
    absent={"pay": "SILENT", "dates.starts": "REFUSED"},
    conflicts=[make_conflict("hours.bounds_disagree", "c1", "c2", follows="c1"), make_conflict("dates.order", "c5")],
)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    """A file of two listings."""
    path = tmp_path / "listings.jsonl"
    path.write_bytes(json_line(EXPLAINED) + json_line(make_listing("job-8", title="Other")))
    return path


def test_an_explanation_leads_from_the_field_to_the_words(run: Run, stored: Path) -> None:
    result = run("explain", stored, "--id", "job-7")
    assert result.exit_code == ExitCode.OK
    assert result.stdout.splitlines() == [
        "job-7 Annotator",
        '├── title = "Annotator"',
        '├── hours_per_week = {"min": 20, "max": 20}',
        '│   ├── c1: {"min": 20, "max": 20} REQUIRED if \'in summer\'',
        "│   │   └── rule: hours/en: n hours",
        '│   │       └── quote: "20 hours a week" at 0-15 in META',
        '│   ├── c2: {"min": 30} REQUIRED - lost to c1 (stated first)',
        "│   │   └── rule: hours/en: n hours",
        '│   │       └── quote: "at least 30" at 17-28 in META',
        '│   └── c3: {"min": 40, "max": 40} REQUIRED about the company - does not count',
        "│       └── rule: hours/en: n hours",
        '│           └── quote: "40 hours" at 51-59 in META',
        '├── dates = {"posted": "2026-06-09"}',
        "│   ├── c4: dates.starts null REQUIRED - not decidable",
        "│   │   └── rule: hours/en: n hours",
        '│   │       └── quote: "\\x1b[2Jnow" at 0-7 in META',
        '│   └── c5: dates.posted "2026-06-09" REQUIRED',
        "│       └── rule: hours/en: n hours",
        '│           └── quote: "2026-06-09" at /datePosted in EMBEDDED, from repaired data',
        "├── absent",
        "│   ├── dates.starts: REFUSED",
        "│   └── pay: SILENT",
        "└── conflicts",
        "    ├── ERROR hours.bounds_disagree",
        "    │   ├── hours.bounds_disagree between 2 claims",
        '    │   ├── c1: "20 hours a week" at 0-15 in META',
        '    │   ├── c2: "at least 30" at 17-28 in META',
        "    │   └── follows c1 (stated first)",
        "    └── ERROR dates.order",
        "        ├── dates.order between 1 claims",
        '        ├── c5: "2026-06-09" at /datePosted in EMBEDDED, from repaired data',
        "        └── undecided",
    ]


def test_one_field_or_a_part_of_one_can_be_explained(run: Run, stored: Path) -> None:
    hours = run("explain", stored, "--id", "id-job-7", "--field", "hours_per_week").stdout
    assert "c1" in hours
    assert "bounds_disagree" in hours
    assert "title" not in hours
    posted = run("explain", stored, "--id", "job-7", "--field", "dates.posted").stdout
    assert "c5" in posted
    assert "c4" not in posted


def test_without_an_id_every_listing_is_explained(run: Run, stored: Path) -> None:
    assert [line for line in run("explain", stored).stdout.splitlines() if line.startswith("job-")] == ["job-7 Annotator", "job-8 Other"]


def test_a_quote_is_never_cut_or_wrapped(run: Run, tmp_path: Path) -> None:
    quote = "word " * 2000
    (tmp_path / "l.jsonl").write_bytes(json_line(make_listing(text=quote, claims=[make_claim("c1", quote, 0, value={"min": 1})])))
    assert f'quote: "{quote}" at 0-10000' in run("explain", tmp_path / "l.jsonl").stdout


def test_an_explanation_reads_pages_and_reports_what_it_cannot(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("A title")
    result = run("explain", tmp_path)
    assert '└── title = "A title"' in result.stdout
    result = run("explain", write_pages(tmp_path / "p.jsonl", "one", "refuse"))
    assert "0 one" in result.stdout
    assert "told to refuse" in result.stderr
    assert result.exit_code == ExitCode.PARTIAL


def test_a_broken_file_of_listings_is_reported_by_line(run: Run, stored: Path) -> None:
    with stored.open("ab") as file:
        file.write(b'{"listing_id": "x"}\n{broken\n')
    result = run("explain", stored)
    assert f"{stored}:3: no listing of this schema" in result.stderr
    assert f"{stored}:4: not JSON" in result.stderr
    assert result.exit_code == ExitCode.PARTIAL


def test_an_unknown_field_is_a_usage_error_that_names_the_fields(run: Run, stored: Path) -> None:
    result = run("explain", stored, "--field", "salary")
    assert result.exit_code == ExitCode.USAGE
    assert "hours_per_week" in result.stderr


def test_an_unknown_id_is_an_error(run: Run, stored: Path) -> None:
    result = run("explain", stored, "--id", "job-99")
    assert (result.exit_code, result.stdout) == (ExitCode.NOTHING, "")
    assert "no listing with the id job-99" in result.stderr


# schema and help


def test_the_schema_is_printed_as_the_file_has_it(run: Run) -> None:
    assert run("schema").stdout == schema_text()


@pytest.mark.parametrize("command", ["normalize", "explain", "schema"])
def test_help_teaches(run: Run, command: str) -> None:
    text = run(command, "--help").stdout
    assert "Usage:" in text
    if command != "schema":
        assert f"$ jobsieve {command} " in text
        told = text.partition("Exit status:")[2].split()
        assert not [code for code in (*range(6), ExitCode.INTERRUPTED) if str(int(code)) not in told]


def test_the_pipeline_itself_reads_a_listing(tmp_path: Path) -> None:
    page = "Data annotator\n\nPay: $15 per hour\nHours: 20 hours per week\nRemote\n\nRequirements\n- 2 years of experience\n"
    rows = list(batch.normalize_pages([RawPage(id="x", body=page), RawPage(id="empty", body="")]))
    assert [type(row).__name__ for row in rows] == ["Listing", "ErrorRow"]
