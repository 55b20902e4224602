"""Every test here carries the marker `acceptance` and prints its figure."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import Jobsieve
from faults import FaultServer
from mill import board_file

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # the simulation speaks of stores as the unit tests do


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.acceptance)


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Says what a test measured: one line of JSON, also appended to the file that `JOBSIEVE_FIGURES` names."""

    def say(test: int, value: object, **more: object) -> None:
        line = json.dumps({"test": test, "figure": value, **more})
        with capsys.disabled():
            print(f"\n{line}")
        if path := os.environ.get("JOBSIEVE_FIGURES"):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    return say


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def jobsieve(tmp_path: Path, server: FaultServer) -> Jobsieve:
    return Jobsieve(board_file(tmp_path), tmp_path / "out", server.url)
