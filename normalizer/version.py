"""The version of the normalizer: changes with every rule, phrase and library that can change what is read."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from schemas.listing import Policy

_ROOT = Path(__file__).parent
_CODE = (".py", ".toml", ".json")
_NO_PART = frozenset({"store", "__pycache__"})
"""Folders that decide where listings go, not what is in them."""
_LIBRARIES = ("beautifulsoup4", "lxml", "dateparser", "price-parser", "ahocorasick_rs", "charset-normalizer", "json-repair", "orjson")


def normalizer_version(policy: Policy = Policy.SPECIFIC) -> str:
    """Who reads: the release and a digest of all code and data that reading depends on, and the policy where it is not the usual one, as
    `0.1.0+3fa94c0d51b2` or `0.1.0+3fa94c0d51b2.strict`.
    """
    return _version() if policy is Policy.SPECIFIC else f"{_version()}.{policy.lower()}"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(_ROOT.rglob("*")):
        place = path.relative_to(_ROOT)
        if path.suffix in _CODE and not _NO_PART.intersection(place.parts):
            digest.update(f"{place}\n".encode() + path.read_bytes())
    for path in sorted((_ROOT.parent / "schemas").glob("*.py")):
        digest.update(path.read_bytes())
    digest.update("\n".join(f"{name} {_installed(name)}" for name in _LIBRARIES).encode())
    return f"{_installed('jobsieve') or '0'}+{digest.hexdigest()[:12]}"


def _installed(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:  # a checkout that is not installed
        return ""
