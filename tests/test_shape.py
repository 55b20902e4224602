"""The code keeps its shape: imports point downwards, packs are sound, the schema file is the models'."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("schemas", "normalizer", "scraper")
ALLOWED = {"schemas": set(), "normalizer": {"schemas"}, "scraper": {"schemas", "normalizer", "fixtures"}, "fixtures": {"schemas"}}
NETWORK = {"scrapy", "twisted", "socket", "http", "requests", "urllib3", "aiohttp"}
MODULES = sorted(path for floor in (*FLOORS, "fixtures") for path in (ROOT / floor).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    """Top-level names that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    floor = path.relative_to(ROOT).parts[0]
    ours = {name.partition(".")[0] for name in _imports(path)} & {*FLOORS, "fixtures"}
    assert ours - {floor} <= ALLOWED[floor]


@pytest.mark.parametrize(
    "path", [p for p in MODULES if "normalizer" in p.parts or "schemas" in p.parts], ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_network_below_the_scraper(path: Path) -> None:
    assert not {name.partition(".")[0] for name in _imports(path)} & NETWORK


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_clock_and_no_chance_below_the_scraper(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] in ("normalizer", "schemas"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(?:datetime\.now|date\.today|datetime\.utcnow|time\.time|random\.)\b", source)


def test_no_catch_all_rooms() -> None:
    assert not [p for p in MODULES if re.search(r"utils|helpers|common|manager|base_", p.name)]
