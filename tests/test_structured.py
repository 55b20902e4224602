"""Providers' JSON and XML: which postings an answer holds, the text that is made of them, and the claims that their data states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from normalizer.document.errors import Unreadable
from normalizer.document.markdown import is_markdown
from normalizer.document.structured import read_structured
from normalizer.sources.data_file import detect, source, sources
from normalizer.sources.options import OPTIONS
from normalizer.sources.pointer import select
from normalizer.sources.read import READERS, EmbeddedClaim, embedded_claims
from schemas.document import BlockKind, Document, Embedded

FETCHED = "2026-06-01T00:00:00Z"

POSTING: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Tram Driver",
    "description": "<p>You drive line 4.</p><ul><li>Early shifts</li></ul>",
    "hiringOrganization": {"@type": "Organization", "name": "Rail & Row"},
}
ASHBY: dict[str, Any] = {
    "id": "b7",
    "title": "Tram Driver ",
    "employmentType": "PartTime",
    "location": "Depot - Hybrid",
    "secondaryLocations": [
        {"location": "Bruges", "address": {"postalAddress": {"addressLocality": "Bruges", "addressCountry": "Belgium"}}}
    ],
    "publishedAt": "2026-04-30T23:10:00.000+00:00",
    "isListed": True,
    "isRemote": None,
    "workplaceType": None,
    "address": {"postalAddress": {"addressLocality": "Ghent, Belgium", "addressCountry": "Belgium"}},
    "jobUrl": "https://boards.example/railrow/b7",
    "applyUrl": "https://boards.example/railrow/b7/application",
    "descriptionHtml": "<h2>ABOUT RAIL ROW</h2><p>At Rail Row you drive line 4.</p>",
    "compensation": {
        "summaryComponents": [
            {"compensationType": "EquityPercentage", "interval": "NONE", "currencyCode": None, "minValue": None, "maxValue": None},
            {"compensationType": "Salary", "interval": "1 HOUR", "currencyCode": "EUR", "minValue": 17.5, "maxValue": 21},
        ]
    },
}
OPENTRAIN: dict[str, Any] = {
    "id": "cm1",
    "slug": "tram",
    "title": "Tram Sound Labeller",
    "companyName": "Rail & Row",
    "descriptionText": "Requirements\n- Good ears",
    "descriptionHtml": None,
    "seoTitle": "Label trams",
    "summary": "Short and loud.",
    "status": "OPEN",
    "datePosted": "2026-03-04T10:00:00.000Z",
    "updatedAt": "2026-03-09T10:00:00.000Z",
    "validThrough": None,
    "employmentTypes": ["CONTRACTOR"],
    "countries": [],
    "languages": ["Dutch", "French"],
    "labelTypes": ["CLASSIFICATION"],
    "experienceLevel": "ENTRY_LEVEL",
    "pay": {"paymentType": "PAY_PER_HOUR", "currency": "USD", "hourlyRate": None, "hourlyMin": 6, "hourlyMax": 7.5, "fixedPrice": None},
    "applyUrl": "https://example.org/apply",
}


def read(value: Any, media_type: str = "application/json") -> list[Document]:
    body = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
    found = read_structured(body, media_type, "utf-8")
    assert not [fault for fault in found if isinstance(fault, Unreadable)]
    return [document for document in found if isinstance(document, Document)]


def lines(document: Document) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks]


def claims(value: dict[str, Any], name: str | None = None) -> list[EmbeddedClaim]:
    known = detect(value)
    assert known
    return [claim for claim in embedded_claims(Embedded(value, "/0", known.name), FETCHED) if name in (None, claim.field)]


def values(field: str, /, **properties: Any) -> list[Any]:
    """Values of a field's claims in a JobPosting with these properties."""
    return [claim.value for claim in claims({**POSTING, **properties}, field)]


def test_a_posting_is_its_title_and_its_description() -> None:
    (document,) = read(POSTING, "application/ld+json")
    assert document.text == "Tram Driver\n\nYou drive line 4.\nEarly shifts"
    assert [(block.kind, block.level) for block in document.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.ITEM, 0),
    ]
    assert document.embedded == (Embedded(POSTING, "", "schemaorg"),)


@pytest.mark.parametrize(
    "description",
    [
        "<p>You drive line 4.</p><ul><li>Early shifts</li></ul>",
        "&lt;p&gt;You drive line 4.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Early shifts&lt;/li&gt;&lt;/ul&gt;",
        "&amp;lt;p&amp;gt;You drive line 4.&amp;lt;/p&amp;gt;&amp;lt;ul&amp;gt;&amp;lt;li&amp;gt;Early shifts",
        "You drive line 4.\n\n- Early shifts",
        "You drive line 4.<br>• Early shifts",
        ["You drive line 4.", "* Early shifts"],
        {"@value": "You drive&nbsp;line 4.\n• Early shifts", "@language": "en"},
        "You drive **line 4**.\n\n* Early shifts",
        "You drive [line 4](https://trams.example/4).\n- __Early__ shifts",
    ],
)
def test_descriptions_of_any_format_are_read(description: Any) -> None:
    (document,) = read({**POSTING, "description": description})
    assert lines(document) == ["Tram Driver", "You drive line 4.", "Early shifts"]


def test_descriptions_in_markdown_have_sections() -> None:
    text = "We run **trams**.\nAll night.\n\n## Requirements\n\n1. A licence\n2. Good *ears* & eyes\n\n| Shift | Pay |\n|---|---|\n| Night | €19 |\n\nApply\n-----\nby mail"
    (document,) = read({**POSTING, "description": text})
    assert lines(document) == [
        "Tram Driver", "We run trams.", "All night.", "Requirements", "A licence", "Good ears & eyes", "Shift", "Pay", "Night", "€19", "Apply", "by mail",
    ]  # fmt: skip
    assert document.blocks[3].kind is BlockKind.HEADING
    assert document.blocks[4].kind is BlockKind.ITEM


@pytest.mark.parametrize(
    "text", ["Pay: 2*3*4 shifts of 5 hours", "snake__case__names in code", "Team #4 drives", "- a list\n- of items", "see [1] (below)"]
)
def test_plain_text_is_no_markdown(text: str) -> None:
    assert not is_markdown(text)


def test_further_texts_and_facts_in_words_belong_to_the_text() -> None:
    (document,) = read(
        {
            **POSTING,
            "qualifications": "A licence for trams",
            "employmentType": ["FULL_TIME", "Zomercontract"],
            "workHours": "38 hours a week",
            "skills": "SQL",
        }
    )
    assert lines(document)[1:5] == ["Employment type", "Zomercontract", "Hours", "38 hours a week"]
    assert [block.label for block in document.blocks][1:5] == ["", "Employment type", "", "Hours"]
    assert lines(document)[-2:] == ["Qualifications", "A licence for trams"]


ANSWERS = {
    "a posting": (POSTING, [""]),
    "a list": ([POSTING, POSTING], ["/0", "/1"]),
    "a graph": ({"@graph": [{"@type": "WebSite"}, POSTING]}, ["/@graph/1"]),
    "one of Ashby": (ASHBY, [""]),
    "an answer of Ashby": (
        {"apiVersion": "1", "jobs": [ASHBY, {**ASHBY, "isListed": False}, {**ASHBY, "id": "b8"}, ASHBY]},
        ["/jobs/0", "/jobs/2"],
    ),
    "an answer of OpenTrain": ({"jobs": [OPENTRAIN], "nextCursor": None}, ["/jobs/0"]),
    "a list of OpenTrain": ([OPENTRAIN], ["/0"]),
    "unknown": (
        {"data": {"results": [{"jobTitle": "Tram Driver", "body": {"text": "You drive line 4 through the old town. " * 5}}]}},
        ["/data/results/0"],
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_hold_postings(name: str) -> None:
    value, pointers = ANSWERS[name]
    documents = read(value)
    assert [document.embedded[0].pointer for document in documents] == pointers
    for document in documents:
        embedded = document.embedded[0]
        assert next(select(value, embedded.pointer)) == (embedded.pointer, embedded.value)
        assert document.text.startswith(("Tram Driver", "Tram Sound Labeller"))


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        ("{}", "application/json", "no posting"),
        ("[1, 2, 3]", "application/json", "no posting"),
        ('{"id": "x9", "status": "closed"}', "application/json", "no posting"),
        ('{"title": "Blog post", "tags": ["a"]}', "application/json", "no posting"),
        ("hello", "application/json", "broken JSON"),
        ("[" * 200_000, "application/json", "nested"),
        ('{"a":' * 200_000, "application/ld+json", "nested"),
        ("<html><body>x</body></html>", "application/xml", "no posting"),
        ("no xml", "application/rss+xml", "broken XML"),
        ("<a>" * 100_000, "application/xml", "XML"),
        (b"%PDF-1.4", "application/json", "PDF"),
        ("", "application/xml", "XML"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_holds_no_posting_is_refused_with_a_reason(body: str | bytes, media_type: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(body, media_type)


def test_broken_answers_are_repaired_and_marked() -> None:
    (document,) = read(json.dumps(POSTING)[:-1] + ",}")
    assert document.embedded[0].repaired


def test_rss_items_are_postings() -> None:
    feed = """<?xml version="1.0"?><rss version="2.0" xmlns:content="urn:c"><channel><title>Rail</title>
      <item><title>Tram Driver</title><link>https://example.org/1</link><pubDate>Thu, 05 Mar 2026 08:00:00 GMT</pubDate>
        <description>&lt;p&gt;You drive line 4.&lt;/p&gt;</description></item>
      <item><title>Conductor</title><description>Short</description><content:encoded><![CDATA[<ul><li>Check tickets</li></ul>]]></content:encoded></item>
    </channel></rss>"""
    first, second = read(feed, "application/rss+xml")
    assert lines(first) == ["Tram Driver", "You drive line 4."]
    assert lines(second) == ["Conductor", "Check tickets"]
    found = {claim.field: claim.value for claim in embedded_claims(first.embedded[0], None)}
    assert found == {"title": "Tram Driver", "dates.posted": "2026-03-05"}


def test_entities_of_xml_are_not_resolved() -> None:
    laughs = '<!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    feed = f"{laughs}<rss><item><title>Clown</title><description>&b;&f; laughs at the circus</description></item></rss>"
    (document,) = read(feed, "application/xml")
    assert "haha" not in document.text
    assert "root:" not in document.text


def test_undeclared_prefixes_are_read() -> None:
    (document,) = read(
        "<rss><item><x:id>7</x:id><title>Tram Driver</title><description>You drive line 4.</description></item></rss>", "text/xml"
    )
    assert lines(document) == ["Tram Driver", "You drive line 4."]


@pytest.mark.parametrize(
    ("salary", "expected"),
    [
        (
            {"@type": "MonetaryAmount", "currency": "EUR", "value": {"minValue": 2800, "maxValue": 3200, "unitText": "MONTH"}},
            (2800, 3200, "EUR", "MONTH"),
        ),
        ({"currency": "USD", "minValue": 20, "maxValue": 25, "unitText": "Hour"}, (20, 25, "USD", "HOUR")),
        ({"currency": "gbp", "value": 31000, "unitText": "per annum"}, (31000, 31000, "GBP", "YEAR")),
        ({"currency": "GBP", "value": {"value": "31,000", "unitCode": "ANN"}}, (31000, 31000, "GBP", "YEAR")),
        ({"currency": "RMB", "value": {"minValue": 9000, "unitText": "月"}}, (9000, None, "CNY", "MONTH")),
        ({"currency": "EUR", "value": {"minValue": 0, "maxValue": 41000, "unitText": "YEAR"}}, (None, 41000, "EUR", "YEAR")),
        ({"currency": "$", "value": {"value": 18, "unitText": "HOUR"}}, (18, 18, None, "HOUR")),
        ("€41,000 - €45,000 a year", (41000, 45000, "EUR", "YEAR")),
        ("£14.50 per hour", (14.5, 14.5, "GBP", "HOUR")),
    ],
)
def test_salaries_in_any_of_their_forms(salary: Any, expected: tuple[Any, ...]) -> None:
    (value,) = values("pay", baseSalary=salary)
    assert (value["min"], value["max"], value["currency"], value["period"]) == expected
    assert value["kind"] == "BASE"


def test_a_period_that_only_the_size_tells_is_marked() -> None:
    (value,) = values("pay", baseSalary=45000, salaryCurrency="GBP")
    assert (value["currency"], value["period"], value["stated_period"]) == ("GBP", "YEAR", False)
    (value,) = values("pay", baseSalary={"currency": "EUR", "value": 4000})
    assert value["period"] is None


@pytest.mark.parametrize(
    "salary",
    [
        0,
        "0",
        "",
        None,
        {},
        [],
        "Competitive",
        "N/A",
        True,
        {"value": {"minValue": 0, "maxValue": 0}},
        {"value": 1},
        {"minValue": 1, "maxValue": 99999999},
        {"currency": "USD"},
    ],
    ids=str,
)
def test_placeholders_state_no_pay(salary: Any) -> None:
    assert values("pay", baseSalary=salary) == []


@pytest.mark.parametrize(
    ("written", "types"),
    [
        ("FULL_TIME", ["FULL_TIME"]),
        (["PART_TIME", "TEMPORARY"], ["PART_TIME", "TEMPORARY"]),
        ("Full-time, contractor", ["FULL_TIME", "CONTRACTOR"]),
        ("fulltime", ["FULL_TIME"]),
        ("https://schema.org/PartTime", ["PART_TIME"]),
        ("Teilzeit oder Vollzeit", ["PART_TIME", "FULL_TIME"]),
        ("Tillsvidare eller tidsbegränsad anställning", ["TEMPORARY"]),
        ("正社員", ["FULL_TIME"]),
        ("OTHER", None),
        ("EMPLOYEE", None),
        ("", None),
    ],
)
def test_employment_types_in_many_words(written: Any, types: list[str] | None) -> None:
    assert values("employment_types", employmentType=written) == ([types] if types else [])


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        ({"@type": "Country", "name": "Brazil"}, ("RESTRICTED", ["BR"], [])),
        ([{"name": "BR"}, {"name": "PT"}], ("RESTRICTED", ["BR", "PT"], [])),
        ("United States, Canada", ("RESTRICTED", ["CA", "US"], [])),
        ({"@type": "AdministrativeArea", "name": "EMEA"}, ("RESTRICTED", [], ["EMEA"])),
        (["USA", "Europe"], ("RESTRICTED", ["US"], ["EUROPE"])),
        ({"name": "Anywhere"}, ("WORLDWIDE", [], [])),
        ({"name": "Narnia"}, None),
        ([], None),
    ],
)
def test_where_applicants_may_live(areas: Any, expected: tuple[Any, ...] | None) -> None:
    found = values("residency", applicantLocationRequirements=areas)
    assert [(value["scope"], value["countries"], value["regions"]) for value in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ({"address": {"addressLocality": "Emden", "addressRegion": "NI", "addressCountry": "DE"}}, ("Emden, NI, DE", "Emden", "DE")),
        (
            {"address": {"addressLocality": "Utrecht", "addressCountry": {"@type": "Country", "name": "NL"}}},
            ("Utrecht, NL", "Utrecht", "NL"),
        ),
        ({"addressLocality": "Leeds", "addressCountry": "United Kingdom"}, ("Leeds, United Kingdom", "Leeds", "GB")),
        ({"address": "Porto, Portugal"}, ("Porto, Portugal", "Porto", "PT")),
        ("Vienna, Austria", ("Vienna, Austria", "Vienna", "AT")),
        ({"name": "Hintertupfing"}, ("Hintertupfing", None, None)),
        ({"address": {"addressLocality": "Remote", "addressCountry": "UNAVAILABLE"}}, None),
        ("Anywhere", None),
        ({"geo": {"latitude": 1}}, None),
    ],
)
def test_places_of_work(location: Any, expected: tuple[Any, ...] | None) -> None:
    found = [(value["text"], value["city"], value["country"]) for value in values("locations", jobLocation=location)]
    assert found == ([expected] if expected else [])


def test_several_places_are_claims_of_their_own_with_their_pointers() -> None:
    found = claims({**POSTING, "jobLocation": [{"name": "Porto, Portugal"}, {"name": "Leeds, United Kingdom"}]}, "locations")
    assert [(claim.pointer, claim.value["city"]) for claim in found] == [("/0/jobLocation/0", "Porto"), ("/0/jobLocation/1", "Leeds")]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T23:59:59+01:00", "2026-03-04"),
        ("2026-03-05T00:00:00Z", "2026-03-05"),
        ("Thu, 05 Mar 2026 08:00:00 GMT", "2026-03-05"),
        (1772697600, "2026-03-05"),
        ("1772697600000", "2026-03-05"),
        ("3 days ago", "2026-05-29"),
        ("03/04/2026", None),
        ("9999-12-31", None),
        ("1970-01-01", None),
        ("0000-00-00", None),
        ("soon", None),
        (True, None),
        ({}, None),
    ],
)
def test_days(written: Any, day: str | None) -> None:
    assert values("dates.valid_through", validThrough=written) == ([day] if day else [])


@pytest.mark.parametrize(
    ("field", "properties", "value"),
    [
        ("title", {"title": "  Tram\nDriver "}, "Tram Driver"),
        ("organization", {}, "Rail & Row"),
        ("organization", {"hiringOrganization": "Rail & Row"}, "Rail & Row"),
        ("organization", {"hiringOrganization": {"name": ["Rail & Row"]}}, "Rail & Row"),
        ("workplace", {"jobLocationType": "TELECOMMUTE"}, "REMOTE"),
        ("workplace", {"jobLocationType": ["Telecommute"]}, "REMOTE"),
        ("openings", {"totalJobOpenings": "2"}, 2),
        ("experience.years", {"experienceRequirements": {"monthsOfExperience": "24"}}, {"min_years": 2, "max_years": None}),
        ("experience.years", {"experienceRequirements": {"monthsOfExperience": {"value": 18}}}, {"min_years": 1.5, "max_years": None}),
        ("education", {"educationRequirements": {"credentialCategory": "bachelor degree"}}, {"level": "BACHELOR", "field": None}),
        ("education", {"educationRequirements": [{"credentialCategory": "postgraduate degree"}]}, {"level": "MASTER", "field": None}),
        ("dates.posted", {"datePosted": "2026-01-02"}, "2026-01-02"),
        ("dates.starts", {"jobStartDate": "2026-09-01"}, "2026-09-01"),
    ],
)
def test_other_properties(field: str, properties: dict[str, Any], value: Any) -> None:
    assert values(field, **properties) == [value]


@pytest.mark.parametrize(
    ("field", "properties"),
    [
        ("organization", {"hiringOrganization": "confidential"}),
        ("organization", {"hiringOrganization": {"name": "N/A"}}),
        ("title", {"title": "{{job.title}}"}),
        ("workplace", {"jobLocationType": "partial"}),
        ("openings", {"totalJobOpenings": 0}),
        ("openings", {"totalJobOpenings": True}),
        ("experience.years", {"experienceRequirements": {"monthsOfExperience": 0}}),
        ("education", {"educationRequirements": "no requirements"}),
    ],
)
def test_what_states_nothing(field: str, properties: dict[str, Any]) -> None:
    assert values(field, **properties) == []


def test_claims_quote_their_value_as_json_writes_it() -> None:
    salary = {"currency": "EUR", "value": {"value": 17.5, "unitText": "HOUR"}}
    (pay,) = claims({**POSTING, "baseSalary": salary}, "pay")
    assert pay.pointer == "/0/baseSalary"
    assert json.loads(pay.quote) == salary
    (organization,) = claims(POSTING, "organization")
    assert (organization.pointer, organization.quote) == ("/0/hiringOrganization/name", "Rail & Row")


def test_what_ashby_states() -> None:
    assert {(claim.field, json.dumps(claim.value), claim.pointer) for claim in claims(ASHBY)} == {
        ("title", '"Tram Driver"', "/0/title"),
        ("organization", '"Rail Row"', "/0/jobUrl"),
        ("pay", '{"min": 17.5, "max": 21, "currency": "EUR", "period": "HOUR", "kind": "BASE"}', "/0/compensation/summaryComponents/1"),
        ("locations", '{"text": "Ghent, Belgium", "city": "Ghent", "region": null, "country": "BE"}', "/0/address/postalAddress"),
        ("locations", '{"text": "Bruges, Belgium", "city": "Bruges", "region": null, "country": "BE"}', "/0/secondaryLocations/0"),
        ("employment_types", '["PART_TIME"]', "/0/employmentType"),
        ("dates.posted", '"2026-04-30"', "/0/publishedAt"),
    }


@pytest.mark.parametrize(
    ("flag", "kind", "expected"),
    [(True, None, ["REMOTE"]), (True, "Hybrid", ["HYBRID"]), (False, "OnSite", ["ONSITE"]), (False, None, []), (None, None, [])],
)
def test_the_type_of_workplace_outranks_the_remote_flag(flag: bool | None, kind: str | None, expected: list[str]) -> None:
    assert [claim.value for claim in claims({**ASHBY, "isRemote": flag, "workplaceType": kind}, "workplace")] == expected


def test_the_place_of_ashby_stands_in_the_text_as_the_employer_words_it() -> None:
    (document,) = read(ASHBY)
    assert lines(document) == ["Tram Driver", "Location", "Depot - Hybrid", "ABOUT RAIL ROW", "At Rail Row you drive line 4."]


@pytest.mark.parametrize(
    ("slug", "text", "name"),
    [
        ("railrow", "At Rail Row we", "Rail Row"),
        ("RailRowTrams", "Join Rail today", "Rail"),
        ("rail-row-careers", "Join Rail Row.", "Rail Row"),
        ("railrow", "ABOUT RAIL ROW. Rail Row is", "Rail Row"),
        ("railrow", "nothing of the kind, by rail or row", None),
        ("", "Rail", None),
    ],
)
def test_the_name_behind_a_boards_address_is_spelled_by_the_text(slug: str, text: str, name: str | None) -> None:
    found = claims({**ASHBY, "jobUrl": f"https://boards.example/{slug}/1", "descriptionHtml": f"<p>{text}</p>"}, "organization")
    assert [claim.value for claim in found] == ([name] if name else [])


def test_what_opentrain_states() -> None:
    (document,) = read(OPENTRAIN)
    assert lines(document) == ["Tram Sound Labeller", "Short and loud.", "Requirements", "Good ears"]
    found = [(claim.field, claim.value) for claim in claims(OPENTRAIN)]
    assert ("pay", {"min": 6, "max": 7.5, "currency": "USD", "period": "HOUR", "kind": "BASE"}) in found
    assert ("experience.level", "ENTRY") in found
    assert ("dates.updated", "2026-03-09") in found
    assert [value["code"] for field, value in found if field == "languages"] == ["nl", "fr"]
    assert ("residency", {"scope": "WORLDWIDE", "countries": [], "regions": [], "excluded": []}) in found


@pytest.mark.parametrize(
    ("pay", "expected"),
    [
        ({"paymentType": "PAY_PER_HOUR", "currency": "USD", "hourlyRate": 15}, (15, 15, "HOUR")),
        ({"paymentType": "FIXED_PRICE", "currency": "USD", "fixedPrice": 2000}, (2000, 2000, "PROJECT")),
        ({"paymentType": "PAY_PER_LABEL", "currency": "USD", "perLabelRate": 0.04}, (0.04, 0.04, "TASK")),
    ],
)
def test_forms_of_pay_at_opentrain(pay: dict[str, Any], expected: tuple[Any, ...]) -> None:
    (claim,) = claims({**OPENTRAIN, "pay": pay}, "pay")
    assert (claim.value["min"], claim.value["max"], claim.value["period"]) == expected


@pytest.mark.parametrize("known", sources(), ids=lambda known: known.name)
def test_data_files_name_readers_and_fields_that_exist(known: Any) -> None:
    fields = {
        "title", "organization", "department", "pay", "hours_per_week", "workplace", "locations", "residency", "employment_types", "openings", "education", "languages",
        "experience.years", "experience.level", "dates.posted", "dates.updated", "dates.valid_through", "dates.starts", "tasks.data_types", "tasks.label_types", "tasks.tools",
    }  # fmt: skip
    assert {rule.field for rule in known.rules} <= fields


def test_every_reader_says_what_it_may_be_told() -> None:
    assert OPTIONS.keys() == READERS.keys()
    documented = Path(__file__).parent.parent.joinpath("docs", "providers.md").read_text(encoding="utf-8")
    told = {option for needed, known in OPTIONS.values() for option in (*needed, *known)}
    assert [word for word in (*OPTIONS, *told) if f"`{word}`" not in documented] == []


def test_a_broken_data_file_raises_with_its_name_and_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("normalizer.sources.data_file.path_of", lambda name: tmp_path / f"{name}.toml")
    for name, content, fault in (
        ("a", "[detekt]\n", "detekt"),
        ("b", '[[field]]\nfield = "pay"\nread = "pay"\n', "pointer"),
        ("c", '[text]\ntitle = "title"\n', "no JSON pointer"),
        ("d", '[[address]]\npattern = "("\nexample = ""\n', "unterminated"),
        ("e", '[identity]\nlink = "/url"\n', "link"),
        ("f", '[[field]]\nfield = "pay"\npointer = "/pay"\nread = "wage"\n', "unknown reader 'wage'"),
        ("g", '[[field]]\nfield = "pay"\npointer = "/pay"\nread = "pay"\nammount = ["/a"]\n', "unknown key 'ammount'"),
        ("h", '[[field]]\nfield = "workplace"\npointer = "/mode"\nread = "choice"\n', "expected 'map'"),
        ("i", '[[field]]\nfield = "workplace"\npointer = "/mode"\nread = "choice"\nmap = "modes"\n', "no vocabulary 'modes'"),
        ("j", '[[field]]\nfield = "title"\npointer = "/t"\nread = "words"\nfrom = "feed"\n', "expected 'posting' or 'page'"),
        ("k", '[[field]]\nfield = "title"\npointer = "/t"\nread = "words"\nmatching = { "/n" = "(" }\n', "unterminated"),
        ("l", '[[text.fact]]\npointer = "/t"\n', "either 'label' or 'label_at'"),
    ):
        (tmp_path / f"{name}.toml").write_text(content)
        with pytest.raises(ValueError, match=rf"{name}\.toml: .*{fault}"):
            source.__wrapped__(name)


def test_pointers_of_data_files() -> None:
    value = {"a": [{"b": 1}, {"b": 2}], "c": {"d/e": 3, "x": {"b": 4}}, "s": "t"}
    assert list(select(value, "/a/*/b")) == [("/a/0/b", 1), ("/a/1/b", 2)]
    assert list(select(value, "/s/*")) == [("/s", "t")]
    assert list(select(value, "/c/d~1e")) == [("/c/d~1e", 3)]
    assert list(select(value, "//b")) == [("/a/0/b", 1), ("/a/1/b", 2), ("/c/x/b", 4)]
    assert [found for _, found in select(value, "//*")] == [1, 2, 3, 4, "t"]
    assert list(select(value, "/a/7/b")) == list(select(value, "/s/q")) == []
    assert list(select(value, "")) == [("", value)]
