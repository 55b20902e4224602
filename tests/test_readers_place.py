"""Places, locations and names of languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.fold import fold
from normalizer.readers import make_language_names, make_places
from normalizer.readers.language_name import language_case_ok, language_names
from normalizer.readers.location import parse_location, parse_locations
from normalizer.readers.place import Place, case_ok, country_of_subdivision, demonyms, members, place_names
from schemas.values import Region

Row = tuple[str | None, str | None, str | None]


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("germany", "country", "DE"),
        ("deutschland", "country", "DE"),
        ("uk", "country", "GB"),
        ("u.k.", "country", "GB"),
        ("great britain", "country", "GB"),
        ("usa", "country", "US"),
        ("u.s.", "country", "US"),
        ("america", "country", "US"),
        ("uae", "country", "AE"),
        ("holland", "country", "NL"),
        ("turkey", "country", "TR"),
        ("czech republic", "country", "CZ"),
        ("south korea", "country", "KR"),
        ("hong kong", "country", "HK"),
        ("taiwan", "country", "TW"),
        ("ivory coast", "country", "CI"),
        ("côte d'ivoire", "country", "CI"),
        ("viet nam", "country", "VN"),
        ("eu", "region", "EU"),
        ("european union", "region", "EU"),
        ("eea", "region", "EEA"),
        ("emea", "region", "EMEA"),
        ("latin america", "region", "LATAM"),
        ("asia-pacific", "region", "APAC"),
        ("middle east", "region", "MENA"),
        ("nordics", "region", "NORDICS"),
        ("england", "subdivision", "GB-ENG"),
        ("northern ireland", "subdivision", "GB-NIR"),
        ("texas", "subdivision", "US-TX"),
        ("tx", "subdivision", "US-TX"),
        ("manitoba", "subdivision", "CA-MB"),
        ("new south wales", "subdivision", "AU-NSW"),
        ("bavaria", "subdivision", "DE-BY"),
    ],
)
def test_a_place_is_known_by_its_names(name: str, kind: str, code: str) -> None:
    place = place_names()[name]
    assert (place.kind, place.code) == (kind, code)


@pytest.mark.parametrize("name", ["worldwide", "anywhere", "global", "remote", "the us", "reunion", "united", "earth"])
def test_words_that_are_no_places(name: str) -> None:
    assert name not in place_names()


@pytest.mark.parametrize(
    ("name", "country", "region"),
    [
        ("munich", "DE", "DE-BY"),
        ("münchen", "DE", "DE-BY"),
        ("seattle", "US", "US-WA"),
        ("toronto", "CA", "CA-ON"),
        ("dublin", "IE", None),
        ("bengaluru", "IN", "IN-KA"),
    ],
)
def test_a_city_lies_in_a_country(name: str, country: str, region: str | None) -> None:
    place = place_names()[name]
    assert (place.kind, place.country, place.region) == ("city", country, region)


def test_namesakes_are_kept_as_alternatives() -> None:
    meanings = {
        name: {p.code or p.country for p in (place_names()[name], *place_names()[name].alternatives)}
        for name in ("georgia", "ca", "london", "in")
    }
    assert meanings == {"georgia": {"GE", "US-GA"}, "ca": {"CA", "US-CA"}, "london": {"GB", "CA"}, "in": {"IN", "US-IN"}}


@pytest.mark.parametrize("name", ["in", "or", "me", "de", "ca", "tx", "reading", "nice", "mobile", "georgia", "jordan", "split"])
def test_ordinary_words_need_a_field_of_places(name: str) -> None:
    assert place_names()[name].needs_context


@pytest.mark.parametrize("name", ["us", "uk", "eu", "usa", "france", "berlin", "texas", "emea"])
def test_plain_names_stand_for_themselves(name: str) -> None:
    assert not place_names()[name].needs_context


@pytest.mark.parametrize(
    ("original", "fits"),
    [
        ("US", True),
        ("us", False),
        ("Us", False),
        ("U.S.", True),
        ("u.s.", False),
        ("UK", True),
        ("Uk", False),
        ("EU", True),
        ("IN", True),
        ("in", False),
        ("In", False),
        ("OR", True),
        ("or", False),
        ("UAE", True),
        ("Germany", True),
        ("GERMANY", True),
        ("germany", False),
        ("turkey", False),
        ("Goa", True),
        ("Zug", True),
        ("EMEA", True),
        ("Latam", True),
        ("New York", True),
        ("nice", False),
    ],
)
def test_the_case_of_a_name_counts(original: str, fits: bool) -> None:
    assert case_ok(original, place_names()[fold(original)]) is fits


def test_names_are_folded() -> None:
    assert [name for name in (*place_names(), *demonyms(), *language_names()) if name != fold(name)] == []


def test_places_can_be_told_apart_in_sets() -> None:
    assert len({place_names()["uk"], place_names()["great britain"], place_names()["texas"]}) == 2


@pytest.mark.parametrize(
    ("word", "kind", "code"),
    [
        ("indian", "country", "IN"),
        ("us-based", "country", "US"),
        ("german", "country", "DE"),
        ("european", "region", "EUROPE"),
        ("georgian", None, None),
        ("latin american", "region", "LATAM"),
    ],
)
def test_demonyms_name_a_country_or_a_region(word: str, kind: str | None, code: str | None) -> None:
    place = demonyms().get(word)
    assert (place and place.kind, place and place.code) == (kind, code)
    assert word not in place_names()


@pytest.mark.parametrize("region", list(Region))
def test_every_region_of_the_contract_has_members_that_are_countries(region: Region) -> None:
    countries = {place.code for place in place_names().values() if place.kind == "country"}
    assert members(region)
    assert members(region) <= countries


def test_regions_nest() -> None:
    assert len(members("EU")) == 27
    assert members("EU") < members("EEA") < members("EUROPE") < members("EMEA")
    assert members("NORTH_AMERICA") | members("LATAM") == members("AMERICAS")
    assert members("DACH") < members("EUROPE")
    assert members("NORDICS") - {"GL"} < members("EUROPE")
    assert members("AFRICA") | members("MENA") < members("EMEA")
    assert members("NOWHERE") == frozenset()


@pytest.mark.parametrize(
    ("code", "country"), [("US-TX", "US"), ("GB-ENG", "GB"), ("FR-75", "FR"), ("EU", None), ("XX-YY", None), ("US-", None), ("", None)]
)
def test_a_subdivision_lies_in_the_country_of_its_code(code: str, country: str | None) -> None:
    assert country_of_subdivision(code) == country


LOCATIONS: list[tuple[str, list[Row]]] = [
    ("Leipzig, Germany", [("Leipzig", "DE-SN", "DE")]),
    ("Leipzig", [("Leipzig", "DE-SN", "DE")]),
    ("04109 Leipzig", [("Leipzig", "DE-SN", "DE")]),
    ("Dallas, TX", [("Dallas", "US-TX", "US")]),
    ("Dallas, TX 75201", [("Dallas", "US-TX", "US")]),
    ("Dallas, Texas, USA", [("Dallas", "US-TX", "US")]),
    ("USA - Texas - Dallas", [("Dallas", "US-TX", "US")]),
    ("Calgary AB", [("Calgary", "CA-AB", "CA")]),
    ("Toronto, ON, CA", [("Toronto", "CA-ON", "CA")]),
    ("San Diego, CA", [("San Diego", "US-CA", "US")]),
    ("Munich, DE", [("Munich", "DE-BY", "DE")]),
    ("Wilmington, DE", [("Wilmington", "US-DE", "US")]),
    ("Pune, IN", [("Pune", "IN-MH", "IN")]),
    ("Terre Haute, IN", [("Terre Haute", "US-IN", "US")]),
    ("London", [("London", "GB-ENG", "GB")]),
    ("London, UK", [("London", "GB-ENG", "GB")]),
    ("London, Ontario", [("London", "CA-ON", "CA")]),
    ("Cambridge, MA", [("Cambridge", "US-MA", "US")]),
    ("Portland, ME", [("Portland", "US-ME", "US")]),
    ("Paris, TX", [("Paris", "US-TX", "US")]),
    ("Perth, WA", [("Perth", "AU-WA", "AU")]),
    ("Spokane, WA", [("Spokane", "US-WA", "US")]),
    ("Atlanta, Georgia", [("Atlanta", "US-GA", "US")]),
    ("Tbilisi, Georgia", [("Tbilisi", None, "GE")]),
    ("Georgia", [(None, None, None)]),
    ("CA", [(None, None, None)]),
    ("New York, NY, United States", [("New York", "US-NY", "US")]),
    ("Washington, DC", [("Washington, DC", "US-DC", "US")]),
    ("California", [(None, "US-CA", "US")]),
    ("Portugal", [(None, None, "PT")]),
    ("Moose Factory, ON", [("Moose Factory", "CA-ON", "CA")]),
    ("Aberystwyth, Wales, UK", [("Aberystwyth", "GB-WLS", "GB")]),
    ("Henley-on-Thames, UK", [("Henley-on-Thames", None, "GB")]),
    ("Lyon, Auvergne-Rhône-Alpes, France", [("Lyon", None, "FR")]),
    ("12 Mill Lane, Bristol, England", [("Bristol", "GB-ENG", "GB")]),
    ("Lisbon or Porto", [("Lisbon", None, "PT"), ("Porto", None, "PT")]),
    ("Oslo / Bergen", [("Oslo", None, "NO"), ("Bergen", None, "NO")]),
    ("Denver, CO; Boise, ID", [("Denver", "US-CO", "US"), ("Boise", "US-ID", "US")]),
    ("Spain, Italy, Malta", [(None, None, "ES"), (None, None, "IT"), (None, None, "MT")]),
    ("US, Canada and UK", [(None, None, "US"), (None, None, "CA"), (None, None, "GB")]),
    ("Bosnia and Herzegovina", [(None, None, "BA")]),
    ("Hybrid - Vienna (2 days a week)", [("Vienna", None, "AT")]),
    ("Somewhere", []),
    ("Multiple locations", []),
    ("reading, writing", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "rows"), LOCATIONS, ids=[text for text, _ in LOCATIONS])
def test_a_field_of_places_is_read(text: str, rows: list[Row]) -> None:
    assert [(place.city, place.region, place.country) for place in parse_locations(text)] == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Remote - US", [("US", None, True)]),
        ("Remote (US/Canada)", [("US", None, True), ("CA", None, True)]),
        ("Remote, EMEA", [(None, "EMEA", True)]),
        ("Ghent or remote", [("BE", None, False), (None, None, True)]),
        ("Remote", [(None, None, True)]),
        ("Work from home - Kenya", [("KE", None, True)]),
        ("Europe", [(None, "EUROPE", False)]),
    ],
)
def test_remote_places_and_regions(text: str, rows: list[tuple[str | None, str | None, bool]]) -> None:
    assert [(place.country, place.group, place.remote) for place in parse_locations(text)] == rows


def test_the_first_location_alone() -> None:
    first = parse_location("Lisbon or Porto")
    assert first is not None
    assert (first.city, first.text) == ("Lisbon", "Lisbon")
    assert parse_location("nowhere in particular") is None


@given(
    st.lists(
        st.sampled_from(["Berlin", "CA", "Georgia", "Remote", ",", " or ", "/", "(", ")", " - ", "TX", "Smalltown", "İ", "US", " "]),
        max_size=12,
    )
)
def test_locations_quote_what_they_read(parts: list[str]) -> None:
    text = "".join(parts)
    for place in parse_locations(text):
        assert text[place.start : place.end] == place.text
        assert place.city is None or place.city in place.text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("mandarin", "cmn"),
        ("mandarin chinese", "cmn"),
        ("chinese (mandarin)", "cmn"),
        ("cantonese", "yue"),
        ("chinese", "zh"),
        ("simplified chinese", "zh-Hans"),
        ("traditional chinese", "zh-Hant"),
        ("filipino", "fil"),
        ("tagalog", "fil"),
        ("farsi", "fa"),
        ("persian", "fa"),
        ("brazilian portuguese", "pt-BR"),
        ("european portuguese", "pt-PT"),
        ("portuguese (brazil)", "pt-BR"),
        ("swiss german", "gsw"),
        ("castilian", "es"),
        ("latin american spanish", "es-419"),
        ("canadian french", "fr-CA"),
        ("flemish", "nl-BE"),
        ("levantine arabic", "apc"),
        ("egyptian arabic", "arz"),
        ("english", "en"),
        ("polish", "pl"),
        ("norwegian", "no"),
        ("haitian creole", "ht"),
        ("american sign language", "ase"),
    ],
)
def test_a_language_is_known_by_its_names(name: str, code: str) -> None:
    assert language_names()[name] == code


@pytest.mark.parametrize("name", ["java", "basic", "python", "c", "english required", "latin", "fon", "ga", "american", "mexican"])
def test_words_that_are_no_languages(name: str) -> None:
    assert name not in language_names()


def test_codes_of_languages_are_well_formed() -> None:
    assert [
        code for code in language_names().values() if not re.fullmatch(r"[a-z]{2,3}(?:-(?:[A-Z]{2}|[A-Z][a-z]{3}|\d{3}|[a-z]{5,8}))?", code)
    ] == []


def test_a_language_starts_with_a_capital() -> None:
    assert language_case_ok("Polish")
    assert language_case_ok("POLISH")
    assert not language_case_ok("polish")


def test_the_generated_tables_are_those_of_their_sources() -> None:
    rows = make_places.make_places()
    assert set(rows["names"]) == set(place_names())
    assert {word: place.code for word, place in demonyms().items()} == rows["demonyms"]
    assert all(members(region) == frozenset(countries) for region, countries in rows["members"].items())
    assert make_language_names.make_language_names() == language_names()


def test_every_place_has_what_its_kind_needs() -> None:
    def is_sound(place: Place) -> bool:
        if place.kind == "country":
            return place.code == place.country
        if place.kind == "region":
            return place.code in set(Region) and place.country is None
        if place.kind == "subdivision":
            return place.code == place.region and country_of_subdivision(place.code) == place.country
        return place.kind == "city" and place.country is not None and not place.code

    everything = [place for first in place_names().values() for place in (first, *first.alternatives)]
    assert [place for place in everything if not is_sound(place)] == []
