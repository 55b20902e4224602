"""Money: amounts, ranges and bounds, their currency and what they are for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from babel.core import get_global
from babel.numbers import get_territory_currencies
from hypothesis import example, given
from hypothesis import strategies as st

from normalizer.fold import fold
from normalizer.readers import currency
from normalizer.readers.currency import signs_before, signs_behind
from normalizer.readers.magnitude import infer_period
from normalizer.readers.money import Money, currency_for_country, find_money
from normalizer.readers.pay_gate import may_hold_money
from schemas.values import Period
from tests.steps import LINEAR, doubled


def _money(text: str) -> list[Money]:
    return find_money(text, fold(text), 0, len(text))


def _shown(money: Money) -> str:
    """`min..max currency-or-sign unit`, and what else is said: "20..25 $ HOUR"."""
    unit = money.period or (f"({money.unit})" if money.unit else "")
    flags = ("biweekly", "pro_rata", "approximate", "inverted", "signless", "min_exclusive", "max_exclusive")
    words = [money.currency or money.symbol or "-", unit, money.basis or "", *(flag for flag in flags if getattr(money, flag))]
    bounds = "..".join("" if end is None else str(end) for end in (money.min, money.max))
    return " ".join(word for word in (bounds, *words) if word)


ONE = [
    # Amounts and signs.
    ("$37", "37..37 $"),
    ("$ 37.50", "37.5..37.5 $"),
    ("$.08 per label", "0.08..0.08 $ TASK"),
    ("£41,250.00", "41250..41250 GBP"),
    ("€41.250", "41250..41250 EUR"),
    ("€41.250,75", "41250.75..41250.75 EUR"),
    ("41 250 €", "41250..41250 EUR"),
    ("CHF 96'500", "96500..96500 CHF"),
    ("₹9,40,000", "940000..940000 INR"),
    ("$64,000,00", "64000..64000 $"),
    ("$64, 500 per year", "64500..64500 $ YEAR"),
    ("US$41", "41..41 USD"),
    ("usd 41", "41..41 USD"),
    ("41 USD", "41..41 USD"),
    ("41USD", "41..41 USD"),
    ("$41 USD", "41..41 USD"),
    ("USD$41", "41..41 USD"),
    ("CAD $41", "41..41 CAD"),
    ("C$41", "41..41 CAD"),
    ("A$41", "41..41 AUD"),
    ("NZ$41", "41..41 NZD"),
    ("S$4,100", "4100..4100 SGD"),
    ("HK$21,000", "21000..21000 HKD"),
    ("NT$41,000", "41000..41000 TWD"),
    ("R$ 4.100,00", "4100..4100 BRL"),
    ("MX$18,500", "18500..18500 MXN"),
    ("Rp 6.500.000", "6500000..6500000 IDR"),
    ("RM4,200", "4200..4200 MYR"),
    ("R18 500 per month", "18500..18500 ZAR MONTH"),
    ("zł 9 000", "9000..9000 PLN"),
    ("kr 41 000", "41000..41000 kr"),
    ("41 000 kr", "41000..41000 kr"),
    ("Rs. 41,000", "41000..41000 rs"),
    ("¥4,100", "4100..4100 ¥"),
    ("41,000 yen", "41000..41000 JPY"),
    ("450 dollars", "450..450 $"),
    ("450 Canadian dollars", "450..450 CAD"),
    ("450 euros", "450..450 EUR"),
    ("450 pesos", "450..450 peso"),
    ("PHP 41,000", "41000..41000 PHP"),
    ("TRY 41,000", "41000..41000 TRY"),
    ("forty-one dollars", "41..41 $"),
    ("Thirty-two dollars and fifty cents", "32.5..32.5 $"),
    ("six hundred euros", "600..600 EUR"),
    # Suffixes.
    ("$85k", "85000..85000 $"),
    ("$85K", "85000..85000 $"),
    ("$85 K", "85000..85000 $"),
    ("$2.4M", "2400000..2400000 $"),
    ("$16MM", "16000000..16000000 $"),
    ("$3 billion", "3000000000..3000000000 $"),
    ("$85 thousand", "85000..85000 $"),
    ("8 LPA", "800000..800000 INR YEAR"),
    ("₹8 LPA", "800000..800000 INR YEAR"),
    ("₹1.4 Cr", "14000000..14000000 INR"),
    ("PKR 2 lakh", "200000..200000 PKR"),
    ("9 lakhs per annum", "900000..900000 INR YEAR"),
    ("CTC: 9L", "900000..900000 INR"),
    ("9L-11L per annum", "900000..1100000 INR YEAR"),
    # Cents.
    ("12 cents per word", "0.12..0.12 ¢ WORD"),
    ("9-11 cents per label", "0.09..0.11 ¢ TASK"),
    ("35¢ per image", "0.35..0.35 ¢ TASK"),
    ("45 pence per mile", "0.45..0.45 GBP (mile)"),
    # Ranges.
    ("$31-$44", "31..44 $"),
    ("$31–44", "31..44 $"),
    ("$31 — $44", "31..44 $"),
    ("$31 to $44", "31..44 $"),
    ("$31 through $44", "31..44 $"),
    ("$31 ~ $44", "31..44 $"),
    ("31-44 €", "31..44 EUR"),
    ("31-44 USD", "31..44 USD"),
    ("USD 31-44", "31..44 USD"),
    ("USD 31 - USD 44", "31..44 USD"),
    ("CAD $88,000 - $97,500", "88000..97500 CAD"),
    ("$88,000 - $97,500 CAD", "88000..97500 CAD"),
    ("$88-97k", "88000..97000 $"),
    ("$88k-97", "88000..97000 $"),
    ("$88 - $97k", "88000..97000 $"),
    ("$900 - $1.2k", "900..1200 $"),
    ("$0.9M - $1.2M", "900000..1200000 $"),
    ("88 000 - 97 500 $", "88000..97500 $"),
    ("$88,000 to 97500", "88000..97500 $"),
    ("between $31 and $44", "31..44 $"),
    ("between AUD 31 and AUD 44", "31..44 AUD"),
    ("between € 2,310 (step 3) and € 3,140 (step 9) gross per month", "2310..3140 EUR MONTH gross"),
    ("between $88,000/year in smaller towns up to $97,500/year in the capital", "88000..97500 $ YEAR"),
    ("from $31 to $44", "31..44 $"),
    ("ranging from $31 to $44", "31..44 $"),
    ("up to $31 - $44", "31..44 $"),
    ("min $31 max $44", "31..44 $"),
    ("minimum $31, maximum $44", "31..44 $"),
    ("$31 up to $44", "31..44 $"),
    ("$31/hr - $44/hr", "31..44 $ HOUR"),
    ("$31 per hour to $44 per hour", "31..44 $ HOUR"),
    ("$60-$45", "60..45 $ inverted"),
    ("Rs 5-7 LPA", "500000..700000 INR YEAR"),
    ("₹22–34 LPA", "2200000..3400000 INR YEAR"),
    ("3-4 lacs p.a.", "300000..400000 INR YEAR"),
    # Bounds.
    ("up to $44", "..44 $"),
    ("Upto €44k", "..44000 EUR"),
    ("max. €44k", "..44000 EUR"),
    ("no more than $44", "..44 $"),
    ("less than $44", "..44 $ max_exclusive"),
    ("<$44", "..44 $ max_exclusive"),
    ("from $44", "44.. $"),
    ("starting at $44", "44.. $"),
    ("at least $44", "44.. $"),
    ("$44+", "44.. $"),
    ("$44k+ DOE", "44000.. $"),
    ("more than $44", "44.. $ min_exclusive"),
    ("circa £44k", "44000..44000 GBP approximate"),
    ("c. £44k", "44000..44000 GBP approximate"),
    ("~$44k", "44000..44000 $ approximate"),
    ("approximately $44", "44..44 $ approximate"),
    ("starting at approximately $44", "44.. $ approximate"),
    # What it is for.
    ("$27/hr", "27..27 $ HOUR"),
    ("$27 / hour", "27..27 $ HOUR"),
    ("$27/h", "27..27 $ HOUR"),
    ("$27 per hour", "27..27 $ HOUR"),
    ("$27 an hour", "27..27 $ HOUR"),
    ("$27 hourly", "27..27 $ HOUR"),
    ("£27ph", "27..27 GBP HOUR"),
    ("£27 p/h", "27..27 GBP HOUR"),
    ("$27 hr", "27..27 $ HOUR"),
    ("$27-31hr", "27..31 $ HOUR"),
    ("$27/hourpay", "27..27 $ HOUR"),
    ("$27 per billable hour", "27..27 $ HOUR"),
    ("$27 USD per hour", "27..27 USD HOUR"),
    ("$27/hr USD", "27..27 USD HOUR"),
    ("$27/hr (USD)", "27..27 USD HOUR"),
    ("Pay (USD): $27 per hour", "27..27 USD HOUR"),
    ("Salary range (in CAD) $88,000 - $97,500", "88000..97500 CAD"),
    ("27 USD/h", "27..27 USD HOUR"),
    ("€27/hour gross", "27..27 EUR HOUR gross"),
    ("£310pd", "310..310 GBP DAY"),
    ("£310 a day", "310..310 GBP DAY"),
    ("£310 per diem", "310..310 GBP DAY"),
    ("$310 day", "310..310 $ DAY"),
    ("$910/wk", "910..910 $ WEEK"),
    ("$910 weekly", "910..910 $ WEEK"),
    ("£910 pw", "910..910 GBP WEEK"),
    ("$4,100/mo", "4100..4100 $ MONTH"),
    ("€4,100 p.m.", "4100..4100 EUR MONTH"),
    ("£4,100 pcm", "4100..4100 GBP MONTH"),
    ("SGD 4.1k pm", "4100..4100 SGD MONTH"),
    ("$4,100 each month", "4100..4100 $ MONTH"),
    ("HK$24,000 x 13", "24000..24000 HKD MONTH"),
    ("$91,000/yr", "91000..91000 $ YEAR"),
    ("$91,000/Yr.", "91000..91000 $ YEAR"),
    ("£91,000 p.a.", "91000..91000 GBP YEAR"),
    ("£91,000 pa", "91000..91000 GBP YEAR"),
    ("$91,000 per annum", "91000..91000 $ YEAR"),
    ("$91,000 a year", "91000..91000 $ YEAR"),
    ("$91,000 annually", "91000..91000 $ YEAR"),
    ("$91,000 base salary per year", "91000..91000 $ YEAR"),
    ("$91,000 (base) per year", "91000..91000 $ YEAR"),
    ("£18,400 pro rata per annum", "18400..18400 GBP YEAR pro_rata"),
    ("£18,400 pro-rata", "18400..18400 GBP pro_rata"),
    ("9,300 PLN monthly net", "9300..9300 PLN MONTH net"),
    ("₹31k/month in hand", "31000..31000 INR MONTH net"),
    ("$2,310 bi-weekly", "2310..2310 $ (bi-weekly) biweekly"),
    ("$2,310 every two weeks", "2310..2310 $ (every two weeks) biweekly"),
    ("$2,310 semi-monthly", "2310..2310 $ (semi-monthly)"),
    ("$6 per task", "6..6 $ TASK"),
    ("$6 per approved task", "6..6 $ TASK"),
    ("$6/article", "6..6 $ TASK"),
    ("$6 per finished and reviewed annotation task", "6..6 $ TASK"),
    ("$6 per 10 minutes", "0.6..0.6 $ (minutes)"),
    ("$6 per HIT", "6..6 $ TASK"),
    ("$6 per 20-min lesson", "6..6 $ TASK"),
    ("$1.20 per audio minute", "1.2..1.2 $ TASK"),
    ("$60 per audio hour", "60..60 $ TASK"),
    ("$0.11 per word", "0.11..0.11 $ WORD"),
    ("$0.11 per source word", "0.11..0.11 $ WORD"),
    ("$40 per 1,000 words", "0.04..0.04 $ WORD"),
    ("$40 per thousand words", "0.04..0.04 $ WORD"),
    ("$25 per 100 labels", "0.25..0.25 $ TASK"),
    ("$1,900 per project", "1900..1900 $ PROJECT"),
    ("$1,900 flat fee", "1900..1900 $ PROJECT"),
    ("£75 per shift", "75..75 GBP (shift)"),
    ("$0.58 per mile", "0.58..0.58 $ (mile)"),
    ("$0.30 per sq ft", "0.3..0.3 $ (sq ft)"),
    # A label in front says what it is for.
    ("hourly rate: $27", "27..27 $ HOUR"),
    ("Hourly · $27", "27..27 $ HOUR"),
    ("an hourly pay range of $27 to $31", "27..31 $ HOUR"),
    ("day rate of £310", "310..310 GBP DAY"),
    ("Monthly stipend: $900", "900..900 $ MONTH"),
    ("annual base salary range is $91,000-$99,000", "91000..99000 $ YEAR"),
    ("Salary (per year): $91,000", "91000..91000 $ YEAR"),
    ("an hourly wage set from an annualized base of $91,000-99,000", "91000..99000 $ YEAR"),
    ("fixed price: $700", "700..700 $ PROJECT"),
    # No sign of currency at all.
    ("up to 55k", "..55000 - signless"),
    ("55k-65k base", "55000..65000 - signless"),
    ("55-65 K/yr", "55000..65000 - YEAR signless"),
    ("55-65 K/yr USD", "55000..65000 USD YEAR"),
    ("22-26 per hour", "22..26 - HOUR signless"),
    ("22-26/hr", "22..26 - HOUR signless"),
    ("Salary: 55,000 - 65,000", "55000..65000 - signless"),
    ("hourly rate: 22-26", "22..26 - HOUR signless"),
]


@pytest.mark.parametrize(("text", "shown"), ONE, ids=[text for text, _ in ONE])
def test_one_expression_is_read(text: str, shown: str) -> None:
    assert [_shown(m) for m in _money(text)] == [shown]


@pytest.mark.parametrize(("text", "shown"), ONE, ids=[text for text, _ in ONE])
def test_it_is_read_inside_a_sentence_too(text: str, shown: str) -> None:
    """With words around it, and at an offset, the same is found."""
    line = f"We will tell you more soon: {text}, and 3 other things (24/7)."
    found = find_money(line, fold(line), 5, len(line))
    assert [_shown(m) for m in found] == [shown]
    assert all(5 <= m.start < m.end <= len(line) for m in found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$27/hr weekdays, $31/hr weekends", ["27..27 $ HOUR", "31..31 $ HOUR"]),
        ("$2,310.40 - $2,904.10 bi-weekly ($60,070 - $75,506/year)", ["2310.4..2904.1 $ (bi-weekly) biweekly", "60070..75506 $ YEAR"]),
        ("40-60 USD or 150-230 PLN per hour", ["40..60 USD HOUR", "150..230 PLN HOUR"]),
        ("Lisbon: €38k-€44k; Leeds: £36k-£41k", ["38000..44000 EUR", "36000..41000 GBP"]),
        ("$90k base + $30k bonus", ["90000..90000 $", "30000..30000 $"]),
        ("$20/class + $3 per head", ["20..20 $ TASK", "3..3 $ (head)"]),
        ("Tier 2 - $95,000 (Tier 3 - $120,000)", ["95000..95000 $", "120000..120000 $"]),
        ("$100 to €200", ["100..100 $", "200..200 EUR"]),
        ("up to $90k ($43.27/hr)", ["..90000 $", "43.27..43.27 $ HOUR"]),
        ("$5,000 raised, then $7,000", ["5000..5000 $", "7000..7000 $"]),
        ("$15/hr - 20 hours per week", ["15..15 $ HOUR"]),
        ("$900 - 30 days", ["900..900 $"]),
        ("$1,200 - 2026 season", ["1200..1200 $"]),
        ("$20 per hour plus $5 bonus", ["20..20 $ HOUR", "5..5 $"]),
    ],
)
def test_several_expressions_are_kept_apart(text: str, shown: list[str]) -> None:
    assert [_shown(m) for m in _money(text)] == shown


@pytest.mark.parametrize(
    "text",
    [
        "401k match",
        "401(k) with 4% match",
        "403(b) plan",
        "support 24/7",
        "an H-1B visa",
        "B2B and K8s",
        "ISO 27001 certified",
        "20+ hours per week",
        "20 hours per week",
        "40 hours a week, 8 hours per day",
        "10-15 articles monthly",
        "3 years of experience",
        "posted 2026-04-01 at 10:30",
        "job id 120450",
        "15% bonus",
        "5 per week",
        "two meetings a day",
        "2 a day",
        "a 4k video",
        "over 200k users",
        "20k+ QPS",
        "16k stars",
        "150k learners",
        "10k run",
        "lift 50 pounds",
        "pounds of paper",
        "top 10 of all 50 states",
        "TOP 10 and ALL 50",
        "PHP 8.2 and PHP 7",
        "3D CAD tools",
        "R2 and R16",
        "RM 204",
        "try 5 times",
        "9 p.m. to 5 a.m.",
        "9pm-5pm",
        "5 L of water",
        "20m people",
        "pH 7",
        "60 km/h",
        "no numbers here",
        "a dollar sign is $",
        "",
        "covid-19",
        "score of 4.5",
        "team-of-100k-people",
        "yearly 2-week retreat",
        "ars2.example.org",
        "six figures",
        "mid 40s",
    ],
)
def test_what_is_no_money_stays_silent(text: str) -> None:
    assert [_shown(m) for m in _money(text)] == []


def test_spans_cover_the_bound_and_the_period() -> None:
    text = "Our hourly pay: starting at CA$31.50 – CA$40 gross (DOE)."
    (money,) = _money(text)
    assert text[money.start : money.end] == "starting at CA$31.50 – CA$40 gross"
    assert money.period_span is not None
    assert text[slice(*money.period_span)] == "hourly"


def test_offsets_are_those_of_the_original() -> None:
    text = "İŞ — ＵＳ＄３１－４４／ｈｒ"
    (money,) = _money(text)
    assert (_shown(money), text[money.start : money.end]) == ("31..44 USD HOUR", "ＵＳ＄３１－４４／ｈｒ")


def test_only_the_given_part_of_the_text_is_read() -> None:
    text = "$11 here\n$22 there\n$33 elsewhere"
    assert [_shown(m) for m in find_money(text, fold(text), 9, 18)] == ["22..22 $"]


def test_an_ambiguous_sign_names_its_candidates() -> None:
    (money,) = _money("kr 300")
    assert (money.currency, money.candidates) == (None, ("SEK", "NOK", "DKK", "ISK"))


@given(st.text(alphabet="0123456789.,$€£kKm/-–+ ()hrpeusdto", max_size=80))
@example("$1-$2-$3-$4")
@example("(((((($5")
def test_reading_never_raises_and_spans_are_sound(text: str) -> None:
    last = 0
    for money in _money(text):
        assert last <= money.start < money.end <= len(text)
        assert money.min is not None or money.max is not None
        last = money.end


@given(st.lists(st.sampled_from([text for text, _ in ONE]), min_size=1, max_size=3), st.sampled_from([" ", " | ", "; ", " and ", ""]))
def test_the_gate_lets_through_what_the_grammar_finds(texts: list[str], between: str) -> None:
    text = between.join(texts)
    if _money(text):
        assert may_hold_money(fold(text), 0, len(text))


@pytest.mark.parametrize(
    ("words", "times", "found"),
    [
        ("1", 1000, 0),
        ("$", 1000, 0),
        ("$1", 500, 500),
        ("1,1.", 250, 0),
        ("a ", 500, 0),
        ("per 1 ", 160, 0),
        ("between $1 (", 80, 80),
    ],
)
def test_a_long_line_is_read_whole_in_steps_that_grow_as_it_does(words: str, times: int, found: int) -> None:
    assert len(_money(words * times)) == found
    assert doubled(lambda size: _money(words * size), times) < LINEAR


def test_an_amount_behind_many_words_of_pay_is_read() -> None:
    assert [money.min for money in _money("hourly rate " * 80 + "$5")] == [5]


@pytest.mark.parametrize(
    ("symbol", "country", "code"),
    [
        ("$", "US", "USD"),
        ("$", "CA", "CAD"),
        ("$", "AU", "AUD"),
        ("$", "SG", "SGD"),
        ("$", "MX", "MXN"),
        ("$", "DE", None),
        ("$", "XX", None),
        ("kr", "SE", "SEK"),
        ("kr", "DK", "DKK"),
        ("kr", "US", None),
        ("rs", "IN", "INR"),
        ("rs", "PK", "PKR"),
        ("¥", "JP", "JPY"),
        ("¥", "CN", "CNY"),
        ("£", "GB", "GBP"),
        ("€", "US", "EUR"),
        ("¢", "US", "USD"),
        ("¢", "IE", "EUR"),
        ("peso", "PH", "PHP"),
        ("dirham", "MA", "MAD"),
        ("no sign", "US", None),
    ],
)
def test_a_sign_means_what_its_country_uses(symbol: str, country: str, code: str | None) -> None:
    assert currency_for_country(symbol, country) == code


def test_the_currency_tables_agree_with_cldr() -> None:
    data = tomllib.loads(Path(currency.__file__).with_name("currencies.toml").read_text(encoding="utf-8"))
    known = set(get_global("all_currencies"))
    codes = f"{data['codes']['plain']} {data['codes']['wordlike']}".upper().split()
    assert [code for code in codes if code not in known] == []
    assert [code for signs in data["ambiguous"].values() for code in signs if code not in known] == []
    joined_the_euro = {"BG", "HR"}
    wrong = [
        (code, country)
        for code, countries in data["countries"].items()
        for country in countries.split()
        if country not in joined_the_euro and code not in get_territory_currencies(country)
    ]
    assert wrong == []


def test_signs_are_folded() -> None:
    phrases = (*signs_before().phrases, *signs_behind().phrases)
    assert [sign for sign in phrases if sign != fold(sign)] == []


@pytest.mark.parametrize(
    ("minimum", "maximum", "sign", "period"),
    [
        (18, 25, "USD", Period.HOUR),
        (None, 60, "$", Period.HOUR),
        (85_000, None, "EUR", Period.YEAR),
        (28_000, 32_000, "GBP", Period.YEAR),
        (3_000, 4_000, "EUR", None),
        (450, 450, "GBP", None),
        (200, 15_000, "USD", None),
        (30_000_000, None, "USD", None),
        (0, 0, "USD", None),
        (900_000, 1_400_000, "INR", Period.YEAR),
        (25_000, 40_000, "INR", None),
        (1_200, None, "JPY", Period.HOUR),
        (300_000, None, "JPY", Period.MONTH),
        (6_000_000, None, "JPY", Period.YEAR),
        (40_000, 60_000, "SEK", None),
        (40_000, 60_000, None, None),
        (None, None, "USD", None),
    ],
)
def test_the_size_of_a_figure_tells_its_period_where_it_can(
    minimum: int | None, maximum: int | None, sign: str | None, period: Period | None
) -> None:
    assert infer_period(minimum, maximum, sign) is period


def test_no_reader_table_is_compiled_on_import() -> None:
    """Tables are made when they are first asked for, so that importing the library costs nothing."""
    source = Path(currency.__file__).read_text(encoding="utf-8")
    assert not re.search(r"^\w+ = (?:PhraseTable|tomllib)", source, re.MULTILINE)
