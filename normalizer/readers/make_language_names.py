"""Makes `language_names.toml` from CLDR's English names of languages (by babel) and `language_names.source.toml`:
`python -m normalizer.readers.make_language_names`. Needs babel, which the readers do not.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from babel import Locale

from normalizer.fold import fold

_FOLDER = Path(__file__).parent
_SOURCE = _FOLDER / "language_names.source.toml"
_TARGET = _FOLDER / "language_names.toml"


def make_language_names() -> dict[str, str]:
    """Folded name → BCP 47 code. Raises `KeyError` for a code that CLDR has no name for."""
    source = tomllib.loads(_SOURCE.read_text(encoding="utf-8"))
    cldr = Locale("en").languages
    names = {str(cldr[code]).replace("’", "'"): code for code in source["codes"].split()}
    names = {name: code for name, code in names.items() if name not in source["without"]}
    for code, aliases in source["names"].items():
        names |= dict.fromkeys(aliases, code)
    return {fold(name): code for name, code in sorted(names.items())}


def _written(names: dict[str, str]) -> str:
    lines = [f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(code)}" for name, code in sorted(names.items())]
    return "\n".join(("# Folded name = BCP 47 code. Made by make_language_names.py: change that or its source.", "[names]", *lines, ""))


if __name__ == "__main__":
    _TARGET.write_text(_written(make_language_names()), encoding="utf-8")
    print(f"wrote {_TARGET.name}")
