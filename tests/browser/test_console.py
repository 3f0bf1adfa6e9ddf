"""The consoles in Chromium: every page by axe, by keyboard, on a small screen, under the strict policy, and live."""

import os
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from actions import storage
from actions.groups.migrations import migrate as migrate_groups
from handoff.console import accounts
from handoff.migrations import migrate
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import Task, Volunteer
from tests.conftest import ROOT, free_port
from tests.stories.conftest import ana, assistant, cleo, vera, world  # noqa: F401

pytestmark = pytest.mark.browser
WORDS = "i want to die and nobody knows"
PICTURES = bool(os.environ.get("PEERLINE_PICTURES"))


@pytest.fixture
def people_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/people.db"
    migrate(url)
    return url


@pytest.fixture
def groups_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/groups.db"
    migrate_groups(url)
    return url


def closed(app: Any) -> Any:
    """The app, each answer closed for certain: werkzeug's server leaves it open where the browser has hung up."""

    def answered(environ: Any, start_response: Any) -> Iterator[bytes]:
        with closing(app(environ, start_response)) as answer:
            yield from answer

    return answered


@pytest.fixture
def site(world: Any) -> Iterator[str]:  # noqa: F811
    """The whole app on a real server; its address."""
    server = make_server("127.0.0.1", free_port(), closed(world.client.application), threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


@pytest.fixture
def sue(world: Any) -> Any:  # noqa: F811
    return world.volunteer("Sue", "+12025550124", on_shift=False, roles=("volunteer", "supervisor"))


def login(world: Any, who: Any, role: str = "") -> str:  # noqa: F811
    """The path of a one-time login."""
    with storage.writing(world.engine) as db:
        account = (
            accounts.add(db, who.lower(), role, world.clock())
            if isinstance(who, str)
            else accounts.of_volunteer(db, db.get_one(Volunteer, who.id), world.clock())
        )
        return accounts.one_time_login(db, account, world.clock())


def enter(page: Page, site: str, path: str) -> None:
    page.goto(site + path)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "login" not in url)


def clean(page: Page, where: str) -> None:
    """axe finds nothing, and nothing scrolls sideways at 320 px."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(before)
    assert wide <= 320, f"{where} is {wide} px wide on a screen of 320"


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=ROOT / "docs" / name)


def taken(world: Any, ana: Any, page: Page, site: str) -> str:  # noqa: F811
    """Vera takes Ana's case in the console and may read it all. Returns its address."""
    ana.types(WORDS)
    world.settle()
    case = f"{site}/c/cases/{world.case().id}"
    page.goto(case)
    page.get_by_role("button", name="Take it").click()
    ana.presses("All")
    page.goto(case)
    expect(page.get_by_role("log")).to_contain_text(WORDS)
    return case


def test_axe_sees_what_is_wrong(tabs):
    """The gate goes red: a picture without words, a field without a name."""
    page = tabs.open(bypass_csp=True)
    page.set_content("<!doctype html><html><body><img src='data:,'><input></body></html>")
    with pytest.raises(AssertionError, match="a bad page"):
        clean(page, "a bad page")


def test_every_page_of_a_volunteer_is_clean(world, ana, vera, site, tabs):  # noqa: F811
    page = tabs.open(bypass_csp=True)
    page.goto(site + "/c/login")
    clean(page, "login")
    path = login(world, vera)
    page.goto(site + path)
    clean(page, "one-time login")
    enter(page, site, path)
    clean(page, "choose a password")
    page.goto(site + "/c/")
    clean(page, "home, nothing waiting")
    ana.types(WORDS)
    page.goto(site + "/c/")
    clean(page, "home with an offer")
    page.goto(f"{site}/c/cases/{world.case().id}")
    clean(page, "an offer")
    taken(world, ana, page, site)
    clean(page, "a case")
    page.get_by_label("Your words").fill("Mine is 202 555 0123")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").first).to_contain_text("Not sent")
    clean(page, "words that were held")
    page.goto(site + "/c/cases/4242")
    clean(page, "an error page")


def test_every_page_of_the_office_is_clean(world, ana, vera, cleo, sue, site, tabs):  # noqa: F811
    ana.types(WORDS)
    with storage.writing(world.engine) as db:
        db.add(Task(kind="debrief", volunteer_id=vera.id, made_at=world.clock(), due_at=world.clock()))
        volunteers.add_shift(
            db,
            vera.id,
            rule="FREQ=WEEKLY;BYDAY=MO,WE",
            zone="UTC",
            first_day=world.clock().date(),
            starts="18:00",
            ends="22:00",
            now=world.clock(),
        )
    page = tabs.open(bypass_csp=True)
    enter(page, site, login(world, cleo))
    for path in ("/c/", "/c/team", f"/c/team/{vera.id}", "/c/tasks", "/c/operate", "/c/groups", "/c/me"):
        page.goto(site + path)
        clean(page, f"coordinator {path}")
    page.goto(site + "/c/team")
    page.get_by_label("First name, as people will read it").fill("Otto")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.locator("code.link").inner_text()
    clean(page, "an invitation made")
    page.goto(site + link[link.index("/v/") :])
    clean(page, "an invitation")
    page.get_by_label("Your mobile number").fill("+1 202 555 0177")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Send me a code").click()
    clean(page, "the code")
    other = tabs.open(bypass_csp=True)
    enter(other, site, login(world, sue))
    other.goto(f"{site}/c/cases/{world.case().id}")
    clean(other, "a supervisor's reason")
    other.get_by_label("Why you read").fill("asked to read along")
    other.get_by_role("button", name="Open it").click()
    clean(other, "a supervisor who looks on")
    world.twilio.deliver_pending(world.clock())
    world.cast.append(
        type(
            "Otto", (), {"number": "+12025550177", "_seen": set(), "read": lambda s: [], "nothing_else": lambda s: None}
        )()
    )


def test_the_keyboard_alone_takes_a_case_and_writes(world, ana, vera, site, page):  # noqa: F811
    enter(page, site, login(world, vera))
    ana.types(WORDS)
    page.goto(site + "/c/")
    press(page, "Take it")
    expect(page.get_by_text("It is yours.")).to_be_visible()
    reach(page, "TEXTAREA")
    page.keyboard.type("Hello, I am Vera. I am here.")
    press(page, "Send")
    expect(page.get_by_role("log")).to_contain_text("I am here.")
    ana.sees("I am here.", speaker="volunteer")


def press(page: Page, name: str) -> None:
    """Tab to the button of this name and press Enter; each stop on the way shows that it has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "[document.activeElement.innerText, getComputedStyle(document.activeElement).outlineStyle]"
        )
        if found[0] and found[0].strip() == name:
            assert found[1] != "none"
            page.keyboard.press("Enter")
            page.wait_for_load_state()
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def reach(page: Page, tag: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == tag:
            return
    raise AssertionError(f"the keyboard does not reach a {tag}")


def test_words_arrive_live_and_the_forms_are_never_older_than_the_screen(world, ana, vera, site, page):  # noqa: F811
    enter(page, site, login(world, vera))
    taken(world, ana, page, site)
    page.get_by_label("Your words").fill("I am here, and I read what you wrote.")
    page.get_by_role("button", name="Send").click()
    page.get_by_label("Your words").fill("half a sentence")
    ana.types("thank you for coming")
    expect(page.get_by_role("log")).to_contain_text("thank you for coming")
    assert page.get_by_label("Your words").input_value() == "half a sentence"
    assert page.locator("#log li", has_text="thank you for coming").count() == 1
    page.get_by_label("Closing note").fill("calmer, will see her sister")
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("status").first).to_contain_text("Finished.")


def test_without_streams_the_page_asks_by_itself(world, ana, vera, site, tabs):  # noqa: F811
    page = tabs.open()
    page.route("**/events*", lambda route: route.fulfill(status=503, body=""))
    enter(page, site, login(world, vera))
    taken(world, ana, page, site)
    ana.types("are you still there")
    expect(page.get_by_role("log")).to_contain_text("are you still there")


def test_an_offer_appears_while_the_page_is_open_and_focus_stays(world, ana, vera, site, page):  # noqa: F811
    enter(page, site, login(world, vera))
    page.goto(site + "/c/")
    page.get_by_role("button", name="Break of 30 minutes").focus()
    ana.types(WORDS)
    expect(page.get_by_role("button", name="Take it")).to_be_visible(timeout=12000)
    assert page.evaluate("document.activeElement.innerText") == "Break of 30 minutes"


def test_without_script_the_case_works_by_reloading(world, ana, vera, site, tabs):  # noqa: F811
    page = tabs.open(java_script_enabled=False)
    tabs.contexts.pop()  # it has no script to read reports with
    enter(page, site, login(world, vera))
    case = taken(world, ana, page, site)
    page.get_by_label("Your words").fill("I am here.")
    page.get_by_role("button", name="Send").click()
    ana.types("good to know")
    page.goto(case)
    expect(page.get_by_role("log")).to_contain_text("good to know")
    page.context.close()


@pytest.mark.skipif(not PICTURES, reason="takes the pictures of docs/: PEERLINE_PICTURES=1")
def test_pictures(world, ana, vera, cleo, sue, site, tabs):  # noqa: F811
    omar = world.volunteer("Omar", "+12025550122", on_shift=False)
    with storage.writing(world.engine) as db:
        for who, days, starts, ends in (
            (vera.id, "MO,TU,WE", "12:00", "18:00"),
            (omar.id, "TU,WE,TH,FR", "17:00", "23:00"),
            (omar.id, "SA", "10:00", "16:00"),
        ):
            volunteers.add_shift(
                db,
                who,
                rule=f"FREQ=WEEKLY;BYDAY={days}",
                zone="America/New_York",
                starts=starts,
                first_day=world.clock().date(),
                ends=ends,
                now=world.clock(),
            )
        volunteers.invite(db, display_name="Noor", now=world.clock())
    page = tabs.open(viewport={"width": 1100, "height": 860}, device_scale_factor=1.5)
    enter(page, site, login(world, vera))
    ana.types("i keep thinking everyone would be better off without me")
    ana.types("i want to die, it has been like this since the summer")
    world.forward(seconds=20)
    page.goto(site + "/c/")
    page.set_viewport_size({"width": 1100, "height": 530})
    picture(page, "console-home.png")
    page.set_viewport_size({"width": 1100, "height": 1300})
    page.get_by_role("button", name="Take it").click()
    ana.presses("All")
    for speaker, words in (
        ("v", "Hello, I am Vera. I have read what you wrote, and I am glad that you did."),
        ("p", "i did not think anybody would answer"),
        ("v", "I am here. What was today like?"),
        ("p", "long. i could not talk to anyone"),
    ):
        world.clock.at += __import__("datetime").timedelta(seconds=50)
        if speaker == "p":
            ana.types(words)
        else:
            page.goto(f"{site}/c/cases/{world.case().id}")
            page.get_by_label("Your words").fill(words)
            page.get_by_role("button", name="Send").click()
    page.goto(f"{site}/c/cases/{world.case().id}")
    page.wait_for_timeout(300)
    picture(page, "console-case.png")
    office = tabs.open(viewport={"width": 1100, "height": 1250}, device_scale_factor=1.5)
    enter(office, site, login(world, cleo))
    office.goto(site + "/c/team")
    picture(office, "console-team.png")
