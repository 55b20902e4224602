"""Workplace: remote, in part at an office, or on site, as a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.document.lines import Line
from normalizer.fields.workplace.chips import ends_part, is_labelled, is_row_of_chips, row_of, stands_alone, starts_part
from normalizer.lexicon import Hit
from normalizer.page import Draft, Page
from normalizer.readers.number import read_number
from normalizer.resolve import FIRST, HEADER, REQUIRED, TEXT, UNCONDITIONAL, Settled, choose
from schemas.claim import About
from schemas.document import BlockKind, Section

FIELD = "workplace"
# Members of an enumeration cost a call each time they are named.
_META, _ROLE = Section.META, About.ROLE
_UNDECIDED = "UNDECIDED"
_LONGEST_NAME = 80
_WORKING_DAYS = 5


def read(page: Page) -> Iterator[Draft]:
    """Claims `REMOTE`, `HYBRID` or `ONSITE`; null where several are named side by side and none is chosen."""
    if not page.hits(FIELD):
        return
    stated = [*_without_offers(page, list(_statements(page))), *_counted(page), *_first_days(page)]
    yield from stated
    decided = any(_decides(draft) for draft in (*stated, *page.drafts) if draft.field == FIELD)
    everybody = [_of_everybody(page, hit, decided=decided) for hit in _saying(page, "we", "company")]
    yield from everybody
    if not decided and not any(map(_decides, everybody)):
        yield from (page.claim_hit(FIELD, hit.phrase.value, hit) for hit in _saying(page, "passing"))


def _saying(page: Page, *kinds: str) -> Iterator[Hit]:
    return (hit for hit in page.hits(FIELD) if hit.phrase.options["says"] in kinds)


def _decides(draft: Draft) -> bool:
    return draft.value is not None and draft.about is _ROLE and draft.condition is None


def _statements(page: Page) -> Iterator[Draft]:
    """Statements, one claim each; words of mode in one row of chips or one line, and statements beside them there, make one together."""
    words = _without_labels(page, [hit for hit in _saying(page, "word", "labelled") if _is_said_of_the_work(page, hit)])
    lines = {hit.line for hit in words}
    rows: dict[int, list[Hit]] = {}
    for hit in sorted((*words, *_saying(page, "states", "offers")), key=lambda hit: hit.start):
        if hit.line in lines:
            rows.setdefault(row_of(page, hit.line)[0], []).append(hit)
        else:
            yield page.claim_hit(FIELD, hit.phrase.value, hit)
    yield from (_joined(page, hits) for hits in rows.values())


def _without_offers(page: Page, stated: Sequence[Draft]) -> Sequence[Draft]:
    """Statements without those of work from home that is offered where a bare word says that the work is remote."""
    words, offers = ({hit.phrase.rule for hit in _saying(page, kind)} for kind in ("word", "offers"))
    is_remote = any(_decides(draft) and draft.value == "REMOTE" and draft.rule in words for draft in stated)
    return [draft for draft in stated if not is_remote or draft.rule not in offers]


def _joined(page: Page, hits: Sequence[Hit]) -> Draft:
    """What words side by side come to: on site with days at home is hybrid; remote beside anything else leaves the choice open."""
    modes = {hit.phrase.value for hit in hits}
    if len(modes) == 1 and _UNDECIDED not in modes:
        return page.claim_hit(FIELD, hits[0].phrase.value, hits[0])
    mode = "HYBRID" if modes == {"ONSITE", "HYBRID"} else None
    return page.claim(FIELD, mode, hits[0].start, hits[-1].end, hits[0].phrase.rule)


def _without_labels(page: Page, words: Sequence[Hit]) -> list[Hit]:
    """Words without those of labels ("Telework: …"), unless nothing else in the line says anything."""
    valued = {hit.line for hit in page.hits(FIELD) if hit.start >= page.lines[hit.line].value_start}
    return [hit for hit in words if hit.start >= page.lines[hit.line].value_start or hit.line not in valued]


def _is_said_of_the_work(page: Page, hit: Hit) -> bool:
    """Whether a word stands where it tells how the work is done: under a label, between bars, in the title, or as a chip."""
    labelled = is_labelled(page, FIELD, hit.line, hit.start)
    if hit.phrase.options["says"] == "labelled":
        return labelled and starts_part(page, hit.line, hit.start)
    if labelled or is_row_of_chips(page, hit.line):
        return True
    line = page.lines[hit.line]
    if hit.phrase.value == "REMOTE" and _is_title(page, line, hit):
        return True
    if line.section is _META and line.kind is BlockKind.CELL and hit.start == line.start:
        # The last chip of a row may run on into the first sentence.
        return True
    return stands_alone(page, hit.line, hit.start, hit.end)


def _is_title(page: Page, line: Line, hit: Hit) -> bool:
    """Whether a line names the role: the title, or a short line of the header that begins or ends with the word and is no sentence."""
    if line.section is Section.TITLE:
        return True
    is_short = line.section is _META and line.end - line.start <= _LONGEST_NAME and page.folded[line.end - 1] not in ".!?"
    return is_short and (starts_part(page, hit.line, hit.start) or ends_part(page, hit.line, hit.end))


def _counted(page: Page) -> Iterator[Draft]:
    """Claims by the days of a week; days that may be all or some of them decide nothing."""
    for hit in _saying(page, "counts"):
        mode = hit.phrase.value or _mode_of_days(hit)
        if mode:
            yield page.claim_hit(FIELD, mode, hit)


def _mode_of_days(hit: Hit) -> str | None:
    days = [read_number(words, hit.phrase.language) for name in ("n", "m") if (words := hit.group(name))]
    known = [day for day in days if day is not None and 0 < day <= 7]
    if not known or len(known) < len(days):
        return None
    if min(known) >= _WORKING_DAYS:
        return "ONSITE" if hit.phrase.options["at"] == "office" else "REMOTE"
    return "HYBRID" if max(known) < _WORKING_DAYS else None


def _first_days(page: Page) -> Iterator[Draft]:
    """A start on site is a condition of that start, not the rule afterwards."""
    for hit in _saying(page, "start"):
        start, end = hit.span("when")
        yield page.claim_hit(FIELD, hit.phrase.value, hit, condition=page.text[start:end])


def _of_everybody(page: Page, hit: Hit, *, decided: bool) -> Draft:
    """What holds for everybody at the company holds for the role where nothing is said of the role itself."""
    own = hit.phrase.options["says"] == "we" and not decided
    return page.claim_hit(FIELD, hit.phrase.value, hit, about=_ROLE if own else About.COMPANY)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Days that are counted decide before words, the text before embedded flags."""
    starts = {hit.start for hit in _saying(page, "start")}
    lasting = [claim for claim in claims if claim.start not in starts]
    if not lasting:
        return None
    counted = {hit.start for hit in _saying(page, "counts")}
    days = ("days counted before words", lambda claim: claim.start not in counted)
    claim, rule = choose(lasting, (REQUIRED, UNCONDITIONAL, days, TEXT, HEADER, FIRST))
    return Settled({FIELD: claim.value}, [(claim, rule)])
