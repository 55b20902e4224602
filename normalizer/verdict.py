"""Whether a page holds a job listing at all."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.document.chrome import job_target
from normalizer.document.errors import Unreadable
from normalizer.document.roles import names_role
from normalizer.page import Page
from schemas.claim import About
from schemas.document import Section

# What a listing says and other pages seldom do.
_TELLING = frozenset(
    (
        *("pay", "hours_per_week", "workplace", "residency", "work_authorization", "languages", "dates", "duration", "volume"),
        *("employment_types", "experience", "education", "openings", "locations"),
    )
)
_SECTIONS = frozenset({Section.REQUIREMENTS, Section.RESPONSIBILITIES})
_LEAST = 2
_LEAST_UNREAD = 1
"""In a language without packs few of the signs can be seen."""
_MORE_OF_FOUND = 2
"""Signs more of a page that nobody fetched as a listing, unless it names a vacancy."""


def require_listing(page: Page) -> None:
    """Raises `Unreadable` unless the page carries the data of a posting or states at least two things that a listing states."""
    if not page.document.text.strip():
        raise Unreadable("holds no text; expected a job listing")
    unread = page.language not in (None, page.speech)
    least = (_LEAST_UNREAD if unread else _LEAST) + (0 if page.raw.expected or _names_vacancy(page) else _MORE_OF_FOUND)
    if page.document.embedded or _shows(page, least):
        return
    found = f"nothing read of a text in {page.language!r}, a language without packs" if unread else "no job listing"
    raise Unreadable(f"{found}: expected at least two of a role, requirements, duties, pay, hours, place, dates and the like")


def _names_vacancy(page: Page) -> bool:
    """Whether the title, a sentence or the address of a page speaks of a vacancy: a manual has terms and requirements as well."""
    return bool(page.hits("title")) or _is_titled_by_role(page) or bool(job_target(page.raw.url or ""))


def _is_titled_by_role(page: Page) -> bool:
    titles = (page.lines[index] for index in page.in_section(Section.TITLE))
    return any(names_role(page.folded[title.start : title.end], page.speech) for title in titles)


def _shows(page: Page, least: int) -> bool:
    """Whether a page has so many signs. Most have them among the first claims."""
    seen: set[str] = set()
    for sign in _signs(page):
        seen.add(sign)
        if len(seen) >= least:
            return True
    return False


def _signs(page: Page) -> Iterator[str]:
    """What speaks for a listing: fields that are stated of the role, its sections, a title or a sentence that names who is looked for."""
    role = About.ROLE
    yield from (field for d in page.drafts if d.about is role and (field := d.field.partition(".")[0]) in _TELLING)
    yield from (line.section for line in page.lines if line.section in _SECTIONS)
    if _is_titled_by_role(page):
        yield "a title that names a role"
    if page.hits("title"):
        yield "a sentence that hires"
