"""The phone simulator's page: writing by keyboard, seeing what came, switches, small screens, axe, strict policy."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Locator, Page, expect

from handoff.channels.sms.fake import FakeTwilio
from tests.browser.conftest import Tabs

PUBLIC, STAFF, PERSON, VOLUNTEER = "+12025550100", "+12025550101", "+12025550111", "+12025550121"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def phones() -> Iterator[FakeTwilio]:
    posted: list[str] = []

    def post(url: str, fields: object, headers: object) -> int:
        posted.append(url)
        return 204

    with FakeTwilio(post=post, app_url="http://127.0.0.1:8000").start(ticking=True) as fake:
        fake.posted = posted  # type: ignore[attr-defined]
        yield fake


def send(fake: FakeTwilio, to: str, sender: str, body: str) -> None:
    fake.network.create({"To": to, "From": sender, "Body": body})


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def open_at(tabs: Tabs, fake: FakeTwilio, **options: object) -> Page:
    page = tabs.open(**options)
    page.goto(fake.base_url)
    phone(page, "Volunteer 3").wait_for()
    return page


def test_five_phones_and_a_banner(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    expect(page.get_by_text("No real SMS.")).to_be_visible()
    expect(page.get_by_role("region")).to_have_count(5)
    expect(phone(page, "Volunteer 1")).to_contain_text(VOLUNTEER)


def test_writing_by_keyboard_alone(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    box = page.get_by_label("Text from Person 1")
    for _ in range(12):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.type("can I talk to someone")
    expect(phone(page, "Person 1")).to_contain_text("21 characters · 1 segment")
    page.keyboard.press("Enter")
    expect(phone(page, "Person 1").locator(".own .words")).to_have_text("can I talk to someone")
    expect(box).to_have_value("")
    assert phones.posted == ["http://127.0.0.1:8000/sms/in/public"]  # type: ignore[attr-defined]


def test_a_text_arrives_by_itself_with_its_status_segments_and_link(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    send(phones, VOLUNTEER, STAFF, "someone is waiting (K47). 127.0.0.1:8000/o/abc")
    thread = phone(page, "Volunteer 1").get_by_role("log")
    expect(thread).to_contain_text("delivered · 1 segment")
    expect(thread.get_by_role("link")).to_have_attribute("href", "http://127.0.0.1:8000/o/abc")


def test_words_are_never_read_as_html(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    send(phones, PERSON, PUBLIC, "<img src=x onerror=alert(1)> javascript:alert(1)")
    expect(phone(page, "Person 1").locator(".words")).to_have_text("<img src=x onerror=alert(1)> javascript:alert(1)")
    expect(phone(page, "Person 1").locator(".words a, .words img")).to_have_count(0)


def test_the_box_counts_as_carriers_do(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    box, count = page.get_by_label("Text from Person 2"), phone(page, "Person 2").locator(".count")
    for text, shown in (
        ("a" * 161, "161 characters · 2 segments"),
        ("€" * 81, "81 characters · 2 segments"),
        ("\u2019" + "a" * 70, "71 characters · 2 segments · UCS-2"),
    ):
        box.fill(text)
        expect(count).to_have_text(shown)


def test_switches_change_the_phone(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    first = phone(page, "Volunteer 1")
    first.get_by_label("This phone").select_option("is switched off")
    first.get_by_label("deliver twice").check()
    expect(first.get_by_label("This phone")).to_have_value("off")
    page.wait_for_function("fetch('/_control/state').then(r => r.json()).then(s => s.phones[2].plan.doubled)")
    send(phones, VOLUNTEER, STAFF, "someone is waiting")
    expect(first.locator(".lost .meta")).to_contain_text("not delivered (30003)")
    person = phone(page, "Person 1")
    person.get_by_label("opted out").check()
    expect(person.locator(".automatic")).to_have_count(1)
    assert phones.opted_out(PERSON, PUBLIC)
    person.get_by_label("opted out").uncheck()
    expect(person.locator(".automatic")).to_have_count(2)


def test_a_simulator_that_is_gone_is_told_and_found_again(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones)
    phones.down()
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    phones.up(ticking=True)
    expect(page.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing(tabs: Tabs, phones: FakeTwilio, look: str) -> None:
    phones.plan(VOLUNTEER, "failed", code=30006)
    phones.inbound(PERSON, PUBLIC, "help")
    send(phones, VOLUNTEER, STAFF, "someone is waiting")
    send(phones, PERSON, PUBLIC, "here http://127.0.0.1:8000/x")
    page = open_at(tabs, phones, bypass_csp=True, color_scheme=look, reduced_motion="reduce")
    expect(phone(page, "Person 1")).to_contain_text("delivered · 1 segment")
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [f"{v['id']}: {v['nodes'][0]['target']}" for v in found["violations"]] == []


def test_nothing_is_wider_than_a_small_screen(tabs: Tabs, phones: FakeTwilio) -> None:
    page = open_at(tabs, phones, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
