"""Whose turn it is to ask a host: pieces of what the acceptance test shows with two crawls."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from scraper.politeness import _rest, _try, state_directory


@pytest.fixture
def handles(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Two handles of one lock file, as two processes have them."""
    both = tuple(os.open(tmp_path / "host", os.O_RDWR | os.O_CREAT) for _ in range(2))
    yield both[0], both[1]
    for handle in both:
        os.close(handle)


def test_a_host_that_is_being_asked_is_waited_for(handles: tuple[int, int]) -> None:
    first, second = handles
    assert _try(first, 2.0) == 0.0
    assert 0 < _try(second, 2.0) < 0.1
    fcntl.flock(first, fcntl.LOCK_UN)
    assert _try(second, 2.0) == 0.0


def test_a_host_that_was_asked_by_another_process_rests_for_the_delay(handles: tuple[int, int]) -> None:
    first, second = handles
    os.pwrite(first, f"{os.getpid() + 1} {monotonic():.6f}\n".encode(), 0)
    assert 1.5 < _try(first, 2.0) <= 2.0
    assert _try(second, 0.0) <= 0.0, "and is free until then"


@pytest.mark.parametrize(
    "entry",
    ["", "not a time", "1 soon", f"1 {monotonic() + 9e9}", f"{os.getpid()} {monotonic()}", "1 0"],
    ids=["nothing", "no time", "a word", "the far future", "this process", "long ago"],
)
def test_what_does_not_speak_of_another_process_just_now_asks_for_no_rest(entry: str) -> None:
    assert _rest(entry, 2.0) <= 0.0


def test_the_state_directory_is_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = state_directory(None)
    assert found == tmp_path / "state" / "jobsieve" / "hosts"
    assert found.stat().st_mode & 0o777 == 0o700
    assert state_directory(str(tmp_path / "mine")) == tmp_path / "mine"


def test_without_a_home_the_state_is_temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert state_directory(None) == tmp_path / f"jobsieve-{os.getuid()}" / "hosts"
    with pytest.raises(OSError, match="file"):
        state_directory(str(tmp_path / "file" / "x"))
