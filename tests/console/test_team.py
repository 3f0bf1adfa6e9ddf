"""The coordinator's pages: invitations, logins, shifts and coverage, tasks; the operator's page."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from actions import storage
from handoff.console import coverage, operator_pages, times
from handoff.console.shift_pages import in_words
from handoff.volunteers.models import Shift, ShiftSlot, Task, Volunteer


@pytest.fixture
def office(at_console, cleo):
    """Cleo's browser."""
    return at_console(cleo)


@pytest.fixture(autouse=True)
def _quiet(world):
    yield
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


def test_an_invited_volunteer_enters_number_and_code_and_is_ready(world, office, zed):
    office.get("/c/team")
    office.press("/c/team/invite", name="Otto", role="volunteer")
    link = re.search(r"https://chat\.example\.org(/v/[\w-]+)", office.page).group(1)
    zed.get(link)
    assert "Welcome, Otto" in zed.text and "Reply STOP at any time" in zed.text
    zed.press(link, number="+1 202 555 0177")
    assert zed.status == 422 and "tick that you agree" in zed.text
    zed.press(link, number="not a number", agree="1")
    assert zed.status == 422 and "does not look like a phone number" in zed.text
    zed.press(link, number="+1 202 555 0177", agree="1")
    assert "A code is on its way" in zed.text
    zed.press(link, code="000000")
    assert zed.status == 422 and "not the code" in zed.text
    code = re.search(r"\b\d{6}\b", world.twilio.texts_to("+12025550177")[-1].body).group(0)
    zed.press(link, code=code)
    assert "Your number is confirmed." in zed.text
    assert zed.get(link).status == 404 and "invitation.over" in zed.text
    assert "ready" in office.get("/c/team").text
    world.cast.append(
        type(
            "Otto",
            (),
            {"number": "+12025550177", "nothing_else": lambda self: None, "_seen": set(), "read": lambda self: []},
        )()
    )


def test_a_login_link_makes_an_account_with_the_role(world, office, zed, sue):
    office.get("/c/team")
    office.press(f"/c/team/{sue.id}/login")
    path = re.search(r"https://chat\.example\.org(/c/login/[\w-]+)", office.page).group(1)
    assert "logins is sue" in office.text.replace("later ", "") or "sue" in office.text
    zed.get(path)
    zed.press(path)
    zed.press("/c/me/password", password="four plain words here")
    assert "Open conversations" in zed.text and "Tasks" in zed.text and "Machine" not in zed.text


def test_on_and_off_shift(world, office, vera):
    office.get("/c/team")
    office.press(f"/c/team/{vera.id}/off-shift")
    assert "off shift now" in office.text
    office.press(f"/c/team/{vera.id}/on-shift")
    assert "on shift from now on" in office.text


def test_who_is_cleared_for_minors_is_the_coordinators_to_say(world, office, vera):
    office.get("/c/team")
    office.press(f"/c/team/{vera.id}/minors")
    assert "asked for people below 18" in office.text and "Cleared for minors." in office.text
    with storage.reading(world.engine) as db:
        assert db.get_one(Volunteer, vera.id).roles == ["volunteer", "minors"]
    office.press(f"/c/team/{vera.id}/minors")
    assert "not asked for people below 18" in office.text and "Cleared for minors." not in office.text


def test_an_invited_volunteer_cannot_be_put_on_shift(world, office):
    office.get("/c/team")
    office.press("/c/team/invite", name="Otto", role="volunteer")
    with storage.reading(world.engine) as db:
        otto = db.query(Volunteer).filter_by(display_name="Otto").one().id
    office.post(f"/c/team/{otto}/on-shift", {"csrf": office.csrf(), "hours": "4"})
    assert office.status == 409 and "not confirmed their number" in office.text


def test_a_weekly_shift_makes_slots_and_ends_again(world, office, vera):
    page = f"/c/team/{vera.id}"
    office.get(page)
    office.press(f"{page}/shifts", days=["MO", "WE"], starts="22:00", ends="06:00", zone="America/New_York")
    assert "The shift is on the roster." in office.text and "Monday and Wednesday" in office.text
    with storage.reading(world.engine) as db:
        shift = db.query(Shift).one()
        slots = db.query(ShiftSlot).filter_by(shift_id=shift.id).order_by(ShiftSlot.starts_at).all()
    assert len(slots) == 10 and slots[0].starts_at == datetime(2026, 11, 26, 3, tzinfo=UTC)
    assert all(s.ends_at - s.starts_at == timedelta(hours=8) for s in slots)
    assert "22:00 to midnight: Vera" in office.get("/c/team").text
    office.get(page)
    office.press(f"/c/team/shifts/{shift.id}/end")
    assert "The shift has ended." in office.text
    with storage.reading(world.engine) as db:
        assert db.query(ShiftSlot).filter_by(shift_id=shift.id).count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": []}, "Choose one or more days."),
        ({"days": ["XX"]}, "Choose one or more days."),
        ({"starts": "25:00"}, "Write both times"),
        ({"ends": "\x00"}, "Write both times"),
        ({"ends": "18:00"}, "same time"),
        ({"zone": "Mars/Olympus"}, "Choose a time zone"),
        ({"zone": "../../etc/passwd"}, "Choose a time zone"),
    ],
)
def test_what_is_missing_in_a_shift_is_said(world, office, vera, fields, words):
    office.get(f"/c/team/{vera.id}")
    whole = {"days": ["MO"], "starts": "18:00", "ends": "22:00", "zone": "UTC"}
    office.press(f"/c/team/{vera.id}/shifts", **{**whole, **fields})
    assert office.status == 422 and words in office.text


def test_tasks_are_listed_in_words_and_done_once(world, office, vera):
    with storage.writing(world.engine) as db:
        for kind, hours in (("debrief", 24), ("contact", -1)):
            db.add(
                Task(
                    kind=kind,
                    volunteer_id=vera.id,
                    made_at=world.clock(),
                    due_at=world.clock() + timedelta(hours=hours),
                )
            )
    office.get("/c/tasks")
    assert "Talk with them after a heavy conversation" in office.text and "Overdue" in office.text
    with storage.reading(world.engine) as db:
        task = db.query(Task).filter_by(kind="debrief").one().id
    office.press(f"/c/tasks/{task}/done", outcome="no_thanks")
    assert "Marked as done." in office.text and "They said no thanks" in office.text
    office.post(f"/c/tasks/{task}/done", {"csrf": office.csrf(), "outcome": "talked"})
    with storage.reading(world.engine) as db:
        assert db.get_one(Task, task).outcome == "no_thanks"


def test_a_volunteer_takes_a_break_and_comes_back(world, at_console, vera):
    browser = at_console(vera)
    browser.get("/c/")
    browser.press("/c/me/break")
    assert "You are on a break until 14:00." in browser.text
    browser.press("/c/me/back")
    assert "You are in." in browser.text and "You are on shift until" in browser.text


def test_only_the_coordinator_changes_the_team(world, at_console, sue, vera):
    for who in (sue, vera):
        browser = at_console(who)
        for path in (
            "/c/team/invite",
            "/c/team/operators",
            f"/c/team/{vera.id}/login",
            f"/c/team/{vera.id}/off-shift",
            f"/c/team/{vera.id}/shifts",
            "/c/team/shifts/1/end",
        ):
            browser.post(path, {"csrf": browser.csrf(), "name": "Zed"})
            assert browser.status == 403, path


def test_coverage_reads_as_stretches_with_the_hours_nobody_is_here():
    now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    hour = timedelta(hours=1)
    days = coverage.days([(now, now + 2 * hour, "Vera"), (now + hour, now + 4 * hour, "Omar")], now, "UTC")
    assert [d.name for d in days][:2] == ["Tuesday 24 November", "Wednesday 25 November"] and len(days) == 7
    assert [(s.starts, s.ends, s.names) for s in days[0].stretches] == [
        ("18:00", "19:00", ("Vera",)),
        ("19:00", "20:00", ("Omar", "Vera")),
        ("20:00", "22:00", ("Omar",)),
        ("22:00", "midnight", ()),
    ]
    assert not days[0].is_covered and days[1].is_empty


@pytest.mark.parametrize("day", [datetime(2026, 10, 31, 12, tzinfo=UTC), datetime(2026, 3, 7, 12, tzinfo=UTC)])
def test_a_change_of_the_clock_loses_no_hour_of_the_week(day):
    days = coverage.days([(day, day + timedelta(days=8), "Vera")], day, "America/New_York")
    assert len({d.name for d in days}) == 7 and all(d.is_covered for d in days)


def test_words_for_rules_and_times():
    assert (
        in_words("FREQ=WEEKLY;BYDAY=MO,TU,FR") == "Monday, Tuesday and Friday" and in_words("FREQ=DAILY") == "every day"
    )
    now = datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert times.when(now + timedelta(hours=3), "UTC", now) == "21:00 today"
    assert times.when(now + timedelta(days=3), "Nowhere/At_All", now) == "18:00 on Friday 27 November"
    assert times.since(now - timedelta(seconds=20), now) == "less than a minute"
    assert times.since(now - timedelta(minutes=61), now) == "1 hour" and times.since(
        now, now - timedelta(1)
    ) == times.since(now, now)


def test_the_operator_reads_figures_findings_and_groups(world, at_console, tmp_path, monkeypatch):
    folder = tmp_path / "var" / "models" / "abc123"
    folder.mkdir(parents=True)
    (tmp_path / "var" / "models" / "registry.json").write_text(
        json.dumps(
            {"current": "abc123", "previous": "gone", "rows": [{"key": "abc123", "at": "2026-11-24T10:00:00+00:00"}]}
        )
    )
    (folder / "report.json").write_text(
        json.dumps(
            {
                "held_out": {"accuracy": 0.781, "macro_f1": 0.7666},
                "behaviour": {"count": 90, "held": 88},
                "safety": {"read": [{"level": "R3", "least": "R2"}, {"level": "R0", "least": "R2"}]},
                "latency_ms": {"p95": 9.4},
            }
        )
    )
    monkeypatch.setattr(operator_pages.base_settings, "ROOT", tmp_path)
    page = at_console("Olu", "operator").get("/c/operate")
    assert "abc123" in page.text and "78.1 %" in page.text and "0.767" in page.text and "1 of 2" in page.text
    assert ("88 of 90" in page.text and "All promises hold" in page.text) or "No worker is running" in page.text
    assert "No source was imported yet" in page.text and "audit trail is whole" in page.text


def test_the_operator_page_stands_without_registry_and_directory(world, at_console, tmp_path, monkeypatch):
    (tmp_path / "var" / "models").mkdir(parents=True)
    (tmp_path / "var" / "models" / "registry.json").write_text("{broken")
    monkeypatch.setattr(operator_pages.base_settings, "ROOT", tmp_path)
    monkeypatch.setattr(world.parts, "groups_engine", storage.engine(f"sqlite:///{tmp_path}/empty.db"))
    page = at_console("Olu", "operator").get("/c/operate")
    assert page.status == 200 and "None." in page.text and "directory of groups does not answer" in page.text
    world.parts.groups_engine.dispose()


def test_an_operator_sees_nobody(world, at_console, office):
    office.get("/c/team")
    office.press("/c/team/operators", name="Olu")
    assert "later logins is olu" in office.text
    olu = at_console("Olu", "operator")
    for path in ("/c/team", "/c/tasks", "/c/cases/1", "/c/team/1"):
        assert olu.get(path).status == 403, path
    assert olu.get("/c/").path == "/c/operate"
