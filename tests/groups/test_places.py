"""Places and postcodes, offline: names, namesakes, misspellings, and the question that settles which one."""

from datetime import datetime

import pytest

from actions.groups import places, query

POSTCODES = [
    ("SE15", "GB", (51.47, -0.06)),
    ("M4 1HN", "GB", (53.48, -2.24)),
    ("D08", "IE", (53.33, -6.27)),
    ("T12 X8PK", "IE", (51.9, -8.5)),
    ("K1A 0B1", "CA", (45.42, -75.7)),
    ("3056", "AU", (-37.77, 144.97)),
    ("1010", "NZ", (-36.85, 174.76)),
    ("10001", "US", (40.75, -74.0)),
    ("110001", "IN", (28.6, 77.2)),
]


@pytest.mark.parametrize(("code", "country", "point"), POSTCODES, ids=[p[0] for p in POSTCODES])
def test_postcodes_become_points(code: str, country: str, point: tuple[float, float]) -> None:
    found = places.postcode(code, country)
    assert found is not None
    assert found == pytest.approx(point, abs=0.2)


def test_a_postcode_nobody_has_is_not_known() -> None:
    assert places.postcode("ZZ99 9ZZ", "GB") is None


@pytest.mark.parametrize(
    ("name", "country", "sure"),
    [
        ("Leeds", "GB", True),
        ("Halifax", "GB", True),
        ("Halifax", "CA", True),
        ("Springfield", "US", False),
        ("Portland", "US", False),
        ("Stoke on Trent", "GB", True),
        ("Saint Louis", "US", True),
        ("Montreal", "CA", True),
        ("Tralee", "IE", True),
        ("Ballarat", "AU", True),
        ("Dunedin", "NZ", True),
    ],
)
def test_a_name_is_taken_when_one_place_is_meant(name: str, country: str, sure: bool) -> None:
    found = tuple(p for p in places.named(name) if p.country == country)
    assert found
    assert (places.sure(found) is not None) == sure


def test_misspelt_towns_are_mended_at_home_only() -> None:
    assert places.mended("sheffeild", "GB") == "sheffield"
    assert places.mended("zzzzzzz", "GB") is None


@pytest.mark.parametrize(
    ("tz", "country"),
    [
        ("Europe/London", "GB"),
        ("America/New_York", "US"),
        ("America/Toronto", "CA"),
        ("Australia/Hobart", "AU"),
        ("Europe/Dublin", "IE"),
        ("Nowhere/None", None),
        (None, None),
    ],
)
def test_a_zone_of_one_country_tells_the_country(tz: str | None, country: str | None) -> None:
    assert places.country_of_zone(tz) == country


WORDS = [
    "a reading group",
    "something in recovery",
    "AA in march",
    "I have hope",
    "group in person",
    "nice people only",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_no_towns(text: str, now: datetime) -> None:
    assert "place" not in query.read(text, now=now, tz="Europe/London").slots


def test_the_question_names_the_places_and_its_answer_settles_it(now: datetime) -> None:
    first = query.read("men's group near Halifax", now=now)
    assert first.ask is not None
    labels = [o["label"] for o in first.ask["options"]]
    assert labels == ["Halifax, Nova Scotia", "Halifax, England"]
    for answer, country in (("Halifax, England", "GB"), ("near Halifax, Nova Scotia", "CA"), ("in England", "GB")):
        after = query.read(answer, now=now, previous=first.as_slot())
        assert after.ask is None
        assert (after.slots["place"]["name"], after.slots["place"]["country"]) == ("Halifax", country)
        assert after.slots["gender_only"] == "men"


def test_a_postcode_is_no_clock_time(now: datetime) -> None:
    slots = query.read("depression near K1A 0B1", now=now, tz="America/Toronto").slots
    assert slots["place"] == {"postcode": "K1A 0B1", "country": "CA"}
    assert "time" not in slots


PARTS = [
    ("Hackney", "GB", (51.54, -0.06)),
    ("Mitchells Plain", "ZA", (-34.04, 18.61)),
    ("Takapuna", "NZ", (-36.79, 174.77)),
    ("Fremantle", "AU", (-32.05, 115.75)),
    ("Yaba", "NG", (6.5, 3.4)),
]


@pytest.mark.parametrize(("name", "country", "point"), PARTS, ids=[p[0] for p in PARTS])
def test_parts_of_cities_lie_in_their_city(name: str, country: str, point: tuple[float, float]) -> None:
    found = next(p for p in places.named(name) if p.country == country)
    assert (found.lat, found.lon) == pytest.approx(point, abs=0.2)
    assert found.people >= 20_000


TOWNS = [
    ("NAMI Albany", "America/New_York", "Albany", False),
    ("AA in Springfield", "America/New_York", "Springfield", True),
    ("men's group in Pasadena", "America/Los_Angeles", "Pasadena", False),
    ("men's group in Pasadena", "America/New_York", "Pasadena", True),
    ("thanks be to God, al-anon near Ennis", "Europe/Dublin", "Ennis", False),
    ("refugee from Sudan, lonely in Cardiff", "Europe/London", "Cardiff", False),
    ("my mum lives in Poole but I'm in Luton, al-anon", "Europe/London", "Luton", False),
    ("my son Austin is on meth, Nar-Anon in Fresno", "America/Los_Angeles", "Fresno", False),
    ("na brum", "Europe/London", "Birmingham", False),
    ("AA cork city", "Europe/Dublin", "Cork", False),
    ("NA in Kansas City", "America/Chicago", "Kansas City", False),
]


@pytest.mark.parametrize(("text", "tz", "name", "asks"), TOWNS)
def test_the_town_that_is_meant(text: str, tz: str, name: str, asks: bool, now: datetime) -> None:
    reading = query.read(text, now=now, tz=tz)
    assert reading.slots["place"]["name"] == name
    assert (reading.ask is not None) == asks
