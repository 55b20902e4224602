"""What a person is told of a contradiction: the quotes, why they cannot all hold, and what the listing's value follows."""

from __future__ import annotations

from collections.abc import Mapping

from normalizer.conflicts.finding import Finding
from normalizer.page import Draft, Page

_LONGEST_QUOTE = 160


def message(page: Page, finding: Finding, chosen: Draft | None, followed: Mapping[str, str]) -> str:
    """One sentence; `chosen` is the claim that the value follows, `followed` names the rule that chose it."""
    *others, last = (_quoted(page, claim) for claim in finding.claims)
    quotes = f"{' with '.join(others)} against {last}" if others else last
    follows = f"the value follows {_quoted(page, chosen)} ({followed[chosen.id]})" if chosen else "no value was chosen between them"
    return f"{quotes}: {finding.why}; {follows}."


def _quoted(page: Page, claim: Draft) -> str:
    quote = claim.quote if len(claim.quote) <= _LONGEST_QUOTE else f"{claim.quote[:_LONGEST_QUOTE]} …"
    if claim.embedded:
        return f"“{quote}” (data {claim.pointer})"
    line = page.lines[claim.line]
    label = line.label if line.label and claim.start >= line.value_start else ""
    return f"“{quote}” ({label})" if label else f"“{quote}”"
