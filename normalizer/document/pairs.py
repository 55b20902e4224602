"""Cards: a value and its label in two short blocks, one above the other, in either order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from schemas.document import Block, BlockKind

_LONGEST_VALUE = 80
# Members of an enumeration cost a call each time they are named.
_ITEM = BlockKind.ITEM

Labels = Mapping[str, tuple[str, ...]]
Shapes = Mapping[str, re.Pattern[str]]
"""Field → what a value of it holds; it tells "value above label" from "label above value" where a run of cards allows both."""


def card_labels(blocks: Sequence[Block], folded: str, labels: Labels, shapes: Shapes, title: int | None = None) -> dict[int, str]:
    """Index of each block that is the value of a card → its folded label. The labels' own blocks map to an empty label; the title
    is no value.
    """
    found: dict[int, str] = {}
    for run in _runs(blocks):
        words = {index: _words(blocks[index], folded) for index in run if index != title}
        cells = [index for index in words if words[index]]
        known = [index for index in cells if words[index] in labels and not _heads_list(blocks, index)]
        if known:
            found |= _paired(cells, known, blocks, folded, labels, shapes)
    return found


def _heads_list(blocks: Sequence[Block], index: int) -> bool:
    """Whether a list begins right below a block: then it is a heading and no label."""
    return index + 1 < len(blocks) and blocks[index + 1].kind is _ITEM


def _words(block: Block, folded: str) -> str:
    return folded[block.start : block.end].strip(" :*")


def _runs(blocks: Sequence[Block]) -> Iterator[range]:
    """Runs of short blocks, each longer than one."""
    start = 0
    for index, (kind, begin, stop, _, label) in enumerate(blocks):
        if kind is _ITEM or stop - begin > _LONGEST_VALUE or label:
            if index - start > 1:
                yield range(start, index)
            start = index + 1
    if len(blocks) - start > 1:
        yield range(start, len(blocks))


def _paired(run: Sequence[int], known: list[int], blocks: Sequence[Block], folded: str, labels: Labels, shapes: Shapes) -> dict[int, str]:
    above = _fits(run, known, -1, blocks, folded, labels, shapes)
    below = _fits(run, known, +1, blocks, folded, labels, shapes)
    step, _ = max(((+1, below), (-1, above)), key=lambda pair: pair[1])
    if max(above, below) <= 0:
        return {}
    pairs: dict[int, str] = {}
    for index in known:
        value = _beside(run, index, step)
        if value is not None and value not in known:
            pairs[value] = _words(blocks[index], folded)
            pairs.setdefault(index, "")
    return pairs


def _beside(run: Sequence[int], index: int, step: int) -> int | None:
    """The block `step` places from one in a run; blocks that hold marks only are not in it."""
    at = run.index(index) + step
    return run[at] if 0 <= at < len(run) else None


def _fits(run: Sequence[int], known: list[int], step: int, blocks: Sequence[Block], folded: str, labels: Labels, shapes: Shapes) -> int:
    """How well values stand `step` blocks from their labels: shapes that fit less shapes that do not, then complete pairs."""
    score = 0
    for index in known:
        value = _beside(run, index, step)
        if value is None or value in known:
            score -= 1
            continue
        words = _words(blocks[value], folded)
        expected = [shapes[name] for name in labels[_words(blocks[index], folded)] if name in shapes]
        score += 1 + sum(4 if shape.search(words) else -4 for shape in expected)
    return score
