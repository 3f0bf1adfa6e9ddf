"""A conversation in the widget, as a person has it: open, write, press, reload, come back."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import embed, log_lines, start, write
from tests.browser.server import DISCLOSURE, READS, Door


def test_nothing_is_asked_of_the_door_before_the_chat_is_opened(page: Page, base_url: str, door: Door) -> None:
    page.goto(base_url + "/demo")
    expect(page.get_by_role("button", name="Write to us")).to_be_visible()
    expect(page.get_by_role("link", name="Leave")).to_be_visible()
    expect(page.locator(".strip a[href^='tel:']").first).to_be_visible()
    assert door.calls == []


def test_before_the_first_message_it_says_who_is_there_and_who_may_read(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    intro = page.locator(".intro")
    expect(intro).to_contain_text("No volunteer is here right now. The next shift starts: today 18:00.")
    expect(intro).to_contain_text(READS)


def test_a_volunteer_on_shift_is_said(page: Page, base_url: str, door: Door) -> None:
    door.on_shift = True
    start(page, base_url + "/demo")
    expect(page.locator(".intro")).to_contain_text("A trained volunteer is on shift.")


def test_words_go_and_the_answer_comes(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    write(page, "I had a long day")
    page.get_by_text("You said: I had a long day").wait_for()
    assert log_lines(page)[-2:] == ["I had a long day", "You said: I had a long day"]
    expect(page.locator("li.unsent")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("")
    assert door.said() == ["I had a long day"]


def test_a_typed_slash_is_just_text(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    write(page, "/restart")
    page.get_by_text("You said: /restart").wait_for()
    assert door.said() == ["/restart"]


def test_a_choice_sends_its_place_and_goes_once_answered(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.get_by_role("button", name="Find a group").click()
    page.get_by_text("You said: Find a group").wait_for()
    sent = [body for method, path, body in door.calls if path == "/api/messages"]
    assert sent[0]["choice"] == {"seq": 3, "n": 3} and "text" not in sent[0]
    expect(page.get_by_role("button", name="A person")).to_have_count(0)
    assert log_lines(page)[-2] == "Find a group"


def test_typed_words_do_instead_of_a_choice(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    write(page, "something else")
    expect(page.locator(".choices button")).to_have_count(0)


def test_a_reload_keeps_the_conversation_the_draft_and_the_open_chat(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    write(page, "first")
    page.get_by_text("You said: first").wait_for()
    page.get_by_role("textbox").fill("half a sen")
    before = log_lines(page)
    page.reload()
    page.get_by_text("You said: first").wait_for()
    assert log_lines(page) == before
    expect(page.get_by_role("textbox")).to_have_value("half a sen")
    assert len(door.sessions) == 1
    door.say("and one more")
    page.get_by_text("and one more").wait_for()


def test_choices_come_back_after_a_reload_only_when_unanswered(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    page.reload()
    page.get_by_role("button", name="I want to talk").click()
    page.get_by_text("You said: I want to talk").wait_for()
    page.reload()
    page.get_by_text("You said: I want to talk").wait_for()
    expect(page.locator(".choices button")).to_have_count(0)


def test_the_disclosure_is_bold_capitals_of_at_least_16_points(page: Page, base_url: str) -> None:
    start(page, base_url + "/demo")
    words = page.get_by_text(DISCLOSURE)
    size, weight = words.evaluate("(e) => [parseFloat(getComputedStyle(e).fontSize), getComputedStyle(e).fontWeight]")
    assert size >= 16 * 96 / 72 and int(weight) >= 700
    assert words.inner_text() == words.inner_text().upper()


def test_the_header_and_each_bubble_say_who_speaks(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    who = page.locator(".who")
    expect(who).to_have_text("Speaking now: Automatic assistant, a computer program")
    door.tell("speaking", {"who": "waiting", "name": None})
    expect(who).to_have_text("Speaking now: Automatic assistant, until a volunteer comes")
    door.volunteer_joins("Omar")
    door.say("Hello, I am Omar.", from_="volunteer", name="Omar")
    expect(who).to_have_text("Speaking now: Omar, volunteer")
    expect(page.locator("li.volunteer .by")).to_contain_text("Omar, volunteer")
    kinds = page.locator(".log li").evaluate_all("(all) => all.slice(-2).map((li) => li.className)")
    assert kinds == ["notice join", "volunteer text"], "the joining stands before the first word"
    door.tell("speaking", {"who": "assistant", "name": None})
    expect(who).to_have_text("Speaking now: Automatic assistant, a computer program")


def test_waiting_says_what_is_known_and_counts_nothing_down(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    waiting = {"on_shift": True, "asked_at": "2026-03-04T14:05:00Z", "next_shift_at": None}
    door.tell("speaking", {"who": "waiting", "name": None})
    door.tell("waiting", waiting)
    box = page.locator(".waiting")
    expect(box).to_contain_text("A volunteer was asked for at")
    expect(box).to_contain_text("We can't say how long it takes.")
    before = box.inner_text()
    page.wait_for_timeout(3000)
    assert box.inner_text() == before
    door.tell("waiting", waiting | {"usual": {"minutes": 4, "of_n": 60}})
    expect(box).to_contain_text("It usually takes 4 minutes.")
    door.tell("waiting", waiting | {"on_shift": False, "next_shift_at": "2026-03-05T18:00:00Z"})
    expect(box).to_contain_text("No volunteer is here right now. The next shift starts: Thursday")
    door.volunteer_joins()
    expect(box).to_be_hidden()


def test_a_closed_chat_counts_what_is_new(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    page.keyboard.press("Escape")
    door.say("one")
    door.say("two")
    launcher = page.get_by_role("button", name="Write to us 2 new messages")
    launcher.click()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Write to us", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Write to us", exact=True)).to_be_visible()


def test_contacts_from_the_door_replace_those_of_the_page(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    one = {"label": "Other line", "kind": "sms", "href": "sms:202-555-0177", "shown": "555-0177"}
    door.tell("contacts", {"contacts": [one, one | {"href": "javascript:alert(1)"}]})
    link = page.locator(".row .contacts a")
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", "sms:202-555-0177")
    door.tell("contacts", {"contacts": []})
    door.say("the list was empty")
    page.get_by_text("the list was empty").wait_for()
    expect(link).to_have_count(1)


def test_markup_is_words_and_web_addresses_are_links(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    door.say("<b>bold</b> see https://example.org/a?b=1.")
    line = page.locator(".log li").last
    expect(line.locator(".words")).to_have_text("<b>bold</b> see https://example.org/a?b=1.")
    expect(line.get_by_role("link")).to_have_attribute("href", "https://example.org/a?b=1")


def test_an_element_that_is_moved_goes_on(page: Page, door: Door) -> None:
    start(page, embed(door, body='<div id="elsewhere"></div>'))
    page.evaluate("document.getElementById('elsewhere').append(document.querySelector('peerline-chat'))")
    write(page, "still here")
    page.get_by_text("You said: still here").wait_for()


def test_more_contacts_than_fit_stand_behind_more(page: Page, base_url: str, door: Door) -> None:
    start(page, base_url + "/demo")
    site = {"label": "A chat", "kind": "url", "href": "https://example.org/chat", "shown": "example.org/chat"}
    lines = [
        {
            "label": f"A line with a long name, number {n}",
            "kind": "tel",
            "href": f"tel:202-555-017{n}",
            "shown": f"202-555-017{n}",
        }
        for n in range(5)
    ]
    door.tell("contacts", {"contacts": [site, *lines]})
    strip = page.locator(".row .contacts a")
    expect(strip).to_have_count(3)
    expect(strip.first).to_have_attribute("href", "tel:202-555-0170")
    place = page.locator(".row").bounding_box()
    page.get_by_role("button", name="More").click()
    expect(page.locator(".more a")).to_have_count(6)
    expect(page.get_by_role("link", name="example.org/chat A chat")).to_be_visible()
    assert page.locator(".row").bounding_box() == place
