"""Pages into documents: what is joined and parted, labels, what is cut as not being the listing, and pages that are broken."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer.document.errors import Unreadable
from normalizer.document.html import read_html
from schemas.document import BlockKind, Document
from tests.steps import LINEAR, doubled

LISTING = (
    "<h1>Kiln Operator</h1><p>You load and empty two tunnel kilns, keep the log, and train newcomers at the glazing line.</p>"
    "<h2>Requirements</h2><ul><li>Two years at a kiln</li></ul>"
)


def read(markup: str | bytes) -> Document:
    document = read_html(markup if isinstance(markup, bytes) else markup.encode(), None)
    ends = [(block.start, block.end) for block in document.blocks]
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(ends)), "blocks overlap"
    assert all(document.text[a:b] == document.text[a:b].strip() != "" for a, b in ends), "a block is not tight"
    return document


NESTED = [b"<div>", b"<b>", b"<table><tr><td>", b"<p><span><i>"]


def nested(tag: bytes, depth: int) -> bytes:
    return b"<h1>Title</h1>" + tag * depth + b"deep $15/hr<p>behind"


def lines(markup: str | bytes) -> list[str]:
    document = read(markup)
    return [document.text[block.start : block.end] for block in document.blocks]


def kinds(markup: str) -> list[tuple[str, str]]:
    document = read(markup)
    return [(block.kind.name, document.text[block.start : block.end]) for block in document.blocks]


def labels(markup: str) -> dict[str, str]:
    """Text of each labelled block → its label."""
    document = read(markup)
    return {document.text[block.start : block.end]: block.label for block in document.blocks if block.label}


@pytest.mark.parametrize(
    "markup",
    [
        "<p>$<b>15</b>.00/hr for 20<span>k</span> words</p>",
        "<p>$<!-- -->15<!-- -->.00/hr for 20k words</p>",
        "<p>$15.00/hr for&nbsp;20k\n\t words</p>",
        "<p>$1\u200b5.0\u200d0/hr for 20k wo&shy;rds</p>",
        "<p>$15<wbr>.00/hr for 20k words\ue123</p>",
        "<p><font><o:p>$15.00/hr</o:p></font> for 20k words</p>",
        "<div><span>$</span><span>15</span><span>.00</span><span>/hr for 20k words</span></div>",
        '<div><span class="p">$</span><span class="p">15.00</span>/hr for 20k words</div>',
    ],
)
def test_inline_markup_never_splits_a_word_or_a_number(markup: str) -> None:
    assert lines(markup) == ["$15.00/hr for 20k words"]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>Leeds</div><div>Hybrid</div>",
        "<table><tr><td>Leeds</td><td>Hybrid</td></tr></table>",
        "Leeds<br>Hybrid",
        "<ul><li>Leeds<li>Hybrid</ul>",
        "<p>Leeds<p>Hybrid",
        "<div><x-place>Leeds</x-place><x-mode>Hybrid</x-mode></div>",
        '<p><span class="chip">Leeds</span><span class="chip">Hybrid</span></p>',
        '<div><span class="m1">Leeds</span> <span class="m1">Hybrid</span></div>',
        '<div><a href="/a">Leeds</a><a href="/b">Hybrid</a></div>',
        '<p><span style="display:block">Leeds</span><span style="display: block">Hybrid</span></p>',
        "<pre>Leeds\nHybrid</pre>",
        '<div class="whitespace-pre-line">Leeds\nHybrid</div>',
        '<div style="white-space: pre-wrap">Leeds\n\nHybrid</div>',
        "<p>Leeds • Hybrid • </p>",
    ],
)
def test_block_markup_cells_and_chips_always_separate(markup: str) -> None:
    assert lines(f"<h1>Title</h1>{markup}")[1:] == ["Leeds", "Hybrid"]


def test_footnote_numbers_are_no_part_of_the_number_before_them() -> None:
    assert lines("<p>20<sup>1</sup> hours at CO<sub>2</sub> works</p>") == ["20 1 hours at CO2 works"]


def test_words_around_something_drawn_are_not_joined() -> None:
    assert lines("<p>Remote<svg><text>pin</text></svg>Leeds<img src=x>now</p>") == ["Remote Leeds now"]


def test_kinds_of_blocks() -> None:
    assert kinds(
        "<h1>Baker</h1><p>Early shift.</p><p><strong>What you bring</strong></p><ul><li><p>Patience</p></li></ul>"
        "• A van<br>- A licence<br>o Good humour<table><tr><td>Oven 3</td></tr></table><div role=heading>Pay</div>"
    ) == [
        ("HEADING", "Baker"),
        ("PARAGRAPH", "Early shift."),
        ("HEADING", "What you bring"),
        ("ITEM", "Patience"),
        ("ITEM", "A van"),
        ("ITEM", "A licence"),
        ("ITEM", "Good humour"),
        ("CELL", "Oven 3"),
        ("HEADING", "Pay"),
    ]


def test_headings_know_their_level_and_bold_lines_have_none() -> None:
    document = read("<h1>A</h1><h3>B</h3><p><b>C and D</b></p><b>Salary: $20</b><br>x<p><b>Bold</b> beginning of a sentence</p>")
    assert [(b.level, b.kind is BlockKind.HEADING) for b in document.blocks] == [
        (1, True),
        (3, True),
        (0, True),
        (0, False),
        (0, False),
        (0, False),
    ]


def test_a_line_of_bullets_is_several_items() -> None:
    assert kinds("<p>• Mill • Sieve • Bag</p>") == [("ITEM", "Mill"), ("ITEM", "Sieve"), ("ITEM", "Bag")]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<dl><dt>Salary</dt><dd>€40k</dd><dt>Place</dt><dd>Bonn</dd></dl>", {"€40k": "Salary", "Bonn": "Place"}),
        ("<dl><div><dt>Salary</dt><dd>€40k<br>13 times</dd></div></dl>", {"€40k": "Salary", "13 times": "Salary"}),
        ("<table><tr><th>Hours</th><td>30</td></tr></table>", {"30": "Hours"}),
        ("<table><tr><td>Hours:</td><td>30</td><td>Type:</td><td>Temp</td></tr></table>", {"30": "Hours:", "Temp": "Type:"}),
        ("<table><tr><td><b>Hours</b></td><td>30</td></tr></table>", {"30": "Hours"}),
        ("<table><tr><th>City<th>Rate</tr><tr><td>Ghent<td>€21</tr></table>", {"Ghent": "City", "€21": "Rate"}),
        ("<div><div class=row><div><strong>Salary:</strong></div><div>€40k a year</div></div></div>", {"€40k a year": "Salary:"}),
        ("<div><span class=label>Level</span><span class=value>Senior</span></div>", {"Senior": "Level"}),
        ("<div><span class=label>Level</span> Senior</div>", {"Senior": "Level"}),
        ("<li><span class='sr-only'>Location</span><span>Oslo</span></li>", {"Oslo": "Location"}),
        ("<ul><li aria-label='Contract type'>Seasonal</li></ul>", {"Seasonal": "Contract type"}),
        ("<div class=card><div class=v>$5/hr</div><div class='card-label'>Compensation</div></div>", {"$5/hr": "Compensation"}),
        ("<h2>Closing date</h2> : 5 May 2026", {"5 May 2026": "Closing date"}),
        ("<div><label>Grade</label><p>C</p></div>", {"C": "Grade"}),
    ],
)
def test_markup_ties_values_to_labels(markup: str, expected: dict[str, str]) -> None:
    assert labels(f"<h1>Title</h1>{markup}") == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<p><strong>Note:</strong> bring boots.</p>",
        "<h2>Tasks:</h2><ul><li>Sweep</li></ul>",
        "<div><p><b>Your tasks:</b></p><p>You sweep the yard, and then you sweep it again, since the wind is strong at the coast where we are.</p></div>",
        "<div><a href=/x>Apply <span class=sr-only>for this job</span></a></div>",
        "<div><span class='label label-default'>New</span> <span class='label label-default'>Urgent</span></div>",
        "<ul><li aria-label='Remote work'>Remote</li></ul>",
    ],
)
def test_what_is_no_label(markup: str) -> None:
    assert labels(f"<h1>Title</h1>{markup}") == {}


def test_a_card_with_its_value_above_an_unmarked_label_is_two_cells() -> None:
    assert kinds("<h1>T</h1><div><p>Worldwide</p><p>Eligibility</p></div>")[1:] == [("CELL", "Worldwide"), ("CELL", "Eligibility")]


CHROME = [
    "<nav><ul><li>Home</li></ul></nav>",
    "<header><a href=/>Acme</a><p>Careers</p></header>",
    "<footer><p>© Acme 2026</p></footer>",
    "<div role=navigation>Menu</div>",
    "<div role=contentinfo>Imprint</div>",
    "<div role=dialog>Subscribe to alerts</div>",
    "<div role=banner>Acme</div>",
    "<div class='cookie-banner'>We use cookies</div>",
    "<ol class=breadcrumb><li>Jobs</li></ol>",
    "<div id='shareBar'>Share this</div>",
    "<div class='newsletter-signup'>Stay in touch</div>",
    "<div hidden>Draft</div>",
    "<p style='display:none'>Loading</p>",
    "<span aria-hidden=true>×</span>",
    "<i class='material-icons' aria-hidden=true>location_on</i>",
    "<button>Apply now</button>",
    "<a class='btn btn-primary' href=/apply>Apply now</a>",
    "<form><label>Your name</label><input></form>",
    "<select><option>Germany</option></select>",
    "<noscript>Please enable JavaScript</noscript>",
    "<script>var pay = '$99/hr'</script>",
    "<aside><a href=/x>All our benefits</a> <a href=/y>All our teams</a></aside>",
    "<div class='similar-jobs'><p>Glazier $37/hr</p></div>",
    "<div id='relatedJobs'><p>Glazier $37/hr</p></div>",
    "<section><h2>Similar jobs</h2><ul><li>Glazier $37/hr</li></ul></section>",
    "<div><div><h3>More jobs at Acme</h3></div><div>Glazier</div><div>$37/hr</div></div>",
    "<section><p><b>You may also like</b></p><p>Glazier $37/hr</p></section>",
    "<section><h2>Ähnliche Stellenangebote</h2><p>Glaser 37 €</p></section>",
    "<section><h3>类似职位</h3><p>玻璃工</p></section>",
    "<ul>" + "".join(f"<li><a href='/jobs/glazier-{n}'>Glazier {n}</a> $37/hr</li>" for n in range(3)) + "</ul>",
    "<div>" + "".join(f"<div><a href='/careers/view/glazier-in-town-{n}'>Glazier</a><p>$37/hr</p></div>" for n in "abc") + "</div>",
]


@pytest.mark.parametrize("markup", CHROME, ids=lambda markup: markup[:40])
def test_what_is_not_the_listing_is_cut(markup: str) -> None:
    plain = lines(LISTING)
    assert lines(f"<body>{LISTING}<div>{markup}</div></body>") == plain
    assert lines(f"<body><div>{markup}</div><main>{LISTING}</main></body>") == plain


@pytest.mark.parametrize(
    "markup",
    [
        "<header><h1>Kiln Operator</h1><span class=badge>Remote</span></header>",
        "<main><header>Remote</header></main>",
        "<aside><dl><dt>Salary</dt><dd>€19/h</dd></dl></aside>",
        "<div class='page has-nav with-menu'>Remote</div>",
        "<div class='card-footer'>Posted 3 days ago</div>",
        "<div class='tab-panel' style='display:none'>"
        + "<p>Shifts rotate weekly between early, late and night, with two days off.</p>" * 4
        + "</div>",
        "<h3><button aria-expanded=false>What we offer</button></h3>",
        "<a class=btn href=/x>Hourly · $15/hr</a>",
        "<p><span aria-hidden=true>$15 an hour</span></p>",
        "<h2>Other roles and responsibilities</h2><p>Sweep the yard</p>",
        "<div><a href=/jobs/remote>Remote</a> <a href=/jobs/full-time>Full-time</a> <a href=/jobs/leeds>Leeds</a></div>",
        "<form id=whole-page><h1>Kiln Operator</h1><p>Remote</p></form>",
    ],
    ids=lambda markup: markup[:40],
)
def test_what_belongs_to_the_listing_is_kept(markup: str) -> None:
    kept = "".join(lines(f"<body>{markup}<p>Some more words of the listing.</p></body>"))
    words = {"Remote", "€19/h", "Posted 3 days ago", "Shifts rotate", "What we offer", "$15", "Sweep the yard", "Leeds"}
    assert any(word in kept for word in words)


def test_a_section_behind_other_jobs_is_kept() -> None:
    page = f"<main>{LISTING}<section><h2>Similar jobs</h2><p>Glazier</p></section><section><p>Apply by 5 May.</p></section></main>"
    assert lines(page)[-1] == "Apply by 5 May."
    page = f"<main>{LISTING}<h2>Similar jobs</h2><div><h3>Glazier</h3><p>$37/hr</p></div><h2>How to apply</h2><p>Write to us.</p></main>"
    assert lines(page)[-2:] == ["How to apply", "Write to us."]


LINKS = "".join(f"<li><a href=/jobs/glazier-{n}>Glazier {n}</a> $37/hr</li>" for n in range(4))
ARTICLES = "".join(f"<article><h2><a href=/jobs/glazier-{n}>Glazier {n}</a></h2><p>$37/hr</p></article>" for n in range(4))
CARDS = "".join(f"<div><a href=/jobs/glazier-{n}>Glazier {n}</a><p>$37/hr</p></div>" for n in range(4))


@pytest.mark.parametrize(
    "section",
    [
        f"<section><h2>Similar jobs</h2><ul>{LINKS}</ul></section>",
        f"<div><div><h2>Similar jobs</h2></div><ul>{LINKS}</ul></div>",
        f"<div><h2>Similar jobs</h2><div>{CARDS}</div></div>",
        f"<section><h2>Similar jobs</h2>{ARTICLES}</section>",
    ],
)
def test_a_list_of_other_jobs_takes_nothing_of_the_listing_with_it(section: str) -> None:
    assert lines(f"<main>{LISTING}{section}<p>Apply by 5 May.</p></main>") == [*lines(f"<main>{LISTING}</main>"), "Apply by 5 May."]


def test_a_heading_deep_within_what_stands_under_other_jobs_ends_them() -> None:
    applying = "<div><p>Glazier</p><div><h2>How to apply</h2><p>Write to us.</p></div></div>"
    page = f"<main>{LISTING}<div><h2>Similar jobs</h2><div>{'<p>Glazier $37/hr</p>' * 4}{applying}</div></div></main>"
    assert lines(page) == [*lines(f"<main>{LISTING}</main>"), "How to apply", "Write to us."]


def test_main_is_preferred_but_the_title_before_it_and_labelled_facts_behind_it_are_kept() -> None:
    page = (
        "<body><div>Acme builds kilns</div><div class=top><h1>Kiln Operator</h1><span class=chip>Posted 3 days ago</span></div>"
        "<main><p>You load and empty two tunnel kilns and keep the log.</p></main><div>Acme on the web</div>"
        "<aside><dl><dt>Salary</dt><dd>€19/h</dd></dl></aside></body>"
    )
    assert lines(page) == ["Kiln Operator", "Posted 3 days ago", "You load and empty two tunnel kilns and keep the log.", "€19/h"]


def test_articles_that_are_cards_are_not_taken_for_the_content() -> None:
    cards = "".join(f"<article><p>Story {n}</p></article>" for n in range(4))
    assert lines(f"<body>{LISTING}{cards}</body>")[:2] == lines(LISTING)[:2]


def test_title_and_language_of_the_page_are_hints() -> None:
    document = read(f"<html lang=de-AT><head><title>Brenner &amp; mehr\n | Acme</title></head><body>{LISTING}</body></html>")
    assert (document.title, document.language) == ("Brenner & mehr | Acme", "de-at")
    assert read(f"<meta property='og:title' content='Kiln Operator'>{LISTING}").title == "Kiln Operator"


def test_text_behind_the_end_of_the_page_is_not_lost() -> None:
    document = read("<html><body><h1>A</h1></body></html>tail <p>and more</p><html><body>second page</body></html>")
    assert document.text.split("\n") == ["A", "tail", "and more", "second page"]
    assert document.warnings == ("text behind </html> was read as part of the page",)


@pytest.mark.parametrize("depth", [3_000, 200_000])
@pytest.mark.parametrize("tag", NESTED)
def test_nesting_beyond_the_parsers_limit_loses_no_text(depth: int, tag: bytes) -> None:
    document = read_html(nested(tag, depth), None)
    assert [line for line in document.text.split("\n") if line] == ["Title", "deep $15/hr", "behind"]
    assert "BeautifulSoup" in document.warnings[0]


@pytest.mark.parametrize("tag", NESTED)
def test_nesting_is_read_in_steps_that_grow_as_it_does(tag: bytes) -> None:
    assert doubled(lambda depth: read_html(nested(tag, depth), None), 5_000) < LINEAR


def test_rescued_text_stays_in_order() -> None:
    deep = "<div>a<i>b</i><div>c</div>d" * 800
    text = read("<h1>T</h1>" + deep).text
    assert "".join(text.split()) == "T" + "abcd" * 800


HOSTILE: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "attributes": (100_000, lambda size: b"<div " + b"".join(b"a%d=1 " % n for n in range(size)) + b">x"),
    "attributes of a small page": (15_000, lambda size: b"<div " + b"".join(b"a%d " % n for n in range(size)) + b">x"),
    "attributes with signs": (60_000, lambda size: b"<div " + b"".join(b'a%d=">" ' % n for n in range(size)) + b">x"),
    "unclosed tags": (300_000, lambda size: b"<a " * size),
    "unclosed quotes": (30_000, lambda size: b"<a b=\"'\" c='>" * size),
    "items": (200_000, lambda size: b"<li>x" * size),
    "labels": (30_000, lambda size: b"<div>" + b"<span class=label>x</span> <span>y</span>" * size),
    "chips": (60_000, lambda size: b"<div>" + b"<span class=n>1</span> " * size),
    "menus": (2_000, lambda size: b"<div class=menu>x" * size),
    "hidden": (2_000, lambda size: (b"<div style='display:none'>" + b"word " * 100) * size),
    "links": (30_000, lambda size: b"<div>" + b"".join(b"<a href=/jobs/a-%d>T</a>" % n for n in range(size))),
    "comments": (100_000, lambda size: b"<!--" * size),
    "scripts": (100_000, lambda size: b"<script>" * size),
    "one line": (200_000, lambda size: b"<p>" + "• x ".encode() * size),
    "entities": (300_000, lambda size: b"&#x" * size),
    "brackets": (3_000_000, lambda size: b"<" * size),
}
"""How often a page repeats something, and the page that does so."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_in_steps_that_grow_as_they_do(name: str) -> None:
    size, markup = HOSTILE[name]
    assert read_html(b"<h1>T</h1>" + markup(size), None).text.startswith("T")
    assert doubled(lambda smaller: read_html(b"<h1>T</h1>" + markup(smaller), None), size // 40) < LINEAR


@pytest.mark.parametrize("opening", [b"<section><h3>Similar jobs</h3><p>x", b"<div><h2>Similar jobs</h2>"])
def test_other_jobs_within_each_other_are_left_out_in_steps_that_grow_as_they_do(opening: bytes) -> None:
    assert read_html(b"<h1>T</h1>" + opening * 400, None).text == "T"
    assert doubled(lambda size: read_html(b"<h1>T</h1>" + opening * size, None), 200) < LINEAR


def test_huge_pages_are_cut_with_a_warning() -> None:
    document = read_html(b"<p>" + b"word " * 10_000_000, None)
    assert "only the first 16777216 were read" in document.warnings[0]
    assert len(document.text) > 16_000_000


@pytest.mark.parametrize("body", [b"", b" \n", b"<!-- nothing -->", b"<!doctype html>", b"%PDF-1.4", b"a\0\0b" * 99])
def test_pages_without_anything_to_read_are_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_html(body, None)


@pytest.mark.parametrize("body", [b"<script>x</script>", b"<nav>Home</nav>", b"<html><head><title>x</title></head></html>"])
def test_pages_without_a_listing_give_an_empty_text(body: bytes) -> None:
    assert read(body).text == ""


@pytest.mark.parametrize(
    ("body", "charset", "expected"),
    [
        ("<h1>Köchin</h1>".encode("cp1252"), "iso-8859-1", "Köchin"),
        ("<h1>Köchin</h1>".encode("cp1252"), "utf-8", "Köchin"),
        ("<meta charset=utf-8><h1>Köchin</h1>".encode("cp1252"), None, "Köchin"),
        ("<h1>Köchin</h1>".encode(), "iso-8859-1", "Köchin"),
        ("<h1>Köchin</h1>".encode("utf-16"), None, "Köchin"),
        ("<meta charset=euc-jp><h1>料理人</h1>".encode("euc_jp"), None, "料理人"),
        (b"<h1>a&#xD800;b&#0;c&#x1F600;</h1>", "utf-8", "abc\U0001f600"),
    ],
)
def test_encodings_of_pages(body: bytes, charset: str | None, expected: str) -> None:
    assert read_html(body, charset).text.replace("\ufffd", "") == expected


@pytest.mark.parametrize("end", range(40, len(LISTING), 17))
def test_truncated_pages_keep_what_there_is(end: int) -> None:
    assert read(LISTING[:end]).text.startswith("Kiln Operator")


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([*CHROME, "<td>", "</div>", "<tr>", "<li>", "</p>", "<dd>", ":", "<h2>", "<", "&", "\x0b", "\ud800"]),
            st.text(max_size=8),
        )
    )
)
def test_any_mixture_of_markup_is_read(parts: list[str]) -> None:
    body = "".join(parts).encode("utf-8", "replace")
    try:
        document = read(body)
    except Unreadable:
        return
    assert "\n\n\n" not in document.text
    assert "  " not in document.text


@pytest.mark.parametrize(
    "markup",
    [
        "<table role=heading><tr><td>Grade</td></tr></table>",
        "<table><tr role=heading><td>Grade</td></tr></table>",
        "<table><tr><td><h1>You may also like<th>Grade:</table>",
        "<h2><a href=/jobs/a-b-c-1>A</a><br><a href=/jobs/a-b-c-2>B</a><br><a href=/jobs/a-b-c-3>Similar jobs</a></h2>",
    ],
    ids=["a table as a heading", "a row as a heading", "a cell below a heading over other jobs", "a heading of links to other jobs"],
)
def test_what_is_dropped_or_named_oddly_does_not_keep_the_rest_from_being_read(markup: str) -> None:
    assert "Load kilns" in lines(f"<p>Load kilns</p>{markup}")


def test_a_page_without_head_and_body_tags_is_read_whatever_element_it_begins_with() -> None:
    page = "<title>Tuner - Reed & Pipe</title><nav><a href=/>Home</a></nav><main><h1>Tuner</h1><p>Tune organs.</p></main>"
    document = read_html(page.encode(), "utf-8")
    assert (document.title, document.text) == ("Tuner - Reed & Pipe", "Tuner\nTune organs.")
