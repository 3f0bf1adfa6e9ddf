"""The twenty conversations about groups, on the built-in communities and an invented feed: by web, and most by SMS."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from actions import storage
from actions.groups import search
from actions.groups.importers import run
from actions.groups.search import visits
from tests.stories.conftest import copied

NEW_YORK = "America/New_York"
ZOOM = "https://zoom.us/j/0000000001?pwd=hidden"
LEEDS = {"formatted_address": "1 Example Road, Leeds LS1 1AA, UK", "latitude": 53.797, "longitude": -1.543}
BOSTON = {"formatted_address": "1 Example Road, Boston, MA 02108, USA", "latitude": 42.36, "longitude": -71.058}


def row(slug: str, name: str, programme: str, day: int, at: str, zone: str = NEW_YORK, **more: Any) -> dict[str, Any]:
    way = {} if "formatted_address" in more else {"conference_url": ZOOM}
    return {"slug": slug, "name": name, "programme": programme, "day": day, "time": at, "timezone": zone, **way, **more}


FEED = [
    row("fam-tue", "Tuesday Families", "al_anon", 2, "19:00"),
    row("fam-uk", "Leeds Families Online", "al_anon", 2, "23:30", "Europe/London"),
    row("fam-thu", "Thursday Families", "al_anon", 4, "19:00"),
    row("fam-es", "Grupo Esperanza", "al_anon", 2, "20:00", types=["S"]),
    row("aa-tue", "Sober Tuesday", "aa", 2, "18:00"),
    row("aa-tue2", "Lantern Step", "aa", 2, "19:00"),
    row("aa-tue3", "Copper Table", "aa", 2, "20:00"),
    row("aa-tue4", "Willow Circle", "aa", 2, "21:00"),
    row("aa-tue5", "Granite Hour", "aa", 2, "22:00"),
    row("aa-fri", "Friday Anchors", "aa", 5, "16:00"),
    row("aa-thu", "Thursday Anchors", "aa", 4, "19:00"),
    row("aa-boston", "Beacon Step", "aa", 3, "19:00", **BOSTON),
    row("na-late", "Night Owls", "na", 2, "23:30", end_time="00:45"),
    row("slaa-thu", "Harbour Thursday", "slaa", 4, "19:00", "Europe/Dublin"),
    row("step-a", "Tuesday Step", "aa", 2, "12:00"),
    row("step-b", "Tuesday Steps", "na", 2, "12:00"),
]


@pytest.fixture(scope="session")
def filled(templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A directory with the built-in communities and the feed, read three days ago."""
    from tests.groups.conftest import NOW

    folder = tmp_path_factory.mktemp("filled")
    path = str(copied(templates["groups"], folder / "groups.db"))
    (folder / "feed.json").write_text(json.dumps(FEED))
    engine = storage.engine(f"sqlite:///{path}")
    run.load_builtin(engine, now=NOW)
    order = run.Order(str(folder / "feed.json"), "meeting-guide", "town")
    assert run.run(engine, order, now=NOW - timedelta(days=3)).status == "applied"
    engine.dispose()
    return path


@pytest.fixture
def groups_url(filled: str, tmp_path: Path) -> str:
    return f"sqlite:///{copied(filled, tmp_path / 'groups.db')}"


@pytest.fixture
def people_url(templates: dict[str, str], tmp_path: Path) -> str:
    """One database is enough here: the other is held by the other stories, and the search by its own tests."""
    return f"sqlite:///{copied(templates['sqlite'], tmp_path / 'people.db')}"


@pytest.fixture(params=["web", "sms"])
def someone(request: pytest.FixtureRequest, world: Any) -> Any:
    """Ana at the widget, or Bo by SMS: the same conversation."""
    return world.person("Ana") if request.param == "web" else world.phone()


@pytest.fixture
def groups(world: Any) -> Any:
    return world.parts.groups_engine


def says(who: Any, words: str) -> str:
    """Everything that comes back to some words."""
    who.types(words)
    return " ".join(s.text for s in who.sees_something())


def listings(shown: str) -> list[str]:
    """The names of the invented feed's groups that stand in some text."""
    return [str(r["name"]) for r in FEED if re.search(rf"{re.escape(str(r['name']))}(?!s)", shown)]


def test_01_families_by_role_and_the_way_in_once(world, someone):
    shown = says(someone, "online group for partners of alcoholics, tuesday evenings")
    assert 1 <= len(listings(shown)) <= 3
    assert set(listings(shown)) <= {"Tuesday Families", "Leeds Families Online", "Thursday Families"}
    assert "zoom.us" not in shown and "confirmed 21 Nov" in shown and "town" in shown
    assert re.search(r"19:00 \(.{0,4}(?:Tue|Wed) |23:30 London", shown)  # both zones where they differ
    assert (
        "Fits:" in shown or "family+friends" in shown
    )  # why: the web says it in words, a text of one segment in short
    way_in = says(someone, "2")
    assert way_in.count("zoom.us") == 1


def test_02_more_never_shows_one_twice(world):
    bo = world.phone()
    first = says(bo, "AA meeting tonight")
    again = says(bo, "MORE")
    each = [t.body for t in bo.received() if any(n in t.body for n in AA)]
    assert len(each) >= 4 and all(len(body) <= 160 for body in each)  # one segment a listing
    numbers = [int(body.split()[0]) for body in each]
    assert numbers == sorted(set(numbers)) and numbers[:3] == [1, 2, 3] and numbers[-1] > 3  # they go on
    assert sum(n in first for n in AA) == 3
    assert [n for n in AA if n in again] and not [n for n in AA if n in first and n in again]


def test_03_a_face_that_is_not_shown(world, someone):
    shown = says(someone, "my husband drinks too much, something online tonight where I don't have to show my face")
    assert not {"Sober Tuesday", "Lantern Step"} & set(listings(shown))
    # What does not state its camera is not offered. Al-Anon's own page has rooms by phone, where nobody is seen.
    assert listings(shown) == []
    if "Al-Anon electronic meetings" not in shown:
        assert "The camera is in the way" in shown and "person" in shown


AA = ("Sober Tuesday", "Lantern Step", "Copper Table", "Willow Circle", "Granite Hour")


def test_04_and_07_not_aa_stays_until_it_is_fine(world, someone):
    assert any(n in says(someone, "AA tonight") for n in AA)
    for words in ("not AA, I tried it", "something without god"):
        shown = says(someone, words)
        assert not any(n in shown for n in AA)
    assert says(someone, "AA is fine after all")


def test_05_a_day_is_replaced_and_the_hour_moves(world, someone):
    assert "Thursday Anchors" in says(someone, "AA online thursday evening")
    shown = says(someone, "no, friday")
    assert "Thursday Anchors" not in shown or "another day" in shown
    assert "Friday Anchors" in says(someone, "earlier")


def test_06_the_phone_is_fine_too(world, someone):
    assert "Beacon Step" in says(someone, "AA near Boston, Massachusetts")
    assert "Beacon Step" in says(someone, "phone is fine too")


def test_08_one_question_which_town(world):
    ana = world.person("Ana", zone=None)
    asked = says(ana, "men's group near Halifax")
    assert asked.count("?") == 1 and "Which Halifax" in asked
    assert {"Halifax, Nova Scotia", "Halifax, England"} <= set(ana.choices())
    ana.presses("Halifax, Nova Scotia")
    assert "Which Halifax" not in " ".join(s.text for s in ana.sees_something())


def test_09_a_postcode_is_used_and_forgotten(world, ana):
    assert "town or postcode" in says(ana, "AA meeting near me")
    ana.types("02108")
    ana.sees_something()
    with world.parts.groups_engine.connect() as raw:
        for (name,) in raw.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
            if name not in ("location", "location_text_content") and not name.startswith("location_text"):
                assert "02108" not in str(raw.execute(text(f'SELECT * FROM "{name}" LIMIT 5000')).all()), name


def test_10_nothing_found_says_what_stands_in_the_way(world, someone):
    shown = says(someone, "women only, with ASL, Tuesday 3am")
    assert "stands in the way" in shown
    assert "Families" not in shown


def test_11_a_near_miss_says_how_it_differs(world):
    ana = world.person("Ana", zone="Europe/Dublin")
    shown = says(ana, "sex addiction group wednesday 7pm online")
    assert "Harbour Thursday" in shown
    assert "another day" in shown


def test_12_on_now_after_midnight(world, someone):
    world.forward(hours=10, minutes=40)  # 00:10 in New York
    shown = says(someone, "is anything on now?")
    assert "Night Owls" in shown and "Sober Tuesday" not in shown


def test_13_still_running_names_both(world, someone):
    shown = says(someone, "is Tuesday Step still running?")
    assert "Tuesday Step:" in shown and "Tuesday Steps:" in shown
    assert "21 Nov 2026" in shown and "can't know" in shown


def test_14_and_15_reminded_and_asked_the_day_after(world, groups):
    bo = world.phone()
    says(bo, "AA online thursday evening")
    way_in = says(bo, "1")
    assert "zoom.us" in way_in
    asked = says(bo, "text me an hour before")
    assert "18:00" in asked and "Thursday Anchors" not in asked
    assert "NO REMINDER" in says(bo, "1")
    world.forward(hours=52, minutes=20)  # Thursday 17:50 in New York: not yet
    bo.sees_nothing_new()
    world.forward(minutes=15)
    reminder = bo.sees("something at 19:00 today").text
    assert "AA" not in reminder and "Anchors" not in reminder
    world.forward(hours=17)
    bo.sees("How was it yesterday")
    assert "alone" in says(bo, "2")
    listing = search.listing_about(groups, "thursday anchors", now=world.clock())[0]["id"]
    assert visits.visited(groups, listing, met=False, now=world.clock())  # a second person says so
    assert "Thursday Anchors" not in says(bo, "AA online thursday evening")


def test_14_no_reminder_and_no_text_at_night(world, ana):
    says(ana, "AA online thursday evening")
    ana.types("1")
    ana.sees_something()
    assert "neutral title" in says(ana, "put it in my calendar")
    ana.types("remind me 30 minutes before")
    ana.sees("Shall I")
    ana.presses("Yes, remind me")
    ana.sees("NO REMINDER")
    assert "Gone" in says(ana, "no reminder")
    world.forward(days=4)
    ana.sees_nothing_new()


def test_16_a_dead_link_hides_it_for_everybody(world, ana):
    says(ana, "NA online tuesday night")
    ana.types("the link is dead")
    ana.sees_something()
    for title in [c for c in ana.choices() if c.startswith("Number")][:1]:
        ana.presses(title)
        ana.sees_something()
    with world.parts.groups_engine.connect() as raw:
        reports = raw.execute(text("SELECT kind, state, due_at FROM report")).all()
    assert [(r[0], r[1]) for r in reports] == [("bad_link", "open")]
    other = world.person("Zed")
    shown = says(other, "NA online tuesday night")
    assert "Night Owls" not in shown


def test_17_where_looking_is_dangerous(world, ana):
    first = says(ana, "my husband hits me, is there a group")
    assert "husband" not in first
    later = says(ana, "a women only group please")
    assert "Leeds" not in later and "partner" not in later.casefold()
    assert "Remind me" not in ana.choices()


def test_18_no_list_for_somebody_who_wants_to_die(world, someone):
    shown = says(someone, "I want to die, any group tonight")
    assert "988" in shown
    assert "Sober Tuesday" not in shown and "Families" not in shown


def test_19_in_spanish(world, someone):
    shown = says(someone, "grupo de Al-Anon en español los martes")
    assert "Grupo Esperanza" in shown
    assert "Tuesday Families" not in shown


def test_20_a_teenager_and_the_directory_away(world, ana, monkeypatch):
    shown = says(ana, "I'm 15, my dad drinks, is there a group")
    assert "Alateen" in shown or "15" not in shown
    assert "Sober Tuesday" not in shown and "Tuesday Families" not in shown
    here = world.parts.groups_engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("GROUPS_DATABASE_URL", "sqlite:////nowhere/groups.db")
    bo = world.person("Bo")
    assert "can't look into the list" in says(bo, "AA meeting tonight")
    assert "A person" in bo.choices()
    monkeypatch.setenv("GROUPS_DATABASE_URL", here)
    assert "Sober Tuesday" in says(bo, "AA meeting tonight")
