"""Secrets come from the environment, and go nowhere but to the host that they are for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import quote, quote_plus, unquote, urlsplit

MASK = "***"
_PLACEHOLDER = re.compile(r"\{env:([A-Za-z_][A-Za-z0-9_]{0,99})\}")
_SECRET_NAME = re.compile(
    r"pass(?:word|wd|phrase)?(?:_|$)|secret|token|api_?key|access_?key|private_?key|credential|authorization|cookie|dsn", re.IGNORECASE
)
_PROXY_NAME = re.compile(r"(?:\w{1,10}_)?proxy", re.IGNORECASE)
_USERINFO = re.compile(r"(?<=://)[^\s/?#@]{1,300}@")
_SHORTEST = 6
"""Characters of a value that is looked for: shorter ones would mask ordinary words."""


class MissingVariableError(ValueError):
    """A variable of the environment that is not set."""


def is_secret_name(name: str) -> bool:
    """Whether a header, a setting or a variable of this name holds a secret."""
    return _SECRET_NAME.search(name.replace("-", "_")) is not None


def filled_in(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """`text` with each `{env:NAME}` replaced by the variable. Raises `MissingVariableError`."""
    return _PLACEHOLDER.sub(lambda found: _value(found[1], environment), text)


def named_variables(text: str) -> list[str]:
    """The variables that `text` takes from the environment."""
    return _PLACEHOLDER.findall(text)


def _value(name: str, environment: Mapping[str, str]) -> str:
    if value := environment.get(name):
        return value
    raise MissingVariableError(f"expected the environment variable {name}, which is not set")


class Redactor:
    """Masks secrets in text: the values that it was told, and user names and passwords in addresses."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values: set[str] = set()
        self._pattern: re.Pattern[str] | None = None
        self.learn(values)

    def learn(self, values: Iterable[str]) -> None:
        """Mask these values as well, also as they stand in an address."""
        for value in values:
            if len(value) >= _SHORTEST:
                self._values |= {value, quote(value), quote(value, safe=""), quote_plus(value)}
        longest_first = sorted(self._values, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def redacted(self, text: str) -> str:
        """`text` without secrets."""
        if self._pattern:
            text = self._pattern.sub(MASK, text)
        return _USERINFO.sub(f"{MASK}@", text) if "@" in text else text

    def redacted_address(self, url: str) -> str:
        """An address without secrets; one that has a user name loses it, since it would be none of the page's."""
        if self._pattern:
            url = self._pattern.sub(MASK, url)
        return _USERINFO.sub("", url) if "@" in url else url


def secrets_of(environment: Mapping[str, str]) -> set[str]:
    """Values of variables that are secret by their names, and the passwords of proxies."""
    values = {value for name, value in environment.items() if is_secret_name(name)}
    for name, value in environment.items():
        if _PROXY_NAME.fullmatch(name) and "@" in value:
            parts = urlsplit(value if "://" in value else f"//{value}")
            values |= {unquote(part) for part in (parts.username, parts.password) if part}
    return values


@cache
def redactor() -> Redactor:
    """The redactor of this process, which knows the secrets of its environment."""
    return Redactor(secrets_of(os.environ))
