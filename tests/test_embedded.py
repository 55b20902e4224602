"""JSON-LD in pages: postings wherever they hide, broken JSON, pointers, and which posting is the page's own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from normalizer.document.embedded import job_postings, page_postings, postings
from normalizer.document.errors import Unreadable
from normalizer.document.html import read_html
from normalizer.document.json_text import read_json
from schemas.document import Embedded
from tests.steps import LINEAR, doubled

COOK = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Cook",
    "hiringOrganization": {"@type": "Organization", "name": "Galley & Co"},
}


def at(value: Any, pointer: str) -> Any:
    """What a plain pointer leads to."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value


@pytest.mark.parametrize(
    ("value", "pointers"),
    [
        (COOK, [""]),
        ([{"@type": "Organization"}, COOK], ["/1"]),
        ({"@context": "http://schema.org/", "@graph": [{"@type": "WebPage"}, COOK, COOK]}, ["/@graph/1", "/@graph/2"]),
        ({"@type": "WebPage", "mainEntity": COOK}, ["/mainEntity"]),
        ({"@type": "ItemList", "itemListElement": [{"item": COOK}]}, ["/itemListElement/0/item"]),
        ({"a/b~c": {"x": COOK}}, ["/a~1b~0c/x"]),
        ({**COOK, "@type": ["Thing", "JobPosting"]}, [""]),
        ({**COOK, "@type": "http://schema.org/JobPosting"}, [""]),
        ({**COOK, "@type": "schema:JobPosting"}, [""]),
        ({**COOK, "@type": "jobPosting"}, [""]),
        ({**COOK, "@type": "Product"}, []),
        ({"@type": {"x": 1}}, []),
        ([], []),
        (7, []),
    ],
)
def test_postings_are_found_wherever_they_are_nested(value: Any, pointers: list[str]) -> None:
    found = list(job_postings(value))
    assert [embedded.pointer for embedded in found] == pointers
    assert all(at(value, embedded.pointer) == embedded.value for embedded in found)


def test_references_to_other_nodes_are_resolved() -> None:
    graph = {
        "@graph": [
            {"@id": "#firm", "name": "Galley & Co"},
            {"@type": "JobPosting", "title": "Cook", "hiringOrganization": {"@id": "#firm"}},
        ]
    }
    (found,) = job_postings(graph)
    assert found.value["hiringOrganization"] == {"@id": "#firm", "name": "Galley & Co"}


TEXT = json.dumps(COOK)


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        (TEXT, False),
        (json.dumps(COOK, indent=2), False),
        ("\ufeff" + TEXT, True),
        (TEXT + ";", True),
        (f"<!-- {TEXT} -->", True),
        (f"// <![CDATA[\n{TEXT}\n// ]]>", True),
        (f"/*<![CDATA[*/{TEXT}/*]]>*/", True),
        (TEXT.replace('"', "&quot;"), True),
        (TEXT[:-1] + ",}", True),
        (TEXT[:-2], True),
        (TEXT.replace('"', "'"), True),
    ],
)
def test_broken_json_is_read_and_marked_as_repaired(text: str, repaired: bool) -> None:
    assert read_json(text) == (COOK, repaired)


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [
        ('{"d": "two\nlines\tand"}', {"d": "two\nlines\tand"}, False),
        ('{"a": NaN, "b": -Infinity, "c": 1e999}', {"a": None, "b": None, "c": None}, False),
        (r'{"a": "x\ud800y", "b": "\ud83d\ude00", "c": "\\ud800"}', {"a": "x\ufffdy", "b": "\U0001f600", "c": "\\ud800"}, False),
        ('{"a": 12345678901234567890123}', {"a": 1.2345678901234568e22}, False),
        ('{"a": 1}{"a": 2}', [{"a": 1}, {"a": 2}], True),
        ('{"d": "a "quoted" word"}', {"d": 'a "quoted" word'}, True),
    ],
)
def test_odd_values(text: str, value: Any, repaired: bool) -> None:
    assert read_json(text) == (value, repaired)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" * 150 + "]" * 150, '{"a":' * 101 + "1" + "}" * 101])
def test_deep_json_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="nested"):
        read_json(text)


@pytest.mark.parametrize("text", ["", "hello", "<html>", "{", "x" * 400_000, '{"a":' + '"b' * 200_000])
def test_what_is_no_json_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable, match=r"broken JSON: .*column \d+"):
        read_json(text)


@pytest.mark.parametrize(
    ("head", "part", "tail", "times", "first"),
    [
        ('{"a":"', "x", "", 250_000, "x" * 250_000),
        ('{"a":"', 'b "c" d ', '"}', 30_000, 'b "c" d ' * 30_000),
        ("", "{'a':'b',", "", 20_000, "b"),
        ('{"a":1//', "x\n//", "}", 60_000, "1//" + "x\n//" * 60_000),
    ],
)
def test_repairs_lose_nothing_in_steps_that_grow_as_the_text_does(head: str, part: str, tail: str, times: int, first: str) -> None:
    value, repaired = read_json(head + part * times + tail)
    assert repaired
    assert value["a"] == first
    assert doubled(lambda size: read_json(head + part * size + tail), times // 100) < LINEAR


def block(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def test_pointers_begin_with_the_number_of_the_block() -> None:
    found = postings([block({"@type": "WebSite"}), "{ broken", block([COOK]), block(COOK)[:-1]])
    assert [(e.pointer, e.repaired, e.source) for e in found] == [("/2/0", False, "schemaorg"), ("/3", True, "schemaorg")]


def test_of_several_postings_those_with_the_pages_title_are_its_own() -> None:
    baker = {**COOK, "title": "Baker (m/f/x)"}
    own = page_postings([block([COOK, baker])], "Baker (m/f/x) | Galley", "")
    assert [embedded.value["title"] for embedded in own] == ["Baker (m/f/x)"]
    assert page_postings([block([COOK, baker])], "All jobs at Galley", "") == ()
    assert [e.value["title"] for e in page_postings([block(COOK)], "Another title", "")] == ["Cook"]


def test_broken_data_on_a_page_is_repaired_up_to_a_limit() -> None:
    broken = block({**COOK, "description": "x" * 150_000})[:-1]
    assert len(postings([broken, broken, broken])) == 1


@pytest.mark.parametrize(
    "attribute", ['type="application/ld+json"', "type=application/ld+json", 'TYPE="APPLICATION/LD+JSON; charset=utf-8" nonce=1']
)
def test_pages_carry_their_postings(attribute: str) -> None:
    page = f"<head><title>Cook</title><script {attribute}>{TEXT}</script></head><h1>Cook</h1><p>Soup.</p>"
    document = read_html(page.encode(), None)
    assert document.embedded == (Embedded(COOK, "/0", "schemaorg"),)
    assert document.text == "Cook\nSoup."


def test_a_page_with_unreadable_data_is_still_a_page() -> None:
    document = read_html(b"<script type=application/ld+json>{'@type': JobPosting" + b"[" * 200_000 + b"</script><h1>Cook</h1>", None)
    assert (document.text, document.embedded) == ("Cook", ())
