"""Which block of a document is the title of the role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalizer.document.roles import names_role
from normalizer.document.sections import Vocabulary
from schemas.document import Block, BlockKind, Document

_LONGEST_TITLE = 160
_DEEPEST = 14
"""Blocks from the top in which a title without markup may stand."""
# Members of an enumeration cost a call each time they are named.
_HEADING = BlockKind.HEADING
_SENTENCE = re.compile(r"[.!?]$")


def title_block(document: Document, folded: str, vocabulary: Vocabulary) -> int | None:
    """Index of the block that is the title; null where the listing begins without one."""
    blocks = document.blocks
    if (
        blocks
        and blocks[0].kind is BlockKind.PARAGRAPH
        and names_role(_words(blocks[0], folded), vocabulary.language)
        and _may_be(blocks[0], folded, vocabulary)
    ):
        return 0
    by_markup = next((i for i, b in enumerate(blocks) if b.kind is _HEADING and b.level == 1 and _may_be(b, folded, vocabulary)), None)
    if by_markup is not None:
        return by_markup
    return next(_plain_titles(document, folded, vocabulary), None)


def _plain_titles(document: Document, folded: str, vocabulary: Vocabulary) -> Iterator[int]:
    """Candidates in a text without a first-level heading, best first."""
    blocks = document.blocks[:_DEEPEST]
    top = 0
    chrome, skip_link = vocabulary.patterns["chrome"], vocabulary.patterns["skip_link"]
    if blocks and skip_link.fullmatch(_words(blocks[0], folded)):
        # Behind a skip link stands the site's own name.
        top = 2
    for index, block in enumerate(blocks[top:], top):
        words = _words(block, folded)
        if chrome.fullmatch(words) or skip_link.fullmatch(words):
            continue
        if _may_be(block, folded, vocabulary) and block.kind is not BlockKind.ITEM:
            yield index
        return


def _may_be(block: Block, folded: str, vocabulary: Vocabulary) -> bool:
    words = _words(block, folded)
    if " | " in words:
        return True
    if not 2 < len(words) <= _LONGEST_TITLE or (_SENTENCE.search(words) and words.count(" ") > 7):
        return False
    # "Quality Assurance Supervisor" begins like a heading of sections, but names a role.
    return vocabulary.meaning(words) is None or (
        words not in vocabulary.exact and names_role(words, vocabulary.language) and words.count(" ") < 8
    )


def _words(block: Block, folded: str) -> str:
    return folded[block.start : block.end].strip(" -*=")
