"""What a person rules out or asks for is never crossed: every result is read again here, by other code."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from actions.groups import query, search, taxonomy
from tests.groups.conftest import NOW
from tests.groups.test_query import WRITTEN

ASKED = [json.loads(line) for file in WRITTEN for line in Path(file).read_text(encoding="utf-8").splitlines()]


def broken(slots: dict[str, Any], care: str | None, one: dict[str, Any]) -> list[str]:
    """The wishes that a result breaks; empty when it may be shown."""
    known = taxonomy.load()
    asked = slots.get("topics") or []
    related = set(asked) | {a for t in asked for a in [*known.ancestors(t), *known.descendants(t)]}
    modes = set(one["modes"])
    checks = {
        "role": not slots.get("role")
        or slots["role"] in one["roles"]
        or (slots["role"] == "carer" and "loved_one" in one["roles"]),
        "topics": not asked or bool(related & set(one["topics"])),
        "programme": not slots.get("programme") or one["programme"] in slots["programme"],
        "not_programme": one["programme"] not in (slots.get("not_programme") or []),
        "gender_only": bool(slots.get("name"))
        or one["gender_only"] == slots.get("gender_only")
        or (one["gender_only"] is not None and "gender_only" not in slots and bool(slots.get("audience"))),
        "audience_only": not one["audience_only"]
        or bool(slots.get("name"))
        or bool(
            set(one["audience_only"])
            & (set(slots.get("audience") or []) | {"bipoc", "alateen", "young_people", "teens"})
        ),
        "not_modality": bool(modes - set(slots.get("not_modality") or [])),
        "not_platform": one["platform"] not in (slots.get("not_platform") or []) or one["platform"] is None,
        "faith": slots.get("faith") in (None, "any", one["faith"]) or slots["faith"] in one["tags"],
        "access": set(slots.get("access") or []) <= set(one["access"]),
        "camera": slots.get("camera") is None or one["camera"] != "required",
        "anonymity": slots.get("anonymity") is None or one["anonymity"] != "real_name",
        "languages": not slots.get("languages")
        or bool(set(slots["languages"]) & set(one["languages"]))
        or ("en" in slots["languages"] and not one["languages"]),
        "age": slots.get("age", 99) >= (one["min_age"] or 0),
        "care": care not in ("hold", "check"),
        "not_days": not one["when"]["viewer"]
        or not slots.get("not_days")
        or one["modality"] in ("in_person", "hybrid")
        or not set(one["when"]["viewer"]["days"]) <= set(slots["not_days"]),
    }
    return [wish for wish, kept in checks.items() if not kept]


def test_no_result_of_any_written_search_breaks_a_wish(directory: Engine) -> None:
    found = 0
    for one in ASKED:
        reading = query.read_turns(one["turns"], now=NOW, tz=one["tz"], country=one.get("country"))
        answer = search.find(directory, reading, now=NOW, tz=one["tz"], limit=20)
        for result in answer.results:
            assert broken(reading.slots, reading.care, result) == [], (one["turns"], result["name"])
        found += len(answer.results)
    assert found > 300


def test_the_check_notices_a_broken_wish(directory: Engine) -> None:
    reading = query.read("AA tuesday online", now=NOW, tz="Europe/London")
    result = search.find(directory, reading, now=NOW, tz="Europe/London").results[0]
    assert broken({"not_programme": ["aa"]}, None, result) == ["not_programme"]
    assert broken({"role": "loved_one"}, None, result) == ["role"]
    assert broken({"gender_only": "women"}, None, result) == ["gender_only"]


WISHES: dict[str, list[Any]] = {
    "topics": [["alcohol"], ["opioids"], None],
    "role": ["self", "loved_one"],
    "gender_only": ["women", None],
    "not_programme": [["aa"], None],
    "faith": ["secular", None],
    "days": [["TU"], None],
    "place": [{"name": "Leeds", "country": "GB"}, None],
}


@pytest.mark.parametrize("combination", list(itertools.product(*WISHES.values()))[::5])
def test_relaxing_never_crosses_a_wish(directory: Engine, combination: tuple[Any, ...]) -> None:
    slots = {k: v for k, v in zip(WISHES, combination, strict=True) if v is not None}
    answer = search.find(directory, query.Reading("search", slots), now=NOW, tz="Europe/London", limit=10)
    for result in answer.results:
        assert broken(slots, None, result) == []
        assert {r["facet"] for r in result["relaxed"]} <= {"radius", "window", "modality", "day"}
