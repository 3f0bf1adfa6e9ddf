"""The page around the widget: its colours, its language, its policy, no script, an old browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tabs, embed, log_lines, start, write
from tests.browser.server import Door


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
