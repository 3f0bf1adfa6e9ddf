"""Words to slots: the open golden queries, turns, exclusions, care."""

import json
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.groups import query
from actions.groups.query import languages
from actions.groups.query.merge import merge
from tests.groups import compare


def ask(*turns: str, now: datetime, tz: str | None = "Europe/London", country: str | None = None) -> query.Reading:
    return query.read_turns(turns, now=now, tz=tz, country=country)


def differs(golden: dict[str, Any]) -> list[str]:
    """On what a reading differs from what is expected."""
    doc = compare.read(golden)
    return compare.wrong_slots(golden, doc["slots"]) + compare.wrong_beside(golden, doc)


def test_the_open_golden_queries_are_slot_exact(data: Path) -> None:
    asked = [json.loads(line) for line in (data / "golden-queries-dev.jsonl").read_text().splitlines()]
    assert [(g["id"], differs(g)) for g in asked if differs(g)] == []


WRITTEN = [p for p in sorted((Path(__file__).parent / "queries").glob("*.jsonl"))]


@pytest.mark.parametrize("file", WRITTEN, ids=[p.stem for p in WRITTEN])
def test_searches_in_many_voices(file: Path) -> None:
    """Sets written before the reader saw them (first tries: see docs/benchmarks.md), held since."""
    asked = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    found = {one["id"]: differs(one) for one in asked}
    assert [name for name, wrong in found.items() if "role" in wrong] == []
    missed = {name: wrong for name, wrong in found.items() if wrong}
    assert len(missed) <= len(asked) * 0.02, missed


ROLES = [
    ("my husband drinks too much", "loved_one", "partner", ["alcohol"]),
    ("I drink too much", "self", None, ["alcohol"]),
    ("group for parents of addicts", "loved_one", "parent", ["addiction"]),
    ("my dad is an alcoholic", "loved_one", "child", ["alcohol"]),
    ("I grew up with an alcoholic father", "loved_one", "adult_child", ["alcohol"]),
    ("an online group for families of alcoholics", "loved_one", "family", ["alcohol"]),
    ("my mum died", "bereaved", "child", ["bereavement_parent"]),
    ("lost my brother to suicide", "bereaved", "sibling", ["bereavement_suicide"]),
    ("I care for my dad who has alzheimers", "carer", "child", ["caregiving_dementia"]),
    ("my girlfriend has bulimia", "loved_one", "partner", ["eating_disorder"]),
    ("i cant stop gambling", "self", None, ["gambling"]),
    ("alcholics in my family", "loved_one", "family", ["alcohol"]),
]


@pytest.mark.parametrize(("text", "role", "relation", "topics"), ROLES, ids=[r[0] for r in ROLES])
def test_who_is_asking(text: str, role: str, relation: str | None, topics: list[str], now: datetime) -> None:
    slots = ask(text, now=now).slots
    assert (slots["role"], slots.get("relation"), slots["topics"]) == (role, relation, topics)


def test_exclusions_stay_until_they_are_taken_back(now: datetime) -> None:
    turns = ["AA tonight", "not AA, I tried it", "something without god"]
    slots = ask(*turns, now=now).slots
    assert slots == {"not_programme": ["aa"], "faith": "secular", "when": "tonight", "window": "17:00-24:00"}
    after = ask(*turns, "AA is fine after all", now=now).slots
    assert after == {"faith": "secular", "when": "tonight", "window": "17:00-24:00"}


def test_a_day_is_replaced_and_the_window_moves(now: datetime) -> None:
    assert ask("thursday evening", "no, friday", now=now).slots == {"days": ["FR"], "window": "17:00-22:00"}
    assert ask("thursday evening", "no, friday", "earlier", now=now).slots["window"] == "14:00-17:00"


def test_too_adds_and_a_place_means_going_there(now: datetime) -> None:
    slots = ask("near Leeds", "phone is fine too", now=now).slots
    assert slots["modality"] == ["in_person", "phone"] and slots["place"]["name"] == "Leeds"


def test_start_again_forgets(now: datetime) -> None:
    assert ask("AA on monday", "start again: NA please", now=now).slots == {"programme": ["na"]}


@pytest.mark.parametrize(("tz", "asks"), [(None, True), ("Europe/London", False), ("America/Halifax", False)])
def test_an_ambiguous_town_is_asked_about_once(tz: str | None, asks: bool, now: datetime) -> None:
    reading = ask("men's group near Halifax", now=now, tz=tz)
    assert (reading.ask is not None) == asks
    if asks:
        assert (
            ask("men's group near Halifax", "near Halifax, Nova Scotia", now=now, tz=tz).slots["place"]["name"]
            == "Halifax"
        )


CARE = [
    ("I want to die tonight", "hold"),
    ("my son took all his pills and wants to die", "hold"),
    ("I survived an attempt", "check"),
    ("my husband hits me, is there a group", "dv_safe"),
    ("I'm 15, my dad drinks", "age_gate"),
    ("lost my son to suicide", None),
    ("AA on tuesday", None),
    ("this homework is killing me, stress group", None),
]


@pytest.mark.parametrize(("text", "care"), CARE, ids=[c[0] for c in CARE])
def test_care_flags(text: str, care: str | None, now: datetime) -> None:
    assert ask(text, now=now).care == care


def test_a_flag_given_by_the_caller_is_never_cleared(now: datetime) -> None:
    assert query.read("AA on tuesday", now=now, care_given="dv_safe").care == "dv_safe"


EXCLUSIONS = ("not_programme", "not_modality", "not_platform", "not_days")
VALUES = {
    "not_programme": ["aa", "na"],
    "not_modality": ["online"],
    "not_platform": ["zoom"],
    "not_days": ["MO"],
    "days": ["TU", "WE"],
    "topics": ["alcohol"],
    "window": "17:00-22:00",
    "faith": "secular",
    "when": "tonight",
}


@given(st.lists(st.lists(st.sampled_from(sorted(VALUES)), max_size=4), max_size=5), st.booleans())
def test_no_turn_loses_an_exclusion(turns: list[list[str]], adds: bool) -> None:
    slots: dict[str, Any] = {}
    for turn in turns:
        before = slots
        slots = merge(before, {k: VALUES[k] for k in turn}, adds=adds)
        for key in EXCLUSIONS:
            assert set(before.get(key, [])) <= set(slots.get(key, []))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    query.read(text, now=datetime.fromisoformat("2026-11-24T18:30:00+00:00"), tz="Europe/London")


NASTY = [
    "",
    "   ",
    "\x00",
    "\ud800",
    "\u2028",
    "(" * 200,
    "[a-z",
    "a" * 5000,
    "7:99pm",
    "25:61",
    "on the 31st",
    "31/02",
    "0/0",
    "every 9th monday",
    "in 99 hours",
    "near",
    "not",
    "between 30 and 40",
    "1" * 400,
    "half twelve",
    "after 99",
    "I'm 999",
]


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts(text: str, now: datetime) -> None:
    query.read(text, now=now, tz="Europe/London")


def test_own_names_of_languages_do_not_keep_what_else_is_known_of_them() -> None:
    """The door reads queries too; each language's whole data held would be 40 MB of its memory."""
    languages._own.cache_clear()
    tracemalloc.start()
    found = languages._own()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found["cymraeg"] == "cy" and kept < 2_000_000
