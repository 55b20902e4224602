"""A board: one TOML file that says where listings are linked, which links lead to one, and how to behave there."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from normalizer.identity import canonical_url
from schemas.listing import Policy
from scraper.board_values import BASE_URL, CONTACT_VARIABLE, OPEN_CONTACT, filled_in
from scraper.checked import CssSelector, PolicyName, Regex, XPathExpression
from scraper.data_error import BoardError, error_of
from scraper.expectations import Expectations
from scraper.plan import Plan, plan_of
from scraper.provider import load_provider
from scraper.secrets import MissingVariableError, is_secret_name, named_variables, redactor
from scraper.secrets import filled_in as with_variables

__all__ = ["BUNDLED", "Board", "BoardError", "Links", "board_names", "find_board", "load_board", "require_keys"]

BUNDLED = Path(__file__).with_name("boards")
"""Directory of the boards that come with the package."""

_CONTACT = re.compile(r"https?://[^\s]{3,200}|[^\s@]{1,64}@[^\s@]{3,200}")


def _web_address(url: str) -> str:
    parts = urlsplit(url.replace(BASE_URL, "http://board.invalid"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("expected an http or https address")
    if "@" in parts.netloc:
        raise ValueError("expected no user name or password in an address; headers can take them from the environment")
    return url


def _reachable(contact: str) -> str:
    if contact != OPEN_CONTACT and not _CONTACT.fullmatch(contact):
        raise ValueError("expected a web or e-mail address under which the board's owner reaches you")
    return contact


Pattern = Regex
Address = Annotated[str, AfterValidator(_web_address)]


class _BoardData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Links(_BoardData):
    """Which links of a page are meant. With several keys a link must satisfy all of them."""

    css: CssSelector | None = None
    """CSS selector of the link elements, or of an attribute (`::attr(data-url)`)."""
    xpath: XPathExpression | None = None
    """XPath of the link elements or of their attribute; instead of `css`."""
    pattern: Pattern | None = None
    """Regular expression that is searched in the absolute URL."""
    in_scripts: bool = False
    """Whether addresses are looked for in the page's scripts as well: lists that a browser draws have them there. Needs a `pattern`."""

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.css and self.xpath:
            raise ValueError("expected css or xpath, not both")
        if not (self.css or self.xpath or self.pattern):
            raise ValueError("expected css, xpath or pattern")
        if self.in_scripts and not self.pattern:
            raise ValueError("in_scripts: expected together with a pattern")
        return self


_ALL_LINKS = Links.model_construct()
"""What an api board has, which follows no links."""


class Board(_BoardData):
    """A board file."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    """Short name; also the directory under which its output is kept."""
    kind: Literal["pages", "sitemap", "api"]
    """How listings are found: index pages with pagination, sitemaps, or a provider's lists."""
    provider: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")] | None = None
    """For an api board: name of the provider's data file."""
    account: str | None = None
    """For an api board: the employer's name at the provider."""
    params: dict[str, str] = Field(default_factory=dict)
    """For an api board: the other parameters that the provider asks for."""
    base_url: Address | None = None
    """What `{base_url}` stands for in `start`, or in the provider's templates; can be replaced when a crawl is started."""
    start: tuple[Address, ...] = ()
    """First index pages; for a sitemap board its sitemaps, or the robots.txt that names them. Of an api board the provider knows it."""
    hosts: tuple[str, ...] = ()
    """Hosts that may be visited, with their subdomains; those of `start` where empty."""
    details: Links = _ALL_LINKS
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
    """Web or e-mail address that is sent with every request; `{contact}` takes it from the environment (`JOBSIEVE_CONTACT`)."""
    site: Annotated[str, Field(pattern=r"^\S{1,253}$")] | None = None
    """The site that listings are recorded under; the host where absent."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217 code that a bare currency sign stands for on this board."""
    id_pattern: Pattern | None = None
    """Regular expression that finds the stable id of a listing in its URL (its first group, else the whole match)."""
    trust_lastmod: bool = False
    """Whether a page is spared whose `lastmod` in the sitemap is that of its last fetch; once a week it is fetched all the same."""
    policy: PolicyName = Policy.SPECIFIC
    """What becomes of a field that a listing contradicts: `specific` (the field's own rules), `first` (the first statement), `strict` (nothing)."""
    redact: bool = False
    """Whether e-mail addresses and telephone numbers are masked in everything that is published of the board."""
    trust_missing_lengths: bool = False
    """Whether a page that came without a length is taken as whole although it does not close its `html` or `body` element."""
    allow_private_addresses: bool = False
    """Whether the board may live on a loopback or private address."""

    expect: Expectations = Expectations()
    """When a run is believed: what the board declares, what closes a listing, and what its history allows for."""

    @model_validator(mode="after")
    def _only_an_api_board_has_a_provider(self) -> Self:
        links = {"start", "details", "next", "follow", "id_pattern"}
        for name in sorted(self.model_fields_set):
            if name in (links if self.kind == "api" else {"provider", "account", "params"}):
                raise ValueError(f"{name}: expected only on boards of {'kinds pages and sitemap' if self.kind == 'api' else 'kind api'}")
        if self.kind == "api" and not self.provider:
            raise ValueError("provider: expected the name of a provider")
        return self

    @model_validator(mode="after")
    def _kind_has_its_keys(self) -> Self:
        if self.kind != "api" and not self.start:
            raise ValueError("start: expected at least 1 address")
        if self.kind != "api" and self.details is _ALL_LINKS:
            raise ValueError("details: required on boards of kinds pages and sitemap")
        if self.kind == "sitemap" and self.next:
            raise ValueError("next: expected only on boards of kind pages")
        if self.kind == "pages" and self.follow:
            raise ValueError("follow: expected only on boards of kind sitemap")
        if self.kind == "sitemap" and (self.details.css or self.details.xpath):
            raise ValueError("details: expected only pattern on boards of kind sitemap")
        return self

    def plan(self) -> Plan:
        """What an api board asks its provider. Raises `BoardError` for a provider that cannot be crawled by, `ValueError` for bad parameters."""
        account = {"account": self.account} if self.account else {}
        return plan_of(load_provider(self.provider or ""), {**account, **self.params}, self.base_url, self.user_agent_contact)

    def visited_hosts(self) -> list[str]:
        """Hosts that may be visited."""
        if self.kind == "api":
            return list(self.hosts) or self.plan().hosts()
        return list(self.hosts) or sorted({urlsplit(url).hostname or "" for url in self.start})

    def may_be_listing(self, url: str) -> bool:
        """Whether the board's patterns, as far as it has any, take `url` for the address of a listing."""
        if self.id_pattern:
            return self.listing_id(url) is not None
        return not self.details.pattern or re.search(self.details.pattern, url) is not None

    def listing_key(self, url: str) -> str:
        """What tells two listings of this board apart: the id that `id_pattern` finds in `url`, else its canonical form."""
        return self.listing_id(url) or canonical_url(url)

    def page_key(self, url: str) -> str:
        """What tells two pages of this board apart in its store. Answers of a provider differ by all that they are asked with, which an
        address says; pages for people have several addresses.
        """
        return url if self.kind == "api" else self.listing_key(url)

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
        loaded = Board.model_validate(filled_in(_with_environment(data, path), base_url, path))
    except ValidationError as error:
        raise error_of(path, error) from error
    return _as_its_provider_says(loaded, path) if loaded.kind == "api" else loaded


def require_keys(board: Board, path: Path) -> None:
    """Raises `BoardError` where the environment lacks the contact that the board leaves to it, or a key that its provider asks for."""
    if board.user_agent_contact == OPEN_CONTACT:
        expected = f"expected a web or e-mail address in the environment variable {CONTACT_VARIABLE}, or in a copy of this file"
        raise BoardError(str(path), "user_agent_contact", expected)
    missing = board.plan().missing_key() if board.kind == "api" else None
    if missing:
        raise BoardError(str(path), "provider", f"expected a key of {board.provider!r} in the environment variable {missing}")


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
        filled = with_variables(value)
    except MissingVariableError as error:
        raise BoardError(str(path), key, str(error)) from error
    redactor().learn(os.environ[name] for name in named_variables(value))
    return filled


def _as_its_provider_says(board: Board, path: Path) -> Board:
    """An api board with its provider's delay and site where it has none of its own."""
    try:
        plan = board.plan()
    except BoardError as error:
        # The provider is named in the board's file, whichever file is at fault.
        raise BoardError(str(path), "provider", str(error)) from error
    except ValueError as error:
        key, _, expected = str(error).partition(": ")
        raise BoardError(str(path), key, expected) from error
    usual = {"site": plan.site(), "delay": plan.provider.crawl.delay}
    return board.model_copy(update={name: value for name, value in usual.items() if value and name not in board.model_fields_set})
