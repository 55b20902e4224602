"""Reads the cases beside the packs: what a phrasing means, what must stay silent, what is not read yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalizer.document.text import read_text
from normalizer.pipeline import read_page, settle_all
from schemas import RawPage

ROOT = Path(__file__).parent.parent
FIELD_ROOM = ROOT / "normalizer" / "fields"
CONFLICT_ROOM = ROOT / "normalizer" / "conflicts"


# A title for pages of each language that has packs: the role says nothing about any field.
TITLES = {
    "de": "Lagerhelfer (m/w/d)",
    "en": "Warehouse Associate",
    "es": "Mozo de almacén",
    "fr": "Magasinier (H/F)",
    "ja": "倉庫スタッフ",
    "ko": "창고 직원",
    "nl": "Magazijnmedewerker",
    "pt": "Auxiliar de armazém",
    "sv": "Lagerarbetare",
    "zh": "仓库管理员",
}


@dataclass(frozen=True)
class Example:
    """One phrasing of one case."""

    path: Path
    kind: str
    say: str
    row: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}: {self.say[:60]}"

    @property
    def language(self) -> str:
        """By the file's name: `de.cases.toml` of a field, `<kind>.de.cases.toml` of a contradiction (English where it names none)."""
        code = self.path.name.removesuffix(".cases.toml").rpartition(".")[2]
        return code if code in TITLES else "en"

    @property
    def title(self) -> str:
        """The title of the page: the case's own, else its language's."""
        return str(self.row.get("title", TITLES[self.language]))

    def raw(self) -> RawPage:
        """A page that says it below a title (`title`), fetched when (`fetched_at`) and on a board with the currency (`currency`) that the case says."""
        return RawPage(
            id="case",
            fetched_at=self.row.get("fetched_at"),
            url=self.row.get("url"),
            currency=self.row.get("currency"),
            body=f"{self.title}\n\n{self.say}\n",
        )


def examples(path: Path) -> Iterator[Example]:
    """Every phrasing of a cases file; a key that no case may have is an error."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for kind in data:
        assert kind in ("case", "nothing", "gap"), f"{path}: unknown table [[{kind}]]; expected case, nothing or gap"
        for row in data[kind]:
            assert kind == "case" or row.get("why"), f"{path}: [[{kind}]] {row['say'][0]!r}: expected `why`"
            for say in row["say"]:
                yield Example(path, kind, say, row)


def field_values(example: Example) -> dict[str, Any]:
    """Attributes of the listing that a phrasing fills, by name."""
    raw = example.raw()
    assert isinstance(raw.body, str)
    page = read_page(raw, read_text(raw.body), example.language)
    values: dict[str, Any] = {}
    for settled in settle_all(page):
        values |= settled.values
    return values


def holds(expected: Any, value: Any) -> bool:
    """Whether `value` says what `expected` says: dicts on the keys expected, lists in any order."""
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(holds(part, value.get(key)) for key, part in expected.items())
    if isinstance(expected, list):
        return isinstance(value, (list, tuple)) and len(value) == len(expected) and all(any(holds(e, v) for v in value) for e in expected)
    if expected == "NONE":
        return value is None
    return bool(value == expected)
