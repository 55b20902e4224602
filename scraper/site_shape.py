"""Which of a site's addresses are listings, by their form: what stands behind a word for jobs, many times in the same way."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_WORD = re.compile(
    r"jobs?\b|career|vacanc|vacature|position|opening|opportunit|gigs?\b|stelle|karriere|emploi|offre|recrut|vagas?\b|empleo|oferta|trabaj"
    r"|lavor|prac[ay]|ledig|jobb|招聘|职位|求人|採用"
)
_OF_LISTS = frozenset(
    [
        "page",
        "pages",
        "category",
        "categories",
        "tag",
        "tags",
        "location",
        "locations",
        "department",
        "departments",
        "search",
        "country",
        "countries",
        "city",
        "cities",
        "company",
        "companies",
        "domain",
        "team",
        "teams",
        "feed",
        "rss",
        "login",
        "signup",
        "apply",
        "alerts",
        "archive",
        "type",
        "types",
        "index",
        "new",
        "all",
    ]
)
"""Segments of addresses that list, filter or subscribe."""
_ID_PARAMETER = re.compile(
    r"(?:^|&)((?:job|vacancy|position|posting|req|requisition|opening|offer|stellen)_?-?(?:id|nr|no)?)=[^&]", re.IGNORECASE
)
_END = r"/?(?:[?#]|$)"


@dataclass(frozen=True, slots=True)
class Group:
    """Addresses of one form."""

    pattern: str
    """Regular expression that finds them."""
    urls: tuple[str, ...]
    """In the order in which they were met."""


def listing_groups(urls: Iterable[str]) -> list[Group]:
    """Groups of addresses that may be listings, the largest first."""
    groups: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for url in urls:
        if pattern := _pattern(url):
            groups[pattern][url] = None
    return sorted((Group(pattern, tuple(found)) for pattern, found in groups.items()), key=lambda group: -len(group.urls))


def names_jobs(url: str) -> bool:
    """Whether an address has a word for jobs in it."""
    return _WORD.search(unquote(url).lower()) is not None


def _pattern(url: str) -> str | None:
    """The expression for addresses of this form; null for one that is not a listing's."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    segments = [segment for segment in parts.path.split("/") if segment]
    if _OF_LISTS & {segment.lower() for segment in segments[1:]}:
        return None
    return _behind_word(segments) or _in_last(segments) or _in_query(parts.path, parts.query)


def _behind_word(segments: list[str]) -> str | None:
    """What stands behind the last segment that names jobs."""
    at = max((number for number, segment in enumerate(segments[:-1]) if names_jobs(segment)), default=None)
    if at is None:
        return None
    behind = len(segments) - at - 1
    return "/" + re.escape(segments[at]) + "/[^/?#]+" * behind + _END


def _in_last(segments: list[str]) -> str | None:
    """A last segment that names a job and has a number: "job-4711-baker.html"."""
    last = segments[-1] if segments else ""
    word = _WORD.search(last.lower())
    return (
        "/" + re.escape(last[: word.end()]) + "[^/?#]*[0-9][^/?#]*" + _END
        if word and word.start() == 0 and re.search("[0-9]", last)
        else None
    )


def _in_query(path: str, query: str) -> str | None:
    """A number in the query: "?job_id=4711"."""
    found = _ID_PARAMETER.search(query)
    return re.escape(path.rstrip("/").rpartition("/")[2]) + rf"/?\?(?:[^#]*&)?{re.escape(found[1])}=[^&#]+" if found else None
