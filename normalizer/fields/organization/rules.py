"""The organization: embedded data, a label, the line below the title, or the sentences that name who hires."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from normalizer.document.lines import Line
from normalizer.document.roles import names_role
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import FIRST, Rule, Settled, choose
from schemas.claim import About
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "organization"
_LONGEST = 60
_LONGEST_INITIALS = 3
"""Names of so few letters are written in capitals."""
# Between a name and the place behind it, in the line below the title.
_PLACE_BEHIND = re.compile(r" ?[—–|·@] ?| - |, ")
_NO_NAME = re.compile(
    r"^(?:us|you|our|the (?:role|job|position|team|project|opportunity|company|client|work|internship|program|programme)|this|your|we|it|they|he|she|who|what|that|there|work|join|here|"
    r"remote|hybrid|on-?site|full[- -]time|part[- -]time|worldwide|posted|apply|hourly|location|contract|freelance|a |an |ai training|why |data label|how |one of|each|every|all|"
    r"competitive|salary|candidates?|applicants?|team|people|someone|if |in |for |with |as |to |date|updated|new|urgent)\b|^\d|[$€£@]|https?:|\d{4}$"
)
# Further below the title only what is called an organization is one.
_BODY = re.compile(
    r"\b(?:department of|ministry of|university of|university$|government of|city of|county of|council$|hospital$|gmbh|inc\.?$|llc$|ltd\.?$|plc$)"
)
_DEEPEST = 4
_GRADE = re.compile(r"^[a-z]{1,4}-?\d")
_GENERIC = re.compile(
    r"(?:the )?(?:university|company|team|organi[sz]ation|department|ministry|school|hospital|client|group|council|institute|institution|agency|firm|position|office|college|foundation|charity|programme?)"
)
# Of a body named by its kind the article is the sentence's, not the name's.
_ARTICLE = re.compile(r"^the (?=(?:university|government|city|county|state|ministry|department|council)\b)", re.IGNORECASE)
_TYPE_WORDS = re.compile(
    r"\b(?:remote|hybrid|on-?site|full-?time|part-?time|contract|permanent|temporary|hourly|salary|posted|worldwide|per (?:hour|year))\b"
)
_SMALL = frozenset({"of", "the", "and", "for", "de", "la", "du", "von", "van", "&"})
_HIRING = re.compile(r"^(?:now )?hiring:? ", re.IGNORECASE)
_TAIL = re.compile(r"(?:,? (?:team|today|now)| \(.{0,60}\)?)$", re.IGNORECASE)
_ORDER = (
    "sources/",
    "organization: label",
    "organization: below the title",
    "organization: header",
    "organization/en: posted by",
    "organization/en: is hiring",
)
_NEAREST: Rule = (
    "data, then labels, then the header, then prose",
    lambda c: next((n for n, name in enumerate(_ORDER) if c.rule.startswith(name)), 9),
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
    at = next((index for index, line in enumerate(page.lines) if line.section is Section.TITLE), None)
    if at is None:
        if page.lines and page.lines[0].kind is BlockKind.CELL:
            yield from _named(page, page.lines[0].start, page.lines[0].end, "organization: header")
        return
    title = page.lines[at]
    before = [line for line in page.lines[:at] if line.block == title.block]
    if before:
        yield from _named(page, before[0].start, before[0].end, "organization: header")
        return
    below = [line for line in page.lines[at + 1 : at + 2 + _DEEPEST] if line.block != title.block]
    for depth, line in enumerate(takewhile(lambda line: line.section is Section.META, below)):
        mark = _PLACE_BEHIND.search(page.folded, line.start, line.end)
        end = mark.start() if mark else line.end
        if not line.label and (depth == 0 or _BODY.search(page.folded, line.start, end)):
            yield from _named(page, line.start, end, "organization: below the title")


def _named(page: Page, start: int, end: int, rule: str) -> Iterator[Draft]:
    """A claim for the name in a span, where it looks like one."""
    words = _TAIL.sub("", _HIRING.sub("", page.text[start:end]).strip(" .!,;:-–—\"'“”"))
    words = _ARTICLE.sub("", words) if rule.startswith(f"{FIELD}/") else words
    start = page.text.find(words, start, end) if words else -1
    if start < 0 or not _is_name(page, words, start, rule):
        return
    yield page.claim(FIELD, words, start, start + len(words), rule, strength=Strength.REQUIRED, about=About.ROLE)


def _is_name(page: Page, words: str, start: int, rule: str) -> bool:
    folded = page.folded[start : start + len(words)]
    if not 1 < len(words) <= _LONGEST or _NO_NAME.search(folded) or _TYPE_WORDS.search(folded) or words.endswith("."):
        return False
    if _GENERIC.fullmatch(folded) or (_GRADE.search(folded) and names_role(folded, page.speech)):
        return False
    if rule == "organization: label":
        return True
    parts = words.split()
    spelled_as_name = all(word[0].isupper() or not word[0].isalpha() or word in _SMALL for word in parts) and parts[-1] not in _SMALL
    if rule == "organization: below the title" and names_role(folded, page.speech) and "," in folded:
        return False
    place = page.mentions(start, start + len(words), "place")
    return (spelled_as_name or (words.islower() and "." in words)) and not (place and place[0].end - place[0].start == len(words))


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The nearest name in the order of sources; spelled as the first of them spells it."""
    chosen, rule = choose(claims, (_NEAREST, FIRST))
    return Settled({FIELD: _as_written(page, str(chosen.value))}, [(chosen, rule)])


def _as_written(page: Page, name: str) -> str:
    """The name as the text spells it elsewhere, where the chosen words shout."""
    spelled = (
        re.finditer(rf"(?<!\w){re.escape(name.lower())}(?!\w)", page.folded) if name.isupper() and len(name) > _LONGEST_INITIALS else ()
    )
    written = (page.text[found.start() : found.end()] for found in spelled)
    return next((words for words in written if words[:1].isupper() and not words.isupper()), name)
