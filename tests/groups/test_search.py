"""The search on a small invented directory, on both databases."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from actions import storage
from actions.groups import query, search
from actions.groups.importers import run
from tests.groups.conftest import ZOOM


def look(
    engine: Engine,
    *turns: str,
    now: datetime,
    tz: str | None = "Europe/London",
    limit: int = 3,
    shown: tuple[str, ...] = (),
) -> search.Found:
    return search.find(engine, query.read_turns(turns, now=now, tz=tz), now=now, tz=tz, limit=limit, shown=shown)


def names(found: search.Found) -> list[str]:
    return [r["name"] for r in found.results]


def test_families_of_alcoholics_online_on_tuesday_evening(directory: Engine, now: datetime) -> None:
    found = look(directory, "an online group for families of alcoholics on Tuesday evening", now=now)
    assert set(names(found)[:2]) == {"Tuesday Families", "Windy Families"}
    for result in found.results:
        assert result["roles"] == ["loved_one"] and result["gender_only"] is None
    chicago = next(r for r in found.results if r["name"] == "Windy Families")
    assert chicago["when"]["local"] == {"days": ["TU"], "start": "14:15", "tz": "America/Chicago"}
    assert chicago["when"]["viewer"] == {"days": ["TU"], "start": "20:15", "tz": "Europe/London"}
    assert "Tuesday evening for you" in chicago["why"]
    assert chicago["verified"]["age_days"] == 3


def test_a_fresh_install_answers_with_the_communities(engine: Engine, now: datetime) -> None:
    run.load_builtin(engine, now=now)
    found = look(engine, "an online group for families of alcoholics on Tuesday evening", now=now)
    assert "Al-Anon electronic meetings" in names(found)
    first = next(r for r in found.results if r["name"] == "Al-Anon electronic meetings")
    assert "day and time" in first["not_stated"] and first["verified"]["at"] is None
    assert all("loved_one" in r["roles"] for r in found.results)


def test_groups_only_for_some_are_offered_only_to_them(directory: Engine, now: datetime) -> None:
    everything = look(directory, "AA", now=now, limit=50)
    assert not {"Men of Leeds", "Our Own Room"} & set(names(everything))
    assert names(look(directory, "men's AA in Leeds thursday", now=now)) == ["Men of Leeds"]
    assert names(look(directory, "BIPOC only AA sunday", now=now))[:1] == ["Our Own Room"]
    partners = look(directory, "my husband drinks, tuesday online", now=now, limit=50)
    assert "Parents Together" not in names(partners)
    assert "Parents Together" in names(look(directory, "my son drinks, tuesday online", now=now, limit=50))


def test_what_was_excluded_never_comes_back(directory: Engine, now: datetime) -> None:
    found = look(directory, "AA tuesday online", "not AA, I tried it", "tuesday online", now=now, limit=50)
    assert found.results and not any(r["programme"] == "aa" for r in found.results)


def test_a_near_miss_says_what_is_different(directory: Engine, now: datetime) -> None:
    found = look(directory, "NA online friday 7pm", now=now)
    assert names(found)[0] == "Clean Tuesday"
    assert [r["facet"] for r in found.results[0]["relaxed"]] == ["window", "day"]


def test_nothing_protected_is_relaxed_and_the_answer_says_what_stands_in_the_way(
    directory: Engine, now: datetime
) -> None:
    found = look(directory, "women only, with ASL, Tuesday 3am", now=now)
    assert found.status == "empty" and found.results == []
    assert "access" in found.blocked_by


def test_monthly_rules_are_kept(directory: Engine, now: datetime) -> None:
    in_window = look(directory, "AA this thursday 9pm online", now=now)
    assert "First Thursdays" not in [r["name"] for r in in_window.results if not r["relaxed"]]
    week_later = look(directory, "AA thursday 9pm online", now=now + timedelta(days=7))
    assert names(week_later)[0] == "First Thursdays"
    assert week_later.results[0]["when"]["text"] == "1st Thursday of the month"


@pytest.mark.parametrize(("at", "found_now"), [("23:40", True), ("23:10", True), ("22:50", False), ("23:50", False)])
def test_on_now(directory: Engine, at: str, found_now: bool, now: datetime) -> None:
    moment = datetime(2026, 11, 24, int(at[:2]), int(at[3:]), tzinfo=UTC)
    found = look(directory, "AA meeting on now", now=moment)
    assert ("Night Owls" in [r["name"] for r in found.results if not r["relaxed"]]) == found_now
    began = [r["relaxed"] for r in found.results if r["name"] == "Night Owls" and r["relaxed"]]
    running = [[{"facet": "window", "from": "now", "to": "already running"}]]
    assert began == (running if at == "23:50" else [])  # begun 20 minutes ago and not over: a near miss


def test_near_a_town_the_distance_is_said(directory: Engine, now: datetime) -> None:
    found = look(directory, "AA near Leeds", now=now)
    assert names(found)[0] == "Leeds Sober"
    assert found.results[0]["place"]["distance_km"] < 5
    assert found.results[0]["place"]["city"] == "Leeds"


def test_a_name_is_found_though_misspelt_and_with_odd_signs(directory: Engine, now: datetime) -> None:
    assert names(look(directory, "sistr familys", now=now))[0] == "Sister Families"
    assert names(look(directory, "Hope (", now=now))[0].startswith("Hope (and more)")


def test_a_report_hides_at_once_and_once(directory: Engine, now: datetime) -> None:
    listing = look(directory, "NA tuesday online", now=now).results[0]
    assert search.report(directory, listing["id"], "bad_link", now=now, once_key="m1")
    assert search.report(directory, listing["id"], "bad_link", now=now, once_key="m1")
    assert listing["name"] not in names(look(directory, "NA tuesday online", now=now, limit=50))
    assert not search.report(directory, "nowhere", "other", now=now)
    assert "no longer" in search.join_details(directory, listing["id"])


def test_the_way_in_only_on_choice(directory: Engine, now: datetime) -> None:
    found = look(directory, "NA tuesday online", now=now)
    assert "zoom.us" not in json.dumps(found.results)
    told = search.join_details(directory, found.results[0]["id"])
    assert ZOOM in told and "first NA meeting" in told


def test_is_it_still_running(directory: Engine, now: datetime) -> None:
    about = search.listing_about(directory, "tuesday familys", now=now)
    assert about[0]["name"] == "Tuesday Families"
    assert about[0]["said"] == "last confirmed 21 Nov 2026 (town)"


def test_a_source_not_read_for_a_year_is_not_offered(directory: Engine, now: datetime) -> None:
    assert names(look(directory, "NA tuesday online", now=now + timedelta(days=200)))[0] == "Clean Tuesday"
    late = look(directory, "NA tuesday online", now=now + timedelta(days=400), limit=50)
    assert "Clean Tuesday" not in names(late)


def test_more_never_shows_the_same_again(directory: Engine, now: datetime) -> None:
    first = look(directory, "AA", now=now)
    again = look(directory, "AA", now=now, shown=tuple(r["id"] for r in first.results))
    assert not set(names(first)) & set(names(again))


def test_safety_holds_the_list_back(directory: Engine, now: datetime) -> None:
    for text in ("I want to die tonight", "I survived an attempt, is there a group"):
        found = look(directory, text, now=now)
        assert (found.status, found.results) == ("hold", [])


def test_discreet_output_names_no_place_and_no_relation(directory: Engine, now: datetime) -> None:
    asked = look(directory, "my husband hits me, is there a group", now=now)
    assert (asked.status, asked.blocked_by, asked.rooms) == ("empty", ["gender_only"], ["women"])
    found = look(directory, "my husband hits me, is there a group", "women only", now=now)
    assert found.results and all(r["place"] is None and r["dv_safe"] for r in found.results)
    assert "partner" not in json.dumps([r["why"] for r in found.results])


def test_teenagers_get_only_groups_for_their_age(directory: Engine, now: datetime) -> None:
    found = look(directory, "I'm 15, my dad drinks", now=now, limit=50)
    assert names(found) == ["Alateen"]


def test_the_same_question_gives_the_same_list(directory: Engine, now: datetime) -> None:
    once, twice = (names(look(directory, "AA online", now=now, limit=10)) for _ in range(2))
    assert once == twice


def test_a_directory_that_is_away_says_so(tmp_path: Path, now: datetime) -> None:
    away = storage.engine(f"sqlite:///{tmp_path}/none/there.db")
    with pytest.raises(search.Unavailable):
        look(away, "AA tuesday", now=now)
    away.dispose()


@pytest.mark.parametrize(("at", "viewer"), [(datetime(2026, 10, 26, 9), "19:15"), (datetime(2026, 11, 3, 9), "20:15")])
def test_wall_time_holds_when_only_one_side_changed_its_clocks(directory: Engine, at: datetime, viewer: str) -> None:
    found = look(directory, "Windy Families", now=at.replace(tzinfo=UTC)).results[0]["when"]
    assert (found["viewer"]["start"], found["local"]["start"]) == (viewer, "14:15")
