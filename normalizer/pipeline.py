"""The walk of the data: bytes → document → marks → claims → listing → conflicts. Who has read this file knows the system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

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
    documents = read_documents(page)
    for number, document in enumerate(documents, page.first):
        try:
            yield document if isinstance(document, Unreadable) else normalize_document(page, document, number, policy)
        except Unreadable as error:
            yield error
        except BROKEN_DATA:
            raise
        except Exception as error:
            if len(documents) == 1:
                raise
            yield Unreadable(f"posting {number}: {internal_error(error)}")


def normalize_document(raw: RawPage, document: Document, number: int = 1, policy: Policy = Policy.SPECIFIC) -> Listing:
    """The listing of one document of a page. Raises `Unreadable` where it holds none."""
    page = read_page(raw, document)
    require_listing(page)
    findings = find_contradictions(page)
    lost = withheld(findings, page.drafts, policy)
    settled = by_policy(settle_all(page, lost), findings, policy)
    followed = {draft.id: rule for result in settled for draft, rule in result.follows}
    return assemble(page, number, settled, as_conflicts(page, findings, followed), policy, lost)


def settle_all(page: Page, lost: Sequence[Draft] = ()) -> list[Settled]:
    """What the role's own decidable claims on each field come to, but for those that are lost."""
    claims: dict[str, list[Draft]] = {}
    role = About.ROLE
    for draft in page.drafts:
        if draft.value is not None and draft.about is role and draft not in lost:
            claims.setdefault(draft.field.partition(".")[0], []).append(draft)
    results = (module.settle(claims[module.FIELD], page) for module in FIELDS if module.FIELD in claims)
    return [result for result in results if result]


def read_page(raw: RawPage, document: Document, language: str | None = None) -> Page:
    """A page with every claim stated and numbered in reading order; its language is detected where it is not given."""
    folded = fold(document.text)
    language = language or detect_language(folded, document.language)
    words = lexicon(packs_for(language))
    cut = lines(document, folded, vocabulary(words.language), words.labels, words.shapes)
    page = _page(raw, document, folded, cut, language, words)
    page.drafts.extend(read_embedded(page))
    _state_claims(page)
    foreign = english_lines(folded, cut, words.language) if words.language != ENGLISH else []
    if foreign:
        guest = _page(raw, document, folded, tuple(cut[line] for line in foreign), language, lexicon(ENGLISH))
        _state_claims(guest)
        page = joined(page, guest, foreign)
    page.drafts.sort(key=lambda draft: (draft.start < 0, draft.start))
    for count, draft in enumerate(page.drafts, 1):
        draft.id = f"c{count}"
    return page


def _page(raw: RawPage, document: Document, folded: str, cut: tuple[Line, ...], language: str | None, words: Lexicon) -> Page:
    """A page of these lines, with what the packs find in them."""
    return Page(raw, document, folded, cut, language, words.hits(folded, [(line.start, line.end) for line in cut]), words)


def _state_claims(page: Page) -> None:
    for module in FIELDS:
        page.drafts.extend(module.read(page))


@cache
def lexicon(language: str = ENGLISH) -> Lexicon:
    """All packs of a language, compiled; with the English labels, which boards and providers' data write in every language. Raises
    `PackError` for a pack that is broken.
    """
    rooms = [_ROOM / "cues", *(_ROOM / "fields" / module.FIELD for module in FIELDS)]
    labels = {} if language == ENGLISH else lexicon(ENGLISH).labels
    return Lexicon(tuple(pack for room in rooms for pack in read_packs(room, "", room.name, language)), language, labels)
