"""The JSON Schema of a listing, generated from the models: `python -m schemas.export` rewrites the file beside this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.listing import SCHEMA_VERSION, Listing

SCHEMA_FILE = Path(__file__).with_name("listing.schema.json")
"""The published schema; a test keeps it equal to the models."""


def listing_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a listing as it is written."""
    schema = Listing.model_json_schema(mode="serialization")
    return {
        **schema,
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:jobsieve:schema:listing:{SCHEMA_VERSION}",
        "title": "Job listing",
    }


def schema_text() -> str:
    """The schema as the file has it: keys sorted, two spaces of indent, a line feed at the end."""
    return json.dumps(listing_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Rewrite the schema file."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
