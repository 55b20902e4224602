"""People cannot be reached by what is published, and nothing else is masked."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from normalizer.redact import MASK, redact, redact_address, redact_listing
from normalizer.store.csv_file import inert_cell
from schemas import Listing, Source
from scraper.cli import app

PERSONAL = (
    "ana.ruiz@looms.example", "hr+weavers@sub.looms.co.uk", "ana [at] looms [dot] example", "ana(at)looms.example", "ana at looms dot example",
    "+44 20 7946 0958", "+1 (415) 555-0132", "(415) 555-0132", "415-555-0132", "415.555.0132", "020 7946 0958", "0049 30 901820", "+49 (0)30 901820",
    "030/901820", "06 12 34 56 78", "+91 98765 43210", "0412 345 678", "1-800-555-0199", "+5511987654321", "(02) 9876 5432",
)  # fmt: skip
CUED = (
    ("Tel: ", "5550132"),
    ("our phone number is ", "4155550132"),
    ("WhatsApp ", "87654321"),
    ("Tel.", "0171 1234567"),
    ("call us at ", "555-0132"),
    ("e-mail: ", "ana @ looms.example"),
)
HARMLESS = (
    "$45,000 - 55,000 per year", "USD 120000-150000", "Job ID 20240918123", "REQ-2024-118823", "Ref 415-555-0132", "2026-05-01 10:30", "01.05.2026 - 31.12.2026",
    "2024-2026", "ISO 27001:2013", "192.168.100.200", "08:00 - 16:00", "100 000 000 images", "51.5074, -0.1278", "20 000 - 25 000 EUR", "Engineer @ Acme.io",
    "work at looms.example", "5 @ $20", "ISBN 978-3-16-148410-0", "OH 12345-6789", "version 10.0.19041.1415", "45 000 - 52 000 € brutto", "SOC 15-1252.00",
    "follow @looms", "30000 40000 50000", "10 000 10 000", "401(k) and 1099", "https://looms.example/jobs/4155550132",
)  # fmt: skip


@pytest.mark.parametrize("words", PERSONAL)
def test_an_address_or_a_number_is_masked_whole_and_by_its_length(words: str) -> None:
    assert redact(f"Ask Ana: {words} — thank you") == f"Ask Ana: {MASK * len(words)} — thank you"
    assert redact(words) == MASK * len(words)


@pytest.mark.parametrize(("cue", "number"), CUED)
def test_words_before_a_number_tell_what_it_is(cue: str, number: str) -> None:
    assert redact(cue + number) == cue + MASK * len(number)


@pytest.mark.parametrize("words", HARMLESS)
def test_amounts_ids_and_days_stay(words: str) -> None:
    assert redact(f"Note: {words}.") == f"Note: {words}."


def test_of_a_web_address_only_mail_is_masked() -> None:
    url = "https://looms.example/020-7946-0958?to=ana%40looms.example&x=1"
    assert redact_address(url) == f"https://looms.example/020-7946-0958?to={MASK * 19}&x=1"


def test_a_page_of_digits_takes_linear_time() -> None:
    for pump in ("1", "1 ", "0 1-2.", "+1(", "a@", "a.", "a at "):
        assert redact(pump * 30_000)


PAGE = """<h1>Weaver</h1><p>Pay: $21 per hour, 30 hours per week.</p><h2>Requirements</h2><ul><li>Write to ana@looms.example or call 415-555-0132</li>
<li>Two years at a loom</li></ul>"""


def normalized(tmp_path: Path, *options: str) -> tuple[dict[str, object], str]:
    (tmp_path / "a.html").write_text(PAGE)
    table, lines = tmp_path / "a.csv", tmp_path / "a.jsonl"
    result = CliRunner().invoke(
        app, ["normalize", str(tmp_path / "a.html"), "-o", str(lines), "--csv", str(table), "--sqlite", str(tmp_path / "a.db"), *options]
    )
    assert result.exit_code == 0, result.output
    return json.loads(lines.read_text()), table.read_text()


def test_every_output_of_a_command_is_redacted_and_every_quote_stays_true(tmp_path: Path) -> None:
    listing, _ = normalized(tmp_path, "--redact")
    for path in tmp_path.glob("a.[!h]*"):
        assert b"ana@looms" not in path.read_bytes()
        assert b"555-0132" not in path.read_bytes()
    text = str(listing["text"])
    for claim in listing["claims"]:  # type: ignore[attr-defined]
        evidence = claim["evidence"]
        assert evidence["start"] is None or text[evidence["start"] : evidence["end"]] == evidence["quote"]
    assert MASK in text
    assert listing["pay"]["min"] == 21  # type: ignore[index]


def test_without_the_option_nothing_is_masked(tmp_path: Path) -> None:
    listing, _ = normalized(tmp_path)
    assert "ana@looms.example" in str(listing["text"])


def test_a_listing_without_anything_to_mask_stays_as_it_is() -> None:
    listing = Listing(listing_id="ab" * 10, source=Source(id="x", media_type="text/html", sha256="0" * 64), text="Weaver. $21 per hour.")
    assert redact_listing(listing) == listing


CELLS = {
    "=HYPERLINK(1)": "'=HYPERLINK(1)", "+1-2": "'+1-2", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "  =1": "'  =1", "|calc": "'|calc", "＝1": "'＝1",
    "Weaver\x00\x1b[2J": "Weaver[2J", "a\u202eb": "ab", "\u200b=1": "'=1", "a\ud800": "a", "two\nlines": "two\nlines", "plain": "plain",
}  # fmt: skip


@pytest.mark.parametrize(("given", "shown"), CELLS.items())
def test_a_cell_is_never_a_formula(given: str, shown: str) -> None:
    assert inert_cell(given) == shown


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert (inert_cell(-5), inert_cell(2.5), inert_cell(None)) == (-5, 2.5, None)


def test_the_table_has_a_row_a_listing(tmp_path: Path) -> None:
    _, table = normalized(tmp_path)
    (row,) = csv.DictReader(table.splitlines())
    assert (row["title"], row["pay_min"], row["pay_period"]) == ("Weaver", "21", "HOUR")
    assert "record" not in row
