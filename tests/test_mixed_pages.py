"""English lines on a page in another language: they are read as on an English page, and the other lines as if there were none."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.document.language import english_lines
from normalizer.document.text import read_text
from normalizer.lexicon import Lexicon
from normalizer.packs import ENGLISH, languages
from normalizer.pipeline import normalize, read_page, settle_all
from schemas import RawPage
from tests.cases import TITLES, holds

OWN = {
    "de": "Wir suchen für unser Lager in Hamburg jemanden, der die Ware annimmt und die Regale auffüllt.",
    "es": "Buscamos para nuestro almacén de Sevilla a una persona que recibe la mercancía y la coloca en los estantes.",
    "fr": "Nous cherchons pour notre entrepôt de Lille une personne qui reçoit les marchandises et les range dans les rayons.",
    "ja": "大阪の倉庫で商品を受け取り、棚に並べる仲間を探しています。",
    "nl": "Wij zoeken voor ons magazijn in Utrecht een collega die de goederen aanneemt en op de planken legt.",
    "pt": "Procuramos para o nosso armazém em Braga uma pessoa que recebe a mercadoria e a coloca nas prateleiras.",
    "sv": "Vi söker till vårt lager i Malmö en person som tar emot varorna och ställer dem på hyllorna.",
    "zh": "我们为苏州的仓库招聘一名员工，负责收货并将货物上架。",
}

FACTS: list[tuple[str, str, Any]] = [
    ("16 hours per week", "hours_per_week", {"min": 16, "max": 16}),
    ("Fluent in English and German", "languages", [{"code": "en", "proficiency": "FLUENT"}, {"code": "de", "proficiency": "FLUENT"}]),
    ("Salary: EUR 60,000 per year", "pay", {"min": 60000, "max": 60000, "currency": "EUR", "period": "YEAR", "stated_period": True}),
    ("We pay between EUR 50,500 and EUR 60,500 a year.", "pay", {"min": 50500, "max": 60500, "stated_period": True}),
    ("You have at least three years of experience in logistics.", "experience", {"min_years": 3}),
    ("A fixed-term contract for 18 months", "duration", {"min_months": 18, "max_months": 18}),
    ("You must be authorized to work in Canada.", "work_authorization", ["CA"]),
    ("Apply by 9 June 2026, with a letter that tells what moves you.", "dates", {"valid_through": "2026-06-09"}),
]


def values(language: str, *lines: str) -> dict[str, Any]:
    body = "\n\n".join((TITLES[language], OWN[language], *lines))
    page = read_page(RawPage(id="mixed", fetched_at="2026-03-02T10:00:00Z", body=body), read_text(body))
    assert page.language == language
    return {name: value for settled in settle_all(page) for name, value in settled.values.items()}


def test_every_language_with_packs_is_tried() -> None:
    assert {*OWN, ENGLISH} == {*languages()}


@pytest.mark.parametrize("language", OWN)
@pytest.mark.parametrize(("line", "name", "value"), FACTS)
def test_an_english_line_is_read(language: str, line: str, name: str, value: Any) -> None:
    assert name not in values(language)
    assert holds(value, values(language, line)[name])


@pytest.mark.parametrize("language", OWN)
def test_an_english_section_is_read_whole(language: str) -> None:
    """Also the lines of it that hold no word of English alone."""
    rows = "Requirements\n\n- Five years of experience in logistics\n- Forklift licence is a plus\n- A degree in logistics"
    found = values(language, rows)
    assert [(row["text"], row["strength"].name) for row in found["requirements"]] == [
        ("Five years of experience in logistics", "REQUIRED"),
        ("Forklift licence is a plus", "PREFERRED"),
        ("A degree in logistics", "REQUIRED"),
    ]
    assert holds({"min_years": 5}, found["experience"])


def test_what_only_the_packs_of_the_page_read_in_an_english_line_stays() -> None:
    assert holds({"min": 20, "max": 20}, values("de", "You work here: 20 Stunden pro Woche")["hours_per_week"])


def test_statements_in_two_languages_contradict_each_other() -> None:
    body = "\n\n".join((TITLES["de"], OWN["de"], "Die Arbeitszeit beträgt 40 Stunden pro Woche.", "You will work 16 hours per week."))
    (listing,) = normalize(RawPage(id="mixed", body=body))
    assert [conflict.code for conflict in listing.conflicts] == ["hours.bounds_disagree"]
    quotes = [claim.evidence.quote for claim in listing.claims if claim.id in listing.conflicts[0].claims]
    assert quotes == ["Arbeitszeit beträgt 40 Stunden", "16 hours per week"]


def test_a_wish_in_english_contradicts_what_the_page_requires() -> None:
    rows = "Ihr Profil\n\n- Spanischkenntnisse sind zwingend erforderlich\n\nWhat you bring\n\n- You are looking for the new\n- Spanish is a plus"
    (listing,) = normalize(RawPage(id="mixed", body="\n\n".join((TITLES["de"], OWN["de"], rows))))
    assert [conflict.code for conflict in listing.conflicts] == ["requirement.strength_disagrees"]


@pytest.mark.parametrize("language", OWN)
def test_a_page_in_one_language_is_read_once(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    hits = Lexicon.hits

    def counted(lexicon: Lexicon, *text: Any) -> Any:
        asked.append(lexicon.language)
        return hits(lexicon, *text)

    monkeypatch.setattr(Lexicon, "hits", counted)
    values(language)
    assert asked.count(ENGLISH) == 0


class _Line:
    def __init__(self, start: int, end: int, heading: str) -> None:
        self.start, self.end, self.heading = start, end, heading


def _english(language: str, *lines: str) -> list[str]:
    """Those of the lines that are in English; "heading: line" stands below a heading."""
    folded, cut = "", []
    for line in lines:
        heading, _, words = line.rpartition(": ")
        cut.append(_Line(len(folded), len(folded) + len(words), heading))
        folded += words + "\n"
    return [lines[index] for index in english_lines(folded, cut, language)]


def test_a_line_is_in_english_where_most_of_its_telling_words_are() -> None:
    assert _english("de", "wir bieten flexible working hours und vieles mehr", "flexible working hours", "vieles mehr") == [
        "flexible working hours"
    ]
    assert _english("nl", "de salary is een salary", "the salary is paid") == ["the salary is paid"]
    assert _english("ja", "フルタイム days, 5日", "five days") == ["five days"]


def test_names_are_not_english() -> None:
    assert _english("de", "research and development", "senior data engineer (m/w/d)", "kubernetes", "work-life-balance") == []


def test_a_section_with_several_english_lines_and_none_of_the_page_is_english() -> None:
    section = ["you: the first years", "you: docker", "you: what you know"]
    assert _english("sv", "docker", *section, "vi: docker") == section
    assert _english("sv", *section, "you: och docker") == ["you: the first years", "you: what you know"]
    assert _english("sv", *section[:2]) == section[:1]
