"""Finding a group: an editor imports a feed, a person finds it, chooses it, and reports a problem."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.groups.cli import groups

FEED = [
    {
        "name": "Tuesday Hope",
        "slug": "tuesday-hope",
        "day": 2,
        "time": "19:00",
        "end_time": "20:00",
        "timezone": "America/New_York",
        "types": ["O", "BE", "ONL"],
        "conference_url": "https://zoom.us/j/12025550100",
        "conference_url_notes": "Password: sunflower",
        "updated": "2026-11-20 10:00:00",
        "url": "https://example.org/hope",
    },
    {
        "name": "Saturday Steps",
        "slug": "saturday-steps",
        "day": 6,
        "time": "09:00",
        "timezone": "America/New_York",
        "types": ["O", "ONL"],
        "conference_url": "https://zoom.us/j/12025550101",
        "updated": "2026-11-20 10:00:00",
    },
    {"name": "No day", "slug": "broken", "day": "someday", "time": "25:99"},
]


@pytest.fixture
def feed(world, tmp_path: Path):
    """An Al-Anon feed as an editor imports it."""
    file = tmp_path / "al-anon.json"
    file.write_text(json.dumps(FEED))
    done = CliRunner().invoke(
        groups,
        [
            "import",
            str(file),
            "--kind",
            "meeting-guide",
            "--source",
            "al-anon-test",
            "--tz",
            "America/New_York",
            "--json",
            "--programme",
            "al_anon",
        ],
    )
    assert done.exit_code == 0, done.output
    return json.loads(done.output.strip().splitlines()[-1])


def test_an_imported_group_is_found_chosen_and_its_way_in_comes_only_then(world, ana, feed):
    assert feed["added"] >= 2
    ana.types("an online group for families of alcoholics on Tuesday evening")
    said = ana.sees_something()
    shown = " ".join(s.text for s in said)
    assert ("Tuesday Hope" in shown and "19:00" in shown) or "7" in shown
    assert "Saturday Steps" not in shown or "Saturday" in shown
    assert "zoom.us" not in shown and "sunflower" not in shown
    ana.presses(ana.choices()[0])
    way_in = " ".join(s.text for s in ana.sees_something())
    assert "zoom.us" in way_in
    from sqlalchemy import text

    with world.parts.groups_engine.connect() as raw:
        for (name,) in raw.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
            if name == "channel":
                continue
            rows = str(raw.execute(text(f'SELECT * FROM "{name}"')).all())
            assert "sunflower" not in rows and "j/12025550100" not in rows, name


def test_a_role_is_never_wrong(world, ana, feed):
    ana.types("i drink too much, an AA meeting tonight")
    assert "Tuesday Hope" not in " ".join(s.text for s in ana.sees_something())


def test_the_directory_away_is_a_plain_sentence(world, ana, monkeypatch):
    monkeypatch.setenv("GROUPS_DATABASE_URL", "sqlite:////nowhere/groups.db")
    ana.types("find me a group")
    said = ana.sees_something()
    assert said and ana.choices()


def test_groups_by_sms_are_short(world, feed):
    bo = world.phone()
    bo.texts("an online group for families of alcoholics on Tuesday evening")
    bo.sees("Tuesday Hope")
    bo.reads_everything()
    bo.texts("1")
    bo.sees("zoom.us")
    bo.reads_everything()
