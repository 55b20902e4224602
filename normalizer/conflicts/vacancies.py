"""Several vacancies in one posting: what is said of one is not said of the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizer.document.lines import Line
from normalizer.document.roles import ends_in_role, names_role, small_words
from normalizer.document.sections import vocabulary
from normalizer.page import Page
from schemas.document import BlockKind, Section

# Members of an enumeration cost a call each time they are named.
_TITLE, _META = Section.TITLE, Section.META
_LONGEST_NAME = 60
_MOST_WORDS = 8
_UNSPACED = "\u2e80"
"""From here on the letters of scripts without spaces and capitals: only its end shows that a line is a name."""
_LONGEST_UNSPACED = 16
_LEAST = 2
_LEAST_REPEATED = 3
# A name is followed by a mark and what is said of the vacancy, or by nothing.
_NAME_END = re.compile(r" [-|/] | ?[(:,]")
_NO_WORD = re.compile(r"[^\w].*")


def vacancies(page: Page) -> Sequence[int]:
    """Lines at which a vacancy of its own begins, rising; empty where the page has only one."""
    named = [(index, name) for index, line in enumerate(page.lines) if (name := _name(page, line))]
    return [index for index, _ in named] if len({name for _, name in named}) >= _LEAST else _repeated_facts(page)


def _repeated_facts(page: Page) -> Sequence[int]:
    """Lines of the label that stands most often, where it stands so often that each must speak of a vacancy of its own."""
    by_label: dict[str, list[int]] = {}
    for index, line in enumerate(page.lines):
        if line.label in page.labels:
            by_label.setdefault(line.label, []).append(index)
    return next((found for found in sorted(by_label.values(), key=len, reverse=True) if len(found) >= _LEAST_REPEATED), [])


def _name(page: Page, line: Line) -> str:
    """The folded name of the vacancy that a line opens; empty where it opens none."""
    if line.section is _TITLE or line.label in page.labels:
        return ""
    folded = page.folded[line.start : line.end]
    end = _NAME_END.search(folded)
    if end and end[0].endswith(":") and line.section is _META:
        # "Manager: …" among the facts of the header names a person.
        return ""
    name = folded[: end.start()] if end else folded
    if len(name) > _LONGEST_NAME or name.count(" ") >= _MOST_WORDS or not names_role(name, page.speech):
        return ""
    if name[-1] >= _UNSPACED and not (len(name) <= _LONGEST_UNSPACED and ends_in_role(name, page.speech)):
        return ""
    return name if _is_title_case(page, page.text[line.start : line.start + len(name)]) and _may_open(page, line, name) else ""


def _may_open(page: Page, line: Line, name: str) -> bool:
    return line.kind is not BlockKind.HEADING or vocabulary(page.speech).meaning(name) is None


def _is_title_case(page: Page, name: str) -> bool:
    """Whether every word but the small ones begins with a capital or a figure."""
    small = small_words(page.speech)
    return all(word in small or not word[0].islower() or _NO_WORD.fullmatch(word) for word in name.split())
