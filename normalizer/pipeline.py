"""The walk of the data: bytes → document → marks → claims → listing → conflicts. Who has read this file knows the system.

The walk rests between its steps, so that a batch can take a step for each of its pages before the next one: a processor that has just
done a step does it again a good deal faster.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

from normalizer.assemble import assemble
from normalizer.conflicts import as_conflicts, find_contradictions
from normalizer.document import read_documents
from normalizer.document.errors import Unreadable
from normalizer.document.language import detect_language, english_lines
from normalizer.document.lines import Line, lines
from normalizer.document.sections import vocabulary
from normalizer.fields import FIELDS
from normalizer.fold import fold
from normalizer.lexicon import Lexicon, PackError, read_packs
from normalizer.mixed import joined
from normalizer.packs import ENGLISH, packs_for
from normalizer.page import Draft, Page
from normalizer.policies import by_policy, withheld
from normalizer.readers.words import WordsError
from normalizer.refusals import internal_error
from normalizer.resolve import Settled
from normalizer.sources.claims import read_embedded
from normalizer.verdict import require_listing
from schemas.claim import About
from schemas.document import Document
from schemas.listing import Listing, Policy
from schemas.raw import RawPage

BROKEN_DATA = (PackError, WordsError)
"""Raised where a data file of the normalizer's own is broken: no page is at fault, and no page can be read."""

_ROOM = Path(__file__).parent
_START = attrgetter("start")

T = TypeVar("T")
Steps = Generator[None, None, T]
"""Work that rests between its steps; what it comes to is returned."""


def normalize(page: RawPage, policy: Policy = Policy.SPECIFIC) -> list[Listing]:
    """The listings on a page, in its order. Raises `Unreadable` where it cannot be read or holds none; of a page with several
    postings those that are none are left out (`normalize_each` tells which).
    """
    results = list(normalize_each(page, policy))
    listings = [result for result in results if isinstance(result, Listing)]
    if not listings:
        raise next((result for result in results if isinstance(result, Unreadable)), Unreadable("holds no posting; expected a job listing"))
    return listings


def normalize_each(page: RawPage, policy: Policy = Policy.SPECIFIC) -> Iterator[Listing | Unreadable]:
    """For each posting on a page its listing, or why it is none. Raises `Unreadable` where the page as a whole cannot be read.

    A failure of our own over one posting of several costs that posting only.
    """
    return (result for result in normalize_in_steps(page, policy) if result is not None)


def normalize_in_steps(page: RawPage, policy: Policy = Policy.SPECIFIC) -> Iterator[Listing | Unreadable | None]:
    """As `normalize_each`, with null wherever the walk rests."""
    documents = read_documents(page)
    yield None
    for number, document in enumerate(documents, page.first):
        result: Listing | Unreadable
        try:
            result = document if isinstance(document, Unreadable) else (yield from listing_in_steps(page, document, number, policy))
        except Unreadable as error:
            result = error
        except BROKEN_DATA:
            raise
        except Exception as error:
            if len(documents) == 1:
                raise
            result = Unreadable(f"posting {number}: {internal_error(error)}")
        yield result


def listing_in_steps(raw: RawPage, document: Document, number: int = 1, policy: Policy = Policy.SPECIFIC) -> Steps[Listing]:
    """The listing of one document of a page. Raises `Unreadable` where it holds none."""
    page = yield from _page_in_steps(raw, document, None)
    require_listing(page)
    findings = find_contradictions(page)
    yield
    lost = withheld(findings, page.drafts, policy)
    settled = by_policy(settle_all(page, lost), findings, policy)
    followed = {draft.id: rule for result in settled for draft, rule in result.follows}
    yield
    return assemble(page, number, settled, as_conflicts(page, findings, followed), policy, lost)


def finished(steps: Steps[T]) -> T:
    """What work comes to that nothing else has to wait for."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def settle_all(page: Page, lost: Sequence[Draft] = ()) -> list[Settled]:
    """What the role's own decidable claims on each field come to, but for those that are lost."""
    claims: dict[str, list[Draft]] = {}
    role = About.ROLE
    for draft in page.drafts:
        if draft.value is not None and draft.about is role and draft not in lost:
            claims.setdefault(draft.field.partition(".")[0], []).append(draft)
    return [result for module in FIELDS if (own := claims.get(module.FIELD)) and (result := module.settle(own, page))]


def read_page(raw: RawPage, document: Document, language: str | None = None) -> Page:
    """A page with every claim stated and numbered in reading order; its language is detected where it is not given."""
    return finished(_page_in_steps(raw, document, language))


def _page_in_steps(raw: RawPage, document: Document, language: str | None) -> Steps[Page]:
    folded = fold(document.text)
    language = language or detect_language(folded, document.language)
    yield
    words = lexicon(packs_for(language))
    cut = lines(document, folded, vocabulary(words.language), words.labels, words.shapes)
    yield
    page = _page(raw, document, folded, cut, language, words)
    yield
    page.drafts.extend(read_embedded(page))
    yield from _state_claims(page)
    foreign = english_lines(folded, cut, words.language) if words.language != ENGLISH else []
    if foreign:
        guest = _page(raw, document, folded, tuple(cut[line] for line in foreign), language, lexicon(ENGLISH))
        yield from _state_claims(guest)
        page = joined(page, guest, foreign)
    page.drafts = _numbered(page.drafts)
    return page


def _numbered(drafts: Sequence[Draft]) -> list[Draft]:
    """Claims with their ids: in reading order, those of embedded data, whose offset is -1, behind the others."""
    ordered = sorted((draft for draft in drafts if draft.start >= 0), key=_START)
    ordered += (draft for draft in drafts if draft.start < 0)
    for count, draft in enumerate(ordered, 1):
        draft.id = f"c{count}"
    return ordered


def _page(raw: RawPage, document: Document, folded: str, cut: tuple[Line, ...], language: str | None, words: Lexicon) -> Page:
    """A page of these lines, with what the packs find in them."""
    return Page(raw, document, folded, cut, language, words.hits(folded, [(line.start, line.end) for line in cut]), words)


def _state_claims(page: Page) -> Steps[None]:
    for module in FIELDS:
        page.drafts.extend(module.read(page))
        yield


@cache
def lexicon(language: str = ENGLISH) -> Lexicon:
    """All packs of a language, compiled; with the English labels, which boards and providers' data write in every language. Raises
    `PackError` for a pack that is broken.
    """
    rooms = [_ROOM / "cues", *(_ROOM / "fields" / module.FIELD for module in FIELDS)]
    labels = {} if language == ENGLISH else lexicon(ENGLISH).labels
    return Lexicon(tuple(pack for room in rooms for pack in read_packs(room, "", room.name, language)), language, labels)
