"""A volunteer begins with a reviewed reply: words like any others until they are sent, and sent like any others."""

import html
import re

import pytest

from actions import storage
from handoff.channels.sms import segments
from handoff.console.models import AuditEntry
from handoff.volunteers import reviewed
from tests.console.conftest import at_console  # noqa: F401


@pytest.fixture
def at_case(world, at_console):  # noqa: F811
    """The case before a volunteer's eyes, taken, its earlier words allowed by nobody yet."""

    def open_it(volunteer):
        path = f"/c/cases/{world.case().id}"
        browser = at_console(volunteer)
        browser.get(path).press(f"{path}/take")
        return browser, path

    return open_it


def box(browser):
    """What stands in the volunteer's box."""
    return html.unescape(
        re.search(r'<textarea name="text" rows="3"[^>]*>(.*?)</textarea>', browser.page, re.S).group(1)
    )


def test_a_volunteer_picks_a_reply_changes_it_and_it_reaches_the_phone_like_typed_words(world, vera, at_case):
    """By SMS: their name before it, characters every phone takes, the same line of the audit trail."""
    bo = world.phone()
    bo.texts("PERSON")
    bo.reads_everything()
    vera.expects_sms("waiting (")
    browser, path = at_case(vera)
    bo.reads_everything()
    browser.press(f"{path}/write", text="")
    assert browser.status == 422, "an empty box sends nothing"
    browser.get(path)
    browser.post(f"{path}/reply", {**browser.forms()[f"{path}/write"], "text": "", "reply": "open_hello"})
    assert browser.status == 200 and "It is not sent yet." in browser.text
    assert box(browser) == "Hello, I am Vera, a volunteer and a person. Take your time. What is going on?"
    bo.sees_nothing_new()
    browser.press(f"{path}/write", text=box(browser).replace("going on", "on your mind"))
    assert "Sent." in browser.text
    said = bo.sees("Vera: Hello, I am Vera, a volunteer and a person. Take your time. What is on your mind?")
    assert segments.is_gsm7(said.text) and segments.fits(said.text, 2)
    bo.reads_everything()
    vera.reads_everything()
    with storage.reading(world.engine) as db:
        trail = [row.what for row in db.query(AuditEntry).filter_by(which=f"case:{world.case().id}")]
    assert trail.count("case.write") == 1, "what is sent is sent by the one form there is"


def test_what_was_typed_stays_before_the_reply_and_a_number_in_it_is_held_like_any_other(world, ana, vera, at_case):
    ana.types("PERSON")
    ana.sees_something()
    vera.expects_sms("waiting (")
    browser, path = at_case(vera)
    ana.sees_something()
    form = browser.forms()[f"{path}/write"]
    browser.post(f"{path}/reply", {**form, "text": "Ring me: 202 555 0123", "reply": "safe_line"})
    assert box(browser).split("\n")[0] == "Ring me: 202 555 0123" and "988" in box(browser)
    browser.press(f"{path}/write", text=box(browser))
    assert browser.status == 422 and "Not sent" in browser.text
    assert all("0123" not in s.text for s in ana.read())
    browser.press(f"{path}/write", text=box(browser).split("\n")[1])
    ana.sees("988 is there day and night. You can use it beside this chat, and I am still here.", speaker="Vera")
    ana.sees_something()
    vera.reads_everything()


def test_nobody_puts_words_into_the_box_of_a_case_that_is_not_theirs(world, ana, vera, sue, at_console):  # noqa: F811
    otto = world.volunteer("Otto", "+12025550126", on_shift=False)
    ana.types("PERSON")
    ana.sees_something()
    vera.expects_sms("waiting (").replies("GO {ref}").then_expects("You have")
    ana.sees_something()
    path = f"/c/cases/{world.case().id}"
    for who in (otto, sue):
        browser = at_console(who)
        browser.get("/c/")
        browser.post(f"{path}/reply", {"csrf": browser.csrf(), "reply": "open_hello", "text": ""})
        assert browser.status == 404
    mine = at_console(vera).get(path)
    mine.post(f"{path}/reply", {**mine.forms()[f"{path}/write"], "text": "half a", "reply": "nothing.like/it"})
    assert "Choose a reply" in mine.text and box(mine) == "half a"
    vera.reads_everything()


def test_in_a_language_without_a_file_no_list_is_shown(world, vera, at_case, monkeypatch):
    ana = world.person("Ana", language="es")
    ana.types("PERSON")
    ana.sees_something()
    monkeypatch.setattr(reviewed, "offered", lambda language: None)
    vera.reads_everything()
    browser, _path = at_case(vera)
    assert "Your words" in browser.text and "Reviewed replies" not in browser.text
    ana.sees_something()
    vera.reads_everything()
