"""Dates: where they stand and which day they are; and what an amount is paid for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.fold import fold
from normalizer.readers.date import DateSpan, ReadDate, find_dates, read_date, read_epoch
from normalizer.readers.period import Per, per_behind
from schemas.values import Period
from tests.steps import LINEAR, doubled

FETCHED = "2026-03-18T09:30:00+00:00"


def _found(line: str) -> list[str]:
    return [line[span.start : span.end] for span in find_dates(line, fold(line), 0, len(line))]


def _read(text: str, fetched_at: str | None = FETCHED, *, day_first: bool | None = None) -> ReadDate:
    return read_date(fold(text), fetched_at=fetched_at, day_first=day_first)


def _per(words: str) -> Per | None:
    """What an amount is for that is followed by nothing but these words."""
    found = per_behind(words, 0, len(words))
    return found[0] if found and found[1] == len(words) else None


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("Posted 2026-02-03 by the team", ["2026-02-03"]),
        ("posted: 2026/2/3", ["2026/2/3"]),
        ("updated 2026-02-03T23:15:00.000Z", ["2026-02-03T23:15:00.000Z"]),
        ("updated 2026-02-03 23:15 UTC today", ["2026-02-03 23:15 UTC", "today"]),
        ("Published 3 February 2026", ["3 February 2026"]),
        ("Published on the 3rd of February, 2026.", ["3rd of February, 2026"]),
        ("Feb 3, 2026 · Remote", ["Feb 3, 2026"]),
        ("(Sept. 3 2026)", ["Sept. 3 2026"]),
        ("03-Feb-2026", ["03-Feb-2026"]),
        ("Apply by Tuesday 3 February 2026 at 17:00 GMT", ["Tuesday 3 February 2026 at 17:00 GMT"]),
        ("Apply by Tue, Feb 3, 2026, 11:59 pm EST!", ["Tue, Feb 3, 2026, 11:59 pm EST"]),
        ("Closes 03.02.2026 / opens 05.02.26", ["03.02.2026", "05.02.26"]),
        ("Deadline: 3/2/2026", ["3/2/2026"]),
        ("Start 3 Feb or 4 Mar", ["3 Feb", "4 Mar"]),
        ("from February 2026 to May 2026", ["February 2026", "May 2026"]),
        ("Posted 4 days ago", ["4 days ago"]),
        ("Posted 30+ days ago", ["30+ days ago"]),
        ("Posted a week ago · 2w ago · 5d ago", ["a week ago", "2w ago", "5d ago"]),
        ("Posted yesterday", ["yesterday"]),
        ("Active today, just now", ["today", "just now"]),
        ("Feb 3 '26", ["Feb 3 '26"]),
    ],
)
def test_dates_are_located(line: str, dates: list[str]) -> None:
    assert _found(line) == dates


@pytest.mark.parametrize(
    "line",
    [
        "you may 5 times a day",
        "may 20 people join",
        "version 1.10.22 and Python 3.11.12",
        "24/7/365",
        "ISO 27001, in 2024, 20+ hours",
        "call 555-12-2026",
        "https://example.org/2026/02/03/post",
        "10.0.0.1",
        "9am-5pm",
        "45/13/2026",
        "$15/hr",
        "decide 5 things in march",
        "todays agonize",
        "",
    ],
)
def test_what_is_no_date_is_not_located(line: str) -> None:
    assert _found(line) == []


def test_partial_and_relative_spans_say_so() -> None:
    line = "June 9, May 2026, 3 days ago, 2026-02-03"
    assert [(s.partial, s.relative) for s in find_dates(line, fold(line), 0, len(line))] == [
        (True, False),
        (True, False),
        (False, True),
        (False, False),
    ]


def test_only_the_given_part_of_the_text_is_searched() -> None:
    text = "2026-01-01\n2026-02-02\n2026-03-03"
    assert [(s.start, s.end) for s in find_dates(text, text, 11, 21)] == [(11, 21)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-03", "2026-02-03"),
        ("2026/2/3", "2026-02-03"),
        ("2026-02-03T23:59:59-11:00", "2026-02-03"),
        ("20260203T101500Z", "2026-02-03"),
        ("3 February 2026", "2026-02-03"),
        ("3rd of Feb. 2026", "2026-02-03"),
        ("Feb 3rd, 2026", "2026-02-03"),
        ("Feb 3 '26", "2026-02-03"),
        ("03-feb-2026", "2026-02-03"),
        ("Tuesday, 3 February 2026, 5:00 pm", "2026-02-03"),
        ("23.02.2026", "2026-02-23"),
        ("02/23/2026", "2026-02-23"),
        ("23/02/26", "2026-02-23"),
        ("03.03.2026", "2026-03-03"),
        ("today", "2026-03-18"),
        ("just now", "2026-03-18"),
        ("yesterday", "2026-03-17"),
        ("4 days ago", "2026-03-14"),
        ("10 hours ago", "2026-03-17"),
        ("25 minutes ago", "2026-03-18"),
        ("a week ago", "2026-03-11"),
        ("two weeks ago", "2026-03-04"),
        ("one month ago", "2026-02-18"),
        ("a year ago", "2025-03-18"),
        ("5d ago", "2026-03-13"),
        ("Tue Feb  3 23:30:00 2026", "2026-02-03"),
        ("Tue Feb 03 23:30:00 UTC 2026", "2026-02-03"),
        # Read by dateparser.
        ("Tue, 03 Feb 2026 10:00:00 GMT", "2026-02-03"),
        ("2026 february 3", "2026-02-03"),
        ("a fortnight ago", "2026-03-04"),
        ("tomorrow", "2026-03-19"),
    ],
)
def test_a_located_date_is_read(text: str, day: str) -> None:
    assert _read(text) == ReadDate(day)


@pytest.mark.parametrize(
    "text",
    [
        "30+ days ago",
        "31 February 2026",
        "Sat Feb 31 00:00:00 UTC 2026",
        "2026-13-01",
        "12",
        "60%",
        "sat",
        "may",
        "5+ years",
        "$12/hr",
        "soon",
        "",
        "x" * 200,
        "a" * 70 + " 3 days ago",
        "99/99/2026",
    ],
)
def test_what_states_no_day_reads_as_nothing(text: str) -> None:
    assert _read(text).date is None
    assert not _read(text).ambiguous


def test_a_numeric_date_needs_to_know_its_order() -> None:
    assert _read("03/02/2026") == ReadDate(None, ambiguous=True)
    assert _read("03/02/2026", day_first=True) == ReadDate("2026-02-03")
    assert _read("03/02/2026", day_first=False) == ReadDate("2026-03-02")


@pytest.mark.parametrize("text", ["9 June", "June 9", "June 2026", "Mon, June 9 at 5 pm"])
def test_a_date_without_a_year_or_a_day_is_partial(text: str) -> None:
    assert _read(text) == ReadDate(None, partial=True)


@pytest.mark.parametrize("text", ["3 days ago", "today", "yesterday", "a fortnight ago", "tomorrow", "a month ago"])
@pytest.mark.parametrize("fetched_at", [None, "not a time", "0001-01-01"])
def test_relative_dates_need_a_known_day(text: str, fetched_at: str | None) -> None:
    assert _read(text, fetched_at) == ReadDate(None)


def test_the_fetch_is_seen_in_utc() -> None:
    assert _read("today", "2026-03-18T23:30:00-05:00").date == "2026-03-19"
    assert _read("today", "2026-03-18").date == "2026-03-18"
    assert _read("a month ago", "2026-03-31").date == "2026-02-28"


@given(st.text(max_size=70))
def test_reading_never_raises(text: str) -> None:
    read_date(fold(text)[:70], fetched_at=None, day_first=None)
    find_dates(text, fold(text), 0, len(text))


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%b %d %Y"]))
def test_every_day_in_every_unambiguous_form_is_located_and_read(day: object, form: str) -> None:
    text = f"on {day:{form}} we start"
    if not 1900 <= int(f"{day:%Y}") < 2100:
        return
    (span,) = find_dates(text, fold(text), 0, len(text))
    assert _read(text[span.start : span.end]).date == f"{day:%Y-%m-%d}"


@pytest.mark.parametrize(("words", "times"), [("1", 1000), ("jan 1 ", 160), ("1/1/", 250), ("mon mon ", 125), ("2026-", 200)])
def test_a_long_line_is_searched_in_steps_that_grow_as_it_does(words: str, times: int) -> None:
    def search(size: int) -> list[DateSpan]:
        return find_dates(words * size, words * size, 0, len(words) * size)

    assert search(times) == []
    assert doubled(search, times) < LINEAR


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1770076800, "2026-02-03"),
        (1770076800000, "2026-02-03"),
        ("1770076800", "2026-02-03"),
        (1770076799.5, "2026-02-02"),
        (7, None),
        ("soon", None),
        (float("nan"), None),
        (1e300, None),
        (-1770076800, None),
    ],
)
def test_epochs(value: float | str, day: str | None) -> None:
    assert read_epoch(value) == day


@pytest.mark.parametrize(
    ("slice_", "period", "quantity"),
    [
        ("hourly", Period.HOUR, 1),
        ("per hour", Period.HOUR, 1),
        ("/hr", Period.HOUR, 1),
        ("hour", Period.HOUR, 1),
        ("an hour", Period.HOUR, 1),
        ("per diem", Period.DAY, 1),
        ("week", Period.WEEK, 1),
        ("/month", Period.MONTH, 1),
        ("p.a.", Period.YEAR, 1),
        ("annual", Period.YEAR, 1),
        ("YEAR".lower(), Period.YEAR, 1),
        ("per 1,000 words", Period.WORD, 1000),
        ("per 1k words", Period.WORD, 1000),
        ("per hundred labels", Period.TASK, 100),
        ("per finished minute", Period.TASK, 1),
        ("per milestone", Period.PROJECT, 1),
    ],
)
def test_a_period_is_read(slice_: str, period: Period, quantity: int) -> None:
    per = _per(slice_)
    assert per is not None
    assert (per.period, per.quantity) == (period, quantity)


@pytest.mark.parametrize("slice_", ["", "soon", "per", "hourly rates vary", "per cent"])
def test_what_is_no_period_reads_as_nothing(slice_: str) -> None:
    assert _per(slice_) is None


@pytest.mark.parametrize(
    ("slice_", "unit", "is_biweekly"), [("per mile", "mile", False), ("fortnightly", "fortnightly", True), ("per shift", "shift", False)]
)
def test_a_unit_without_a_period_is_named(slice_: str, unit: str, is_biweekly: bool) -> None:
    per = _per(slice_)
    assert per is not None
    assert (per.period, per.unit, per.is_biweekly) == (None, unit, is_biweekly)
