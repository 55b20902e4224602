"""The organization: embedded data, a label, the line below the title, or the sentences that name who hires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from normalizer.document.lines import Line
from normalizer.document.roles import names_role
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.place import place_names
from normalizer.resolve import FIRST, Rule, Settled, choose
from schemas.claim import About
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "organization"
# Members of an enumeration cost a call each time they are named.
_TITLE, _META, _ROLE, _REQUIRED = Section.TITLE, Section.META, About.ROLE, Strength.REQUIRED
_LONGEST = 60
_LONGEST_INITIALS = 3
"""Names of so few letters are written in capitals."""
# Between a name and the place behind it, in the line below the title.
_PLACE_BEHIND = re.compile(r" ?[—–|·@] ?| - |, ")
# A town and its state: "Duluth, MN".
_TOWN = re.compile(r"[A-Z][\w'.-]{1,30}(?: [A-Z][\w'.-]{1,30}){0,3}, [A-Z]{2}")
_DEEPEST = 4
_NO_WORD_BEFORE = re.compile(r"(?<!\w)")
_NO_WORD_BEHIND = re.compile(r"(?!\w)")
_GRADE = re.compile(r"^[a-z]{1,4}-?\d")
_ORDER = (
    "sources/",
    "organization: label",
    "organization: below the title",
    "organization: header",
    ": posted by",
    ": is hiring",
)
_NEAREST: Rule = (
    "data, then labels, then the header, then prose",
    lambda c: next((n for n, name in enumerate(_ORDER) if c.rule.startswith(name) or c.rule.endswith(name)), 9),
)


def read(page: Page) -> Iterator[Draft]:
    """Claims: the name as text. Claims about the platform that publishes are kept, but are the platform's."""
    for _, line in page.labelled(FIELD):
        yield from _named(page, line.value_start, line.end, "organization: label")
    yield from _header(page)
    for hit in page.hits(FIELD):
        if _fits_line(page.lines[hit.line], hit):
            yield from _named(page, hit.start, hit.end, hit.phrase.rule)


def _fits_line(line: Line, hit: Hit) -> bool:
    """Whether an expression for headings met a heading, and one for sentences none."""
    kind = hit.phrase.options.get("kind")
    return kind is None or (line.kind is BlockKind.HEADING) == (kind == "heading")


def _header(page: Page) -> Iterator[Draft]:
    """The name in the first line below the title ("Acme — Cork"), or in the first chip of a header in one line."""
    titles = page.in_section(_TITLE)
    if not titles:
        if page.lines and page.lines[0].kind is BlockKind.CELL:
            yield from _named(page, page.lines[0].start, page.lines[0].end, "organization: header")
        return
    at = titles[0]
    title = page.lines[at]
    before = [line for line in page.lines[:at] if line.block == title.block]
    if before:
        yield from _named(page, before[0].start, before[0].end, "organization: header")
        return
    below = [line for line in page.lines[at + 1 : at + 2 + _DEEPEST] if line.block != title.block]
    for depth, line in enumerate(takewhile(lambda line: line.section is _META, below)):
        mark = _PLACE_BEHIND.search(page.folded, line.start, line.end)
        end = mark.start() if mark else line.end
        if _TOWN.fullmatch(page.text, line.start, line.end):
            continue
        if not line.label and (depth == 0 or page.rule(FIELD, "body").search(page.folded, line.start, end)):
            yield from _named(page, line.start, end, "organization: below the title")


def _named(page: Page, start: int, end: int, rule: str) -> Iterator[Draft]:
    """A claim for the name in a span, where it looks like one."""
    start, end = _bare(page, start, end, rule)
    words = page.text[start:end]
    if not words or not _is_name(page, words, start, rule):
        return
    yield page.claim(FIELD, words, start, end, rule, strength=_REQUIRED, about=_ROLE)


def _bare(page: Page, start: int, end: int, rule: str) -> tuple[int, int]:
    """A span without marks and words around the name: "Now hiring: ", the article that is the sentence's and not the name's."""
    start, end = _stripped(page.text, start, end, " ")
    if found := page.rule(FIELD, "hiring").match(page.folded, start, end):
        start = found.end()
    start, end = _stripped(page.text, start, end, " .!,;:-–—\"'“”")
    if found := page.rule(FIELD, "tail").search(page.folded, start, end):
        end = found.start()
    if rule.startswith(f"{FIELD}/") and (found := page.rule(FIELD, "article").match(page.folded, start, end)):
        start = found.end()
    return start, end


def _stripped(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    words = text[start:end]
    if words and words[0] not in marks and words[-1] not in marks:
        return start, end
    return start + len(words) - len(words.lstrip(marks)), start + len(words.rstrip(marks))


def _is_name(page: Page, words: str, start: int, rule: str) -> bool:
    if not 1 < len(words) <= _LONGEST or words.endswith("."):
        return False
    is_labelled = rule == "organization: label"
    if not is_labelled and not _is_spelled_as_name(page, words):
        return False
    folded = page.folded[start : start + len(words)]
    if _is_called_otherwise(page, folded):
        return False
    if page.rule(FIELD, "generic").fullmatch(folded) or (_GRADE.search(folded) and names_role(folded, page.speech)):
        return False
    if is_labelled:
        return True
    if rule == "organization: below the title" and "," in folded and names_role(folded, page.speech):
        return False
    return not _is_place(page, folded, start)


def _is_spelled_as_name(page: Page, words: str) -> bool:
    """Whether words are capitalized, but for small ones between others, or are the address of a site."""
    if words.islower() and "." in words:
        return True
    small, parts = page.rule(FIELD, "small"), words.split()
    for word in parts:
        if word[0].islower() and not small.fullmatch(word):
            return False
    return not small.fullmatch(parts[-1])


def _is_called_otherwise(page: Page, folded: str) -> bool:
    """Whether words begin like something else than a name, or hold words for a kind of work or its terms."""
    return page.rule(FIELD, "no_name").search(folded) is not None or page.rule(FIELD, "type_words").search(folded) is not None


def _is_place(page: Page, folded: str, start: int) -> bool:
    """Whether words are all of the name of a place."""
    # To look for names in the line costs much more than to see that the words are none.
    if folded not in place_names(page.speech):
        return False
    places = page.mentions(start, start + len(folded), "place")
    return bool(places) and places[0].end - places[0].start == len(folded)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The nearest name in the order of sources; spelled as the first of them spells it."""
    chosen, rule = choose(claims, (_NEAREST, FIRST))
    return Settled({FIELD: _as_written(page, str(chosen.value))}, [(chosen, rule)])


def _as_written(page: Page, name: str) -> str:
    """The name as the text spells it elsewhere, where the chosen words shout."""
    if not name.isupper() or len(name) <= _LONGEST_INITIALS:
        return name
    written = (page.text[start : start + len(name)] for start in _places_of(name.lower(), page.folded))
    return next((words for words in written if words[:1].isupper() and not words.isupper()), name)


def _places_of(name: str, folded: str) -> Iterator[int]:
    """Offsets at which a name stands by itself. Looked for without an expression, which would be compiled for this page only."""
    start = folded.find(name)
    while start >= 0:
        end = start + len(name)
        alone = _NO_WORD_BEFORE.match(folded, start) and _NO_WORD_BEHIND.match(folded, end)
        if alone:
            yield start
        start = folded.find(name, end if alone else start + 1)
