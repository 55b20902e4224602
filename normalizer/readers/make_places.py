"""Makes `places.json` from CLDR's English country names (by babel) and `places.source.toml`: `python -m normalizer.readers.make_places`.

Needs babel, which the readers do not.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale

from normalizer.fold import fold

_FOLDER = Path(__file__).parent
_SOURCE = _FOLDER / "places.source.toml"
_TARGET = _FOLDER / "places.json"
_LIKELIHOOD = ("country", "region", "city", "subdivision")
"""Of two places of one name the earlier kind is meant first; "Georgia" is listed under both."""

Row = dict[str, Any]


def make_places() -> dict[str, Any]:
    """The content of `places.json`: names, demonyms and members."""
    source = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))
    names: dict[str, list[Row]] = {}
    for name, row in (*_countries(source), *_regions(source), *_subdivisions(source), *_cities(source), *_codes(source)):
        rows = names.setdefault(fold(name), [])
        if not any(_same(row, other) for other in rows):
            rows.append(row)
    doubtful = {fold(name) for name in source["needs_context"]["names"]}
    return {
        "names": {name: _ranked(rows, is_doubtful=name in doubtful) for name, rows in sorted(names.items())},
        "demonyms": {fold(word): code for code, words in source["demonyms"].items() for word in words},
        "members": {region: sorted(_members(source["members"], region)) for region in source["members"]},
    }


def _countries(source: Row) -> Iterator[tuple[str, Row]]:
    left_out = set(source["countries_without"]["names"])
    territories = Locale("en").territories
    for code in sorted(territories):
        if len(code) != 2 or not code.isalpha() or code in _NO_COUNTRIES:
            continue
        name = str(territories[code]).replace(" & ", " and ")
        plain = name.partition(" (")[0]
        if " SAR China" in plain:
            plain = plain.removesuffix(" SAR China")
        for alias in dict.fromkeys((plain, plain.replace("’", "'"), _unaccented(plain), *source["countries"].get(code, ()))):
            if alias not in left_out:
                yield alias, _row("country", code, code, None, plain)


_NO_COUNTRIES = frozenset(("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"))
"""Codes of CLDR that are groups, placeholders or parts of countries."""


def _unaccented(name: str) -> str:
    return name.translate(str.maketrans("áàâãäåçéèêëíîïñóôõöøúüýÅÇÖÉÎÁ", "aaaaaaceeeeiiinooooouuyACOEIA"))


def _regions(source: Row) -> Iterator[tuple[str, Row]]:
    for code, names in source["regions"].items():
        for name in names:
            yield name, _row("region", code, None, None, names[0])


def _subdivisions(source: Row) -> Iterator[tuple[str, Row]]:
    for country, parts in source["subdivisions"].items():
        for part, names in parts.items():
            first, *others = names.split("/")
            code = f"{country}-{part}"
            for name in (first, *others):
                yield name, _row("subdivision", code, country, code, first)
            if country in source["postal"]["countries"]:
                yield part, _row("subdivision", code, country, code, first, needs_context=True)


def _cities(source: Row) -> Iterator[tuple[str, Row]]:
    for country, cities in source["cities"].items():
        for city in cities:
            name, _, part = city.partition("@")
            plain = name.rstrip("!")
            region = f"{country}-{part}" if part else None
            yield plain, _row("city", "", country, region, plain, needs_context=name != plain)


def _codes(source: Row) -> Iterator[tuple[str, Row]]:
    territories = Locale("en").territories
    for code in source["codes"]["countries"].split():
        yield code, _row("country", code, code, None, str(territories[code]).partition(" (")[0], needs_context=True)


def _row(kind: str, code: str, country: str | None, region: str | None, name: str, *, needs_context: bool = False) -> Row:
    row: Row = {"kind": kind, "code": code, "country": country, "region": region, "name": name, "needs_context": needs_context}
    return {key: value for key, value in row.items() if value}


def _same(one: Row, other: Row) -> bool:
    return all(one.get(key) == other.get(key) for key in ("kind", "code", "country", "region"))


def _ranked(rows: list[Row], *, is_doubtful: bool) -> list[Row]:
    """The meanings of one name, the likeliest first: one that stands for itself before one that needs a field of places around it."""
    ranked = sorted(rows, key=lambda row: (row.get("needs_context", False), _LIKELIHOOD.index(row["kind"])))
    return [{**row, "needs_context": True} for row in ranked] if is_doubtful else ranked


def _members(source: dict[str, str], region: str) -> set[str]:
    members: set[str] = set()
    for code in source[region].split():
        members |= _members(source, code[1:]) if code.startswith("+") else {code}
    return members


def _written(places: dict[str, Any]) -> str:
    """JSON with one name a line, so that a change shows as what it is."""
    tables = (
        f" {json.dumps(key)}: {{\n"
        + ",\n".join(f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(row, ensure_ascii=False)}" for name, row in table.items())
        + "\n }"
        for key, table in places.items()
    )
    return "{\n" + ",\n".join(tables) + "\n}\n"


if __name__ == "__main__":
    _TARGET.write_text(_written(make_places()), encoding="utf-8")
    print(f"wrote {_TARGET.name}")
