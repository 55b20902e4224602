"""A board: one TOML file that says where listings are linked, which links lead to one, and how to behave there."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.etree import XPath, XPathSyntaxError
from parsel import css2xpath
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from normalizer.identity import canonical_url
from scraper.expectations import Expectations
from scraper.secrets import MissingVariableError, filled_in, is_secret_name, named_variables, redactor

BUNDLED = Path(__file__).with_name("boards")
"""Directory of the boards that come with the package."""

_BASE_URL = "{base_url}"
_CONTACT = re.compile(r"https?://[^\s]{3,200}|[^\s@]{1,64}@[^\s@]{3,200}")


class BoardError(ValueError):
    """A board file that cannot be used; names the file and the first key at fault, and says what was expected."""

    def __init__(self, file: str, key: str, expected: str, more: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((f"{file}: {key}: {expected}" if key else f"{file}: {expected}", *more)))
        self.file = file
        """Path of the file, or the name under which it was looked for."""
        self.key = key
        """Dotted key at fault; empty where the file as a whole is."""
        self.expected = expected
        """What should have stood there."""


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression: {error}") from error
    return pattern


def _css(selector: str) -> str:
    try:
        css2xpath(selector)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector: {error}") from error
    return selector


def _xpath(expression: str) -> str:
    try:
        XPath(expression)
    except XPathSyntaxError as error:
        raise ValueError(f"expected an XPath expression: {error}") from error
    return expression


def _web_address(url: str) -> str:
    parts = urlsplit(url.replace(_BASE_URL, "http://board.invalid"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an http or https address")
    if "@" in parts.netloc:
        raise ValueError("expected no user name or password in an address; headers can take them from the environment")
    return url


def _reachable(contact: str) -> str:
    if not _CONTACT.fullmatch(contact):
        raise ValueError("expected a web or e-mail address under which the board's owner reaches you")
    return contact


Pattern = Annotated[str, AfterValidator(_regex)]
Address = Annotated[str, AfterValidator(_web_address)]


class _BoardData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Links(_BoardData):
    """Which links of a page are meant. With several keys a link must satisfy all of them."""

    css: Annotated[str, AfterValidator(_css)] | None = None
    """CSS selector of the link elements, or of an attribute (`::attr(data-url)`)."""
    xpath: Annotated[str, AfterValidator(_xpath)] | None = None
    """XPath of the link elements or of their attribute; instead of `css`."""
    pattern: Pattern | None = None
    """Regular expression that is searched in the absolute URL."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.css and self.xpath:
            raise ValueError("expected css or xpath, not both")
        if not (self.css or self.xpath or self.pattern):
            raise ValueError("expected css, xpath or pattern")
        return self


class Board(_BoardData):
    """A board file."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Short name; also the directory under which its output is kept."""
    kind: Literal["pages", "sitemap"]
    """How listings are found: index pages with pagination, or sitemaps."""
    base_url: Address | None = None
    """What `{base_url}` stands for in `start`; can be replaced when a crawl is started."""
    start: Annotated[tuple[Address, ...], Field(min_length=1)]
    """First index pages; for a sitemap board its sitemaps, or the robots.txt that names them."""
    hosts: tuple[str, ...] = ()
    """Hosts that may be visited, with their subdomains; those of `start` where empty."""
    details: Links
    """Links that lead to a listing."""
    next: Links | None = None
    """Links that lead to the next index page; without it only `start` is read."""
    follow: Pattern | None = None
    """For a sitemap board: which nested sitemaps are read; all of them where absent."""
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = 50
    """Index pages or sitemaps that are read at most."""
    max_listings: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000
    """Listings that are fetched at most."""
    delay: Annotated[float, Field(gt=0, le=300)] = 2.0
    """Least seconds between the end of a request to a host and the next one; a longer Crawl-delay of its robots.txt wins."""
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")], Annotated[str, Field(pattern=r"^[^\r\n]{1,2000}$")]] = Field(
        {}, repr=False
    )
    """Headers for the addresses of `start` and others of the same scheme, host and port, such as the key of a feed."""
    user_agent_contact: Annotated[str, AfterValidator(_reachable)]
    """Web or e-mail address that is sent with every request."""
    site: Annotated[str, Field(pattern=r"^\S{1,253}$")] | None = None
    """The site that listings are recorded under; the host where absent."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217 code that a bare currency sign stands for on this board."""
    id_pattern: Pattern | None = None
    """Regular expression that finds the stable id of a listing in its URL (its first group, else the whole match)."""
    trust_lastmod: bool = False
    """Whether a page is spared whose `lastmod` in the sitemap is that of its last fetch; once a week it is fetched all the same."""
    redact: bool = False
    """Whether e-mail addresses and telephone numbers are masked in everything that is published of the board."""
    trust_missing_lengths: bool = False
    """Whether a page that came without a length is taken as whole although it does not close its `html` or `body` element."""
    allow_private_addresses: bool = False
    """Whether the board may live on a loopback or private address."""

    expect: Expectations = Expectations()
    """When a run is believed: what the board declares, what closes a listing, and what its history allows for."""

    @model_validator(mode="after")
    def _kind_has_its_keys(self) -> Self:
        if self.kind == "sitemap" and self.next:
            raise ValueError("next: expected only on boards of kind pages")
        if self.kind == "pages" and self.follow:
            raise ValueError("follow: expected only on boards of kind sitemap")
        if self.kind == "sitemap" and (self.details.css or self.details.xpath):
            raise ValueError("details: expected only pattern on boards of kind sitemap")
        return self

    def visited_hosts(self) -> list[str]:
        """Hosts that may be visited."""
        return list(self.hosts) or sorted({urlsplit(url).hostname or "" for url in self.start})

    def may_be_listing(self, url: str) -> bool:
        """Whether the board's patterns, as far as it has any, take `url` for the address of a listing."""
        if self.id_pattern:
            return self.listing_id(url) is not None
        return not self.details.pattern or re.search(self.details.pattern, url) is not None

    def listing_key(self, url: str) -> str:
        """What tells two listings of this board apart: the id that `id_pattern` finds in `url`, else its canonical form."""
        return self.listing_id(url) or canonical_url(url)

    def listing_id(self, url: str) -> str | None:
        """The id that `id_pattern` finds in `url`, or null."""
        found = re.search(self.id_pattern, url) if self.id_pattern else None
        return (found[1] if found.re.groups else found[0]) if found else None


def load_board(board: str | Path, directory: Path | None = None, base_url: str | None = None) -> Board:
    """Read a board file, given by path or by the name under which it lies in `directory` or comes with the package.

    `base_url` replaces the file's own. Raises `BoardError` for a file that is missing or broken.
    """
    path = find_board(board, directory)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BoardError(str(path), "", f"expected TOML: {error}") from error
    try:
        return Board.model_validate(_with_base_url(_with_environment(data, path), base_url, path))
    except ValidationError as error:
        raise _board_error(path, error) from error


def find_board(board: str | Path, directory: Path | None = None) -> Path:
    """The file of a board that is given by path or by name. Raises `BoardError` where there is none."""
    direct = Path(board)
    if direct.suffix == ".toml" or len(direct.parts) > 1:
        candidates = [direct]
    else:
        candidates = [place / f"{board}.toml" for place in (directory, BUNDLED) if place]
    for path in candidates:
        if path.is_file():
            return path
    raise BoardError(str(board), "", f"expected a board file or one of: {', '.join(board_names(directory))}")


def board_names(directory: Path | None = None) -> list[str]:
    """Names of the boards in `directory` and of those that come with the package, sorted."""
    return sorted({path.stem for place in (directory, BUNDLED) if place for path in place.glob("*.toml")})


def _with_environment(data: dict[str, Any], path: Path) -> dict[str, Any]:
    """`data` with `{env:NAME}` replaced in addresses and headers; what it was replaced with is masked in logs and output from now on."""
    headers = data.get("headers", {})
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if is_secret_name(name) and not named_variables(str(value)):
            raise BoardError(str(path), f"headers.{name}", "expected {env:NAME}: a secret belongs into the environment")
    return {**data, **{key: _filled(data[key], key, path) for key in ("base_url", "start", "headers") if key in data}}


def _filled(value: Any, key: str, path: Path) -> Any:
    if isinstance(value, list):
        return [_filled(item, f"{key}.{at}", path) for at, item in enumerate(value)]
    if isinstance(value, dict):
        return {name: _filled(item, f"{key}.{name}", path) for name, item in value.items()}
    if not isinstance(value, str):
        return value
    try:
        filled = filled_in(value)
    except MissingVariableError as error:
        raise BoardError(str(path), key, str(error)) from error
    redactor().learn(os.environ[name] for name in named_variables(value))
    return filled


def _with_base_url(data: dict[str, Any], base_url: str | None, path: Path) -> dict[str, Any]:
    start = data.get("start")
    if not isinstance(start, list):
        return data
    wanted = any(isinstance(url, str) and _BASE_URL in url for url in start)
    base = base_url or data.get("base_url")
    if base_url and not wanted:
        raise BoardError(str(path), "start", f"expected an address with {_BASE_URL}, since a base URL was given")
    if wanted and not isinstance(base, str):
        raise BoardError(str(path), "base_url", f"expected an address for the {_BASE_URL} in start")
    filled = [url.replace(_BASE_URL, str(base).rstrip("/")) if isinstance(url, str) else url for url in start]
    return {**data, "start": filled, "base_url": base} if base else {**data, "start": filled}


def _board_error(path: Path, error: ValidationError) -> BoardError:
    rows = [(".".join(str(part) for part in row["loc"]), _expected(row)) for row in error.errors()]
    (key, expected), *rest = rows
    if not key and expected.partition(":")[0].isidentifier():
        key, _, expected = expected.partition(": ")
    return BoardError(str(path), key, expected, tuple(f"{path}: {k}: {e}" for k, e in rest))


def _expected(row: Any) -> str:
    words = str(row["msg"]).removeprefix("Value error, ")
    given = row["input"]
    return words if isinstance(given, dict) else redactor().redacted(f"{words} (got {given!r})")
