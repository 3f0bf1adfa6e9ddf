"""A volunteer and a case: taking, reading, writing, passing on, finishing; who may not; a form that is too old."""

import json
import re
from datetime import timedelta

import pytest

from actions import storage
from handoff.cases import service as cases
from handoff.cases.models import Case, CaseEvent
from handoff.console import live
from handoff.console.models import AuditEntry
from tests.console.conftest import Browser

SECRET = "i want to die and nobody knows"


@pytest.fixture
def asked(world, ana, vera):
    """Ana is at risk; Vera is asked. Returns the path of the case."""
    ana.types(SECRET)
    ana.sees_something()
    vera.expects_sms("is waiting (")
    return f"/c/cases/{world.case().id}"


@pytest.fixture
def otto(world):
    """A volunteer who is off shift, so that nobody ever asks him."""
    return world.volunteer("Otto", "+12025550126", on_shift=False)


def done_with(world, *people):
    """The texts of the rest of the story are not what these tests are about."""
    for one in people:
        one.reads_everything() if hasattr(one, "reads_everything") else one.sees_something()


@pytest.fixture(autouse=True)
def _quiet(world, ana, vera):
    yield
    world.settle()
    for one in world.cast:
        one._seen |= {s.seq for s in one.read()}


def held(world, ana, vera, asked, at_console) -> Browser:
    browser = at_console(vera)
    browser.get(asked)
    browser.press(f"{asked}/take")
    ana.presses("All")  # she lets Vera read what she wrote so far
    browser.get(asked)
    return browser


def test_an_offer_shows_no_word_and_taking_it_opens_the_conversation(world, ana, vera, asked, at_console):
    browser = at_console(vera)
    home = browser.get("/c/")
    assert vera.ref in home.text and SECRET not in home.page and "You are on shift until" in home.text
    offer = browser.get(asked)
    assert SECRET not in offer.page and "Take it" in offer.text and "988" in offer.text
    browser.press(f"{asked}/take")
    assert "It is yours." in browser.text and "asked whether you may read" in browser.text
    assert (
        SECRET not in browser.page and "want to die" not in browser.text and "Wants to end their life" in browser.text
    )
    ana.presses("All")
    assert SECRET in browser.get(asked).text
    assert "~" not in browser.text and "active.want" not in browser.page
    assert not re.search(r"\bR3\b", browser.text)
    ana.sees("Vera")


def test_what_is_written_reaches_the_person_and_their_answer_comes_back(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    browser.press(f"{asked}/write", text="Hello, I am Vera. I am here.")
    assert "Hello, I am Vera." in browser.text
    ana.sees("I am here.", speaker="volunteer")
    ana.types("thank you for coming")
    assert "thank you for coming" in browser.get(asked).text


def test_numbers_of_the_person_are_kept_back_from_the_volunteer(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    ana.types("call me on 202 555 0177 please")
    page = browser.get(asked)
    assert "202 555 0177" not in page.page and "kept back" in page.text
    assert "0177" not in browser.client.get(f"{asked}/messages").get_data(as_text=True)


def test_words_with_a_number_are_not_sent_and_stay_on_screen(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    browser.press(f"{asked}/write", text="Here is mine: 202 555 0123")
    assert browser.status == 422 and "Not sent" in browser.text
    assert re.search(r"<textarea[^>]*>Here is mine: 202 555 0123</textarea>", browser.page)
    assert all("0123" not in s.text for s in ana.read())


def test_finishing_a_heavy_case_needs_a_note(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    browser.press(f"{asked}/write", text="I am here with you.")
    with storage.writing(world.engine) as db:
        cases.raise_severity(db, db.get_one(Case, world.case().id), 3, world.clock())
    browser.get(asked)
    browser.press(f"{asked}/done", text="")
    assert browser.status == 422 and "closing note first" in browser.text
    browser.press(f"{asked}/done", text="with her sister, plan made")
    assert browser.path == "/c/" and "Finished." in browser.text and "You are resting until" in browser.text
    assert world.case().state == "returning"


def test_not_now_moves_the_offer_on_at_once(world, ana, vera, asked, at_console, omar):
    browser = at_console(vera)
    browser.get(asked)
    browser.press(f"{asked}/pass")
    assert "counted nowhere" in browser.text and vera.ref not in browser.text
    omar.expects_sms("is waiting (")


def test_two_takes_have_one_winner_and_a_polite_answer(world, ana, vera, asked, at_console, omar):
    first, second = at_console(vera), at_console(omar)
    with storage.writing(world.engine) as db:
        from handoff.cases import refs

        refs.ref_for(db, world.case().id, omar.id, world.clock())
    second.get(asked)
    first.get(asked)
    first.press(f"{asked}/take")
    second.press(f"{asked}/take")
    assert "taken by someone else" in second.text and SECRET not in second.page
    assert world.case().volunteer_id == vera.id


def test_the_link_opens_its_case_once_and_nothing_else(world, ana, vera, asked, zed):
    link = re.search(r"/o/\w{16}", vera.received()[-1].body).group(0)
    assert SECRET not in zed.get(link).page and "one conversation" in zed.text
    zed.press(link)
    assert zed.path == asked and "Take it" in zed.text
    zed.press(f"{asked}/take")
    ana.presses("All")
    assert SECRET in zed.get(asked).text
    for other in ("/c/", "/c/team", "/c/tasks", "/c/operate", "/c/me", "/c/cases/999", "/c/cases/999/messages"):
        assert zed.get(other).status == 403, other
    zed.post("/c/cases/999/take", {"csrf": zed.csrf()})
    assert zed.status == 403
    again = Browser(world)
    assert again.get(link).status == 404 and "link.over" in again.text


def test_a_link_is_over_after_a_quarter_of_an_hour_its_session_after_two_hours(world, ana, vera, asked, zed):
    link = re.search(r"/o/\w{16}", vera.received()[-1].body).group(0)
    zed.get(link)
    zed.press(link)
    world.clock.at += timedelta(minutes=16)
    assert Browser(world).get(link).status == 404
    assert zed.get(asked).status == 200
    world.clock.at += timedelta(hours=2)
    assert zed.get(asked).path == "/c/login"


def test_whoever_was_never_asked_learns_nothing(world, ana, vera, asked, at_console, cleo, otto):
    for who in (otto, cleo):
        browser = at_console(who)
        page = browser.get(asked)
        assert page.status in (403, 404) and SECRET not in page.page
        assert SECRET not in browser.get("/c/").page
        for what in ("take", "pass", "write", "done", "sup", "handover"):
            browser.post(f"{asked}/{what}", {"csrf": browser.csrf(), "text": "let me in"})
            assert browser.status in (403, 404), what
        assert browser.client.get(f"{asked}/messages").status_code in (403, 404)
        assert browser.client.get(f"{asked}/events").status_code in (403, 404)
    assert world.case().volunteer_id is None


def test_a_case_that_does_not_exist_answers_like_one_of_another(world, ana, vera, asked, at_console, otto):
    browser = at_console(otto)

    def strip(text):
        return re.sub(r", [0-9a-f]{16}", "", text)

    assert strip(browser.get(asked).text) == strip(browser.get("/c/cases/424242").text)


def test_a_coordinator_sees_the_queue_without_words(world, ana, vera, asked, at_console, cleo):
    held(world, ana, vera, asked, at_console)
    page = at_console(cleo).get("/c/")
    assert "with Vera" in page.text and SECRET not in page.page and "die" not in page.text.split()


def test_a_supervisor_outside_their_slot_gives_a_reason_that_is_written_down(world, ana, vera, asked, at_console, sue):
    held(world, ana, vera, asked, at_console)
    browser = at_console(sue)
    assert SECRET not in browser.get(asked).page and "Why you read" in browser.text
    browser.press(f"{asked}/look", why="Vera asked me to read along")
    assert SECRET in browser.text and "You look on." in browser.text
    with storage.reading(world.engine) as db:
        assert db.query(AuditEntry).filter_by(what="case.look").one().why == "Vera asked me to read along"
        assert db.query(AuditEntry).filter_by(what="watched").count() == 1


def test_a_form_that_is_too_old_shows_what_changed_instead_of_acting(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    browser.press(f"{asked}/write", text="I am here with you.")
    browser.get(asked)
    ana.types("wait, there is one thing more")
    browser.press(f"{asked}/done", text="all well")
    assert browser.status == 409 and "They wrote something new." in browser.text and "one thing more" in browser.text
    assert world.case().state == "active"
    browser.press(f"{asked}/done", text="all well")
    assert world.case().state == "returning"


def test_a_rise_of_severity_is_shown_before_old_words_go_out_and_keeps_them(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    browser.press(f"{asked}/write", text="I am here with you.")
    browser.get(asked)
    with storage.writing(world.engine) as db:
        cases.raise_severity(db, db.get_one(Case, world.case().id), 4, world.clock())
    browser.press(f"{asked}/write", text="How is your dog")
    assert (
        browser.status == 409 and "more serious now" in browser.text and ">How is your dog</textarea>" in browser.page
    )
    browser.press(f"{asked}/write", text="How is your dog")
    ana.sees("How is your dog")


def test_typed_words_survive_losing_the_case(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    page = browser.forms()[f"{asked}/write"]
    world.forward(minutes=3)  # no first words: it is offered to others
    assert world.case().volunteer_id is None
    browser.post(f"{asked}/write", {**page, "text": "I was looking for words"})
    assert browser.status == 409 and "I was looking for words" in browser.page
    assert all("looking for words" not in s.text for s in ana.read())


def test_asking_a_supervisor_keeps_the_case(world, ana, vera, asked, at_console, sue):
    browser = held(world, ana, vera, asked, at_console)
    done_with(world, sue)
    browser.press(f"{asked}/sup", text="I am not sure what to say")
    assert "A supervisor is asked" in browser.text
    sue.expects_sms("needs a supervisor")
    assert world.case().volunteer_id == vera.id


def test_handing_over_needs_first_words_and_keeps_the_first_volunteer_meanwhile(
    world, ana, vera, asked, at_console, omar
):
    browser = held(world, ana, vera, asked, at_console)
    browser.post(f"{asked}/handover", {"csrf": browser.csrf()})
    assert "cannot be handed over just now" in browser.text
    browser.press(f"{asked}/write", text="I am here with you.")
    browser.press(f"{asked}/handover")
    assert "Another volunteer is being asked." in browser.text and world.case().volunteer_id == vera.id
    omar.expects_sms("is waiting (")


def test_the_live_view_gives_what_is_new_and_ends_with_the_case(world, ana, vera, asked, at_console):
    browser = held(world, ana, vera, asked, at_console)
    found = browser.client.get(f"{asked}/messages?after=0").get_json()
    assert SECRET in json.dumps(found["lines"]) and found["case"]["seen"].startswith("accepted:")
    last = found["lines"][-1]["seq"]
    assert browser.client.get(f"{asked}/messages?after={last}").get_json()["lines"] == []
    with storage.reading(world.engine) as db:
        before = db.query(CaseEvent).count(), db.query(AuditEntry).count()
    browser.client.get(f"{asked}/messages?after=0")
    with storage.reading(world.engine) as db:
        assert (db.query(CaseEvent).count(), db.query(AuditEntry).count()) == before
    world.forward(minutes=3)
    assert browser.client.get(f"{asked}/messages?after=0").status_code == 404


def test_the_stream_numbers_its_events_and_replays_from_the_last_one_seen(
    world, ana, vera, asked, at_console, monkeypatch
):
    monkeypatch.setattr(live, "LASTS_S", 0.2)
    browser = held(world, ana, vera, asked, at_console)
    ana.types("are you there")

    def stream(last: str = "0") -> list[str]:
        answer = browser.client.get(f"{asked}/events", headers={"Last-Event-ID": last})
        assert answer.mimetype == "text/event-stream" and answer.headers["Cache-Control"] == "no-store"
        return answer.get_data(as_text=True).split("\n\n")

    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.05)
    events = [e for e in stream() if "event: line" in e]
    ids = [int(re.search(r"^id: (\d+)", e).group(1)) for e in events]
    assert ids == sorted(ids) and "are you there" in events[-1]
    again = [e for e in stream(str(ids[-2])) if "event: line" in e]
    assert [int(re.search(r"^id: (\d+)", e).group(1)) for e in again] == ids[-1:]
    assert any("event: case" in e for e in stream(str(ids[-1])))


def test_presence_at_the_console_is_known(world, ana, vera, asked, at_console):
    browser = at_console(vera)
    browser.get("/c/")
    with storage.reading(world.engine) as db:
        from handoff.volunteers.models import Volunteer

        assert db.get_one(Volunteer, vera.id).console_seen_at == world.clock()


def test_the_organisations_rule_on_reporting_stands_beside_a_talk_that_may_call_for_it(
    world, ana, vera, asked, at_console, monkeypatch
):
    monkeypatch.setenv("REPORTING_RULE", "Tell the safeguarding lead on the same day.")
    browser = held(world, ana, vera, asked, at_console)
    assert "safeguarding lead" not in browser.page
    ana.types("my dad hits me every night")
    browser.get(asked)
    assert "Our rule on reporting" in browser.page and "Tell the safeguarding lead" in browser.page
