"""By keyboard, by ear, on a small screen, in other colours: what axe cannot see, and then axe itself."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tabs, embed, log_lines, start, write
from tests.browser.server import Door

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
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
    assert tab_order(page, 6) == ["Leave", *calls, "Leaving does not clear your browser's history. How to", "Write to us"]


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


# --- axe -----------------------------------------------------------------------------------------------------------


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
def test_axe_finds_nothing(tabs: Tabs, base_url: str, door: Door, state: object, look: str) -> None:
    page = tabs.open(bypass_csp=True, color_scheme=look)
    start(page, base_url + "/demo")
    state(page, door)  # type: ignore[operator]
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


# --- colours of the host page, other languages, no script ----------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_the_page_are_used_where_they_can_be_read(tabs: Tabs, door: Door, scheme: str) -> None:
    page = tabs.open(color_scheme=scheme)
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    page.add_init_script("""{ const s = new CSSStyleSheet();
      s.replaceSync('peerline-chat { --peerline-accent: #5b2a86; --peerline-accent-text: white;'
        + '--peerline-surface: #fff; --peerline-own: #eee; --peerline-own-text: #ccc }');
      document.adoptedStyleSheets = [s]; }""")
    start(page, embed(door))
    send = page.get_by_role("button", name="Send")
    colour = "(e) => getComputedStyle(e).backgroundColor"
    # The page's purple cannot be read on our dark surface; its white cannot carry our light text.
    expect(send).to_have_css("background-color", "rgb(91, 42, 134)" if scheme == "light" else "rgb(140, 207, 196)")
    write(page, "mine")
    mine = page.locator("li.person .words")
    mine.wait_for()
    assert mine.evaluate(colour) != "rgb(238, 238, 238)", "a pair that cannot be read is refused"
    assert any("own-text on own" in text for text in warnings)


def test_the_language_falls_back_word_by_word(tabs: Tabs, door: Door) -> None:
    page = tabs.open()
    page.context.route("**/strings/pt.json", lambda route: route.fulfill(json={"send": "Enviar"}))
    page.context.route("**/strings/pt-BR.json", lambda route: route.fulfill(json={"launcher": "Escreva para a gente"}))
    page.goto(embed(door, attributes='lang="pt-BR"'))
    page.get_by_role("button", name="Escreva para a gente").click()
    expect(page.get_by_role("button", name="Enviar")).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_visible()


def test_without_script_the_contacts_and_the_way_out_are_there(tabs: Tabs, base_url: str) -> None:
    page = tabs.open(java_script_enabled=False)
    page.goto(base_url + "/demo")
    expect(page.get_by_role("link", name="Leave")).to_be_visible()
    expect(page.locator("peerline-chat a[href^='tel:']").first).to_be_visible()


def test_an_old_browser_keeps_the_contacts(tabs: Tabs, door: Door) -> None:
    page = tabs.open()
    page.add_init_script("delete window.CSSStyleSheet.prototype.replaceSync")
    page.goto(embed(door))
    page.wait_for_timeout(300)
    expect(page.locator("peerline-chat a[href^='tel:']").first).to_be_visible()
    tabs.errors.clear()  # the failure to build is the point


def test_another_origin_embeds_it_under_the_strict_policy(tabs: Tabs, door: Door) -> None:
    other = Door()
    try:
        embed(door, "/elsewhere")
        other.embeds["/elsewhere"] = door.embeds["/elsewhere"]
        other.policy_for = door.url
        page = tabs.open()
        start(page, other.url + "/elsewhere")
        write(page, "from another origin")
        page.get_by_text("You said: from another origin").wait_for()
        assert log_lines(page)[-1] == "You said: from another origin"
        assert other.calls == []
    finally:
        other.stop()
