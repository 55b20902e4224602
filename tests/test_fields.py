"""Each field reads its cases, stays silent on its nothings, and its gaps are still gaps."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.fields import FIELDS
from tests.cases import FIELD_ROOM, Example, examples, field_values, holds

ALL = [example for path in sorted(FIELD_ROOM.glob("*/*.cases.toml")) for example in examples(path)]


def _of(kind: str) -> Any:
    return pytest.mark.parametrize("example", [e for e in ALL if e.kind == kind], ids=lambda e: e.name)


def _value(example: Example) -> Any:
    """The value of the case's attribute: the folder's name, unless the case names another (`of`)."""
    return field_values(example).get(example.row.get("of", example.path.parent.name))


@_of("case")
def test_phrasing_means_its_value(example: Example) -> None:
    value = _value(example)
    assert holds(example.row["value"], value), f"{example.say!r} gave {value!r}"


@_of("nothing")
def test_nothing_is_read(example: Example) -> None:
    value = _value(example)
    assert not value or all(v in (None, False, [], ()) for v in (value.values() if isinstance(value, dict) else [value])), value


@_of("gap")
@pytest.mark.xfail(strict=True, reason="known and not read yet")
def test_gap_is_still_open(example: Example) -> None:
    assert holds(example.row["value"], _value(example))


def test_every_folder_is_a_field_and_every_pack_has_cases() -> None:
    folders = {path.name for path in FIELD_ROOM.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders == {module.FIELD for module in FIELDS}
    without = [path for path in FIELD_ROOM.glob("*/??.toml") if not path.with_name(f"{path.stem}.cases.toml").exists()]
    assert not without
