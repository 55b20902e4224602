"""docs/providers.md: its made-up provider and board are run as they stand there. docs/sources.md is the data files'."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scraper.make_sources_doc import TARGET, sources_doc
from scraper.provider import Crawl
from tests.conformance.player import Answer, Player
from tests.conformance.run import found_in

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "providers.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
PATH = "/v2/harbours/krakeel/openings"


def test_the_made_up_provider_and_board_are_one_file_each_and_work(tmp_path: Path) -> None:
    assert set(FILES) == {"tidewater-1.json", "tidewater-2.json", "tidewater.toml", "krakeel.toml"}
    folder = tmp_path / "my-providers"
    folder.mkdir()
    (folder / "tidewater.toml").write_text(FILES["tidewater.toml"])
    # A server on this machine needs what a board on the web does not.
    board = tmp_path / "krakeel.toml"
    board.write_text(f"delay = 0.01\nallow_private_addresses = true\n{FILES['krakeel.toml']}")
    script = [Answer("GET", PATH, (("page", str(n)),), {}, body=FILES[f"tidewater-{n}.json"].encode()) for n in (1, 2)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "JOBSIEVE_SOURCES": str(folder)}
    with Player(script) as player:
        command = [
            str(Path(sys.executable).with_name("jobsieve")),
            "crawl",
            str(board),
            "--out",
            str(tmp_path / "out"),
            "--base-url",
            player.base_url,
        ]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not player.strangers + player.unasked
    found = found_in(tmp_path / "out", player.base_url, done.stdout)
    assert found["list"] == {"declared": 3, "fully_listed": True}
    keeper, mechanic, clerk = sorted(found["listings"], key=lambda listing: str(listing["source"]["identifiers"]))
    assert keeper["source"]["identifiers"] == ["tidewater:TW-1", "url:tidewater.example/krakeel/TW-1"]
    assert keeper["pay"] | {"annual": None} == {
        "min": 15.5,
        "max": 17,
        "currency": "EUR",
        "period": "HOUR",
        "stated_period": True,
        "annual": None,
    }
    assert (mechanic["hours_per_week"]["min"], mechanic["employment_types"]) == (36, ["FULL_TIME"])
    assert (clerk["workplace"], clerk["pay"]["min"], clerk["pay"]["period"]) == ("REMOTE", 2400, "MONTH")


def test_the_text_speaks_of_keys_that_there_are() -> None:
    table = TEXT[TEXT.index("## Keys of `[crawl]`") : TEXT.index("`scraper/provider.py` says")]
    named = {
        name.partition(".")[0] for cell in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`(\w[\w.]*)`", cell)
    }
    assert named == set(Crawl.model_fields)


def test_the_table_of_sources_is_that_of_the_data_files() -> None:
    assert TARGET.read_text(encoding="utf-8") == sources_doc(), "run: python -m scraper.make_sources_doc"


def test_running_the_module_writes_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.make_sources_doc.TARGET", tmp_path / "sources.md")
    from scraper.make_sources_doc import main

    main()
    assert (tmp_path / "sources.md").read_text(encoding="utf-8") == sources_doc()
