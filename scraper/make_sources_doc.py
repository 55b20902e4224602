"""`python -m scraper.make_sources_doc` writes docs/sources.md from the data files of providers."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from normalizer.fields import FIELDS
from normalizer.sources.data_file import source
from normalizer.sources.provider import Source
from normalizer.sources.rooms import data_files
from scraper.provider import About, Crawl, load_provider, provider_names

TARGET = Path(__file__).resolve().parents[1] / "docs" / "sources.md"

_HEAD = """# Where listings come from

<!-- Made by `python -m scraper.make_sources_doc` from the data files in normalizer/sources/; a test keeps it equal to them. -->

A provider is one data file in `normalizer/sources/`; a board is one TOML file that names it ([providers.md](providers.md) shows both). `{account}` and the like are what a board gives.
What a provider's data states and what its words state are claims of one listing, compared like any others. *From data* are the fields that its data can state (they are read from the words
as well); *from words* are those that only the text of the posting can state.

How well a format is known: **documented** by its publisher; **observed** in payloads and in clients that agree with each other; **recalled** from general knowledge, to be verified before
it is relied on. No provider was asked while this was written: the conformance tests play each of them on this machine.

## Providers that a board can name

| provider | list | pages | postings | from data | from words | limits and terms | freshness | known |
|---|---|---|---|---|---|---|---|---|
"""
_FORMATS = """
## Formats that are read wherever they are met

In pages of any site (boards of kinds `pages` and `sitemap`), in files, and in archives of other crawlers.

| format | what it is | from data | from words | known |
|---|---|---|---|---|
"""
_PAGING = {
    None: "one answer",
    "page": "numbered",
    "offset": "by offset",
    "cursor": "by cursor",
    "next": "by the next page's address",
    "link": "by the Link header",
}
_EVERY = tuple(module.FIELD for module in FIELDS)


def main() -> None:
    """Write the file."""
    TARGET.write_text(sources_doc(), encoding="utf-8")


def sources_doc() -> str:
    """The text of docs/sources.md."""
    crawled = provider_names()
    rows = [_crawled_row(name) for name in crawled]
    formats = [row for path in data_files() if path.stem not in crawled for row in _format_rows(path)]
    return _HEAD + "".join(rows) + _FORMATS + "".join(formats)


def _crawled_row(name: str) -> str:
    provider = load_provider(name)
    crawl, about = provider.crawl, provider.about
    return _row(
        f"**{name}**: {about.title}",
        f"`{_endpoint(crawl)}`",
        _PAGING[crawl.paging.kind if crawl.paging else None],
        f"`{crawl.detail.url.replace('{base_url}', '…')}`" if crawl.detail else "in the list",
        *_fields(source(name), crawl),
        _manners(about, crawl),
        _freshness(about, crawl),
        about.known.lower(),
    )


def _endpoint(crawl: Crawl) -> str:
    method = "" if crawl.list.method == "GET" else f"{crawl.list.method} "
    return method + crawl.list.url.replace("{base_url}", crawl.base_url)


def _manners(about: About, crawl: Crawl) -> str:
    keys = [f"key: `{variable}`" for variable in crawl.keys.values()]
    return "; ".join(part for part in (about.limits, *keys, about.terms) if part)


def _freshness(about: About, crawl: Crawl) -> str:
    return "; ".join(
        part for part in (about.freshness, "" if crawl.complete else "never the whole list, so that absence proves nothing") if part
    )


def _format_rows(path: Path) -> Iterator[str]:
    """A row for a data file without `[crawl]`; none for one that only serves others and says nothing about itself."""
    about = tomllib.loads(path.read_text(encoding="utf-8")).get("about")
    if about:
        told = About.model_validate(about)
        yield _row(f"**{path.stem}**", told.title, *_fields(source(path.stem)), told.known.lower())


def _fields(known: Source, crawl: Crawl | None = None) -> tuple[str, str]:
    """Fields that the data states, and those that only words state, in the order of the listing."""
    stated = _stated(known)
    if crawl and crawl.detail and crawl.detail.format == "html":
        # Pages carry their data as JSON-LD, if any.
        stated |= _stated(source("schemaorg"))
    data = [field for field in _EVERY if field in stated]
    return ", ".join(data), ", ".join(field for field in _EVERY if field not in stated)


def _stated(known: Source) -> set[str]:
    fields = {rule.field for rule in known.rules}
    for include in known.includes:
        fields |= {rule.field for rule in source(include.source).rules if not include.fields or rule.field in include.fields}
    return {field.partition(".")[0] for field in fields}


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"


if __name__ == "__main__":
    main()
