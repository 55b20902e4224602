"""Number of positions to be filled, where it is stated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import read_number
from normalizer.resolve import FIRST, HEADER, TEXT, Settled, choose

FIELD = "openings"

_MOST = 2_000
_COUNT = re.compile(r"[\s:]*(\d{1,4})(?![\d.,/:-])")
_MARKS = re.compile(r"[\s:]*")
_LONGEST_LABEL = 60
"""Characters of a line that may be a label alone."""
_CHIP = re.compile(r"[|·•] ?$")


def read(page: Page) -> Iterator[Draft]:
    """Claims: a number."""
    read_already: set[int] = set()
    for hit in page.hits(FIELD):
        count = _count(hit.group("count") or "", page.speech) if _counts(page, hit) else None
        if count:
            read_already.add(hit.line)
            yield page.claim_hit(FIELD, count, hit)
    for index, start, end in _labelled(page):
        found = _COUNT.match(page.folded, start, end) if index not in read_already else None
        if found and (count := _count(found[1], page.speech)):
            yield page.claim(FIELD, count, found.start(1), found.end(1), f"{FIELD}: number under a label")


def _labelled(page: Page) -> Iterator[tuple[int, int, int]]:
    """(line, start, end) of values with a label in their own line, or alone in the line above, perhaps with a colon in between."""
    for index, line in page.labelled(FIELD):
        yield index, line.value_start, line.end
    labels, folded = page.labels, page.folded
    for index, above in enumerate(page.lines):
        if above.end - above.start > _LONGEST_LABEL:
            continue
        owners = labels.get(folded[above.start : above.end].strip(" :"))
        if owners and FIELD in owners:
            below = next((at for at in range(index + 1, len(page.lines)) if not _is_marks(page, at)), None)
            if below is not None:
                yield below, page.lines[below].start, page.lines[below].end


def _is_marks(page: Page, index: int) -> bool:
    return _MARKS.fullmatch(page.folded, page.lines[index].start, page.lines[index].end) is not None


def _counts(page: Page, hit: Hit) -> bool:
    before = page.folded[page.lines[hit.line].value_start : hit.start]
    return not hit.phrase.options.get("opens") or not before.strip() or bool(_CHIP.search(before))


def _count(words: str, language: str) -> int | None:
    number = read_number(words, language)
    return number if isinstance(number, int) and 0 < number <= _MOST else None


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """What the text states first, else the embedded number."""
    claim, rule = choose(claims, (TEXT, HEADER, FIRST))
    return Settled({FIELD: claim.value}, [(claim, rule)])
