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
    lines, folded, own = page.lines, page.folded, page.in_section(section)
    labelled = _labelled(page, section) if page.with_free_label else ()
    found: list[Row] = []
    for index in sorted([*own, *labelled]) if labelled else own:
        line = lines[index]
        begin, end, kind, of, *_ = line
        inside = of is section
        start = begin if inside else line.value_start
        if kind is _HEADING or folded[end - 1] == ":" or not (kind is _ITEM or start > begin or _is_worded(folded, start, end)):
            continue
        if states and kind is _PARAGRAPH and inside and _is_one_of_several(lines, index) and not states(index):
            continue
        found.append((index, start, end))
    return found


def _labelled(page: Page, section: Section) -> list[int]:
    """Indexes of the lines outside of a section whose label means it ("Benefits: …")."""
    meanings, lines = vocabulary(page.speech).exact, page.lines
    named = [(index, meanings.get(lines[index].label)) for index in page.with_free_label if lines[index].section is not section]
    return [index for index, meaning in named if meaning is not None and meaning.section is section and not meaning.cut]


def _is_worded(folded: str, start: int, end: int) -> bool:
    """Whether a span that is no item of a list holds enough to be a statement."""
    return folded.count(" ", start, end) >= _FEWEST_WORDS - 1 or (end - start >= _SHORTEST_UNSPACED and folded[start] >= "\u2e80")


def _is_one_of_several(lines: tuple[Line, ...], index: int) -> bool:
    """Whether a line is one of several sentences of its block."""
    block = lines[index].block
    return (index > 0 and lines[index - 1].block == block) or (index + 1 < len(lines) and lines[index + 1].block == block)


def row_claims(page: Page, field: str, section: Section) -> Iterator[Draft]:
    """A claim a row: the statement as written."""
    text, lines, labels, claim, rule = page.text, page.lines, page.labels, page.claim, f"{field}: row"
    holds_no_facts = section in _NO_PLACE_FOR_FACTS
    for index, start, end in rows(page, section):
        line = lines[index]
        if not (holds_no_facts and line.label in labels):
            yield claim(field, text[start:end], start, end, rule, strength=_REQUIRED, about=line.about, index=index)


def settle_rows(field: str, claims: Sequence[Draft]) -> Settled:
    """All statements in their order, each once."""
    first: dict[str, Draft] = {}
    for claim in claims:
        first.setdefault(claim.value, claim)
    return Settled({field: list(first)}, [(claim, "every statement") for claim in first.values()])
