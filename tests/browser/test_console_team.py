"""The pages of supervisors and coordinators in Chromium: by axe, on a small screen, and as pictures for the docs."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from actions import storage
from handoff.volunteers import hours, shifts
from tests.browser.test_console import (  # noqa: F401
    clean,
    enter,
    groups_url,
    login,
    people_url,
    picture,
    site,
    sue,
    taken,
)
from tests.stories.conftest import ana, assistant, cleo, omar, vera, world  # noqa: F401

DAILY = "FREQ=DAILY"
ZONE = "America/New_York"


def roster_of_a_week(world: Any, *, vera: Any, omar: Any, sue: Any) -> None:  # noqa: F811
    with storage.writing(world.engine) as db:
        now = world.clock()
        hours.promise(
            db,
            language="en",
            rule=DAILY,
            zone=ZONE,
            first_day=now.date(),
            starts="16:00",
            ends="23:00",
            supervisor=True,
        )
        for who, rule, starts, ends, role in (
            (vera, "FREQ=WEEKLY;BYDAY=TU,TH,SA", "16:00", "20:00", "volunteer"),
            (omar, "FREQ=WEEKLY;BYDAY=WE,FR,SU", "16:00", "21:00", "volunteer"),
            (omar, "FREQ=WEEKLY;BYDAY=TU,TH", "19:00", "23:00", "volunteer"),
            (sue, "FREQ=WEEKLY;BYDAY=TU,WE,TH,FR", "16:00", "23:00", "supervisor"),
        ):
            shifts.add_shift(
                db, who.id, rule=rule, zone=ZONE, first_day=now.date(), starts=starts, ends=ends, now=now, role=role
            )


def test_what_a_supervisor_sees_of_a_conversation_is_clean(world, ana, vera, omar, sue, site, tabs):  # noqa: F811
    hers = tabs.open()
    enter(hers, site, login(world, vera))
    ana.types("i keep thinking everyone would be better off without me")
    case = taken(world, ana, hers, site)
    hers.get_by_label("Your words").fill("Hello, I am Vera. I have read what you wrote. I am glad that you did.")
    hers.get_by_role("button", name="Send").click()
    world.clock.at += timedelta(seconds=50)
    ana.types("i did not think anybody would answer")
    hers.goto(case)
    hers.get_by_label("Your words").fill("You could call my friend on 202 555 0177, she has been there")
    hers.get_by_role("button", name="Send").click()
    page = tabs.open(bypass_csp=True, viewport={"width": 1100, "height": 1500}, device_scale_factor=1.5)
    enter(page, site, login(world, sue))
    page.goto(case)
    clean(page, "a reason before looking on")
    page.get_by_label("Why you read this conversation").fill("Vera asked me to read along")
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("How it stands")).to_be_visible()
    expect(page.get_by_text("202 555 0177")).to_be_visible()
    page.get_by_text("Who was asked, and who was not").click()
    clean(page, "a supervisor looks on")
    picture(page, "console-supervisor.png")
    page.get_by_label("A line for Vera").fill("Ask who is with them tonight.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # by keyboard alone
    expect(page.get_by_role("status").first).to_contain_text("Your line went to the volunteer")
    world.settle()


def test_the_coordinators_pages_are_clean(world, ana, cleo, vera, omar, sue, site, tabs):  # noqa: F811
    roster_of_a_week(world, vera=vera, omar=omar, sue=sue)
    page = tabs.open(bypass_csp=True, viewport={"width": 1100, "height": 900}, device_scale_factor=1.5)
    enter(page, site, login(world, cleo))
    page.goto(site + "/c/hours")
    clean(page, "hours")
    picture(page, "console-hours.png")
    for path in (f"/c/team/{vera.id}", "/c/plans", "/c/audit", "/c/me/second"):
        page.goto(site + path)
        clean(page, path)
    page.goto(site + "/c/plans/3")
    page.get_by_label("Supervisor after (min)").fill("8")
    page.get_by_role("button", name="Try it on the last four weeks").click()
    expect(page.get_by_text("has to agree, here")).to_be_visible()
    clean(page, "a weaker plan")
