"""Rows: the statements of a section, shared by the fields that are lists of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from normalizer.document.lines import Line
from normalizer.document.sections import vocabulary
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.document import BlockKind, Section
from schemas.values import Strength

# Members of an enumeration cost a call each time they are named.
_HEADING, _ITEM, _PARAGRAPH = BlockKind.HEADING, BlockKind.ITEM, BlockKind.PARAGRAPH
_REQUIRED = Strength.REQUIRED
_FEWEST_WORDS = 3
"""Of a statement that is no item of a list: shorter ones are buttons and chips ("Apply now")."""
_SHORTEST_UNSPACED = 8
"""Characters of a statement in a script without spaces."""
_NO_PLACE_FOR_FACTS = (Section.RESPONSIBILITIES, Section.PROCESS)
"""Sections in which a labelled fact ("Pay: $20") is neither a duty nor a step."""

Row = tuple[int, int, int]
"""Index of the line, start and end of the statement."""


def rows(page: Page, section: Section, states: Callable[[int], bool] | None = None) -> list[Row]:
    """Statements under the headings of a section, or behind a label that means it. Sentences of prose only where `states` holds of their line."""
    lines, own = page.lines, page.in_section(section)
    labelled = [index for index in page.with_free_label if lines[index].section is not section and _means(page, lines[index], section)]
    found: list[Row] = []
    for index in sorted([*own, *labelled]) if labelled else own:
        line = lines[index]
        kind, inside = line.kind, line.section is section
        start = line.start if inside else line.value_start
        if kind is _HEADING or not _is_statement(page, line, start):
            continue
        if kind is _PARAGRAPH and inside and states and _is_one_of_several(lines, index) and not states(index):
            continue
        found.append((index, start, line.end))
    return found


def _means(page: Page, line: Line, section: Section) -> bool:
    """Whether the label of a line means the section ("Benefits: …")."""
    meaning = vocabulary(page.speech).exact.get(line.label)
    return meaning is not None and meaning.section is section and not meaning.cut


def _is_statement(page: Page, line: Line, start: int) -> bool:
    folded, end = page.folded, line.end
    if folded[end - 1] == ":":
        return False
    if line.kind is _ITEM or start > line.start or folded.count(" ", start, end) >= _FEWEST_WORDS - 1:
        return True
    return end - start >= _SHORTEST_UNSPACED and folded[start] >= "\u2e80"


def _is_one_of_several(lines: tuple[Line, ...], index: int) -> bool:
    """Whether a line is one of several sentences of its block."""
    block = lines[index].block
    return (index > 0 and lines[index - 1].block == block) or (index + 1 < len(lines) and lines[index + 1].block == block)


def row_claims(page: Page, field: str, section: Section) -> Iterator[Draft]:
    """A claim a row: the statement as written."""
    text, lines, labels, rule = page.text, page.lines, page.labels, f"{field}: row"
    holds_no_facts = section in _NO_PLACE_FOR_FACTS
    for index, start, end in rows(page, section):
        line = lines[index]
        if not (holds_no_facts and line.label in labels):
            yield page.claim(field, text[start:end], start, end, rule, strength=_REQUIRED, about=line.about)


def settle_rows(field: str, claims: Sequence[Draft]) -> Settled:
    """All statements in their order, each once."""
    first: dict[str, Draft] = {}
    for claim in claims:
        first.setdefault(claim.value, claim)
    return Settled({field: list(first)}, [(claim, "every statement") for claim in first.values()])
