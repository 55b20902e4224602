"""Claims stated by data embedded in a page."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.page import Draft, Page
from normalizer.sources.read import embedded_claims
from schemas.claim import About
from schemas.document import Section


def read_embedded(page: Page) -> Iterator[Draft]:
    """Claims of the page's embedded data, each with its pointer."""
    for embedded in page.document.embedded:
        for found in embedded_claims(embedded, page.raw.fetched_at):
            yield Draft(
                field=found.field,
                value=found.value,
                rule=f"sources/{embedded.source}",
                strength=found.strength,
                about=About.ROLE,
                condition=found.condition,
                section=Section.EMBEDDED,
                quote=found.quote,
                pointer=found.pointer,
                shown=embedded.spans.get(found.pointer),
                repaired=embedded.repaired,
            )
