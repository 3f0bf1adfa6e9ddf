"""What supervisors do at the console, with the same functions as the SMS words; who is not one gets nowhere."""

import pytest

from actions import storage
from handoff.cases.models import CaseEvent
from handoff.console import words
from handoff.console.models import AuditEntry
from handoff.volunteers.models import DoNotPair
from tests.console.conftest import Browser
from tests.console.test_case import _quiet, asked  # noqa: F401  fixtures


@pytest.fixture
def talked(world, ana, vera, asked) -> str:  # noqa: F811
    """Vera has Ana's case and has written; Ana let her read."""
    vera.replies("GO {ref}").expects_sms("You have")
    ana.presses("All")
    vera.texts("I am here.")
    return asked


@pytest.fixture
def looking(talked, sue, at_console) -> Browser:
    """Sue looks on, with a reason, since she has no slot now."""
    browser = at_console(sue)
    browser.get(talked)
    browser.press(f"{talked}/look", why="Vera asked for me")
    return browser


def sup(path: str, what: str) -> str:
    return f"{path}/supervise/{what}"


def said_to(world, phone) -> list[str]:
    return [t.body for t in world.twilio.texts_to(phone.number)]


def test_she_sees_how_it_stands_who_was_asked_and_who_gave_a_reason(world, ana, vera, talked, looking, omar):
    assert "With Vera" in looking.text
    world.forward(seconds=1)
    page = looking.get(talked).text
    assert "I am here." in page and "Vera: took it" in page
    assert "Looked at before, with a reason" in page and "Vera asked for me" in page
    assert "supervisor after" in page and "outside line after" in page


def test_passing_and_silence_read_alike(world):
    known = words.load()["left_out"]
    assert known["passed"] == known["asked_lately"]
    assert "declined" not in words.load()["offer"] and "expired" not in words.load()["offer"]


def test_a_whisper_reaches_the_volunteer_and_never_the_person(world, ana, vera, talked, looking):
    looking.press(sup(talked, "whisper"), text="ask who is with her")
    assert "Your line went to the volunteer" in looking.text
    assert any("supervisor: ask who is with her" in body for body in said_to(world, vera))
    assert not any("who is with her" in s.text for s in ana.read())


def test_taking_over_tells_the_person_who_is_there(world, ana, vera, sue, talked, looking):
    looking.press(sup(talked, "take-over"))
    assert world.case().volunteer_id == sue.id and "It is yours" in looking.text
    ana.sees("Sue, a volunteer, is here")
    assert any("is with another volunteer" in body for body in said_to(world, vera))
    with storage.reading(world.engine) as db:
        assert "takeover" in [e.kind for e in db.query(CaseEvent)]


def test_giving_it_to_somebody_leaves_the_first_until_they_take_it(world, ana, vera, omar, talked, looking):
    looking.get(talked)
    looking.press(sup(talked, "reassign"), volunteer=omar.id)
    assert "They are asked" in looking.text and world.case().volunteer_id == vera.id
    omar.expects_sms("is waiting (").replies("GO {ref}").then_expects("You have")
    assert world.case().volunteer_id == omar.id


def test_lowering_and_closing_with_a_note(world, ana, vera, talked, looking):
    before = world.case()
    assert before.severity >= 2
    looking.press(sup(talked, "lower"), severity=1)
    assert world.case().severity == 1 and world.case().plan["live_offers"] == 1
    looking.get(talked).press(sup(talked, "close"), reason="done", text="")
    assert "closing note" in looking.text and world.case().state != "closed"
    looking.press(sup(talked, "close"), reason="other_service", text="her doctor is with her")
    assert world.case().state == "closed" and world.case().close_reason == "other_service"
    assert looking.path == "/c/"


def test_held_words_are_released_once_or_stay(world, ana, vera, talked, looking):
    vera.texts("call me on 202 555 0177")
    looking.get(talked)
    note = looking.forms()[sup(talked, "release")]["note"]
    assert "202 555 0177" in looking.text
    looking.press(sup(talked, "release"))
    ana.sees("202 555 0177", speaker="Vera")
    looking.post(sup(talked, "release"), {"csrf": looking.csrf(), "note": note})
    assert "decided that already" in looking.text
    vera.texts("or write to vera@example.org")
    looking.get(talked).press(sup(talked, "refuse"))
    assert "It stays here" in looking.text
    assert not any("vera@example.org" in s.text for s in ana.read())


def test_a_note_of_another_case_cannot_be_released_from_here(world, ana, vera, talked, looking):
    vera.texts("call me on 202 555 0177")
    looking.post(sup(talked, "release"), {"csrf": looking.csrf(), "note": "999"})
    assert looking.status == 404


def test_two_who_must_not_meet_are_kept_apart(world, ana, vera, omar, talked, looking):
    looking.get(talked).press(sup(talked, "apart"), volunteer=omar.id, why="they are neighbours")
    with storage.reading(world.engine) as db:
        assert [(d.volunteer_id, d.reason) for d in db.query(DoNotPair)] == [(omar.id, "they are neighbours")]
    looking.press(sup(talked, "reassign"), volunteer=omar.id)
    assert "They cannot be asked" in looking.text


def test_the_number_is_shown_in_imminent_danger_alone_with_a_reason_and_written_down(world, sue, at_console):
    bo = world.phone("+12025550117")
    bo.texts("im going to kill myself tonight")
    world.settle()
    path, browser = f"/c/cases/{world.case().id}", at_console(sue)
    browser.get(path)
    browser.press(f"{path}/look", why="R4 tonight")
    assert "+12025550117" not in browser.page and world.case().severity == 4
    browser.press(f"{path}/reveal", why="no")
    assert browser.status == 422 and "+12025550117" not in browser.page
    browser.get(path).press(f"{path}/reveal", why="911 asks where she is")
    assert "+12025550117" in browser.text
    assert "+12025550117" not in browser.get(path).page and "911 asks where she is" in browser.text
    with storage.reading(world.engine) as db:
        row = db.query(AuditEntry).filter_by(what="case.reveal").one()
        assert row.why == "911 asks where she is"
        assert "revealed" in [e.kind for e in db.query(CaseEvent)]


def test_below_imminent_danger_the_number_stays_hidden(world, ana, talked, looking):
    looking.post(f"{talked}/reveal", {"csrf": looking.csrf(), "why": "curious about it"})
    assert looking.status == 403


def test_nobody_but_a_supervisor_who_looks_on_may_do_any_of_it(world, ana, vera, cleo, sue, talked, at_console):
    for who in (vera, cleo):
        browser = at_console(who)
        for what in ("whisper", "take-over", "reassign", "lower", "close", "release", "refuse", "apart"):
            browser.post(sup(talked, what), {"csrf": browser.csrf(), "text": "x", "severity": "0"})
            assert browser.status == 403, (who.name, what)
    late = at_console(sue)  # a supervisor without a slot who gave no reason
    late.post(sup(talked, "lower"), {"csrf": late.csrf(), "severity": "0"})
    assert late.status == 404 and world.case().severity >= 2
