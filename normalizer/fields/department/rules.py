"""Department: the part of the organization that the role belongs to, as embedded data or a label names it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.page import Draft, Page
from normalizer.resolve import FIRST, Rule, Settled, choose
from schemas.claim import About

FIELD = "department"
_LONGEST = 80
_NONE = frozenset({"n/a", "na", "none", "no department", "not applicable", "other", "tbd", "-"})
_DATA: Rule = ("embedded data before the text", lambda claim: not claim.embedded)


def read(page: Page) -> Iterator[Draft]:
    """Claims: the name as text."""
    for _, line in page.labelled(FIELD):
        words = page.text[line.value_start : line.end].strip(" .,;:")
        if words and len(words) <= _LONGEST and words.lower() not in _NONE:
            start = page.text.index(words, line.value_start)
            yield page.claim(FIELD, words, start, start + len(words), f"{FIELD}: label", about=About.ROLE)


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """The name that the data gives, else the first that a label does; a placeholder is none."""
    named = [claim for claim in claims if str(claim.value).lower() not in _NONE]
    if not named:
        return None
    claim, rule = choose(named, (_DATA, FIRST))
    return Settled({FIELD: claim.value}, [(claim, rule)])
