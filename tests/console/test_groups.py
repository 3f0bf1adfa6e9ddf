"""Editors at the console: what waits, one listing, what can be done with it; and the directory for others."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from actions import storage
from actions.groups import search
from actions.groups.importers import run
from actions.groups.models import Meeting, Source
from tests.console.conftest import Browser
from tests.groups import feeds
from tests.groups.conftest import ROWS


@pytest.fixture
def directory(world, tmp_path: Path):
    engine = world.client.application.extensions["peerline"].groups_engine
    (tmp_path / "feed.json").write_text(json.dumps([{**r, "notes": r.get("notes", "Tea is served.")} for r in ROWS]))
    now = world.clock()
    run.run(engine, run.Order(str(tmp_path / "feed.json"), "meeting-guide", "town", licence="CC0"), now=now)
    (tmp_path / "h.json").write_text(json.dumps(feeds.HSDS3))
    run.run(engine, run.Order(str(tmp_path / "h.json"), "hsds", "closed"), now=now)
    return engine


def listing(engine, title: str) -> str:
    with storage.reading(engine) as db:
        return db.scalars(select(Meeting.public_id).where(Meeting.title == title)).one()


def test_a_coordinator_finds_checks_corrects_and_hides_a_listing(at_console, cleo, directory, world) -> None:
    browser: Browser = at_console(cleo)
    id = listing(directory, "Sober Tuesday")
    search.report(directory, id, "wrong_time", now=world.clock())
    browser.get("/c/groups")
    assert "Sober Tuesday" in browser.text and "The time is wrong" in browser.text
    browser.get("/c/groups?q=sober+tues")
    assert f"/c/groups/{id}" in browser.page
    browser.get(f"/c/groups/{id}")
    assert "hidden after a report" in browser.text and "every Tuesday, 19:00" in browser.text
    browser.press(f"/c/groups/{id}/edit", field="start", value="19:30")
    assert "every Tuesday, 19:30" in browser.text and "19:00 to 19:30" in browser.text
    browser.press(f"/c/groups/{id}/verify", method="call", result="ok")
    assert "offered" in browser.text and "hidden after a report to published" not in browser.page
    browser.press(f"/c/groups/{id}/hide", reason="The hall is sold.")
    assert "The hall is sold." in browser.text
    browser.press(f"/c/groups/{id}/edit", field="min_age", value="old")
    assert browser.status == 422


def test_no_page_shows_how_to_get_in(at_console, cleo, directory) -> None:
    browser: Browser = at_console(cleo)
    id = listing(directory, "Sober Tuesday")
    for path in ("/c/groups", "/c/groups?q=sober", f"/c/groups/{id}"):
        page = browser.get(path).page
        assert "hidden" not in page.replace('type="hidden"', "").replace("hidden after", "") or "pwd" not in page
        assert "0000000001" not in page and "zoom.us" not in page


def test_the_directory_for_others(world, directory) -> None:
    client = world.client
    rows = client.get("/groups/meetings.json").get_json()
    names = {r["name"] for r in rows}
    assert "Sober Tuesday" in names and "First Thursdays" not in names
    assert not any("Harbour" in n for n in names), "its source states no licence"
    first = client.get("/groups/services?per_page=5").get_json()
    second = client.get(f"/groups/services?per_page=5&after={first['next_after']}").get_json()
    ids = [s["id"] for s in first["contents"] + second["contents"]]
    assert len(set(ids)) == 10 and ids == sorted(ids)
    assert client.get(f"/groups/services/{ids[0]}").get_json()["id"] == ids[0]
    calendar = client.get(f"/groups/{listing(directory, 'First Thursdays')}.ics")
    assert calendar.status_code == 200 and b"BYDAY=1TH" in calendar.data
    everything = json.dumps(rows) + json.dumps(first)
    assert "pwd" not in everything and "0000000001" not in everything
    for bad in ("/groups/services?per_page=0", "/groups/services?after=%27", "/groups/services?per_page=999999999"):
        assert client.get(bad).status_code == 422
    assert client.get("/groups/services/nothere").status_code == 404
    assert client.get(f"/groups/{listing(directory, 'Harbour House: Grief Evening')}.ics").status_code == 404


def test_a_hidden_listing_is_not_for_others(world, directory) -> None:
    id = listing(directory, "Sober Tuesday")
    search.report(directory, id, "bad_link", now=world.clock())
    assert world.client.get(f"/groups/services/{id}").status_code == 404
    assert "Sober Tuesday" not in world.client.get("/groups/meetings.json").get_data(as_text=True)
    with storage.reading(directory) as db:
        assert db.scalars(select(Source.key).where(Source.key == "town")).one()
