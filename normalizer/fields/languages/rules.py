"""Languages: those that the worker must or should know, and how well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from normalizer.document.lines import Line
from normalizer.document.sections import vocabulary
from normalizer.fields.languages.around import Signal, signals
from normalizer.lexicon import Hit
from normalizer.names import Mention
from normalizer.page import Draft, Page
from normalizer.readers.language_name import language_names
from normalizer.resolve import FIRST, REQUIRED, TEXT, UNCONDITIONAL, Rule, Settled, choose
from schemas.document import BlockKind, Section
from schemas.values import Strength

FIELD = "languages"

_BENEFITS, _REQUIREMENTS, _ITEM, _REQUIRED = Section.BENEFITS, Section.REQUIREMENTS, BlockKind.ITEM, Strength.REQUIRED
_EDGE = re.compile(r"[ :(-]{0,3}")
_MACRO = {"cmn": "zh", "yue": "zh", "nan": "zh"}
"""Languages that a general name beside them stands for."""
_MEASURED: Rule = ("told how well", lambda c: c.value["level"] is None and c.value["proficiency"] is None)
_AMONG_REQUIREMENTS: Rule = ("among the requirements", lambda c: c.section is not _REQUIREMENTS)


def read(page: Page) -> Iterator[Draft]:
    """Claims `{code, level, proficiency}`, a name each; `{code, needed: false}` where a language is said not to be needed."""
    mentions = sorted([*page.languages(), *_small(page)], key=lambda mention: mention.start)
    for index, named in groupby(mentions, key=lambda mention: page.line_at(mention.start)):
        line = page.lines[index]
        if line.section is not _BENEFITS:
            groups = list(_groups(page, [m for m in named if m.end <= line.end]))
            said = signals(page.folded, line.start, line.end, page.speech, [(group[0].start, group[-1].end) for group in groups])
            _share_out(page, groups, said)
            for at, group in enumerate(groups):
                yield from _claims(page, index, group, said[at], groups[at + 1 :])
    yield from _labelled(page)


def _labelled(page: Page) -> Iterator[Draft]:
    """Levels of languages that are labels: "English" above "B2"."""
    names = language_names(page.speech)
    for index in page.with_label:
        line = page.lines[index]
        if line.value_start != line.start:
            continue
        code = names.get(line.label)
        said = _signals_of_label(page, line) if code else []
        if said:
            value = {"code": code, **_how_well(said)} if all(signal.needed for signal in said) else {"code": code, "needed": False}
            yield page.claim(FIELD, value, line.start, line.end, said[0].rule)


def _signals_of_label(page: Page, line: Line) -> list[Signal]:
    words = f"{line.label}: {page.folded[line.start : line.end]}"
    return signals(words, 0, len(words), page.speech, [(0, len(line.label))])[0]


def _small(page: Page) -> Iterator[Mention]:
    """Names that the listing writes in small letters ("fluent english")."""
    for hit in page.hits(FIELD):
        code = language_names(page.speech).get(hit.group("named") or "")
        if code and page.text[hit.start].islower():
            yield Mention(hit.start, hit.end, "language", code)


def _groups(page: Page, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Names that stand in one list."""
    group: list[Mention] = []
    joint = page.rule(FIELD, "joint")
    for mention in mentions:
        if group and not joint.fullmatch(page.folded, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _share_out(page: Page, groups: list[list[Mention]], said: list[list[Signal]]) -> None:
    """Takes words between two names from the one that they do not speak of: "English, native German" and "English fluent, German basic"."""
    for at in range(len(groups) - 1):
        end, start = groups[at][-1].end, groups[at + 1][0].start
        behind = [s for s in said[at] if s.start >= end]
        before = [s for s in said[at + 1] if s.end <= start]
        for first, second in [(a, b) for a in behind for b in before if b.start < a.end]:
            loser, signal = (at, first) if page.rule(FIELD, "joined").search(page.folded, end, second.start) else (at + 1, second)
            said[loser] = [s for s in said[loser] if s is not signal]


def _claims(page: Page, index: int, group: list[Mention], said: list[Signal], behind: list[list[Mention]]) -> Iterator[Draft]:
    line = page.lines[index]
    start, end = group[0].start, group[-1].end
    cues = [hit for hit in page.cues(index, "strength") if not any(s.start < hit.end and hit.start < s.end for s in said if not s.needed)]
    strength = _strength_cue(page, index, cues, start, max([end, *(s.end for s in said)]), behind)
    if not (said or _is_listed(page, line, start, end) or _is_adjacent(page, cues, start, end)):
        return
    rule = said[0].rule if said else "languages: label"
    unneeded = any(not signal.needed for signal in said)
    if unneeded and any(hit.phrase.value == Strength.PREFERRED for hit in cues):
        unneeded, strength = False, Strength.PREFERRED
    for mention in group:
        own = _own(said, group, mention)
        value = {"code": mention.what, "needed": False} if unneeded else {"code": mention.what, **_how_well(own)}
        spans = [(s.start, s.end) for s in own if s.start < start or mention is group[-1]]
        yield page.claim(
            FIELD,
            value,
            min([mention.start, *(a for a, _ in spans)]),
            max([mention.end, *(b for _, b in spans)]),
            rule,
            strength=strength or _habitual_strength(page, line),
        )


def _own(said: list[Signal], group: list[Mention], mention: Mention) -> list[Signal]:
    """What is said of one name of a list: words on both sides that tell two levels speak of its first names and of its last one."""
    before, behind = ([s for s in said if (s.start < group[0].start) is left] for left in (True, False))
    told = [{s.proficiency for s in side if s.proficiency} for side in (before, behind)]
    if len(group) == 1 or not all(told) or told[0] & told[1]:
        return said
    return behind if mention is group[-1] else before


def _how_well(said: list[Signal]) -> dict[str, str | None]:
    return {
        "level": next((signal.level for signal in said if signal.level), None),
        "proficiency": next((signal.proficiency for signal in said if signal.proficiency), None),
    }


def _is_listed(page: Page, line: Line, start: int, end: int) -> bool:
    """Whether a line is the value of a label for languages, an item under such a heading, or a requirement that is nothing but names."""
    if FIELD in page.labels.get(line.label, ()):
        return start >= line.value_start
    if FIELD in page.labels.get(line.heading, ()) or _heads_list(page, line):
        return line.kind is not BlockKind.HEADING and start - line.start <= 3
    return (
        line.section is _REQUIREMENTS
        and line.kind is _ITEM
        and not page.folded[line.start : start].strip()
        and (not page.folded[end : line.end].strip(" ."))
    )


def _heads_list(page: Page, line: Line) -> bool:
    """Whether an item belongs to a list below a line that is nothing but a label for languages."""
    above = page.line_at(line.start) - 1
    while line.kind is _ITEM and above >= 0 and page.lines[above].kind is _ITEM:
        above -= 1
    head = page.lines[above] if above >= 0 and line.kind is _ITEM else None
    return head is not None and FIELD in page.labels.get(page.folded[head.start : head.end].strip(" :"), ())


def _is_adjacent(page: Page, cues: list[Hit], start: int, end: int) -> bool:
    """Whether a word of strength stands right at the names: "German a plus", "ideally Dutch", "English (required)"."""
    return any(_EDGE.fullmatch(page.folded, *gap) for hit in cues if (gap := _gap(hit, start, end)))


def _gap(hit: Hit, start: int, end: int) -> tuple[int, int] | None:
    """Offsets between a cue and the names that it governs; null where it stands on the other side."""
    side = hit.phrase.options["governs"]
    if hit.start >= end and side in ("before", "both"):
        return end, hit.start
    if hit.start < start and side in ("behind", "both"):
        return min(hit.end, start), start
    return None


def _strength_cue(page: Page, index: int, cues: list[Hit], start: int, end: int, behind: list[list[Mention]]) -> Strength | None:
    """Strength that the words of the line give to the names: a cue behind other names is theirs."""
    ceiling = behind[0][0].start if behind else page.lines[index].end
    governing = []
    for hit in cues:
        gap = (start, start) if hit.start < end and start < hit.end else _gap(hit, start, end)
        if gap and hit.start < ceiling and not page.rule(FIELD, "parted").search(page.folded, *gap):
            governing.append((gap[1] - gap[0], hit))
    return Strength(min(governing, key=lambda pair: pair[0])[1].phrase.value) if governing else None


def _habitual_strength(page: Page, line: Line) -> Strength:
    """Strength where the words give none: that of the label, else of the heading."""
    heading = vocabulary(page.speech).meaning(line.label) if line.label else None
    return (heading and heading.strength) or line.strength or _REQUIRED


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """Each language once, in the order stated, as the claim has it that tells most about it."""
    named = {claim.value["code"]: claim for claim in claims if claim.value.get("needed", True)}
    codes = [code for code in named if not any(_covers(code, other) for other in named)]
    values, follows = [], []
    for code in sorted(codes, key=lambda code: _first(claims, code)):
        own = [claim for claim in claims if claim.value["code"] == code and claim.value.get("needed", True)]
        claim, rule = choose(own, (UNCONDITIONAL, REQUIRED, _MEASURED, TEXT, _AMONG_REQUIREMENTS, FIRST))
        values.append({"code": code, "level": claim.value["level"], "proficiency": claim.value["proficiency"], "strength": claim.strength})
        follows.append((claim, rule))
    return Settled({FIELD: values}, follows) if values else None


def _covers(general: str, other: str) -> bool:
    """Whether a name only repeats a more particular one: Portuguese beside Brazilian Portuguese, Chinese beside Mandarin."""
    return other.startswith(f"{general}-") or _MACRO.get(other) == general


def _first(claims: Sequence[Draft], code: str) -> tuple[bool, int]:
    return min((claim.start < 0, claim.start) for claim in claims if claim.value["code"] == code)
