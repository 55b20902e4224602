"""Normalizing many pages: each gives its listings or a row in its place, in any number of processes, whatever a page does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from records import make_listing, normalize_by_command

import normalizer
from normalizer import batch, pipeline
from normalizer.batch import normalize_pages
from normalizer.lexicon import PackError
from schemas.document import Document
from schemas.error import ErrorRow
from schemas.listing import Listing, Policy
from schemas.raw import RawPage


def pages(*bodies: str) -> list[RawPage]:
    return [RawPage(id=str(number), body=body) for number, body in enumerate(bodies)]


def outcome(rows: Iterator[Listing | ErrorRow]) -> list[str]:
    """Each row as `id: title` or `id! reason`."""
    return [f"{row.id}! {row.reason}" if isinstance(row, ErrorRow) else f"{row.source.id}: {row.title}" for row in rows]


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_page_gives_its_listings_or_a_row_in_its_place(jobs: int) -> None:
    given_row = ErrorRow(file="f", reason="was refused before")
    *first, last = pages("x", "refuse", "two", "nothing", "y")
    rows = outcome(normalize_pages([*first, given_row, last], jobs, normalize_by_command))
    assert rows == ["0: x", "1! told to refuse", "2: None", "2#2: None", "3! no job listing found", "None! was refused before", "4: y"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_of_ours_is_a_row_that_names_type_and_place(jobs: int) -> None:
    failed, after = outcome(normalize_pages(pages("fail", "x"), jobs, normalize_by_command))
    assert failed.startswith("0! internal error: ZeroDivisionError: told to fail at ")
    assert "tests/records.py:" in failed
    assert failed.endswith("in normalize_by_command")
    assert after == "1: x"


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_broken_data_file_of_ours_ends_the_run_at_once(jobs: int) -> None:
    with pytest.raises(PackError, match="told to be broken"):
        list(normalize_pages(pages("x", "broken pack", "y"), jobs, normalize_by_command))


def test_a_failure_of_ours_can_be_traced_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="normalizer.batch"):
        list(normalize_pages(pages("fail"), normalize=normalize_by_command))
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_listing_that_no_file_can_hold_is_a_row(jobs: int) -> None:
    (row,) = outcome(normalize_pages(pages("surrogate"), jobs, normalize_by_command))
    assert "internal error: PydanticSerializationError" in row


def test_the_number_of_processes_changes_nothing() -> None:
    many = [RawPage(id=str(n), body="refuse" if n % 7 == 0 else "two" if n % 5 == 0 else f"title {n}") for n in range(200)]
    alone, together = ([row.model_dump_json() for row in normalize_pages(iter(many), jobs, normalize_by_command)] for jobs in (1, 3))
    assert alone == together
    assert len(alone) > 200


def test_pages_that_kill_their_process_are_refused_and_all_others_come_out_in_order() -> None:
    bodies = [f"t{n}" for n in range(120)]
    bodies[3] = bodies[4] = bodies[70] = "die"
    rows = outcome(normalize_pages(pages(*bodies), 2, normalize_by_command))
    died = "the process that read it died, or needed more than 30 seconds"
    assert rows == [f"{n}! {died}" if body == "die" else f"{n}: {body}" for n, body in enumerate(bodies)]


@pytest.mark.parametrize(("level", "told"), [("INFO", False), ("DEBUG", True)])
def test_a_page_that_never_ends_is_refused_and_a_verbose_log_says_where_it_was(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, level: str, *, told: bool
) -> None:
    with caplog.at_level(level, logger="normalizer.batch"):
        rows = outcome(normalize_pages(pages("a", "hang", "b"), 2, normalize_by_command, page_seconds=2))
    assert rows == ["0: a", "1! the process that read it died, or needed more than 2 seconds", "2: b"]
    assert ("in normalize_by_command" in capfd.readouterr().err) is told


def test_pages_take_turns_and_one_that_fails_on_the_way_costs_only_itself() -> None:
    taken: list[str] = []

    def in_steps(page: RawPage) -> Iterator[Listing | None]:
        for step in "first", "second":
            taken.append(f"{page.body} {step}")
            yield None
            if page.body == "fails":
                raise ZeroDivisionError("told to fail")
        yield make_listing(page.id, title=page.body)

    rows = outcome(normalize_pages(pages("a", "fails", "b"), normalize=in_steps))
    assert taken == ["a first", "fails first", "b first", "a second", "b second"]
    assert [row.partition(" at ")[0] for row in rows] == ["0: a", "1! internal error: ZeroDivisionError: told to fail", "2: b"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_pages_are_read_only_a_little_ahead(jobs: int) -> None:
    read_so_far = 0

    def endless() -> Iterator[RawPage]:
        nonlocal read_so_far
        while True:
            read_so_far += 1
            yield RawPage(id=str(read_so_far), body="x")

    rows = normalize_pages(endless(), jobs, normalize_by_command)
    assert isinstance(next(rows), Listing)
    assert read_so_far <= (16 if jobs == 1 else 16 * 3 * 3)
    rows.close()  # type: ignore[attr-defined]


def test_large_pages_are_handed_over_one_by_one() -> None:
    large = [RawPage(id=str(n), body="x" * (5 << 20)) for n in range(3)]
    assert [len(chunk) for chunk in batch._chunks(large)] == [1, 1, 1]


def test_the_package_gives_it_out_without_being_loaded_for_it() -> None:
    assert normalizer.normalize_pages is normalize_pages
    with pytest.raises(AttributeError, match="no attribute 'normalise'"):
        _ = normalizer.normalise


def test_the_pipeline_is_used_where_no_other_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch.pipeline, "normalize_in_steps", lambda page: [make_listing(page.id, title="by the pipeline")])
    assert outcome(normalize_pages(pages("x"))) == ["0: by the pipeline"]


_PARENT = """
import os, sys
sys.path[:0] = {path!r}
from records import normalize_by_command
from normalizer.inputs import normalize_pages
from schemas.raw import RawPage
def slow(page):
    os.write(1, b"%d\\n" % os.getpid())
    return normalize_by_command(page)
if __name__ == "__main__":
    list(normalize_pages([RawPage(id=str(n), body="hang") for n in range(64)], 2, slow))
"""


def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT.format(path=sys.path))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        parent.kill()
    for _ in range(1200):
        if not any(_runs(worker) for worker in workers):
            return
        time.sleep(0.05)
    pytest.fail("workers outlive their parent")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # A process that has ended but that nobody has waited for still has a number.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_failure_over_one_posting_of_several_costs_that_posting_only(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pipeline.listing_in_steps

    def fail_over_the_second(raw: RawPage, document: Document, number: int, policy: Policy) -> pipeline.Steps[Listing]:
        if number == 2:
            raise ZeroDivisionError("told to fail")
        return whole(raw, document, number, policy)

    monkeypatch.setattr(pipeline, "listing_in_steps", fail_over_the_second)
    postings = [{"@type": "JobPosting", "title": f"Baker {n}", "description": "<p>You bake.</p>"} for n in (1, 2, 3)]
    rows = list(normalize_pages([RawPage(id="p", media_type="application/json", body=json.dumps(postings))]))
    assert [row.title if isinstance(row, Listing) else row.reason.partition(" at ")[0] for row in rows] == [
        "Baker 1",
        "posting 2: internal error: ZeroDivisionError: told to fail",
        "Baker 3",
    ]
