"""Forms of employment that are stated or offered for this role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from normalizer.document.sections import HEADER_SECTIONS
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.resolve import FIRST, HEADER, TEXT, Settled, choose
from schemas.claim import About
from schemas.document import BlockKind, Section

FIELD = "employment_types"

# Members of an enumeration cost a call each time they are named.
_TITLE, _ROLE = Section.TITLE, About.ROLE
_NOT = "not"
_TIE = "tie"
_REACH = 12
_SECTIONS_OF_OTHERS = (Section.ABOUT,)
_OPPOSITES = frozenset({"FULL_TIME", "PART_TIME"})


def read(page: Page) -> Iterator[Draft]:
    """Claims: lists of types. What is said together is one claim, so that alternatives are seen as such.

    `employment_types.tie` claims `["PERMANENT"]` or `["EMPLOYEE"]`, which fill no attribute but speak against a type.
    """
    hits = page.hits(FIELD)
    for hit in hits:
        if hit.phrase.options["kind"] == _TIE and hit.phrase.value and _counts(page, hit):
            yield page.claim_hit(f"{FIELD}.{_TIE}", hit.phrase.value, hit)
    for _, group in groupby((hit for hit in hits if hit.phrase.options["kind"] != _TIE), key=lambda hit: hit.line):
        yield from _joined(page, list(_of_role(page, list(group))))


def _of_role(page: Page, hits: Sequence[Hit]) -> Iterator[Hit]:
    """Hits of a line that speak of this role's employment, none inside another."""
    others = [hit.match.span() for hit in hits if hit.phrase.options["kind"] == _NOT]
    taken: list[tuple[int, int]] = []
    for hit in sorted(hits, key=lambda hit: (bool(hit.phrase.options.get("weak")), hit.start - hit.end)):
        if hit.phrase.options["kind"] == _NOT or any(a < hit.end and hit.start < b for a, b in others):
            continue
        if _counts(page, hit) and not any(a <= hit.start and hit.end <= b for a, b in taken if hit.phrase.options.get("weak")):
            taken.append((hit.start, hit.end))
            yield hit


def _counts(page: Page, hit: Hit) -> bool:
    line = page.lines[hit.line]
    if hit.start < line.value_start:
        # "Full-time: 40 hours a week" states a type, "Full or part-time: full-time" asks for one.
        return line.label == page.folded[hit.start : hit.end] and FIELD not in page.labels.get(line.label, ())
    if line.kind is BlockKind.HEADING and line.section not in HEADER_SECTIONS:
        return "about" in hit.phrase.options
    if not hit.phrase.options.get("weak"):
        return True
    if FIELD in page.labels.get(line.label, ()):
        return True
    if line.section is _TITLE:
        return True
    return line.section not in _SECTIONS_OF_OTHERS and _stands_alone(page, hit, line.value_start, line.end)


def _stands_alone(page: Page, hit: Hit, start: int, end: int) -> bool:
    """Whether marks or the line's ends stand on both sides: "Remote | Contract | …"."""
    before = page.folded[max(start, hit.start - _REACH) : hit.start]
    # A column of its own in a header line decides alone: the text behind the last column is often run on.
    if page.lines[hit.line].kind is BlockKind.CELL and not before.strip():
        return True
    opens = not before.strip() or page.rule(FIELD, "before").search(before) is not None
    return opens and page.rule(FIELD, "behind").match(page.folded, hit.end, end) is not None


def _joined(page: Page, hits: Iterable[Hit]) -> Iterator[Draft]:
    """One claim for each run of hits with nothing but marks and joining words between them."""
    run: list[Hit] = []
    joined = page.rule(FIELD, "joined")
    for hit in sorted(hits, key=lambda hit: hit.start):
        if run and not joined.fullmatch(page.folded, max(h.end for h in run), max(hit.start, max(h.end for h in run))):
            yield _claim(page, run)
            run = []
        run.append(hit)
    if run:
        yield _claim(page, run)


def _claim(page: Page, run: Sequence[Hit]) -> Draft:
    types = list(dict.fromkeys(kind for hit in run for kind in hit.phrase.value))
    # A title speaks of its role, whatever words it holds ("All Roles").
    certain = page.lines[run[0].line].section is _TITLE or any("about" in hit.phrase.options for hit in run)
    return page.claim(FIELD, types, run[0].start, max(hit.end for hit in run), run[0].phrase.rule, about=_ROLE if certain else None)


def settle(claims: Sequence[Draft], _page: Page) -> Settled | None:
    """Every type stated; of full-time and part-time only what the line says that comes first."""
    types = [claim for claim in claims if claim.field == FIELD]
    left_out, follows = _opposite(types)
    kept: dict[str, Draft] = {}
    for claim in sorted(types, key=lambda claim: claim.embedded):
        for kind in claim.value:
            if kind not in left_out:
                kept.setdefault(kind, claim)
    chosen = [claim for claim, _ in follows]
    follows += [(claim, "each type stated") for claim in dict.fromkeys(kept.values()) if claim not in chosen]
    return Settled({FIELD: tuple(kept)}, follows) if kept else None


def _opposite(claims: Sequence[Draft]) -> tuple[frozenset[str], list[tuple[Draft, str]]]:
    """The type that the claim which comes first speaks against, and that claim; nothing where neither is stated."""
    either = [claim for claim in claims if _OPPOSITES & set(claim.value)]
    if not either:
        return frozenset(), []
    first, rule = choose(either, (TEXT, HEADER, FIRST))
    together = {kind for claim in either if claim.line == first.line for kind in claim.value}
    return _OPPOSITES - together, [(first, rule)]
