"""The single pass: folding keeps offsets, gates hold every match, packs that are broken say where."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from normalizer.fold import fold
from normalizer.lexicon import Lexicon, PackError, read_pack, required_literals
from normalizer.pipeline import lexicon


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(("text", "folded"), [("İstanbul", "istanbul"), ("20–25 hrs", "20-25 hrs"), ("you’ll", "you'll"), ("２０時間", "20時間"), ("ＵＳＤ", "usd")])
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"part[- ]?time", {"parttime", "part time", "part-time"}),
        (r"\bmust (?:live|reside) in\b", {"must live in", "must reside in"}),
        (r"\d+ ?(?:%|percent) remote", {"% remote", "percent remote"}),
        (r"(?:must|should) .{0,20}english", {"english"}),
        (r"\d+ ?", None),
        (r"(?:foo)?", None),
    ],
)
def test_literals_that_every_match_holds(pattern: str, literals: set[str] | None) -> None:
    assert required_literals(pattern) == (literals and frozenset(literals))


def test_every_gate_holds_what_its_expression_matches() -> None:
    """For each expression of the packs, strings that Hypothesis makes from it hold one of its literals."""
    for expression in lexicon().all_expressions()[::7]:
        literals = required_literals(expression.pattern.pattern)
        assert literals
        for example in _examples(expression.pattern):
            assert any(literal in example for literal in literals), (expression.phrase.rule, example)


def _examples(pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []

    @settings(max_examples=5, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)
    @given(st.from_regex(pattern))
    def collect(text: str) -> None:
        found.extend(match[0] for match in pattern.finditer(text))

    collect()
    return found


def _pack(tmp_path: Path, toml: str) -> Lexicon:
    path = tmp_path / "pay" / "en.toml"
    path.parent.mkdir()
    path.write_text(toml, encoding="utf-8")
    return Lexicon((read_pack(path, "pay", "en"),))


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[[phrase]]\nname='a'\nsay=['{nowhere}']", "unknown slot {nowhere}"),
        ("[[phrase]]\nname='a'\nsay=['(']", "'a': '('"),
        ("[[phrase]]\nname='a'\nsay=[]", "expected `say`"),
        ("[[phrase]]\nname='a'\nsay=['x']\n[[phrase]]\nname='a'\nsay=['y']", "no other phrase"),
        ("[[phrase]]\nname='a'\nsay=['\\d+']", "expected a word that every match holds"),
        ("phrases=1", "unknown key 'phrases'"),
        ("[[phrase]\n", "en.toml"),
    ],
)
def test_a_broken_pack_names_the_place(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(PackError, match=re.escape(message)):
        _pack(tmp_path, toml)


def test_hits_have_offsets_of_the_text_and_the_longest_wins(tmp_path: Path) -> None:
    words = _pack(tmp_path, "[[phrase]]\nname='short'\nsay=['per hour']\n[[phrase]]\nname='long'\nsay=['{n:number} per hour']\n")
    text = "İzmir\npays 20 per hour"
    hits = words.hits(fold(text), [(0, 5), (6, len(text))])["pay"]
    assert [(h.phrase.name, text[h.start : h.end], h.group("n"), h.line) for h in hits] == [("long", "20 per hour", "20", 1)]
