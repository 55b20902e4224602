"""Policies: what becomes of a field that the listing contradicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from normalizer.pipeline import normalize
from schemas.listing import Absence, Listing, Policy
from schemas.raw import RawPage
from scraper.cli import app

_AD = """Parcel Sorter
Pay: $18 per hour
Hours: 30 hours per week

About the job
You sort parcels at our depot from Monday to Friday.
This role is fully remote.
The position is 100% on-site at our Leeds depot.

Requirements
English (C1) is required.
French (B2) is required.
English (A2) is required.
"""


def _settled(policy: Policy) -> Listing:
    (listing,) = normalize(RawPage(id="ad", body=_AD), policy)
    return listing


@pytest.mark.parametrize("policy", Policy)
def test_the_contradictions_are_reported_under_every_policy_and_the_policy_is_said(policy: Policy) -> None:
    listing = _settled(policy)
    assert {conflict.code for conflict in listing.conflicts} == {"workplace.modes_disagree", "languages.levels_disagree"}
    assert listing.policy is policy
    assert listing.pay is not None
    assert listing.hours_per_week is not None


def test_strict_leaves_the_field_empty_and_says_why() -> None:
    listing = _settled(Policy.STRICT)
    assert listing.workplace is None
    assert listing.absent["workplace"] is Absence.CONFLICTING
    assert all(conflict.resolution is None for conflict in listing.conflicts)
    assert all("no value was chosen" in conflict.message for conflict in listing.conflicts)
    assert "workplace" not in {choice.field for choice in listing.choices}


def test_strict_leaves_out_only_the_language_that_is_contradicted() -> None:
    assert [language.code for language in _settled(Policy.STRICT).languages] == ["fr"]
    assert "languages" not in _settled(Policy.STRICT).absent


def test_first_follows_the_statement_that_comes_first() -> None:
    listing = _settled(Policy.FIRST)
    quotes = {claim.id: claim.evidence.quote for claim in listing.claims}
    followed = {choice.field: (quotes[choice.claim], choice.rule) for choice in listing.choices}
    assert listing.workplace == "REMOTE"
    assert followed["workplace"][1] == "stated first, as the policy asks"
    resolved = {conflict.code: conflict.resolution for conflict in listing.conflicts}
    assert all(resolution and resolution.rule == "stated first, as the policy asks" for resolution in resolved.values())
    assert {language.code: language.level for language in listing.languages} == {"en": "C1", "fr": "B2"}


def test_fields_without_a_contradiction_settle_the_same() -> None:
    contested = {"workplace", "languages", "choices", "conflicts", "absent", "policy"}
    first, specific, strict = (_settled(policy).model_dump(exclude=contested) for policy in (Policy.FIRST, Policy.SPECIFIC, Policy.STRICT))
    assert first == specific == strict


def test_the_command_takes_a_policy(tmp_path: Path) -> None:
    ad = tmp_path / "ad.txt"
    ad.write_text(_AD, encoding="utf-8")
    result = CliRunner().invoke(app, ["normalize", str(ad), "--policy", "strict"])
    assert result.exit_code == 0
    assert (json.loads(result.stdout)["policy"], json.loads(result.stdout)["workplace"]) == ("STRICT", None)
    refused = CliRunner().invoke(app, ["normalize", str(ad), "--policy", "lenient"])
    assert refused.exit_code == 2
    assert "lenient" in refused.output
