"""A page as the rules see it: one text, its lines, what the lexicon found in them, and how to state a claim."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from normalizer.cues.rules import about_of, condition_at, strength_at
from normalizer.document.lines import Line
from normalizer.lexicon import Hit, Lexicon
from normalizer.names import Mention, find_names, language_offsets
from normalizer.packs import ENGLISH
from schemas.claim import About
from schemas.document import Document, Section
from schemas.raw import RawPage
from schemas.values import Strength

_NO_CUES: Mapping[int, Sequence[Hit]] = {}


@dataclass(slots=True, eq=False)
class Draft:
    """A claim before it has an id. Compared by identity: two claims may say the same."""

    field: str
    """Field or part of a field (`dates.posted`)."""
    value: Any
    """What is said; null where it is said but not decidable."""
    rule: str
    strength: Strength
    about: About
    condition: str | None
    section: Section
    quote: str
    start: int = -1
    """Offset in the text; -1 for embedded data."""
    end: int = -1
    line: int = -1
    """Index of its line; -1 for embedded data."""
    pointer: str | None = None
    shown: tuple[int, int] | None = None
    """Offsets of the words that show the embedded value, where the text has them."""
    repaired: bool = False
    id: str = ""
    """Given once all claims of the page are stated."""

    @property
    def embedded(self) -> bool:
        """Whether it comes from embedded data rather than from words."""
        return self.pointer is not None


@dataclass(eq=False)
class Page:
    """Everything that rules may look at. Offsets are those of `text`; `folded` is as long."""

    raw: RawPage
    document: Document
    folded: str
    lines: tuple[Line, ...]
    language: str | None
    found: Mapping[str, Sequence[Hit]]
    lexicon: Lexicon
    _names: dict[int, list[Mention]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    """Claims stated so far, fields in their fixed order: a later field may look at an earlier one's."""
    english: frozenset[int] = frozenset()
    """Indexes of the lines that were read by the English packs, on a page in another language."""
    text: str = field(init=False)
    """The document's text."""
    speech: str = field(init=False)
    """The language whose packs read the page: its own, or English where that has none."""
    labels: Mapping[str, tuple[str, ...]] = field(init=False)
    """Folded label → fields that own it."""
    rule: Callable[[str, str], re.Pattern[str]] = field(init=False)
    """By field and name, the expression that a field's pack names for its rules; one that matches nothing where it names none."""
    with_label: Sequence[int] = field(init=False)
    """Indexes of the lines that are the value of a label."""
    with_free_label: list[int] = field(init=False)
    """Indexes of the lines that hold a label which belongs to no field ("Benefits: …")."""
    labelled_fields: Collection[str] = field(init=False)
    """Fields that own the label of some line."""
    _labelled: dict[str, list[tuple[int, Line]]] = field(init=False)
    """Field → lines that are the value of one of its labels, with their indexes."""
    _by_section: dict[Section, list[int]] = field(init=False)
    """Section → indexes of its lines."""
    _line_starts: list[int] = field(init=False)
    _cues: dict[str, dict[int, list[Hit]]] = field(init=False)
    """Kind of cue → line → hits of the cue pack."""
    _conditional: Mapping[int, Sequence[Hit]] = field(init=False)
    """Those of kind `condition`, which every claim asks for."""

    def __post_init__(self) -> None:
        self.text, self.speech, self.labels = self.document.text, self.lexicon.language, self.lexicon.labels
        self.rule = self.lexicon.rule
        # What nearly every page is asked for; a property that is worked out when it is first asked for costs as much again.
        lines = self.lines
        self._line_starts = [line.start for line in lines]
        self._by_section = _by_section(lines)
        self.with_label = [index for index, line in enumerate(lines) if line.label]
        self._mark_labels()
        self._mark_cues()

    def _mark_labels(self) -> None:
        lines, labels = self.lines, self.labels
        self._labelled, self.with_free_label = {}, []
        for index in self.with_label:
            line = lines[index]
            owners = labels.get(line.label)
            if owners:
                for name in dict.fromkeys(owners):
                    self._labelled.setdefault(name, []).append((index, line))
            elif line.value_start != line.start:
                self.with_free_label.append(index)
        self.labelled_fields = self._labelled.keys()

    def _mark_cues(self) -> None:
        self._cues = {}
        for hit in self.found.get("cues", ()):
            self._cues.setdefault(hit.phrase.options["kind"], {}).setdefault(hit.line, []).append(hit)
        self._conditional = self.lines_with_cues("condition")

    def speech_of(self, line: int) -> str:
        """The language whose packs read a line."""
        return ENGLISH if line in self.english else self.speech

    def hits(self, name: str) -> Sequence[Hit]:
        """Hits of a field's packs in reading order."""
        return self.found.get(name, ())

    def expressions(self, name: str, phrase: str) -> tuple[re.Pattern[str], ...]:
        """The expressions of one phrase of a field's packs, for rules that apply them at a place of their own choice."""
        return self.lexicon.expressions(name, phrase)

    def cues(self, line: int, kind: str) -> Sequence[Hit]:
        """Hits of the cue pack in a line: kind `strength`, `about`, `condition`, `softened` or `annotation`."""
        return self._cues.get(kind, _NO_CUES).get(line, ())

    def lines_with_cues(self, kind: str) -> Mapping[int, Sequence[Hit]]:
        """Line → hits of a kind of the cue pack, of the lines that have any, in reading order."""
        return self._cues.get(kind, _NO_CUES)

    def labelled(self, name: str) -> Sequence[tuple[int, Line]]:
        """Lines that are the value of a label which belongs to the field, with their indexes."""
        return self._labelled.get(name, ())

    def in_section(self, section: Section) -> Sequence[int]:
        """Indexes of the lines of a section."""
        return self._by_section.get(section, ())

    def mentions(self, start: int, end: int, kind: str | None = None) -> list[Mention]:
        """Names of places (`kind="place"`) and languages (`kind="language"`) between two offsets."""
        if not self.lines:
            return []
        first = last = self.line_at(start)
        if end > self.lines[first].end:
            last = self.line_at(end - 1)
        named = self._names_in(first) if first == last else [m for line in range(first, last + 1) for m in self._names_in(line)]
        return [m for m in named if start <= m.start and m.end <= end and kind in (None, m.kind)] if named else []

    def languages(self) -> list[Mention]:
        """Every name of a language on the page."""
        lines = sorted({self.line_at(offset) for offset in language_offsets(self.folded, self.speech)}) if self.lines else ()
        return [mention for line in lines for mention in self._names_in(line) if mention.kind == "language"]

    def _names_in(self, index: int) -> list[Mention]:
        found = self._names.get(index)
        if found is None:
            line = self.lines[index]
            found = self._names[index] = find_names(self.text, self.folded, line.start, line.end, self.speech)
        return found

    def line_at(self, offset: int) -> int:
        """Index of the line that holds an offset, or of the last one that begins before it."""
        return (bisect_right(self._line_starts, offset) or 1) - 1

    def claim(
        self,
        name: str,
        value: Any,
        start: int,
        end: int,
        rule: str,
        *,
        strength: Strength | None = None,
        about: About | None = None,
        condition: str | None = None,
        index: int | None = None,
    ) -> Draft:
        """A claim stated by `text[start:end]`, in the line of this `index` where it is known. What else is not given (strength, about whom,
        condition) is read from its surroundings.
        """
        if index is None:
            index = self.line_at(start)
        line = self.lines[index]
        strength = strength or strength_at(self, index, start, end)
        about = about or about_of(self, index)
        condition = condition or (condition_at(self, index, start, end) if index in self._conditional else None)
        # By position: a class is called with named arguments only through a dictionary of them, which takes twice as long.
        return Draft(name, value, rule, strength, about, condition, line.section, self.text[start:end], start, end, index)

    def claim_hit(self, name: str, value: Any, hit: Hit, **context: Any) -> Draft:
        """A claim stated by what a phrase matched; the phrase's own `strength` and `about` hold where it gives them."""
        options = hit.phrase.options
        if "strength" in options:
            context.setdefault("strength", Strength(options["strength"]))
        if "about" in options:
            context.setdefault("about", About(options["about"]))
        return self.claim(name, value, hit.start, hit.end, hit.phrase.rule, index=hit.line, **context)


def _by_section(lines: Sequence[Line]) -> dict[Section, list[int]]:
    sections = [line.section for line in lines]
    found: dict[Section, list[int]] = {}
    for section, run in groupby(range(len(sections)), sections.__getitem__):
        found.setdefault(section, []).extend(run)
    return found
