"""By keyboard, by ear, on a small screen: what axe cannot see."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tabs, start, write
from tests.browser.server import Door

FOCUSED = """() => {
  const e = document.querySelector('peerline-chat').shadowRoot.activeElement;
  return e ? (e.getAttribute('aria-label') || e.innerText || e.id).trim().split('\\n')[0] : 'page';
}"""
# Every item that enters a live region while it is not busy, as a screen reader would hear it.
LISTEN = """() => {
  window.__heard = [];
  const log = document.querySelector('peerline-chat').shadowRoot.querySelector('[role=log]');
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes) for (const node of addedNodes)
      if (node.matches?.('li') && target.closest('[role=log]').getAttribute('aria-busy') !== 'true')
        window.__heard.push(node.querySelector('.words').innerText);
  }).observe(log, { childList: true, subtree: true });
}"""
BOX = "(e) => { const b = e.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; }"


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def tab_order(page: Page, presses: int) -> list[str]:
    found = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        found.append(focused(page))
    return found


def test_tab_order_while_closed(page: Page, base_url: str) -> None:
    page.goto(base_url + "/demo")
    page.get_by_role("button", name="Write to us").wait_for()
    calls = ["Call 555\u20110111", "Call 555\u20110188", "Text 555\u20110188"]
    note = "Leaving does not clear your browser's history. How to"
    assert tab_order(page, 6) == ["Leave", *calls, note, "Write to us"]


def test_the_whole_chat_by_keyboard_alone(page: Page, base_url: str, door: Door) -> None:
    page.goto(base_url + "/demo")
    page.get_by_role("button", name="Write to us").wait_for()
    tab_order(page, 6)
    page.keyboard.press("Enter")
    page.get_by_text("What brings you here today?").wait_for()
    assert focused(page) == "box"
    page.keyboard.type("typed")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in two lines")
    page.keyboard.press("Enter")
    page.get_by_text("You said: typed").wait_for()
    assert door.said() == ["typed\nin two lines"]
    assert focused(page) == "box"
    door.say("Which one?", choices=["Red", "Blue"])
    page.get_by_role("button", name="Blue").wait_for()
    assert focused(page) == "box", "focus does not move because a message came"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.get_by_text("You said: Blue").wait_for()
    assert focused(page) == "box", "the pressed button is gone, so focus goes to the box"
    page.keyboard.press("Escape")
    assert focused(page).startswith("Write to us")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_tab_order_while_open(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("link", name="Leave").focus()
    order = [focused(page), *tab_order(page, 13)]
    menu = ["I want to talk", "Try something short", "Find a group", "A person"]
    assert order[0] == "Leave"
    assert order[1:4] == ["Call 555\u20110111", "Call 555\u20110188", "Text 555\u20110188"]
    assert order[5:7] == ["About", "Close"]
    assert order[7:] == ["Conversation", *menu, "box", "Send"]


def test_enter_while_composing_sends_nothing(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("textbox").fill("nihon")
    page.get_by_role("textbox").evaluate(
        "(e) => { for (const more of [{isComposing: true}, {keyCode: 229}])"
        " e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...more})); }"
    )
    page.wait_for_timeout(300)
    assert door.said() == [] and page.get_by_role("textbox").input_value() == "nihon"


def test_escape_closes_the_innermost_first_and_focus_returns(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()
    assert focused(page) == "Keep it"
    page.keyboard.press("Escape")
    assert focused(page) == "Forget this chat"
    page.keyboard.press("Escape")
    assert focused(page) == "About"
    page.keyboard.press("Escape")
    assert focused(page).startswith("Write to us")


def test_a_live_region_hears_each_message_once_and_history_not_at_all(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.evaluate(LISTEN)
    write(page, "by ear")
    page.get_by_text("You said: by ear").wait_for()
    door.say("last")
    page.locator("li").get_by_text("last", exact=True).wait_for()
    assert page.evaluate("__heard") == ["by ear", "You said: by ear", "last"]
    page.context.route("**/api/messages?*", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.reload()
    page.get_by_role("log").wait_for()
    page.evaluate(LISTEN)
    page.locator("li").get_by_text("last", exact=True).wait_for()
    assert page.evaluate("__heard") == []
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")  # 50 ms after the history
    door.say("after the reload")
    page.get_by_text("after the reload").wait_for()
    assert page.evaluate("__heard") == ["after the reload"]


def test_every_control_has_a_name(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").wait_for()
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
    expect(page.get_by_role("dialog", name="Chat with Harbour Peers")).to_be_visible()
    expect(page.get_by_role("textbox", name="Your message")).to_be_visible()
    for name in ("Send", "Close", "Forget this chat"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    expect(page.get_by_role("checkbox", name="Pressing Shift three times leaves this page")).to_be_checked()
    expect(page.get_by_role("radio", name="keep this chat for its usual time")).to_be_checked()


@pytest.mark.parametrize("size", [(1200, 800), (320, 640), (320, 256)])
def test_targets_are_44_pixels_and_nothing_scrolls_sideways(tabs: Tabs, base_url: str, size: tuple[int, int]) -> None:
    page = tabs.open(viewport={"width": size[0], "height": size[1]})
    start(page, base_url + "/demo")
    page.get_by_role("button", name="About", exact=True).click()
    page.get_by_role("button", name="Forget this chat").click()
    page.get_by_role("button", name="Keep it").wait_for()
    small = page.evaluate("""() => [...document.querySelector('peerline-chat').shadowRoot
      .querySelectorAll('button, .strip a, textarea, label:has(input)')].filter((e) => e.checkVisibility())
      .map((e) => [e.innerText, e.getBoundingClientRect()]).filter(([, b]) => b.width < 44 || b.height < 43.9)""")
    assert small == []
    wide = page.evaluate("""() => [document.documentElement, ...document.querySelector('peerline-chat').shadowRoot
      .querySelectorAll('*')].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
        && getComputedStyle(e).display !== 'inline').map((e) => e.className || e.tagName)""")
    assert wide == []


def test_400_percent_zoom_reaches_the_box_and_the_contacts(tabs: Tabs, base_url: str, door: Door) -> None:
    page = tabs.open(viewport={"width": 320, "height": 256})
    start(page, base_url + "/demo")
    write(page, "at four hundred per cent")
    page.get_by_text("You said: at four hundred").wait_for()
    expect(page.locator(".row a").last).to_be_in_viewport(ratio=1)
    page.get_by_role("textbox").scroll_into_view_if_needed()
    expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)
    hidden = page.get_by_role("textbox").evaluate(
        "(e) => { const b = e.getBoundingClientRect();"
        " return e.getRootNode().elementFromPoint(b.x + b.width / 2, b.y + b.height / 2) !== e; }"
    )
    assert hidden is False


def test_wide_text_spacing_hides_nothing(tabs: Tabs, base_url: str) -> None:
    page = tabs.open(viewport={"width": 320, "height": 640})
    start(page, base_url + "/demo")
    page.evaluate("""() => { const wide = new CSSStyleSheet();
      wide.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important; } p { margin-block-end: 2em !important; }`);
      document.querySelector('peerline-chat').shadowRoot.adoptedStyleSheets.push(wide); }""")
    page.get_by_role("textbox").scroll_into_view_if_needed()
    expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=0.9)
    expect(page.locator(".row .contacts a").last).to_be_in_viewport(ratio=1)
    clipped = page.evaluate("""() => [...document.querySelector('peerline-chat').shadowRoot
      .querySelectorAll('button, a')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.innerText)""")
    assert clipped == []


def test_the_contacts_are_in_the_same_place_in_every_state(page: Page, base_url: str, door: Door) -> None:
    page.goto(base_url + "/demo")
    page.get_by_role("button", name="Write to us").wait_for()
    contacts = page.locator(".row .contacts")
    place = contacts.evaluate(BOX)
    start(page, base_url + "/demo")
    assert contacts.evaluate(BOX) == place
    door.say("Help card", kind="card")
    page.locator("li.card").wait_for()
    assert contacts.evaluate(BOX) == place
    door.volunteer_joins()
    page.locator("li.join").wait_for()
    assert contacts.evaluate(BOX) == place
    page.get_by_role("button", name="About", exact=True).click()
    assert contacts.evaluate(BOX) == place
    page.get_by_role("button", name="About", exact=True).click()
    page.locator("summary").click()
    assert contacts.evaluate(BOX) == place
    page.context.set_offline(True)
    door.drop()
    page.locator(".status:not(:empty)").wait_for()
    assert contacts.evaluate(BOX) == place


def test_the_alarm_colour_is_only_where_life_is_at_risk(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.say("Help card", kind="card")
    page.locator("li.card").wait_for()
    red = page.evaluate("""() => [...document.querySelector('peerline-chat').shadowRoot.querySelectorAll('*')]
      .filter((e) => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.borderTopColor]
        .includes('rgb(156, 31, 28)'); }).filter((e) => !e.closest('.contacts, .card')).map((e) => e.className)""")
    assert red == []


def test_nothing_moves_with_reduced_motion_or_without(tabs: Tabs, base_url: str) -> None:
    for motion in ("reduce", "no-preference"):
        page = tabs.open(reduced_motion=motion)
        start(page, base_url + "/demo")
        assert page.evaluate("document.getAnimations().length") == 0


def test_reading_further_up_is_not_disturbed_by_a_message(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    for n in range(12):
        door.say(f"line {n}")
    page.get_by_text("line 11").wait_for()
    page.locator(".log").evaluate("(e) => { e.scrollTop = 0; }")
    door.say("one more")
    page.get_by_text("one more").wait_for(state="attached")
    assert page.locator(".log").evaluate("(e) => e.scrollTop") == 0
