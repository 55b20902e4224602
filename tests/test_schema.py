"""The published schema is the models', is valid, describes everything, and agrees with what is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from records import make_claim, make_conflict, make_listing

from normalizer.store import json_line
from schemas import export
from schemas.listing import SCHEMA_VERSION

SCHEMA: dict[str, Any] = export.listing_schema()


def _properties(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for model, definition in [("Listing", schema), *schema["$defs"].items()]:
        for name, value in definition.get("properties", {}).items():
            yield f"{model}.{name}", value


def test_the_file_is_generated_from_the_models() -> None:
    assert export.SCHEMA_FILE.read_text(encoding="utf-8") == export.schema_text(), "run: python -m schemas.export"


def test_running_the_module_rewrites_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "listing.schema.json"
    monkeypatch.setattr(export, "SCHEMA_FILE", target)
    export.main()
    assert target.read_text(encoding="utf-8") == export.schema_text()
    assert target.read_bytes().endswith(b"}\n")


def test_the_schema_names_itself_and_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert SCHEMA["$id"].endswith(SCHEMA_VERSION)
    assert SCHEMA["title"]


def test_keys_are_sorted_so_that_a_change_of_the_models_is_a_small_change_of_the_file() -> None:
    def keys_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [name for name, _ in pairs] == sorted(name for name, _ in pairs)
        return dict(pairs)

    assert json.loads(export.schema_text(), object_pairs_hook=keys_of) == SCHEMA


@pytest.mark.parametrize(("name", "value"), list(_properties(SCHEMA)))
def test_every_property_is_described(name: str, value: dict[str, Any]) -> None:
    # Words that a property would repeat from the model it refers to are given there only.
    model = SCHEMA["$defs"].get(value.get("$ref", "").removeprefix("#/$defs/"), {})
    assert value.get("description") or model.get("description"), f"{name} has no docstring"


@pytest.mark.parametrize("name", list(SCHEMA["$defs"]))
def test_every_definition_is_described(name: str) -> None:
    assert SCHEMA["$defs"][name].get("description"), f"{name} has no docstring"


CONTRACT = {
    "schema_version", "listing_id", "source", "language", "title", "organization", "text", "pay", "pay_options", "hours_per_week",
    "workplace", "locations", "residency", "work_authorization", "languages", "dates", "duration", "volume", "employment_types",
    "experience", "education", "openings", "requirements", "responsibilities", "benefits", "process", "tasks", "claims", "absent",
    "conflicts",
}  # fmt: skip


def test_the_schema_has_the_fields_of_the_contract() -> None:
    assert set(SCHEMA["properties"]) >= CONTRACT


def test_what_is_written_follows_the_schema() -> None:
    listing = make_listing(
        text="20 hours",
        pay={"min": 15, "max": 17.5, "currency": "USD", "period": "HOUR"},
        dates={"posted": "2026-06-09"},
        claims=[make_claim("c1", "20 hours", 0, value={"min": 20})],
        conflicts=[make_conflict("hours.bounds_disagree", "c1", follows="c1")],
        absent={"openings": "SILENT"},
    )
    jsonschema.validate(json.loads(json_line(listing)), SCHEMA, jsonschema.Draft202012Validator)


def test_what_the_contract_forbids_does_not_follow_the_schema() -> None:
    record = json.loads(json_line(make_listing()))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**record, "workplace": "MOON"}, SCHEMA, jsonschema.Draft202012Validator)
