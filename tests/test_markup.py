"""Microdata and RDFa in pages: the same data as JSON-LD, with pointers, and with the words that show it."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from normalizer import normalize
from normalizer.document.html import read_html
from normalizer.document.markup import holds_markup, marked_postings
from schemas import Listing, RawPage
from schemas.document import Section
from tests.steps import LINEAR, doubled

MICRODATA = """<!doctype html><title>Glasshouse Hand | Fern &amp; Furrow</title>
<div itemscope itemtype="https://schema.org/JobPosting">
  <h1 itemprop="title">Glasshouse Hand</h1>
  <meta itemprop="datePosted" content="2026-09-30"><time itemprop="validThrough" datetime="2026-11-30">the end of November</time>
  <span itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
    <a itemprop="url" href="https://furrow.example/"><span itemprop="name">Fern &amp; Furrow</span></a></span>
  <p>Where: <span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place">
    <span itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
      <span itemprop="addressLocality">Utrecht</span><meta itemprop="addressCountry" content="NL"></span></span></p>
  <p>Contract: <span itemprop="employmentType">Part-time</span> or <span itemprop="employmentType">Temporary</span></p>
  <div itemprop="baseSalary" itemscope itemtype="https://schema.org/MonetaryAmount">
    <meta itemprop="currency" content="EUR">
    <span itemprop="value" itemscope itemtype="https://schema.org/QuantitativeValue">
      <data itemprop="value" value="14.50">a fair wage</data><link itemprop="unitText" href="HOUR"></span></div>
  <div itemprop="description"><p>You pick tomatoes.</p><ul><li>You carry crates.</li></ul></div>
</div>"""

RDFA = """<!doctype html><title>Ferry Steward</title>
<article vocab="https://schema.org/" typeof="JobPosting" prefix="og: http://ogp.me/ns#">
  <h1 property="title">Ferry Steward</h1>
  <p property="datePosted" content="2026-10-05">last Monday</p>
  <div property="hiringOrganization" typeof="Organization"><b property="name">Saltmarsh Lines</b></div>
  <div rel="schema:jobLocation" typeof="schema:Place"><span property="schema:address" typeof="schema:PostalAddress">
    <span property="schema:addressLocality">Galway</span> <span property="http://schema.org/addressCountry">IE</span></span></div>
  <span property="og:title employmentType">Full-time</span>
</article>"""


def marked(page: str) -> list[Any]:
    return [posting.embedded for posting in marked_postings(etree.fromstring(page, etree.HTMLParser()))]


def listing(page: str, **keys: str) -> Listing:
    (only,) = normalize(RawPage(id="p", media_type="text/html", body=page, **keys))
    return only


def test_microdata_has_the_shape_of_json_ld() -> None:
    (posting,) = marked(MICRODATA)
    assert posting.pointer == "/microdata/0"
    assert posting.value == {
        "@type": "JobPosting",
        "title": "Glasshouse Hand",
        "datePosted": "2026-09-30",
        "validThrough": "2026-11-30",
        "hiringOrganization": {"@type": "Organization", "url": "https://furrow.example/", "name": "Fern & Furrow"},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Utrecht", "addressCountry": "NL"},
        },
        "employmentType": ["Part-time", "Temporary"],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {"@type": "QuantitativeValue", "value": "14.50", "unitText": "HOUR"},
        },
        "description": "You pick tomatoes. You carry crates.",
    }


def test_rdfa_has_the_shape_of_json_ld_with_or_without_prefix() -> None:
    (posting,) = marked(RDFA)
    assert posting.pointer == "/rdfa/0"
    assert posting.value == {
        "@type": "JobPosting",
        "title": "Ferry Steward",
        "datePosted": "2026-10-05",
        "hiringOrganization": {"@type": "Organization", "name": "Saltmarsh Lines"},
        "jobLocation": {
            "@type": "Place",
            "address": {"@type": "PostalAddress", "addressLocality": "Galway", "addressCountry": "IE"},
        },
        "employmentType": "Full-time",
    }


def test_a_microdata_page_gives_claims_like_any_other_data() -> None:
    found = listing(MICRODATA)
    assert found.pay
    assert (found.pay.min, found.pay.max, found.pay.currency, found.pay.period) == (14.5, 14.5, "EUR", "HOUR")
    assert (found.dates.posted, found.dates.valid_through) == ("2026-09-30", "2026-11-30")
    assert found.organization == "Fern & Furrow"
    assert [(place.city, place.country) for place in found.locations] == [("Utrecht", "NL")]
    assert set(found.employment_types) == {"PART_TIME", "TEMPORARY"}


def test_evidence_of_what_can_be_seen_is_a_span_and_of_the_rest_a_pointer() -> None:
    found = listing(MICRODATA)
    stated = {claim.field: claim.evidence for claim in found.claims if claim.rule == "sources/schemaorg"}
    name = stated["organization"]
    assert name.pointer is None
    assert name.start is not None
    assert found.text[name.start : name.end] == name.quote == "Fern & Furrow"
    assert name.section is not Section.EMBEDDED
    posted = stated["dates.posted"]
    assert (posted.pointer, posted.start, posted.quote) == ("/microdata/0/datePosted", None, "2026-09-30")
    assert stated["pay"].pointer == "/microdata/0/baseSalary"


def test_a_short_value_is_found_as_a_word_of_its_own_and_in_its_place() -> None:
    page = """<title>Usher</title><h1>Usher</h1><p>Us ushers use US rules.</p>
      <div itemscope itemtype="http://schema.org/JobPosting"><span itemprop="title">Usher</span>
      <p>Join <span itemprop="hiringOrganization">US</span> today, USA or not.</p></div>"""
    document = read_html(page.encode(), "utf-8")
    (posting,) = document.embedded
    start, end = posting.spans["/microdata/0/hiringOrganization"]
    assert document.text[start - 5 : end + 6] == "Join US today"


def test_a_property_may_stand_elsewhere_and_is_referred_to() -> None:
    page = """<div itemscope itemtype="http://schema.org/JobPosting" itemref="where when"><h1 itemprop="title">Tiler</h1></div>
      <p id="when"><time itemprop="datePosted" datetime="2026-08-02">2 August</time></p>
      <p id="where" itemprop="jobLocation">Ghent, Belgium</p>"""
    assert marked(page)[0].value == {
        "@type": "JobPosting",
        "title": "Tiler",
        "jobLocation": "Ghent, Belgium",
        "datePosted": "2026-08-02",
    }


def test_a_posting_that_refers_to_itself_ends() -> None:
    page = """<div id="a" itemscope itemtype="http://schema.org/JobPosting" itemref="a b"><h1 itemprop="title">Tiler</h1>
      <div id="b" itemprop="about" itemscope itemref="a b c"><i itemprop="name">x</i></div></div>"""
    assert marked(page)[0].value["title"] == "Tiler"


def test_parts_of_another_item_are_not_the_postings() -> None:
    page = """<div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Tiler</h1>
      <ol itemscope itemtype="http://schema.org/BreadcrumbList"><li itemprop="title">Jobs in Ghent</li></ol></div>"""
    assert marked(page)[0].value["title"] == "Tiler"


def test_pay_of_the_old_flat_form_is_read() -> None:
    page = """<h1>Bookbinder</h1><div itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">Bookbinder</b>
      <span itemprop="baseSalary">25000</span><meta itemprop="salaryCurrency" content="GBP"></div>"""
    pay = listing(page).pay
    assert pay
    assert (pay.min, pay.currency, pay.period, pay.stated_period) == (25000, "GBP", "YEAR", False)


def test_of_several_postings_the_one_with_the_pages_title_is_its_own() -> None:
    card = (
        '<div itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">{}</b><meta itemprop="datePosted" content="{}"></div>'
    )
    page = "<title>Potter</title><h1>Potter</h1><p>Pay: $15 per hour. Remote.</p>"
    page += card.format("Glazier", "2026-01-01") + card.format("Potter", "2026-02-02") + card.format("Weaver", "2026-03-03")
    assert listing(page).dates.posted == "2026-02-02"
    other = page.replace(">Potter</b>", ">Turner</b>")
    assert listing(other).dates.posted is None


def test_a_card_of_another_job_beside_json_ld_is_not_the_pages_own() -> None:
    page = """<title>Potter</title><h1>Potter</h1><p>Pay: $15 per hour. Remote.</p>
      <script type="application/ld+json">{"@type": "JobPosting", "title": "Potter", "datePosted": "2026-02-02"}</script>
      <div itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">Weaver</b><meta itemprop="datePosted" content="2026-03-03"></div>"""
    assert [claim.value for claim in listing(page).claims if claim.field == "dates.posted"] == ["2026-02-02"]


def test_microdata_and_json_ld_that_disagree_are_a_contradiction() -> None:
    page = """<title>Potter</title><h1>Potter</h1><p>Throw pots at a wheel, remote.</p>
      <script type="application/ld+json">{"@type": "JobPosting", "title": "Potter", "datePosted": "2026-02-02",
        "baseSalary": {"currency": "EUR", "value": {"value": 15, "unitText": "HOUR"}}}</script>
      <div itemscope itemtype="http://schema.org/JobPosting"><b itemprop="title">Potter</b><div itemprop="baseSalary" itemscope>
        <meta itemprop="currency" content="EUR"><meta itemprop="value" content="19"><meta itemprop="unitText" content="HOUR"></div></div>"""
    found = listing(page)
    assert [conflict.code for conflict in found.conflicts] == ["pay.amounts_disagree"]
    pointers = {claim.id: claim.evidence.pointer for claim in found.claims}
    assert {pointers[name] for name in found.conflicts[0].claims} == {"/0/baseSalary", "/microdata/0/baseSalary"}


@pytest.mark.parametrize(
    ("markup", "holds"),
    [
        ("<div itemtype='http://schema.org/JobPosting'>", True),
        ("<div itemtype = http://schema.org/JobPosting>", True),
        ('<div typeof="schema:JobPosting">', True),
        ('<div typeof="sioc:Item schema:JobPosting">', True),
        ('<script type="application/ld+json">{"@type": "JobPosting"}</script><b itemprop="x" itemtype="Y">', False),
        ('<div itemtype="http://schema.org/Recipe">', False),
        ("<p>Mark up a JobPosting with itemtype or typeof.</p>", False),
    ],
)
def test_only_pages_that_speak_of_a_posting_in_an_attribute_are_looked_at(markup: str, holds: bool) -> None:
    assert holds_markup(markup.encode()) is holds


def test_items_nested_without_end_cost_no_more_than_their_first_levels() -> None:
    page = '<div itemscope itemtype="http://schema.org/JobPosting" itemprop="employmentUnit"><b itemprop="title">x</b>' * 200
    first = marked(page)[0].value
    depth = 0
    while isinstance(first.get("employmentUnit"), dict):
        first, depth = first["employmentUnit"], depth + 1
    assert depth == 12


def test_postings_that_all_refer_to_one_long_list_are_read_in_steps_that_grow_as_the_page_does() -> None:
    posting = b'<div itemscope itemtype="http://schema.org/JobPosting" itemref="all"><b itemprop="title">Tiler</b></div>'

    def page(size: int) -> bytes:
        return b"<h1>Tiler</h1>" + posting * size + b"<div id=all><b itemprop=skills>Grouting</b>" + b"<br>" * (40 * size) + b"</div>"

    assert read_html(page(10), None).embedded[0].value["skills"] == "Grouting"
    assert doubled(lambda size: read_html(page(size), None), 50) < LINEAR
