"""Feeds cut into postings: what is found of them in any pieces, whatever is wrong with one of them, and what is held meanwhile."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from normalizer.document.errors import Unreadable
from normalizer.document.feed import read_feed, read_xml
from normalizer.document.feed_cut import LONGEST_POSTING, Cut, cut_feed, ends_whole
from normalizer.document.feed_repair import repaired_xml

JOBS = ("job", "item")


def cuts(feed: str, size: int = 1_000_000) -> list[Cut]:
    return list(cut_feed((feed[at : at + size] for at in range(0, len(feed), size)), JOBS))


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_postings_are_found_in_pieces_of_any_length(size: int) -> None:
    feed = (
        "<?xml version='1.0'?><!-- <job> --><!DOCTYPE s><s><job a='1'><t><![CDATA[ <job> </job> ]]></t></job>"
        "<jobs><q:job>x</q:job></jobs><item /></s>"
    )
    assert [(cut.xml, cut.around, feed[cut.start :].startswith(cut.xml), cut.fault) for cut in cuts(feed, size)] == [
        ("<job a='1'><t><![CDATA[ <job> </job> ]]></t></job>", ("s",), True, ""),
        ("<q:job>x</q:job>", ("s", "jobs"), True, ""),
        ("<item />", ("s",), True, ""),
    ]


@pytest.mark.parametrize(
    ("feed", "faults"),
    [
        ("<s><job><t>a<job>b</job></s>", ["<job> is not closed before the next one begins", ""]),
        ("<s><job>a</job><job><t>b", ["", "<job> is not closed before the feed ends"]),
        ("<s><job><t><![CDATA[a</job>", ["<job> is not closed before the feed ends"]),
        ("<s><job>" + "x" * (LONGEST_POSTING + 200_000) + "</job><job>b</job>", ["<job> is not closed within 4194304 characters", ""]),
        ("no feed at all", []),
    ],
    ids=["begun twice", "cut off", "cut off in CDATA", "endless", "none"],
)
def test_a_posting_without_an_end_costs_no_other(feed: str, faults: list[str]) -> None:
    assert [cut.fault for cut in cuts(feed)] == faults


def test_a_long_feed_is_never_held() -> None:
    posting = f"<job><title>Cook</title><description><![CDATA[{'<p>stew</p>' * 200}]]></description></job>"

    def feed() -> Iterator[str]:
        yield "<source>"
        for _ in range(5_000):
            yield posting
        yield "</source>"

    tracemalloc.start()
    try:
        assert sum(1 for cut in cut_feed(feed(), JOBS) if not cut.fault) == 5_000
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R & D", "R &#38; D"),
        ("<u>?a=1&b=2</u>", "<u>?a=1&#38;b=2</u>"),
        ("2&nbsp;h &copy; &AMP; &madeup;", "2\xa0h © &#38; &#38;madeup;"),
        ("if a < 3", "if a &#60; 3"),
        ("<>x</>", "x"),
        ("a&#x1F;b&#31;c\x1fd", "a b c d"),
        ("&lt;p&gt;&amp;", "&#60;p&#62;&#38;"),
        ("<![CDATA[R & D < 3 &nbsp;]]>&", "<![CDATA[R & D < 3 &nbsp;]]>&#38;"),
    ],
)
def test_xml_is_repaired_where_it_says_what_is_meant(written: str, meant: str) -> None:
    assert repaired_xml(written) == meant


def test_pointers_lead_into_the_feed_as_json() -> None:
    feed = "<rss><channel><title>Rail</title><item><title>a</title></item></channel><channel><item><title>b</title></item></channel></rss>"
    found = [posting for posting in read_feed(feed) if not isinstance(posting, Unreadable)]
    assert [posting.pointer for posting in found] == ["/rss/channel/item/0", "/rss/channel/item/1"]
    assert found[0].page == {"rss": {"channel": {"title": "Rail"}}}
    (part,) = (posting for posting in read_feed("<s><job><title>a</title></job></s>", first=8) if not isinstance(posting, Unreadable))
    assert part.pointer == "/s/job/7"


def test_a_broken_posting_is_reported_between_the_others() -> None:
    feed = "<s><job><title>a</title></job><job/><job><title>R & <b>D</title></job><job><title>c</title></job><job><title>d</s>"
    found = list(read_feed(feed))
    assert [one.value["title"] if not isinstance(one, Unreadable) else str(one) for one in found] == [
        "a",
        "/s/job/1: <job> holds no elements; expected those of a posting",
        "R & <b>D</b>",
        "c",
        "/s/job/4: <job> is not closed before the feed ends",
    ]
    assert [one.repaired for one in found if not isinstance(one, Unreadable)] == [False, True, False]


@pytest.mark.parametrize(
    ("feed", "reason"),
    [
        ("<rss><channel><title>Rail</title></channel></rss>", "holds no posting: its root is <rss>"),
        ("<html><body>Please wait</body></html>", "holds no posting: its root is <html>"),
        ("no xml", "broken XML"),
        ("", "broken XML"),
    ],
)
def test_what_holds_no_posting_is_refused(feed: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        list(read_feed(feed))


@pytest.mark.parametrize(
    ("feed", "whole"),
    [
        ("<s><job/></s>\n", True),
        ("<a:s><job/></a:s ><!-- made by hand -->", True),
        ("<s><job/></s", False),
        ("<s><job/>", False),
        ("<s><job></job><s2></s2>", False),
        ("", False),
    ],
)
def test_a_feed_that_lost_its_end_is_told(feed: str, whole: bool) -> None:
    assert ends_whole(feed) == whole


def test_entities_are_not_resolved() -> None:
    laughs = '<!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    (posting,) = read_feed(f"{laughs}<rss><item><title>Clown &b;&f;</title></item></rss>")
    assert not isinstance(posting, Unreadable)
    assert posting.value == {"title": "Clown &b;&f;"}


def test_a_whole_document_is_json_under_the_name_of_its_root() -> None:
    assert read_xml('<?xml version="1.0"?><jobs n="2"><job><t>x &amp; y</t></job><job/></jobs>') == {
        "jobs": {"@n": "2", "job": [{"t": "x & y"}, ""]}
    }
    with pytest.raises(Unreadable):
        read_xml("no xml")
