"""The single pass: folding keeps offsets, gates hold every match, packs that are broken say where."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from normalizer.fold import fold
from normalizer.gates import DIGIT, EDGE, gates, opening
from normalizer.lexicon import Lexicon, PackError, read_pack
from normalizer.pipeline import lexicon
from normalizer.scanner import Opening, Scanner


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("İstanbul", "istanbul"),
        ("20–25 hrs", "20-25 hrs"),
        ("you’ll", "you'll"),
        ("２０時間", "20時間"),
        ("ＵＳＤ", "usd"),
        ("٣–٥ Years", "3-5 years"),
        ("𝟐𝟎 Hours 😀", "20 hours 😀"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"part[- ]?time", [{"parttime", "part time", "part-time"}]),
        (r"\bmust (?:live|reside) in\b", [{f"{EDGE}must live in{EDGE}", f"{EDGE}must reside in{EDGE}"}]),
        (r"\d+ ?(?:%|percent) remote", [{"% remote", "percent remote"}, {DIGIT}]),
        (r"(?:must|should) .{0,20}english", [{"english"}, {f"must{EDGE}", f"should{EDGE}"}]),
        (r"\b(?:ms|ma)(?= degree)", [{f"{EDGE}ms degree", f"{EDGE}ma degree"}, {f"{EDGE}degree"}]),
        (r"^ran .{0,9} shops? ", [{f"{EDGE}shop{EDGE}", f"{EDGE}shops{EDGE}"}, {"ran "}]),
        (r"(?<=in )english(?! breakfast)", [{"english"}]),
        (r"\d+ ?", []),
        (r"(?:foo)?", []),
    ],
)
def test_gates_of_an_expression(pattern: str, expected: list[set[str]]) -> None:
    assert [set(gate) for gate in gates(pattern)] == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"\d+ hours", {DIGIT}),
        (r"(?:about )?(?:\d+|ten) hours", {"about ", DIGIT, "ten hours"}),
        (r"(?<![a-z])(?:must|should) know", {"must know", "should know"}),
        (r"\b(?:we|you) (?:need|want) .{0,9}degree", {f"{EDGE}{who} {does}{EDGE}" for who in ("we", "you") for does in ("need", "want")}),
        (r"(?:ms|ma)(?= degree)\b", {"ms degree", "ma degree"}),
        (r"(?:is |are )?(?:needed|wanted)", None),
        (r"[^.]{1,20} is hiring", None),
        (r"[ai]\d", {"a", "i"}),
        (r"(?:very )*(?:\d|strong) .*", {"very ", DIGIT, "strong "}),
    ],
)
def test_beginnings_of_an_expression(pattern: str, expected: set[str] | None) -> None:
    assert opening(pattern)[1] == (expected and frozenset(expected))


def test_every_expression_matches_behind_its_gates() -> None:
    """Strings that are made from an expression are found in a line by the scanner and the expression together."""
    words = lexicon()
    checked = 0
    for expression in [e for pack in words.packs for e in pack.expressions][::9]:
        source = expression.pattern.pattern
        scanner = Scanner([Opening(expression, *opening(source), leads=False)])
        for text in map(fold, _examples(expression.pattern)):
            wanted = [match.span() for match in expression.pattern.finditer(text)]
            opened = [begins for _, ready in scanner.opened(text, [(0, len(text))]) for _, begins in ready]
            begins = opened[0] if opened else ()
            found = [match.span() for match in expression.matches(text, 0, len(text), begins)]
            assert found == wanted, (expression.phrase.rule, text)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize(
    ("pattern", "text", "opens"),
    [
        (r"hours weekly", "workhours weekly", True),
        (r"\bhours weekly", "workhours weekly", False),
        (r"hours weekly", "20hours weekly", True),
        (r"\bhours weekly\b", "(hours weekly)", True),
        (r"\bhours weekly\b", "hours weeklyé", False),
        (r"été", "cet été", True),
        (r"té prochain", "l'été prochain", True),
        (r"\$ an hour", "us$ an hour", True),
    ],
)
def test_what_is_bound_to_an_edge_is_not_met_inside_a_word(pattern: str, text: str, *, opens: bool) -> None:
    assert bool(list(Scanner([Opening("", *opening(pattern), leads=False)]).opened(text, [(0, len(text))]))) is opens


def _examples(pattern: re.Pattern[str]) -> list[str]:
    """Strings that match, none where what looks ahead cannot be made up."""
    found: list[str] = []

    @settings(max_examples=5, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.from_regex(pattern))
    def collect(text: str) -> None:
        found.append(text)

    with suppress(Unsatisfiable):
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
