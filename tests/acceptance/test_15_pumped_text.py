"""15: no text, however it is pumped up, keeps a field's rules busy for long, or for longer than its length explains.

Rules are given lines of at most 1,000 characters, so that is the length at which the bar of 50 ms holds; beyond it the time must grow no
faster than the text does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import process_time

import dateparser.search
import pytest

from normalizer.document import read_documents
from normalizer.document.errors import Unreadable
from normalizer.document.language import detect_language
from normalizer.document.lines import lines
from normalizer.document.sections import vocabulary
from normalizer.fields import FIELDS
from normalizer.fold import fold
from normalizer.page import Page
from normalizer.pipeline import lexicon
from normalizer.redact import redact
from schemas.raw import RawPage

PUMPS = (
    "?",
    "1 ",
    "x",
    "$1",
    "1,000 ",
    "a.",
    "- ",
    "20 hours to ",
    "from 1 to ",
    "( ",
    "1/1/",
    "€ 5 per hour or ",
    "English, ",
    "USD",
    "\n- 3 years of ",
)
SIZES = (1_000, 10_000, 100_000)
MOST_SECONDS = 0.05
MOST_GROWTH = 15
MEASURABLE = 0.005
"""Seconds below which a quotient says nothing."""


def page_of(text: str) -> Page:
    raw = RawPage(id="pumped", media_type="text/plain", body=text)
    document = read_documents(raw)[0]
    folded, words = fold(document.text), lexicon()
    cut = lines(document, folded, vocabulary(), words.labels, words.shapes)
    found = words.hits(folded, [(line.start, line.end) for line in cut])
    return Page(raw, document, folded, cut, detect_language(folded, document.language), found, words)


def seconds_of(work: Callable[[], object]) -> float:
    """Of the processor, the better of two tries."""
    tries = []
    for _ in range(2):
        begun = process_time()
        work()
        tries.append(process_time() - begun)
    return min(tries)


def costs() -> Iterator[tuple[str, str, dict[int, float]]]:
    """(what, pump, size → seconds) of each field's rules, and of the search for personal data."""
    for pump in PUMPS:
        texts = {size: (pump * (size // len(pump) + 1))[:size] for size in SIZES}
        try:
            pages = {size: page_of(text) for size, text in texts.items()}
        except Unreadable:
            continue
        for module in FIELDS:
            yield (
                module.FIELD,
                pump,
                {size: seconds_of(lambda page=page, read=module.read: list(read(page))) for size, page in pages.items()},
            )
        yield "redact", pump, {size: seconds_of(lambda text=text: redact(text)) for size, text in texts.items()}


def test_every_field_takes_little_and_linear_time(figure: Callable[..., None]) -> None:
    found = list(costs())
    line = SIZES[0]
    worst = max(found, key=lambda row: row[2][line])
    growth = [(what, pump, times[100_000] / times[10_000]) for what, pump, times in found if times[10_000] > MEASURABLE]
    steepest = max(growth, key=lambda row: row[2], default=("none is measurable", "", 0.0))
    longer = round(max(times[10_000] for _, _, times in found), 3)
    figure(15, round(worst[2][line], 4), unit="s", at=worst[0], seconds_at_10k=longer, growth_10k_to_100k=round(steepest[2], 1))
    assert worst[2][line] <= MOST_SECONDS, worst
    assert steepest[2] <= MOST_GROWTH, steepest


@pytest.mark.filterwarnings("ignore")
def test_a_search_for_dates_in_free_text_takes_far_longer() -> None:
    assert seconds_of(lambda: dateparser.search.search_dates("1 " * 500)) > MOST_SECONDS
