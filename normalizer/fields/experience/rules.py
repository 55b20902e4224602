"""Experience: the years that the role asks for, of what, and its level of seniority."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.fields.experience.level import read_levels
from normalizer.fields.experience.years import EQUIVALENT, read_years
from normalizer.page import Draft, Page
from normalizer.resolve import FIRST, REQUIRED, TEXT, UNCONDITIONAL, Rule, Settled, choose
from schemas.document import Section

FIELD = "experience"
_REQUIREMENTS, _TITLE_SECTION = Section.REQUIREMENTS, Section.TITLE

_GENERAL: Rule = ("experience in general before one skill", lambda c: c.value.get("of") is not None)
_AMONG_REQUIREMENTS: Rule = ("among the requirements", lambda c: not (c.section is _REQUIREMENTS or c.rule.endswith("label")))
_TITLE: Rule = ("the title before the rest", lambda c: not (c.section is _TITLE_SECTION or c.rule.endswith("title")))
_LABELLED: Rule = ("labelled before prose", lambda c: not c.rule.endswith("label"))


def read(page: Page) -> Iterator[Draft]:
    """Claims on `experience.years` `{min_years, max_years, of}` (`none` true where none is needed, `several` where nobody counts them) and on `experience.level`."""
    yield from read_years(page)
    yield from read_levels(page)


def settle(claims: Sequence[Draft], page: Page) -> Settled | None:
    """The role's main years and its level; the strength is that of the years where there are any."""
    stated = [c for c in claims if c.field == "experience.years" and _says_it_all(c)]
    years = _chosen(stated, (UNCONDITIONAL, REQUIRED, _AMONG_REQUIREMENTS, _GENERAL, TEXT, FIRST))
    level = _chosen([c for c in claims if c.field == "experience.level"], (UNCONDITIONAL, _TITLE, _LABELLED, TEXT, FIRST))
    follows = [chosen for chosen in (years, level) if chosen]
    if not follows:
        return None
    value: dict[str, Any] = {"strength": follows[0][0].strength, "level": level[0].value if level else None}
    if years:
        value |= {
            "min_years": years[0].value["min_years"],
            "max_years": None if years[0].value.get("none") else years[0].value["max_years"],
        }
    return Settled({FIELD: value}, follows)


def _says_it_all(claim: Draft) -> bool:
    """Whether a claim may stand for the role: "no Go experience needed" and what may replace a degree leave open what else is asked for."""
    of_one_thing = claim.value.get("none") and claim.value.get("of")
    return not (of_one_thing or claim.value.get("several") or claim.rule.endswith(EQUIVALENT))


def _chosen(claims: Sequence[Draft], rules: tuple[Rule, ...]) -> tuple[Draft, str] | None:
    return choose(claims, rules) if claims else None
