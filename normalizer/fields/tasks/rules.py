"""Tasks: read on pages of annotation work only, and only from lines that speak of the work itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import Settled
from schemas.claim import About
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "tasks"
_PARTS = {
    "data": "tasks.data_types",
    "label": "tasks.label_types",
    "enum": "tasks.label_types",
    "tool": "tasks.tools",
    "step": "tasks.workflow",
}
# Where the work itself is described; requirements and the way to apply name what people know.
_WORK = frozenset({Section.SUMMARY, Section.RESPONSIBILITIES, Section.META, Section.OTHER})
_LEAST_CONTEXT = 2
# Upper-case words of sites that are no label types.
_NO_LABELS = frozenset({"PAY_PER_HOUR", "PAY_PER_LABEL", "FIXED_PRICE", "ENTRY_LEVEL", "ANY_EXPERIENCE_LEVEL"})
_SAME = {"PROMPT_RESPONSE_WRITING_SFT": "PROMPT_RESPONSE_WRITING", "TEXT_SUMMARIZATION": "SUMMARIZATION", "RLHF_ANNOTATION": "RLHF"}


def read(page: Page) -> Iterator[Draft]:
    """Claims: lists of one data type, label type or tool each; a step of the workflow as text."""
    hits = page.hits(FIELD)
    context = {hit.line for hit in hits if hit.phrase.options["kind"] == "context"}
    if len(context) < _LEAST_CONTEXT and not any(True for _ in page.labelled(FIELD)):
        return
    steps: set[int] = set()
    for hit in hits:
        kind = hit.phrase.options["kind"]
        if kind not in _PARTS or hit.line in steps or not _speaks_of_work(page, hit.line, kind) or _is_prospect(page, hit, kind):
            continue
        if kind == "step":
            steps.add(hit.line)
        yield from _claim(page, hit, kind)


def _speaks_of_work(page: Page, index: int, kind: str) -> bool:
    """Whether a line describes the work; tools count where they are required as well."""
    line = page.lines[index]
    if line.about is not About.ROLE or line.kind is BlockKind.HEADING:
        return kind == "data" and line.section is Section.TITLE
    if kind == "step":
        return page.rule(FIELD, "workflow_heading").search(line.heading) is not None
    labelled = FIELD in page.labels.get(line.label, ())
    return labelled or line.section in _WORK or (kind in ("tool", "enum") and line.section is Section.REQUIREMENTS)


def _is_prospect(page: Page, hit: Hit, kind: str) -> bool:
    """Whether a label type is only what tasks "may include": no part of the work yet."""
    cues = (cue for cue in page.cues(hit.line, "softened") if cue.end <= hit.start)
    prospect = page.rule(FIELD, "prospect")
    return kind == "label" and any(
        prospect.fullmatch(page.folded, cue.start, cue.end) and ";" not in page.folded[cue.end : hit.start] for cue in cues
    )


def _claim(page: Page, hit: Hit, kind: str) -> Iterator[Draft]:
    if kind == "step":
        line = page.lines[hit.line]
        words = " ".join(page.text[line.start : line.end].split())
        yield page.claim(_PARTS[kind], words, line.start, line.end, hit.phrase.rule, strength=Strength.REQUIRED)
        return
    value = hit.phrase.value if kind != "enum" else _enumerated(page.text[hit.start : hit.end])
    if value:
        yield page.claim(_PARTS[kind], [value], hit.start, hit.end, hit.phrase.rule)


def _enumerated(written: str) -> str | None:
    """A label type written as sites store it; null for other words with underscores."""
    if not written.isupper() or written in _NO_LABELS:
        return None
    return _SAME.get(written, written)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Every part: what a labelled line lists, else what is described as the work; steps in reading order."""
    value: dict[str, list[str]] = {}
    follows: list[tuple[Draft, str]] = []
    for part in ("data_types", "label_types", "tools", "workflow"):
        own = [claim for claim in claims if claim.field == f"{FIELD}.{part}"]
        kept, rule = _kept(own, page) if part != "workflow" else (own, "every step")
        for claim in kept:
            for item in claim.value if isinstance(claim.value, list) else [claim.value]:
                if item not in value.setdefault(part, []):
                    value[part].append(item)
                    follows.append((claim, rule))
    return Settled({FIELD: value}, follows) if value else None


def _kept(claims: list[Draft], page: Page) -> tuple[list[Draft], str]:
    """The claims of lines that are labelled with the field, else those in capitals as sites store them, else all."""
    labelled = [claim for claim in claims if claim.embedded or FIELD in page.labels.get(_label(claim, page), ())]
    if labelled:
        return labelled, "a labelled list before prose"
    stored = [claim for claim in claims if claim.quote.isupper() and "_" in claim.quote]
    if stored:
        lines = {claim.line for claim in stored}
        return [claim for claim in claims if claim.line in lines], "a list in the site's own words before prose"
    return claims, "what the work is described as"


def _label(claim: Draft, page: Page) -> Any:
    return page.lines[claim.line].label
