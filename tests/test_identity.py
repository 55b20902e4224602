"""The same posting at the same site keeps its id, whatever its address looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from normalizer import normalize
from normalizer.identity import canonical_url, listing_id, site_of
from normalizer.sources.addresses import recognise
from normalizer.sources.data_file import sources
from normalizer.sources.provider import Address, Source
from schemas import Listing, RawPage


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.acme.example/jobs/42/", "acme.example/jobs/42"),
        ("http://acme.example/jobs/42?utm_source=x&gclid=1#top", "acme.example/jobs/42"),
        ("https://acme.example/job?id=7&lang=en&ref=home", "acme.example/job?id=7&lang=en"),
        ("https://acme.example/jobs/night-baker--cm1abcdefghijk?apply=1", "acme.example/--cm1abcdefghijk"),
        ("http://127.0.0.1:8642/jobs/1", "127.0.0.1:8642/jobs/1"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def _page(**fields: str) -> RawPage:
    return RawPage.model_validate({"id": "page", "body": "text", **fields})


def test_a_retitled_posting_keeps_its_id() -> None:
    old = _page(url="https://acme.example/jobs/baker--cm1abcdefghijk")
    new = _page(url="https://www.acme.example/jobs/senior-night-baker--cm1abcdefghijk/?utm_medium=mail")
    assert listing_id(old) == listing_id(new)


def test_the_sites_own_id_decides_before_the_address() -> None:
    one = _page(url="http://127.0.0.1:8001/a", key="7", site="board")
    two = _page(url="http://127.0.0.1:9002/b", key="7", site="board")
    assert listing_id(one) == listing_id(two)
    assert listing_id(one) != listing_id(_page(url="http://127.0.0.1:8001/a", key="8", site="board"))


def test_several_listings_of_a_page_have_different_ids() -> None:
    assert len({listing_id(_page(), number) for number in (1, 2, 3)}) == 3


def test_the_site_is_the_host_unless_it_is_given() -> None:
    assert site_of(_page(url="https://www.acme.example/x")) == "acme.example"
    assert site_of(_page(url="https://www.acme.example/x", site="acme")) == "acme"
    assert site_of(_page()) is None


UUID = "7f3c2a10-9d4e-4b6f-8a21-5c0e9b7d1f3%d"


def _ashby(number: int) -> dict[str, Any]:
    url = f"https://jobs.ashbyhq.com/Rail%20Row/{UUID % number}"
    texts = {"title": "Tram Driver", "descriptionHtml": f"<p>You drive line {number}.</p>"}
    return {"id": UUID % number, "jobUrl": url, "applyUrl": f"{url}/application", "isListed": True, **texts}


def _listed(*postings: dict[str, Any]) -> list[Listing]:
    body = json.dumps({"jobs": postings})
    page = RawPage(id="p", url="https://api.ashbyhq.com/posting-api/job-board/Rail%20Row", media_type="application/json", body=body)
    return normalize(page)


def test_a_posting_keeps_its_id_wherever_it_stands_in_a_list() -> None:
    before = {listing.source.posting_url: listing.listing_id for listing in _listed(_ashby(1), _ashby(2), _ashby(3))}
    after = {listing.source.posting_url: listing.listing_id for listing in _listed(_ashby(3), _ashby(1))}
    assert len(set(before.values())) == 3
    assert after.items() < before.items()


def test_a_posting_is_recognised_in_a_feed_and_on_its_own_page() -> None:
    own = _listed(_ashby(1))[0].source.identifiers
    link = f"https://jobs.ashbyhq.com/Rail%20Row/{UUID % 1}?utm_source=feed"
    body = f"<rss><channel><item><title>Tram Driver</title><link>{link}</link><description>You drive trams.</description></item></channel></rss>"
    (feed,) = normalize(RawPage(id="f", url="https://feed.example/rss", media_type="application/rss+xml", body=body))
    html = "<h1>Tram Driver</h1><p>Pay: 20 EUR per hour. Full-time. Requirements: a licence.</p>"
    (page,) = normalize(RawPage(id="h", url=link, media_type="text/html", body=html))
    assert f"ashby:{UUID % 1}" in set(own) & set(feed.source.identifiers) & set(page.source.identifiers)
    assert feed.source.posting_url == link


@pytest.mark.parametrize(("source", "address"), [(s, a) for s in sources() for a in s.addresses], ids=lambda v: getattr(v, "name", ""))
def test_the_example_of_an_address_is_recognised_as_its_provider(source: Source, address: Address) -> None:
    found = recognise(address.example)
    assert found is not None, address.example
    assert found.source.name == source.name
    # A provider that is one board has addresses without parameters.
    assert bool(found.values) == bool(address.pattern.groupindex)


def test_a_page_and_the_providers_own_data_of_a_posting_have_one_id() -> None:
    own = "cm4q8zk1d00pf1xq0h7s2v9ab"
    html = "<h1>Loom Video Tagger</h1><p>Pay: $7 per hour. Remote. Requirements: patience.</p>"
    addresses = (
        f"https://www.opentrain.ai/jobs/loom-video-tagger--{own}/",
        f"http://opentrain.ai/jobs/tag-looms-in-video--{own}?apply=1",
        f"https://www.opentrain.ai/jobs/--{own}",
    )
    pages = [RawPage(id=str(n), url=url, media_type="text/html", body=html) for n, url in enumerate(addresses)]
    answer = RawPage(id="a", site="opentrain.ai", key=own, media_type="text/plain", body=html)
    assert len({normalize(page)[0].listing_id for page in (*pages, answer)}) == 1
    other = RawPage(id="o", url=addresses[0].replace("cm4", "cm5"), media_type="text/html", body=html)
    assert normalize(other)[0].listing_id != normalize(pages[0])[0].listing_id


@pytest.mark.parametrize("url", ["https://acme.example/jobs/42", "", "http://[", "mailto:jobs@acme.example", "https://" + "a/" * 5000])
def test_other_addresses_belong_to_no_provider(url: str) -> None:
    assert recognise(url) is None
