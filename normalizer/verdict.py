"""Whether a page holds a job listing at all."""

from __future__ import annotations

from normalizer.document.errors import Unreadable
from normalizer.page import Page
from schemas.claim import About
from schemas.document import Section

# What a listing says and other pages seldom do.
_TELLING = frozenset(
    [
        "pay",
        "hours_per_week",
        "workplace",
        "residency",
        "work_authorization",
        "languages",
        "dates",
        "duration",
        "volume",
        "employment_types",
        "experience",
        "education",
        "openings",
    ]
)
_SECTIONS = frozenset({Section.REQUIREMENTS, Section.RESPONSIBILITIES})
_LEAST = 2


def require_listing(page: Page) -> None:
    """Raises `Unreadable` unless the page carries the data of a posting or states at least two things that a listing states."""
    if not page.document.text.strip():
        raise Unreadable("holds no text; expected a job listing")
    if page.document.embedded:
        return
    fields = {draft.field.partition(".")[0] for draft in page.drafts if draft.about is About.ROLE}
    sections = {line.section for line in page.lines}
    if len(fields & _TELLING) + len(sections & _SECTIONS) < _LEAST:
        raise Unreadable("no job listing: expected at least two of requirements, duties, pay, hours, place, dates and the like")
