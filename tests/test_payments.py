"""How often a year monthly pay is paid, as pages in each language say it."""

from __future__ import annotations

import pytest

from normalizer.document.text import read_text
from normalizer.fields.pay.words import payments_named
from normalizer.pipeline import read_page
from schemas import RawPage


def named(language: str, line: str) -> list[int]:
    return list(payments_named(read_page(RawPage(id="payments", body=line), read_text(line), language)))


@pytest.mark.parametrize(
    ("language", "line", "times"),
    [
        ("en", "There is a 13th month salary.", 13),
        ("en", "Fifteen monthly payments", 15),
        ("en", "€2,500 x 14", 14),
        ("en", "The salary is paid in 14 months.", 14),
        ("en", "In Portugal we pay 14x a year.", 14),
        ("en", "16 pagas", 16),
        ("de", "Bei uns gibt es 13,5, nein, 14 Monatsgehälter.", 14),
        ("de", "Dazu kommt ein dreizehntes Monatsgehalt.", 13),
        ("de", "ein 13. Gehalt", 13),
        ("es", "con dos pagas extra", 14),
        ("es", "12 pagas", 12),
        ("fr", "payé sur treize mois", 13),
        ("fr", "un treizième mois", 13),
        ("ja", "年14か月分", 14),
        ("nl", "een dertiende maand", 13),
        ("pt", "com subsídios de férias e de Natal", 14),
        ("pt", "o décimo terceiro", 13),
        ("sv", "en trettonde månadslön", 13),
        ("zh", "年终双薪", 13),
        ("zh", "十四薪", 14),
        ("nl", "There is a 13th month salary.", 13),
    ],
)
def test_payments_a_year_are_read(language: str, line: str, times: int) -> None:
    assert set(named(language, line)) == {times}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Our teams in 14 countries work 14 days of 16 hours, x 14 days."),
        ("en", "matrix 14, 114 salaries, 140 payments"),
        ("de", "Wir sind 14 Leute in 13 Städten."),
        ("zh", "我们有14个人"),
        ("ja", "社員14人"),
    ],
)
def test_other_numbers_are_no_payments(language: str, line: str) -> None:
    assert named(language, line) == []
