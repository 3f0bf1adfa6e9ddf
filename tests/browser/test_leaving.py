"""Leaving quickly, and forgetting."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tabs, embed, start, write
from tests.browser.server import Door


def shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def left(page: Page, door: Door) -> None:
    page.wait_for_url(door.url + "/weather")
    page.get_by_role("heading", name="Weather").wait_for()


def stored(page: Page) -> dict[str, str]:
    return dict(page.evaluate("({...sessionStorage})"))


def told(door: Door) -> list[dict[str, object]]:
    return [body for _, path, body in door.calls if path == "/api/leave"]


def test_leave_tells_the_door_clears_the_tab_and_removes_the_entry(page: Page, door: Door) -> None:
    url = embed(door)
    door.embeds["/before"] = '<!doctype html><html lang="en"><title>Before</title><h1>Before</h1></html>'
    page.goto(door.url + "/before")
    start(page, url)
    write(page, "hello")
    page.get_by_text("You said: hello").wait_for()
    page.get_by_role("link", name="Leave").click()
    left(page, door)
    assert told(door) == [{"keep": True}]
    assert stored(page) == {}
    page.go_back()
    assert page.url == door.url + "/before"


def test_leave_can_take_the_chat_along(page: Page, door: Door) -> None:
    start(page, embed(door))
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("radio", name="delete this chat").check()
    page.keyboard.press("Escape")
    page.reload()
    page.get_by_text("What brings you here today?").wait_for()
    page.get_by_role("link", name="Leave").click()
    left(page, door)
    assert told(door) == [{"keep": False}]


def test_leave_works_before_the_chat_and_with_the_door_down(page: Page, door: Door) -> None:
    page.goto(embed(door))
    page.get_by_role("button", name="Write to us").wait_for()
    page.context.route("**/weather", lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"))
    door.stop()
    page.get_by_role("link", name="Leave").click()
    left(page, door)
    assert told(door) == []


def test_the_page_is_covered_before_it_goes_and_uncovered_when_it_comes_back(page: Page, door: Door) -> None:
    start(page, embed(door))
    page.context.route("**/weather", lambda route: route.fulfill(status=204))
    page.get_by_role("link", name="Leave").click()
    expect(page.locator("body")).to_be_hidden()
    assert page.title() == "Loading"
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("body")).to_be_visible()
    assert page.title() == "A page"


@pytest.mark.parametrize("opened", [True, False])
def test_three_times_shift_leaves_and_each_press_is_counted_aloud(page: Page, door: Door, opened: bool) -> None:
    url = embed(door)
    if opened:
        start(page, url)
    else:
        page.goto(url)
        page.get_by_role("button", name="Write to us").wait_for()
    shift(page, 1)
    expect(page.get_by_role("status")).to_have_text("Press Shift 2 more times to leave.")
    shift(page, 1)
    expect(page.get_by_role("status")).to_have_text("Press Shift 1 more time to leave.")
    shift(page, 1)
    left(page, door)


def test_capitals_typed_in_a_row_do_not_leave(page: Page, door: Door) -> None:
    start(page, embed(door))
    box = page.get_by_role("textbox")
    box.focus()
    for letter in "ABC Hello WORLD":
        if letter.isupper():
            page.keyboard.down("Shift")
            page.keyboard.press(letter)
            page.keyboard.up("Shift")
        else:
            page.keyboard.press("Space" if letter == " " else letter)
    expect(box).to_have_value("ABC Hello WORLD")
    assert page.url == door.url + "/page"


def test_another_key_a_click_or_time_starts_the_count_again(page: Page, door: Door) -> None:
    page.clock.install()
    start(page, embed(door))
    shift(page, 2)
    page.keyboard.press("a")
    shift(page, 2)
    page.locator(".log").click()
    shift(page, 2)
    page.clock.fast_forward(5100)
    shift(page, 2)
    page.keyboard.press("Control+Shift")
    shift(page, 2)
    page.wait_for_timeout(200)
    assert page.url == door.url + "/page"
    shift(page, 1)
    left(page, door)


def test_the_switch_turns_three_shifts_off(page: Page, door: Door) -> None:
    start(page, embed(door))
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("checkbox").uncheck()
    shift(page, 4)
    page.reload()
    page.get_by_text("What brings you here today?").wait_for()
    shift(page, 4)
    page.wait_for_timeout(200)
    assert page.url == door.url + "/page"


def test_beside_leave_stands_what_it_does_not_do(page: Page, base_url: str) -> None:
    page.goto(base_url + "/demo")
    note = page.locator(".strip .note")
    expect(note).to_contain_text("Leaving does not clear your browser's history.")
    note.locator("summary").click()
    expect(note).to_contain_text("In your browser's menu, open History")
    expect(note.get_by_text("A private window keeps no history.")).to_be_visible()


def test_forget_asks_first_then_deletes_here_and_there(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    write(page, "a secret")
    page.get_by_text("You said: a secret").wait_for()
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()
    page.get_by_role("button", name="Keep it").click()
    assert not door.session.ended
    page.get_by_role("button", name="Forget this chat").click()
    page.get_by_role("button", name="Yes, delete it").click()
    page.locator(".over").get_by_text("This chat is deleted.").wait_for()
    assert door.session.ended
    expect(page.locator(".log li")).to_have_count(0)
    assert "secret" not in str(stored(page)) and "token" not in str(stored(page))
    page.get_by_role("button", name="Start a new chat").click()
    page.get_by_text("What brings you here today?").wait_for()
    assert len(door.sessions) == 2


def test_forget_without_a_line_says_so_and_keeps_the_chat(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_role("alert")).to_have_text("We could not delete it just now. Please try again.")
    expect(page.locator(".log li")).to_have_count(3)


def test_two_tabs_are_two_people(tabs: Tabs, base_url: str, door: Door) -> None:
    first = tabs.open()
    start(first, base_url + "/demo")
    second = first.context.new_page()
    start(second, base_url + "/demo")
    write(second, "only mine")
    second.get_by_text("You said: only mine").wait_for()
    assert len(door.sessions) == 2
    assert first.get_by_text("only mine").count() == 0
