"""The title: the embedded data's, a label's, the heading's, or the role that a hiring sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizer.document.roles import names_role
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import EMBEDDED, FIRST, Rule, Settled, choose
from schemas.claim import About
from schemas.document import Section
from schemas.values import Strength

FIELD = "title"
# Words in front of a role in a hiring sentence that are no part of its name.
_MODIFIERS = re.compile(
    r"(?:(?:an?|the|our|contract|contractors?|freelance|remote|part-time|full-time|experienced|talented|motivated|skilled|passionate|new|multiple|several|"
    r"dedicated|driven|enthusiastic|additional|qualified|highly|exceptional|great|creative and|self-motivated)\s+)+",
    re.IGNORECASE,
)
# "(m/f/d)" and the like stay: they are part of the title as stated. What follows these is the site's, not the role's.
_SITE_TAIL = re.compile(r"\s+(?:job details|job description|wanted(?: for .*)?)$", re.IGNORECASE)
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?<=i)es|(?<=ss)es|(?<=ch)es|(?<!s)s)$")
_LABEL: Rule = ("a label before the heading", lambda c: not c.rule.startswith("title: label"))
_SENTENCE: Rule = ("the heading before a hiring sentence", lambda c: c.section is not Section.TITLE)


def read(page: Page) -> Iterator[Draft]:
    """Claims: the title as text."""
    for line in page.lines:
        if line.section is Section.TITLE and (line.value_start, line.end) != (0, 0):
            yield from _stated(page, line.start, line.end, "title: heading")
    for _, line in page.labelled(FIELD):
        if line.section is Section.META and names_role(page.folded[line.value_start : line.end]):
            yield from _stated(page, line.value_start, line.end, "title: label")
    for hit in page.hits(FIELD):
        yield from _hiring(page, hit)


def _stated(page: Page, start: int, end: int, rule: str) -> Iterator[Draft]:
    """The title in a span, without what the site puts behind it."""
    words = page.text[start:end]
    kept = _SITE_TAIL.sub("", words)
    if kept.strip():
        yield page.claim(FIELD, " ".join(kept.split()), start, start + len(kept), rule, strength=Strength.REQUIRED, about=About.ROLE)


def _hiring(page: Page, hit: Hit) -> Iterator[Draft]:
    """The role of a hiring sentence, in the singular; only where it is written as a name or ends in the noun of a role."""
    written = page.text[hit.start : hit.end]
    bare = _MODIFIERS.sub("", written, count=1) if _MODIFIERS.match(written) else written
    start = hit.end - len(bare)
    if not bare or not names_role(_singular(bare.lower())) or len(bare.split()) > 7:
        return
    yield page.claim(FIELD, _singular(bare), start, hit.end, hit.phrase.rule, strength=Strength.REQUIRED, about=About.ROLE)


def _singular(words: str) -> str:
    """A noun phrase with its last word in the singular ("Annotators" → "Annotator", "Nannies" → "Nanny")."""
    if words.lower().endswith("ies"):
        return f"{words[:-3]}y"
    return _PLURAL.sub("", words) if names_role(_PLURAL.sub("", words.split()[-1].lower())) else words


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Embedded data, then a label, then the heading, then a sentence."""
    chosen, rule = choose(claims, (EMBEDDED, _LABEL, _SENTENCE, FIRST))
    return Settled({FIELD: chosen.value}, [(chosen, rule)])
