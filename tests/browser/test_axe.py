"""axe over every state of the widget, in a context that lets axe in past the strict policy."""

from collections.abc import Callable
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Tabs, embed, start, write
from tests.browser.server import Door

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]


def state_closed(page: Page, door: Door) -> None:
    page.keyboard.press("Escape")


def state_open(page: Page, door: Door) -> None:
    return


def state_about(page: Page, door: Door) -> None:
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()


def state_waiting(page: Page, door: Door) -> None:
    door.tell("speaking", {"who": "waiting", "name": None})
    door.tell("waiting", {"on_shift": True, "asked_at": "2026-03-04T14:05:00Z", "next_shift_at": None})
    door.say("Help card", kind="card")
    page.locator(".waiting").wait_for()


def state_volunteer(page: Page, door: Door) -> None:
    door.volunteer_joins()
    door.say("Hello, I am Omar.", from_="volunteer", name="Omar")
    page.get_by_text("Hello, I am Omar.").wait_for()


def state_offline(page: Page, door: Door) -> None:
    page.context.set_offline(True)
    door.drop()
    write(page, "offline words")
    page.locator(".deaf").wait_for(timeout=15000)


def state_ended(page: Page, door: Door) -> None:
    door.session.ended = True
    write(page, "late")
    page.get_by_role("button", name="Start a new chat").wait_for()


STATES = [state_closed, state_open, state_about, state_waiting, state_volunteer, state_offline, state_ended]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing(
    tabs: Tabs, base_url: str, door: Door, state: Callable[[Page, Door], None], look: str
) -> None:
    page = tabs.open(bypass_csp=True, color_scheme=look)
    start(page, base_url + "/demo")
    state(page, door)
    assert axe(page) == []


def test_axe_finds_nothing_right_to_left(tabs: Tabs, door: Door) -> None:
    page = tabs.open(bypass_csp=True)
    start(page, embed(door, attributes='dir="rtl"', html='dir="rtl"'))
    write(page, "shalom")
    page.get_by_text("You said: shalom").wait_for()
    assert axe(page) == []
    panel = page.locator(".panel").bounding_box()
    assert panel is not None and panel["x"] < 100, "the widget stands at the other side"


def test_axe_finds_nothing_on_a_small_screen_and_with_forced_colours(tabs: Tabs, base_url: str) -> None:
    page = tabs.open(bypass_csp=True, viewport={"width": 320, "height": 640}, forced_colors="active")
    start(page, base_url + "/demo")
    assert axe(page) == []
    border = page.get_by_role("button", name="Send").evaluate("(e) => getComputedStyle(e).borderTopWidth")
    assert border == "2px"
