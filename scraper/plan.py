"""What a board of kind `api` asks its provider: templates of the provider's data file, filled with the board's parameters."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scraper.provider import Changes, DetailCall, ListCall, Provider
from scraper.secrets import redactor
from scraper.template import Values, fill, fill_json, fill_url

_ACCEPT = {
    "json": "application/json, */*;q=0.1",
    "xml": "application/xml, application/rss+xml, application/atom+xml, text/xml, */*;q=0.1",
    "html": "text/html, application/xhtml+xml, */*;q=0.1",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A provider with the values of one board."""

    provider: Provider
    values: Mapping[str, str]
    """Parameters, `base_url` and `contact`."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Keys from the environment."""

    def site(self) -> str:
        """Site under which postings are recorded."""
        template = self.provider.crawl.site
        return fill(template, self.values, "raw") if template else urlsplit(self.list_url()).hostname or ""

    def list_url(self) -> str:
        """Address of the first list, without secrets."""
        return fill_url(self.provider.crawl.list.url, self.values)

    def hosts(self) -> list[str]:
        """Hosts that the requests go to."""
        crawl = self.provider.crawl
        templates = [call.url for call in (crawl.list, crawl.detail, crawl.changes) if call]
        hosts = {urlsplit(fill_url(template, self.values)).hostname for template in templates}
        return sorted(host for host in hosts if host)

    def ask(self, call: ListCall | DetailCall, values: Values) -> Asked:
        """The request for a list or a posting, `values` being those of the page or of the row."""
        known = {**self.values, **self.secrets, **values}
        headers = {"Accept": _ACCEPT[call.format], **self._headers()}
        if call.body is None:
            return Asked(fill_url(call.url, known), call.method, headers=headers)
        body = json.dumps(fill_json(call.body, known), ensure_ascii=False, separators=(",", ":")).encode()
        return Asked(fill_url(call.url, known), call.method, body, {"Content-Type": "application/json", **headers})

    def ask_again(self, url: str) -> Asked:
        """The request for a following page that is known by its address."""
        return Asked(url, headers={"Accept": _ACCEPT[self.provider.crawl.list.format], **self._headers()})

    def ask_changes(self, changes: Changes, since: str) -> Asked:
        """The request for what changed since a moment."""
        known = {**self.values, **self.secrets, "since": since}
        return Asked(fill_url(changes.url, known), headers={"Accept": _ACCEPT["json"], **self._headers()})

    def missing_key(self) -> str | None:
        """Name of an environment variable that is not set and has to be."""
        return next((name for key, name in self.provider.crawl.keys.items() if not self.secrets.get(key)), None)

    def _headers(self) -> dict[str, str]:
        crawl, known = self.provider.crawl, {**self.values, **self.secrets}
        headers = {name: fill(template, known, "raw") for name, template in crawl.headers.items()}
        if crawl.basic_auth:
            pair = fill(crawl.basic_auth, known, "raw").encode()
            headers["Authorization"] = f"Basic {b64encode(pair).decode('ascii')}"
        return headers


def plan_of(provider: Provider, parameters: Mapping[str, str], base_url: str | None, contact: str) -> Plan:
    """A provider with a board's values. Raises `ValueError`, "key: what was expected", for parameters that are missing or unknown."""
    crawl = provider.crawl
    given = {**crawl.defaults, **parameters}
    for name, meaning in crawl.parameters.items():
        if not given.get(name) and name not in crawl.defaults:
            raise ValueError(f"{_key(name)}: expected {meaning}, since provider {provider.name!r} asks for it")
    if unknown := given.keys() - crawl.parameters.keys():
        raise ValueError(f"{_key(min(unknown))}: provider {provider.name!r} knows no such parameter")
    base = (base_url or fill(crawl.base_url, given, "raw")).rstrip("/")
    own = {name: value.replace("{base_url}", base) for name, value in given.items()}
    secrets = {key: os.environ.get(name, "") for key, name in crawl.keys.items()}
    redactor().learn(secrets.values())
    return Plan(provider, {**own, "base_url": base, "contact": contact}, {key: value for key, value in secrets.items() if value})


def _key(parameter: str) -> str:
    return parameter if parameter == "account" else f"params.{parameter}"
