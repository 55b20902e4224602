"""What OpenTrain's pages say, in their own words: vocabularies, contradictions, and what only looks like one. The openings are invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from normalizer import normalize
from schemas import Listing, RawPage
from tests.seed_sites.opentrain import Opening, board_page, cards_page, raw_page

FERRY = Opening("cm47f0ya500qp1xq0t5n7e3rz", "ferry-outliner", "Outliner of Ferries", "Draw Around Ferries in Harbour Photographs")


def read(page: str, media_type: str = "text/html") -> Listing:
    url = f"https://www.opentrain.ai{FERRY.path}"
    (listing,) = normalize(RawPage(id="p", url=url, media_type=media_type, body=page, currency="USD"))
    return listing


def cards(**changes: Any) -> Listing:
    return read(cards_page(replace(FERRY, **changes)))


def board(**changes: Any) -> Listing:
    return read(board_page(replace(FERRY, **changes)))


def asked(*requirements: str, **changes: Any) -> Listing:
    return cards(requirements=requirements, **changes)


def facts(*rows: tuple[str, str], **changes: Any) -> Listing:
    return cards(facts=rows, **changes)


def codes(listing: Listing) -> dict[str, str]:
    return {row.code: row.severity.value for row in listing.conflicts}


def pay(listing: Listing) -> tuple[Any, ...]:
    assert listing.pay
    return listing.pay.min, listing.pay.max, listing.pay.currency, listing.pay.period


@pytest.mark.parametrize("layout", [board_page, cards_page, raw_page])
def test_every_layout_gives_the_same_facts(layout: Any) -> None:
    listing = read(layout(FERRY))
    assert pay(listing) == (7.5, 7.5, "USD", "HOUR")
    assert (listing.workplace, listing.residency and listing.residency.scope) == ("REMOTE", "WORLDWIDE")
    assert set(listing.employment_types) == {"CONTRACTOR", "PART_TIME"}
    assert listing.tasks.data_types == ("IMAGE",)
    assert [row.text for row in listing.requirements] == ["You must have a mouse."]
    assert not listing.conflicts


def test_cards_are_read_value_first_and_the_two_layouts_have_their_own_day() -> None:
    assert cards().dates.posted == "2024-11-12"
    assert (board().dates.posted, cards().experience and cards().experience.level) == ("2026-06-09", "INTERMEDIATE")  # type: ignore[union-attr]


def test_a_text_extraction_without_the_header_pay_has_it_in_the_list_of_the_role() -> None:
    text = """Outliner of Ferries

OpenTrain AI · Remote · Worldwide · Posted Jun 9, 2026

About OpenTrain
OpenTrain gathers AI training jobs of many companies. Many projects need no experience.

The Role
You draw outlines around ferries in photographs.
- Employment type: Contractor, Part-time
- Time commitment: Less than 20 hours/week
- Payment: PAY_PER_HOUR, USD $6.25/hour

Requirements
- You must have a mouse.
"""
    listing = read(text, "text/plain")
    assert pay(listing) == (6.25, 6.25, "USD", "HOUR")
    assert (listing.title, listing.dates.posted) == ("Outliner of Ferries", "2026-06-09")
    assert listing.hours_per_week
    assert (listing.hours_per_week.max, listing.hours_per_week.max_exclusive) == (20, True)


@pytest.mark.parametrize(
    ("listing", "expected"),
    [
        (cards(amount="$5/hr"), (5, 5, "USD", "HOUR")),
        (cards(amount="$3.5/hr"), (3.5, 3.5, "USD", "HOUR")),
        (cards(amount="$25–$72/hr"), (25, 72, "USD", "HOUR")),
        (board(form="Fixed price", amount="$2000"), (2000, 2000, "USD", "PROJECT")),
        (cards(form="", amount="$2000 fixed price"), (2000, 2000, "USD", "PROJECT")),
        (board(form="Per task", amount="$0.04/label"), (0.04, 0.04, "USD", "TASK")),
        (facts(("Pay", "USD $20/hr"), amount="$20/hr"), (20, 20, "USD", "HOUR")),
        (facts(("Rate", "up to $110/hr"), amount="$80–$110/hr"), (80, 110, "USD", "HOUR")),
    ],
    ids=lambda value: "" if isinstance(value, Listing) else str(value),
)
def test_pay(listing: Listing, expected: tuple[Any, ...]) -> None:
    assert pay(listing) == expected
    assert not listing.conflicts


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Time commitment", "Less than 20 hours/week"), (None, 20, True, None)),
        (("Hours", "<20 hrs/week"), (None, 20, True, None)),
        (("Time", "under 20 hrs/week"), (None, 20, True, None)),
        (("Schedule", "20+ hours/week"), (20, None, False, None)),
        (("Workload", "minimum 15 hours/week (target 20+ hours/week)"), (15, None, False, 20)),
        (("Commitment", "minimum commitment of 10 hours per week, prefer 20+"), (10, None, False, 20)),
    ],
)
def test_hours(row: tuple[str, str], expected: tuple[Any, ...]) -> None:
    hours = facts(row).hours_per_week
    assert hours
    assert (hours.min, hours.max, hours.max_exclusive, hours.preferred_min) == expected


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("You must currently reside in Norway.", "NO"),
        ("Candidates must live in Norway.", "NO"),
        ("You must be physically based in Japan.", "JP"),
        ("This is USA-only work.", "US"),
        ("Applicants must be from the US.", "US"),
        ("India-based candidates only.", "IN"),
        ("Remote work from Singapore only.", "SG"),
        ("Geography restricted to Kenya.", "KE"),
    ],
)
def test_a_sentence_outranks_the_chip_and_contradicts_it(words: str, country: str) -> None:
    listing = asked(words)
    assert listing.residency
    assert (listing.residency.scope, listing.residency.countries) == ("RESTRICTED", (country,))
    assert codes(listing) == {"residency.worldwide_but_restricted": "ERROR"}


def test_a_number_of_countries_whose_names_are_lost_is_a_restriction_that_the_text_may_fill() -> None:
    lost = cards(eligibility="1 country", open_to="Open to applicants in")
    assert (lost.residency, lost.absent["residency"]) == (None, "REFUSED")
    told = asked("Applicants must be from the US.", eligibility="3 countries", open_to="Open to applicants in")
    assert told.residency
    assert told.residency.countries == ("US",)
    assert not told.conflicts


@pytest.mark.parametrize(
    ("words", "code", "level", "proficiency"),
    [
        ("C1+ European Portuguese is required.", "pt-PT", "C1", None),
        ("Minimum B2 English on the CEFR scale.", "en", "B2", None),
        ("Native-level Southern Levantine Arabic is required.", "apc", None, "NATIVE"),
        ("Native or near-native Dutch is required.", "nl", None, "NEAR_NATIVE"),
        ("Fluent Cantonese is required.", "yue", None, "FLUENT"),
        ("Basic comprehension of Dutch is required.", "nl", None, "BASIC"),
    ],
)
def test_languages(words: str, code: str, level: str | None, proficiency: str | None) -> None:
    (language,) = asked(words).languages
    assert (language.code, language.level, language.proficiency) == (code, level, proficiency)


def test_enumerations_that_leak_into_words_are_values_and_other_is_none() -> None:
    listing = facts(
        ("Data type", "Documents"), ("Label type(s)", "PROMPT_RESPONSE_WRITING_SFT, EVALUATION_RATING"), ("Labeling software", "OTHER")
    )
    assert listing.tasks.data_types == ("DOCUMENT",)
    assert set(listing.tasks.label_types) == {"PROMPT_RESPONSE_WRITING", "EVALUATION_RATING"}
    assert listing.tasks.tools == ()
    assert facts(("Tool", "AWS SageMaker")).tasks.tools == ("AWS SageMaker",)


def test_sizes_and_lengths() -> None:
    listing = facts(("Project size", "~18,000 images and increasing"), ("Project duration", "3–6 months with potential extension"))
    assert listing.volume
    assert listing.duration
    assert (listing.volume.items_min, listing.volume.item) == (18000, "images")
    assert (listing.duration.min_months, listing.duration.max_months, listing.duration.extendable) == (3, 6, True)


CONTRADICTIONS = {
    "a ceiling below the wish": (
        asked("20+ hours per week are preferred.", facts=(("Time commitment", "Less than 20 hours/week"),)),
        {"hours.preferred_outside_bounds": "ERROR"},
    ),
    "a card below both tracks by cents": (
        facts(("Captioner rate", "$25.75/hour"), ("Senior QC rate", "$33.00/hour"), amount="$25/hr"),
        {"pay.amounts_disagree": "WARNING"},
    ),
    "beginners with five years of labelling": (
        asked("5+ years of data labeling experience are required.", experience="Entry"),
        {"experience.level_against_years": "ERROR"},
    ),
    "beginners with seven years of a trade": (
        asked("7+ years of Perl experience are required.", experience="Entry"),
        {"experience.level_against_years": "WARNING"},
    ),
    "a degree wished for in the title and required below": (
        board(title="Math Evaluator (PhD in Mathematics preferred)", requirements=("A PhD in mathematics is required.",)),
        {"requirement.strength_disagrees": "WARNING"},
    ),
    "a tool preferred in a sentence and required in a bullet": (
        asked("AWS SageMaker experience is required.", role="Experience with AWS SageMaker is preferred."),
        {"requirement.strength_disagrees": "WARNING"},
    ),
    "a level in the title that the text takes back": (
        asked("Basic English is enough.", marketing_title="Mandarin Reviewer (C1 English Required)"),
        {"languages.levels_disagree": "ERROR"},
    ),
    "two numbers that lost the dash between them": (cards(amount="$4045/hr"), {"pay.implausible": "ERROR"}),
    "work that began before the page was published": (
        board(role="The pilot starts on February 16, 2026."),
        {"dates.order": "WARNING"},
    ),
}


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradictions(name: str) -> None:
    listing, expected = CONTRADICTIONS[name]
    assert codes(listing) == expected


NONE = {
    "a rate within the range": facts(("Pay", "listed rate $60/hr"), amount="$25–$72/hr"),
    "half dollars in two spellings": facts(("Pay", "USD 3.50 per hour"), amount="$3.5/hr"),
    "a fixed rate per hour": facts(("Pay", "fixed rate of $5.00 USD per hour"), amount="$5/hr"),
    "contractor and part-time": facts(("Employment types", "Contractor, Part-time"), ("Hours", "20+ hours/week")),
    "one figure as a range": cards(amount="$25-$25/hr"),
    "a label glued to the rate": cards(amount="$80 - $110/hourpay"),
    "a level in the title and below": asked("English at C1 or above.", marketing_title="Mandarin Reviewer (C1 English Required)"),
    "ten at least, twenty preferred": facts(("Commitment", "minimum 10 hours/week, 20+ preferred")),
    "sprints": asked("~8 hrs/day during active sprints.", facts=(("Time commitment", "17–20 hrs/week"),)),
    "a preferred country": asked("US preferred."),
    "a licence": asked("A valid German driver's license is required."),
    "one year for a beginner": asked("1 year of labeling experience is required.", experience="Entry"),
    "a platform where many projects need no experience": asked("At least 3 years of experience with labeling is required."),
    "a grade beside a beginner": asked("A PhD in physics is required.", experience="Entry"),
}


@pytest.mark.parametrize("name", NONE)
def test_what_only_looks_like_a_contradiction(name: str) -> None:
    assert codes(NONE[name]) == {}


def test_what_the_platform_says_of_itself_is_not_said_of_the_role() -> None:
    listing = asked("A degree in law is required.")
    assert listing.experience
    assert (listing.experience.min_years, listing.experience.level) == (None, "INTERMEDIATE")
    assert not [claim for claim in listing.claims if claim.field == "pay" and "depending" in claim.evidence.quote]
