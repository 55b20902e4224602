"""The title: the embedded data's, a label's, the heading's, or the role that a hiring sentence names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.document.roles import names_role
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import EMBEDDED, FIRST, Rule, Settled, choose
from schemas.claim import About
from schemas.document import Section
from schemas.values import Strength

FIELD = "title"
# Members of an enumeration cost a call each time they are named.
_TITLE, _META, _ROLE, _REQUIRED = Section.TITLE, Section.META, About.ROLE, Strength.REQUIRED
_MOST_WORDS = 7
_LABEL: Rule = ("a label before the heading", lambda c: not c.rule.startswith("title: label"))
_SENTENCE: Rule = ("the heading before a hiring sentence", lambda c: c.section is not _TITLE)


def read(page: Page) -> Iterator[Draft]:
    """Claims: the title as text."""
    for index in page.in_section(_TITLE):
        line = page.lines[index]
        if (line.value_start, line.end) != (0, 0):
            yield from _stated(page, line.start, line.end, "title: heading")
    for _, line in page.labelled(FIELD):
        if line.section is _META and names_role(page.folded[line.value_start : line.end], page.speech):
            yield from _stated(page, line.value_start, line.end, "title: label")
    for hit in page.hits(FIELD):
        yield from _hiring(page, hit)


def _stated(page: Page, start: int, end: int, rule: str) -> Iterator[Draft]:
    """The title in a span, without what the site puts behind it."""
    tail = page.rule(FIELD, "site_tail").search(page.folded, start, end)
    kept = page.text[start : tail.start() if tail else end]
    if kept.strip():
        yield page.claim(FIELD, " ".join(kept.split()), start, start + len(kept), rule, strength=_REQUIRED, about=_ROLE)


def _hiring(page: Page, hit: Hit) -> Iterator[Draft]:
    """The role of a hiring sentence, in the singular; only where it is written as a name or ends in the noun of a role."""
    modifiers = page.rule(FIELD, "modifiers").match(page.folded, hit.start, hit.end)
    start = modifiers.end() if modifiers else hit.start
    bare = page.text[start : hit.end]
    if not bare or not names_role(_singular(page, bare.lower()), page.speech) or len(bare.split()) > _MOST_WORDS:
        return
    yield page.claim(FIELD, _singular(page, bare), start, hit.end, hit.phrase.rule, strength=_REQUIRED, about=_ROLE)


def _singular(page: Page, words: str) -> str:
    """A noun phrase with its last word in the singular ("Annotators" → "Annotator", "Nannies" → "Nanny")."""
    if found := page.rule(FIELD, "plural_in_y").search(words.lower()):
        return f"{words[: found.start()]}y"
    found = page.rule(FIELD, "plural").search(words.lower())
    bare = words[: found.start()] if found else words
    return bare if bare.strip() and names_role(bare.split()[-1].lower(), page.speech) else words


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Embedded data, then a label, then the heading, then a sentence."""
    chosen, rule = choose(claims, (EMBEDDED, _LABEL, _SENTENCE, FIRST))
    return Settled({FIELD: chosen.value}, [(chosen, rule)])
