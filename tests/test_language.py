"""The language of a short listing is told by its small words, however many of them its neighbours share."""

from __future__ import annotations

import pytest

from normalizer.document.language import detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bibliothécaire type de contrat : cdi accueillir le public animer l'heure du conte profil dut métiers du livre", "fr"),
        ("cocinero/a jornada completa preparar la carta controlar pedidos dos años de experiencia en cocina comida incluida", "es"),
        ("atendente de padaria atender clientes e repor os pães ensino médio completo refeição no local", "pt"),
        ("addetto alla cucina cerchiamo una persona con esperienza di lavoro nel settore della ristorazione e per i turni", "it"),
        ("medewerker magazijn wij zoeken iemand met een rijbewijs voor de nachtdienst en het laden van de wagens", "nl"),
        ("we look for a baker who knows the oven and is at home with the night", "en"),
    ],
)
def test_the_language_of_a_short_listing(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_text_too_short_to_tell_is_in_the_language_that_is_declared() -> None:
    assert detect_language("zurich", "de-CH") == "de"
    assert detect_language("zurich") is None
