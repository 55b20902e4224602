"""Responsibilities: what stands under the headings of duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.fields.responsibilities.rows import row_claims, settle_rows
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.document import Section

FIELD = "responsibilities"


def read(page: Page) -> Iterator[Draft]:
    """Claims whose value is a statement as written."""
    return row_claims(page, FIELD, Section.RESPONSIBILITIES)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """All statements in their order, each once."""
    return settle_rows(FIELD, claims)
