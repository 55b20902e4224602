"""Rows: the statements of a section, shared by the fields that are lists of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from normalizer.document.lines import Line
from normalizer.document.sections import vocabulary
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.document import BlockKind, Section
from schemas.values import Strength

_FEWEST_WORDS = 3
"""Of a statement that is no item of a list: shorter ones are buttons and chips ("Apply now")."""
_SHORTEST_UNSPACED = 8
"""Characters of a statement in a script without spaces."""
_NO_PLACE_FOR_FACTS = (Section.RESPONSIBILITIES, Section.PROCESS)
"""Sections in which a labelled fact ("Pay: $20") is neither a duty nor a step."""

Row = tuple[int, int, int]
"""Index of the line, start and end of the statement."""


def rows(page: Page, section: Section, states: Callable[[int], bool] | None = None) -> Iterator[Row]:
    """Statements under the headings of a section, or behind a label that means it. Sentences of prose only where `states` holds of their line."""
    lines, own = page.lines, page.in_section(section)
    labelled = [index for index in page.with_label if lines[index].section is not section and _is_labelled(page, lines[index], section)]
    for index in sorted([*own, *labelled]) if labelled else own:
        line = lines[index]
        inside = line.section is section
        start = line.start if inside else line.value_start
        if line.kind is BlockKind.HEADING or not _is_statement(page, line, start):
            continue
        if inside and states and _is_prose(lines, index) and not states(index):
            continue
        yield index, start, line.end


def _is_labelled(page: Page, line: Line, section: Section) -> bool:
    """Whether a label that no field owns and that means the section stands in the line ("Benefits: …")."""
    if line.value_start == line.start or line.label in page.labels:
        return False
    meaning = vocabulary(page.speech).exact.get(line.label)
    return meaning is not None and meaning.section is section and not meaning.cut


def _is_statement(page: Page, line: Line, start: int) -> bool:
    folded = page.folded
    if folded[line.end - 1] == ":":
        return False
    if line.kind is BlockKind.ITEM or start > line.start or folded.count(" ", start, line.end) >= _FEWEST_WORDS - 1:
        return True
    return line.end - start >= _SHORTEST_UNSPACED and folded[start] >= "\u2e80"


def _is_prose(lines: tuple[Line, ...], index: int) -> bool:
    """Whether a line is one of several sentences of a paragraph."""
    line = lines[index]
    if line.kind is not BlockKind.PARAGRAPH:
        return False
    return (index > 0 and lines[index - 1].block == line.block) or (index + 1 < len(lines) and lines[index + 1].block == line.block)


def row_claims(page: Page, field: str, section: Section) -> Iterator[Draft]:
    """A claim a row: the statement as written."""
    for index, start, end in rows(page, section):
        line = page.lines[index]
        if section in _NO_PLACE_FOR_FACTS and line.label in page.labels:
            continue
        yield page.claim(field, page.text[start:end], start, end, f"{field}: row", strength=Strength.REQUIRED, about=line.about)


def settle_rows(field: str, claims: Sequence[Draft]) -> Settled:
    """All statements in their order, each once."""
    first = {claim.value: claim for claim in reversed(claims)}
    kept = [claim for claim in claims if first[claim.value] is claim]
    return Settled({field: [claim.value for claim in kept]}, [(claim, "every statement") for claim in kept])
