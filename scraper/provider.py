"""How a provider's listings are fetched: the tables `[about]` and `[crawl]` of its data file in `normalizer/sources/`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from normalizer.sources.rooms import data_files, path_of
from scraper.checked import Json, Paths, Pointer, Regex, Template, Where, pointer, xpath
from scraper.data_error import BoardError, error_of
from scraper.template import names

Known = Literal["DOCUMENTED", "OBSERVED", "RECALLED"]
"""How well a format is known: from its official documentation; from payloads and independent clients; from memory, to be verified."""

_Table = TypeVar("_Table", bound=BaseModel)
_OF_EVERY_REQUEST = frozenset({"base_url", "contact"})
_OF_LISTS = frozenset({"page", "offset", "cursor", "size"})
_OF_DETAILS = frozenset({"id"})
_OF_CHANGES = frozenset({"since"})


class _ProviderData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class About(_ProviderData):
    """What people should know of a provider."""

    title: str
    """The provider's name and the format's."""
    known: Known
    """How well the format is known."""
    limits: str = ""
    """Rate limits and sizes, in words."""
    freshness: str = ""
    """How soon a change shows."""
    terms: str = ""
    """What the provider asks of those who show its listings."""


class _Call(_ProviderData):
    """A request and the form of its answer."""

    url: Template
    """Template of the address; parameters of its query that come out empty are left out."""
    method: Literal["GET", "POST"] = "GET"
    body: Json | None = None
    """JSON body; a text that is one placeholder keeps the type of its value."""
    format: Literal["json", "xml", "html"] = "json"
    """What the answer is; XML is read as the JSON that its elements make."""

    @model_validator(mode="after")
    def _body_is_posted(self) -> Self:
        if self.body is not None and self.method != "POST":
            raise ValueError("body: expected only with method POST")
        return self

    def placeholders(self) -> set[str]:
        """Names that its templates hold."""
        return names(self.url) | names(self.body or {})


class ListCall(_Call):
    """The request for a list of postings. In HTML rows and values are found by XPath, otherwise by JSON pointer."""

    rows: str = ""
    """Where the list is; empty where the answer is the list itself."""
    present: str | None = None
    """What every answer that is a list holds, so that an empty list is told from another page."""
    id: Paths = ()
    """The posting's id in a row, tried in turn; `[detect] id` where absent."""
    id_pattern: Regex | None = None
    """Finds the id in that text: its first group, else the whole match."""
    total: Pointer | None = None
    """The number of postings that the answer declares."""
    total_slack: Annotated[int, Field(ge=0)] = 0
    """By how many the declared number may be too high."""
    total_cap: Annotated[int, Field(ge=1)] | None = None
    """A declared number that is no number but the most that the provider declares."""
    absent_is_empty: bool = False
    """Whether an answer without the list is an empty list."""
    take: dict[str, str] = Field(default_factory=dict)
    """More values of a row, for the templates of `[crawl.detail]`."""
    keep: dict[str, str] = Field(default_factory=dict)
    """Values of a row that go with the posting's own page, under `/@list/…`."""

    @model_validator(mode="after")
    def _paths_fit_the_format(self) -> Self:
        check = xpath if self.format == "html" else pointer
        for name, path in self._paths():
            try:
                check(path)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return self

    def _paths(self) -> list[tuple[str, str]]:
        own = [("rows", self.rows), ("present", self.present or ""), *(("id", path) for path in self.id)]
        return own + [(f"{table}.{name}", path) for table in ("take", "keep") for name, path in getattr(self, table).items()]


class Paging(_ProviderData):
    """How the following pages of a list are asked for, and what ends them."""

    kind: Literal["page", "offset", "cursor", "next", "link"]
    """`{page}` counts, `{offset}` counts rows, `{cursor}` is what the answer says, `next` is an address in the answer, `link` one in its headers."""
    first: int | None = None
    """First `{page}` (1) or `{offset}` (0)."""
    size: Annotated[int, Field(ge=1)] | None = None
    """Rows of a full page: `{size}`, and the step of an offset."""
    step: Literal["size", "rows"] = "size"
    """Whether an offset grows by `size` or by the rows received."""
    next: Pointer | None = None
    """Where the next cursor or address stands; none, null or an empty text ends the list."""
    pages: Pointer | None = None
    """Where the number of pages stands."""
    short_is_last: bool = False
    """Whether a page with fewer rows than `size` is the last one."""
    last: int | None = None
    """Highest `{page}` or `{offset}` that is answered; a list that reaches it is not known to be whole."""

    @model_validator(mode="after")
    def _kind_has_its_keys(self) -> Self:
        if self.kind in ("cursor", "next") and self.next is None:
            raise ValueError(f"next: expected a pointer, since the paging is by {self.kind}")
        if self.size is None and (self.short_is_last or (self.kind == "offset" and self.step == "size")):
            raise ValueError("size: expected the number of rows of a full page")
        return self


class DetailCall(_Call):
    """The request for one posting, where the list does not carry all of it."""

    gone: Where = Field(default_factory=dict)
    """What an answer says for a posting that is not there; 404 and 410 always mean that."""
    closed: Where = Field(default_factory=dict)
    """What an answer, of any status, says for a posting that was closed."""
    changes_only: bool = False
    """Whether only postings that the changes name are asked for one by one, since the list carries all of every posting."""


class Dead(_ProviderData):
    """How a board that is gone answers. One that is gone must never read as one without postings."""

    status: tuple[int, ...] = (404, 410)
    """Statuses of the list."""
    empty_body: bool = False
    """Whether an answer without a byte says so."""
    when: Where = Field(default_factory=dict)
    """Values in the answer that say so."""
    text: Regex | None = None
    """Words in the answer that say so."""


class Changes(_ProviderData):
    """A feed of what changed since a moment."""

    url: Template
    """With the placeholder `{since}`."""
    rows: Pointer
    """Where the list of changes is."""
    id: Pointer
    """Id of the posting that a change speaks of."""
    event: Pointer
    """What happened."""
    closed: tuple[str, ...]
    """Events that close a posting; after any other it is fetched."""
    until: Pointer
    """What to ask for next time."""
    limit: Annotated[int, Field(ge=1)]
    """Changes in a full answer, behind which more may follow."""


class Crawl(_ProviderData):
    """The table `[crawl]`."""

    base_url: Template = ""
    """What `{base_url}` stands for unless the board says; may hold parameters itself."""
    site: Template | None = None
    """Site under which postings are recorded; the host where absent."""
    parameters: dict[str, str] = Field(default_factory=dict)
    """Names that a board gives values, with what they are."""
    defaults: dict[str, str] = Field(default_factory=dict)
    """Values of parameters that a board may leave out."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Placeholder → environment variable that holds a secret."""
    basic_auth: Template | None = None
    """`user:password` for HTTP's basic authentication."""
    headers: dict[str, Template] = Field(default_factory=dict)
    """More headers of every request."""
    delay: Annotated[float, Field(gt=0, le=300)] | None = None
    """Seconds between requests unless the board says."""
    complete: bool = True
    """Whether the list holds every open posting, so that one that is missing is closed."""
    list: ListCall
    paging: Paging | None = None
    detail: DetailCall | None = None
    dead: Dead = Dead()
    changes: Changes | None = None

    def detail_of_rows(self) -> DetailCall | None:
        """The request for the posting of each row of the list; null where the rows are the postings."""
        return None if self.detail is None or self.detail.changes_only else self.detail

    @model_validator(mode="after")
    def _placeholders_are_known(self) -> Self:
        given = _OF_EVERY_REQUEST | self.parameters.keys() | self.keys.keys()
        row = _OF_DETAILS | self.list.take.keys()
        of_list = given | _OF_LISTS if self.paging else given
        parts: tuple[tuple[str, set[str], Any], ...] = (
            ("base_url", names(self.base_url), self.parameters.keys()),
            ("site", names(self.site or ""), self.parameters.keys()),
            ("basic_auth", names(self.basic_auth or ""), given),
            ("headers", names(self.headers), given),
            ("list", self.list.placeholders(), of_list),
            ("detail", self.detail.placeholders() if self.detail else set(), given | row),
            ("changes.url", names(self.changes.url) if self.changes else set(), given | _OF_CHANGES),
        )
        for where, found, known in parts:
            if unknown := found - known:
                raise ValueError(f"{where}: {{{min(unknown)}}} is none of {', '.join(sorted(known))}")
        return self

    @model_validator(mode="after")
    def _tables_fit_together(self) -> Self:
        if strange := self.defaults.keys() - self.parameters.keys():
            raise ValueError(f"defaults: {min(strange)!r} is no parameter")
        if self.list.format == "html" and not self.detail:
            raise ValueError("detail: expected, since the rows of an HTML list are no postings")
        if self.changes and not self.detail:
            raise ValueError("detail: expected, since a change only names a posting")
        return self


class Provider(_ProviderData):
    """A provider that can be crawled."""

    name: str
    file: Path
    """Its data file."""
    about: About
    crawl: Crawl


@cache
def load_provider(name: str) -> Provider:
    """A provider by the name of its data file. Raises `BoardError` naming file and key where the file cannot be crawled by."""
    path = path_of(name)
    if path is None:
        raise BoardError(name, "", f"expected one of the providers {', '.join(provider_names())}")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BoardError(str(path), "", f"expected TOML: {error}") from error
    return Provider(name=name, file=path, about=_table(About, path, data, "about"), crawl=_table(Crawl, path, data, "crawl"))


def provider_names() -> list[str]:
    """Names of the providers that can be crawled, sorted."""
    return sorted(path.stem for path in data_files() if "crawl" in tomllib.loads(path.read_text("utf-8")))


def _table(model: type[_Table], path: Path, data: dict[str, Any], table: str) -> _Table:
    if not isinstance(data.get(table), dict):
        raise BoardError(str(path), table, "expected this table, since a board names the provider")
    try:
        return model.model_validate(data[table])
    except ValidationError as error:
        raise error_of(path, error, table) from error
