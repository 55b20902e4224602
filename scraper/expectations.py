"""What a board is expected to look like: the table `[expect]` of its file, every key with a default."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from normalizer.store.lifecycle import ClosingRules


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"expected a regular expression: {error}") from error
    return pattern


Expression = Annotated[str, AfterValidator(_expression)]
Share = Annotated[float, Field(ge=0, le=1)]


class Expectations(BaseModel):
    """When a run of the board is believed, published, and allowed to close what it did not see."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    total: Expression | None = None
    """Regular expression whose first group is the number of listings that the board itself declares on an index page (`of ([\\d,]+) jobs`);
    a run that finds fewer is not complete."""
    empty: Expression | None = None
    """Regular expression that an index page shows when the board has no listing at all; without it an empty board is never believed."""
    closing_runs: Annotated[int, Field(ge=1, le=100)] = 2
    """Complete runs in a row that must miss a listing before it is closed."""
    stale_days: Annotated[int, Field(ge=1, le=3650)] = 7
    """Days without a sighting after which a listing is stale."""
    history: Annotated[int, Field(ge=1, le=100)] = 5
    """Published runs that a run is compared with, by their median."""
    max_drop: Share = 0.3
    """Share of the listings that may be missing against the history."""
    max_field_drop: Share = 0.5
    """Share of its usual fill rate that a field may lose."""
    max_conflict_rise: Annotated[float, Field(ge=0)] = 0.25
    """Contradictions a listing that may come on top of the usual number."""
    max_unread_rise: Share = 0.25
    """Share of pages without a listing that may come on top of the usual share."""

    def closing_rules(self) -> ClosingRules:
        """The part that the lifecycle of listings goes by."""
        return ClosingRules(self.closing_runs, self.stale_days)


def declared_total(text: str, pattern: str) -> int | None:
    """The number of listings that a page declares; null where it declares none that can be read."""
    found = re.search(pattern, text)
    digits = re.sub(r"\D", "", (found[1] if found.re.groups else found[0]) or "") if found else ""
    return int(digits) if 0 < len(digits) < 10 else None
