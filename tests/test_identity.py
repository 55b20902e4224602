"""The same posting at the same site keeps its id, whatever its address looks like."""

from __future__ import annotations

import pytest

from normalizer.identity import canonical_url, listing_id, site_of
from schemas import RawPage


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.acme.example/jobs/42/", "acme.example/jobs/42"),
        ("http://acme.example/jobs/42?utm_source=x&gclid=1#top", "acme.example/jobs/42"),
        ("https://acme.example/job?id=7&lang=en&ref=home", "acme.example/job?id=7&lang=en"),
        ("https://acme.example/jobs/night-baker--cm1abcdefghijk?apply=1", "acme.example/--cm1abcdefghijk"),
        ("http://127.0.0.1:8642/jobs/1", "127.0.0.1:8642/jobs/1"),
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
