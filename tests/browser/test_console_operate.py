"""Reviewed replies and the operator's page in Chromium: keyboard, axe, a small screen, with and without script."""

from playwright.sync_api import expect

from tests.browser.test_console import (  # noqa: F401
    clean,
    enter,
    groups_url,
    login,
    people_url,
    press,
    reach,
    site,
    taken,
)
from tests.stories.conftest import ana, assistant, cleo, vera, world  # noqa: F401


def test_a_reply_is_picked_by_keyboard_under_the_strict_policy_and_typed_words_stay(world, ana, vera, site, page):  # noqa: F811
    enter(page, site, login(world, vera))
    taken(world, ana, page, site)
    reach(page, "TEXTAREA")
    page.keyboard.type("Good evening.")
    reach(page, "SUMMARY")
    page.keyboard.press("Enter")
    reach(page, "SELECT")
    page.keyboard.type("Thoughts of suicide")
    press(page, "Put it in the box")
    box = page.get_by_label("Your words")
    asked = "I'd like to ask you straight: are you having thoughts of suicide?"
    expect(box).to_have_value(f"Good evening.\n{asked}")
    expect(box).to_be_focused()
    assert "reply" not in page.url, "the page stays"
    assert all("suicide" not in s.text for s in ana.read() if s.speaker == "volunteer"), "nothing was sent"
    page.keyboard.type(" I can hear it.")
    press(page, "Send")
    expect(page.get_by_role("log")).to_contain_text("I can hear it.")
    ana.sees(f"{asked} I can hear it.", speaker="volunteer")


def test_the_list_of_replies_is_clean_and_fits_a_small_screen(world, ana, vera, site, tabs):  # noqa: F811
    page = tabs.open(bypass_csp=True)
    enter(page, site, login(world, vera))
    taken(world, ana, page, site)
    page.get_by_text("Reviewed replies").click()
    expect(page.get_by_label("A reply to begin with")).to_be_visible()
    clean(page, "reviewed replies")


def test_without_script_the_reply_stands_in_the_form_before_it_is_sent(world, ana, vera, site, tabs):  # noqa: F811
    page = tabs.open(java_script_enabled=False)
    tabs.contexts.pop()  # it has no script to read reports with
    enter(page, site, login(world, vera))
    taken(world, ana, page, site)
    page.get_by_label("Your words").fill("Good evening.")
    page.get_by_text("Reviewed replies").click()
    page.get_by_label("A reply to begin with").select_option(label="Hello, take your time")
    page.get_by_role("button", name="Put it in the box").click()
    expect(page.get_by_label("Your words")).to_have_value(
        "Good evening.\nHello, I am Vera, a volunteer and a person. Take your time. What is going on?"
    )
    page.get_by_role("button", name="Send").click()
    ana.sees("Good evening.", speaker="volunteer")
    page.context.close()


def test_the_operators_page_is_clean_up_and_paused_and_the_test_text_is_seen_to_arrive(world, cleo, site, tabs):  # noqa: F811
    page = tabs.open(bypass_csp=True)
    enter(page, site, login(world, cleo))
    page.goto(site + "/c/operate")
    clean(page, "the operator's page")
    page.get_by_role("button", name="Send a test").click()
    expect(page.get_by_text("A test text is on its way.")).to_be_visible()
    world.forward(seconds=5)
    expect(page.locator("#fresh")).to_contain_text("arrived", timeout=12000)
    page.get_by_text("Pause the line for volunteers").click()
    page.locator("input[name=why]:visible").fill("the carrier asks us to")
    clean(page, "about to pause a line")
    page.get_by_role("button", name="Pause: The line for volunteers").click()
    expect(page.get_by_role("button", name="Resume: The line for volunteers")).to_be_visible()
    expect(page.get_by_text("the carrier asks us to")).to_be_visible()
    clean(page, "a paused line")
    page.goto(site + "/c/")
    expect(page.get_by_text("The line for volunteers is paused.")).to_be_visible()
    clean(page, "Now, with a paused line")


def test_the_keyboard_alone_pauses_a_line_and_resumes_it_under_the_strict_policy(world, site, page):  # noqa: F811
    enter(page, site, login(world, "Olu", "operator"))
    page.goto(site + "/c/operate")
    press(page, "Pause the line for people")
    reach(page, "INPUT")
    page.keyboard.type("moving to another number")
    press(page, "Pause")
    expect(page.get_by_text("It is paused.")).to_be_visible()
    press(page, "Resume")
    expect(page.get_by_text("It sends again.")).to_be_visible()
