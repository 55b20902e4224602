"""Years of experience: figures with their unit, and words that none are needed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from normalizer.cues.rules import strength_at
from normalizer.document.lines import Line
from normalizer.document.sections import bare
from normalizer.lexicon import Expression, Hit, read_packs
from normalizer.page import Draft, Page
from normalizer.readers.number import bounds_before, range_mark, read_number, tidy
from normalizer.readers.phrases import cuts_word
from schemas.claim import About
from schemas.document import BlockKind, Section
from schemas.values import Number, Strength

_FIELD = "experience"
_MOST_YEARS = 40
_NEAR_START = 12
"""Characters of a line in front of a figure that still opens it."""
_FARTHEST = 80
"""Characters in front of a figure in which words may stand that say what it counts."""
_REQUIREMENTS = Section.REQUIREMENTS
_SPEAK_OF_OTHERS = (Section.BENEFITS, Section.PROCESS, Section.ABOUT)
_WORD = re.compile(r"[^\W_][\w-]*")
_INLINE_BULLET = re.compile(r"[:.;] ?[-*•·] ?\Z|[•*] ?\Z")
EQUIVALENT = ", as an equivalent"
"""Ends the rule of years that may take the place of what is asked for."""


def read_years(page: Page) -> Iterator[Draft]:
    """Claims on `experience.years`."""
    hits = page.hits(_FIELD)
    replacing = _equivalence_headings(page, hits)
    above: Hit | None = None
    for hit in hits:
        kind = hit.phrase.options["kind"]
        if kind == "none":
            yield _none_needed(page, hit)
        elif kind == "several":
            yield _several(page, hit)
        elif kind == "figure" and (draft := _stated(page, hit, above)):
            above = hit
            draft.rule += EQUIVALENT if page.lines[hit.line].heading in replacing else ""
            yield draft
    yield from _labelled(page)


def _equivalence_headings(page: Page, hits: Sequence[Hit]) -> set[str]:
    """Folded headings of what may take the place of what is asked for."""
    lines = [page.lines[hit.line] for hit in hits if hit.phrase.options["kind"] == "equivalent"]
    return {bare(page.folded[line.start : line.end]) for line in lines if line.kind is BlockKind.HEADING}


def _none_needed(page: Page, hit: Hit) -> Draft:
    start, end = next((hit.span(name) for name in ("of", "in_what") if hit.group(name)), (hit.start, hit.start))
    of = _particular(page, hit, start, end)
    value = {"min_years": 0, "max_years": 0, "none": True, "of": of}
    return page.claim_hit("experience.years", value, hit, strength=Strength.REQUIRED)


def _several(page: Page, hit: Hit) -> Draft:
    """Years that nobody counts ("several years' experience"): no value of the listing, but more than one."""
    start, end = hit.span("of") if hit.group("of") else (hit.start, hit.start)
    value = {"min_years": None, "max_years": None, "several": True, "of": _particular(page, hit, start, end)}
    return page.claim_hit("experience.years", value, hit)


def _stated(page: Page, hit: Hit, above: Hit | None) -> Draft | None:
    """The claim of a figure, or null where it counts something else than experience."""
    line = page.lines[hit.line]
    meaning = None if hit.group("other") else _meaning_in_front(page, line, hit)
    if hit.group("other") or meaning == "OTHER":
        return None
    bound, start = bounds_before(page.speech).before(page.folded, _behind_words(page, hit.start), line.start) or (None, hit.start)
    if not (hit.group("experience") or hit.group("doing")) and meaning != "EXPERIENCE" and not _may_be_bare(page, line, hit, bound, start):
        return None
    years = _years(hit, bound)
    if years is None:
        return None
    return page.claim(
        "experience.years",
        {"min_years": years[0], "max_years": years[1], "of": _of(page, line, hit)},
        start,
        _quote_end(hit),
        hit.phrase.rule,
        strength=strength_at(page, hit.line, start, _figure_end(hit)),
        about=About.COMPANY if meaning == "COMPANY" else None,
        condition=_alternative(page, above, hit),
    )


def _meaning_in_front(page: Page, line: Line, hit: Hit) -> str | None:
    """What the words in front of a figure say that it counts (`before.en.toml`), or null."""
    if hit.start == line.start:
        return None
    lowest = max(line.start, hit.start - _FARTHEST)
    meaning, start = None, 0
    for expression in _in_front(page.speech):
        if found := expression.pattern.search(page.folded, lowest, hit.start):
            meaning, start = expression.phrase.value, found.start()
            break
    if meaning != "OPENS":
        return meaning
    opens = start == line.start and line.kind is BlockKind.PARAGRAPH and line.section is not _REQUIREMENTS
    return "COMPANY" if opens and not _speaks_of_role(page, hit.line) else None


@cache
def _in_front(language: str) -> tuple[Expression, ...]:
    packs = read_packs(Path(__file__).parent, "before", _FIELD, language)
    return tuple(expression for pack in packs for expression in pack.expressions)


def _speaks_of_role(page: Page, index: int) -> bool:
    return any(hit.phrase.value == About.ROLE for hit in page.cues(index, "about"))


def _behind_words(page: Page, start: int) -> int:
    return start - 1 if page.folded[start - 1 : start] == " " else start


def _in_months(hit: Hit) -> bool:
    return hit.phrase.options["months"] in (hit.group("unit") or "")


def _may_be_bare(page: Page, line: Line, hit: Hit, bound: str | None, start: int) -> bool:
    """Whether a figure that no word of experience goes with is one: "5+ years in retail" among requirements, "at least two years of …"."""
    if line.section in _SPEAK_OF_OTHERS or _in_months(hit):
        return False
    if _FIELD in page.labels.get(line.label, ()):
        return True
    listed = line.section is _REQUIREMENTS
    if not hit.group("bare"):
        return listed and (bool(line.label) or page.folded[start - 1] == "(")
    if _INLINE_BULLET.search(page.folded, max(start - 4, line.start), start):
        return True
    telling = listed or line.kind is BlockKind.ITEM or any(page.cues(hit.line, "strength")) or _speaks_of_role(page, hit.line)
    opens = start - line.value_start <= _NEAR_START and telling
    return opens or bound in ("at_least", "more_than") or (listed and hit.group("open") is not None)


def _years(hit: Hit, bound: str | None) -> tuple[Number | None, Number | None] | None:
    """(min, max) in years; a single figure is the least unless the words make it the most."""
    scale = 12 if _in_months(hit) else 1
    low, high = (_in_years(hit.group(name), scale, hit.phrase.language) for name in ("min", "max"))
    low = low if hit.group("min") else 1
    if low is None or max(low, high or 0) > _MOST_YEARS or (high is not None and high < low):
        return None
    if high is None and bound in ("at_most", "less_than"):
        return None, low
    return low, None if hit.group("open") else high


def _in_years(words: str | None, scale: int, language: str) -> Number | None:
    value = read_number(words, language) if words else None
    return None if value is None else tidy(round(value / scale, 2))


def _figure_end(hit: Hit) -> int:
    """Offset behind the words that strength is read for: the figure and the noun, not what the experience is of."""
    return next((hit.span(name)[0] for name in ("of", "doing_what", "bare") if hit.group(name)), hit.end)


def _quote_end(hit: Hit) -> int:
    """Offset behind the hit, less a word that the expression cut in two."""
    text, end = hit.match.string, hit.end
    if cuts_word(text, end):
        end = text.rfind(" ", hit.start, end)
    return end


def _of(page: Page, line: Line, hit: Hit) -> str | None:
    """What the years are of, in the listing's words; null where they are the role's in general."""
    for name in ("of", "doing_what", "kind", "done"):
        if hit.group(name) and (words := _particular(page, hit, hit.span(name)[0], min(hit.span(name)[1], _quote_end(hit)))):
            return words
    if hit.group("experience") or _FIELD in page.labels.get(line.label, ()):
        return None
    in_front, bracket, _ = page.text[line.value_start : hit.start].partition("(")
    end = line.value_start + len(in_front) if bracket else line.value_start
    return _particular(page, hit, line.value_start if bracket else line.start, end)


def _particular(page: Page, hit: Hit, start: int, end: int) -> str | None:
    general = hit.phrase.options["general"]
    words = [word for word in _WORD.findall(page.folded[start:end]) if word not in general]
    return page.text[start:end].strip(" ,:") if words else None


def _alternative(page: Page, above: Hit | None, hit: Hit) -> str | None:
    """The words under which the later of two figures in a line holds: "or a degree and" in front of fewer years."""
    if above is None or above.line != hit.line:
        return None
    found = page.rule(_FIELD, "alternative").search(page.folded, _quote_end(above), hit.start)
    return page.text[found.start() : hit.start].strip(" (") if found else None


def _labelled(page: Page) -> Iterator[Draft]:
    """A labelled figure without a unit that the phrases know ("Years of experience: 5+", "Experience: 2-4")."""
    labelled = page.labelled(_FIELD)
    read = {hit.line for hit in page.hits(_FIELD) if hit.phrase.options["kind"] in ("figure", "none")} if labelled else ()
    for index, line in labelled:
        found = None if index in read else _bare_figure(page.speech).fullmatch(page.folded, line.value_start, line.end)
        if found:
            low, high = (_in_years(found[group], 1, page.speech) for group in (1, 2))
            value = {"min_years": low, "max_years": None if found[3] else high, "of": None}
            yield page.claim("experience.years", value, line.value_start, line.end, "experience: label")


@cache
def _bare_figure(language: str) -> re.Pattern[str]:
    figure = r"(\d{1,2}(?:[.,]\d)?)"
    return re.compile(rf"\D{{0,12}}?{figure} ?(?:\+|{range_mark(language)}{figure} ?(\+)?)?\W{{0,3}}")
