"""Reaching a human: alert, GO, talk both ways, DONE; silence, refusal, two at once, nobody there."""

import re

import pytest

from actions import storage
from handoff.cases.models import Case


def alerted(*volunteers):
    """(who was asked, who was not): routing decides by its own rules who is first."""
    asked = [v for v in volunteers if any("is waiting (" in s.text for s in v.read())]
    assert len(asked) == 1, f"{len(asked)} volunteers were asked"
    return asked[0], next(v for v in volunteers if v is not asked[0])


def test_asks_for_a_person_talks_both_ways_and_comes_back(world, ana, vera):
    """Scenario 1."""
    ana.types("could i talk to a real person")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if you may read")
    ana.sees("May Vera read what you wrote so far?")
    assert ana.speaking() == {"who": "volunteer", "name": "Vera"}
    ana.answers("All")
    vera.expects_sms("you may read it all")
    vera.expects_sms("We: Hello")
    vera.texts("Hi, I am here. What is going on?")
    ana.sees("Vera has joined. Vera is a person.")
    ana.sees("What is going on?", speaker="Vera")
    ana.types("i had a row with my mum")
    world.forward(seconds=5)
    vera.expects_sms("i had a row with my mum")
    vera.texts(f"DONE {vera.ref}")
    vera.expects_sms("is finished. Thank you.")
    ana.sees("Vera has left. This is the automatic assistant again")
    ana.answers("Back to the assistant")
    ana.sees_something()
    assert ana.speaking()["who"] == "assistant"
    ana.types("thanks")
    ana.sees_something()


def test_words_written_while_the_volunteer_finishes_are_read_first(world, ana, vera):
    ana.types("could i talk to a real person")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if you may read")
    ana.sees("May Vera read what you wrote so far?")
    ana.answers("Only from now")
    vera.reads_everything()
    vera.texts("Hi, I am here.")
    ana.sees("Vera has joined")
    ana.sees("I am here", speaker="Vera")
    ana.types("there is one more thing")
    vera.replies("DONE {ref}").expects_sms("has just written again")
    vera.expects_sms("there is one more thing")
    assert world.case().state == "active"
    ana.sees_nothing_new()
    world.worker_runs = False  # the seconds for joining are over, and the text has still not gone
    ana.types("and it is the worst of all")
    world.clock.forward(seconds=10)
    vera.texts(f"DONE {vera.ref}")
    world.worker_runs = True
    vera.expects_sms("has just written again")
    vera.expects_sms("it is the worst of all")
    assert world.case().state == "active"
    vera.replies("DONE {ref}").expects_sms("is finished. Thank you.")
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()


def test_only_from_now_keeps_what_was_said_before_from_the_volunteer(world, ana, vera):
    ana.types("im so anxious today")
    ana.sees_something()
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if you may read")
    ana.sees("May Vera read")
    ana.answers("Only from now")
    vera.expects_sms("from now")
    ana.types("hello vera")
    world.forward(seconds=5)
    vera.expects_sms("hello vera")
    with storage.reading(world.engine) as db:
        from handoff.cases import service

        view = service.case_view(db, world.case().id, vera.id, world.clock())
        assert "anxious" not in " ".join(m.body for m in view.messages)


def test_no_moves_the_offer_on_at_once_and_costs_nothing(world, ana, vera, omar):
    ana.types("PERSON")
    ana.sees("988")
    first, second = alerted(vera, omar)
    first.expects_sms("someone is waiting").replies("NO {ref}").then_expects("Thank you")
    second.expects_sms("someone is waiting")


def test_ninety_seconds_of_silence_move_the_offer_and_a_late_go_is_welcome(world, ana, vera, omar):
    """Scenario 12."""
    ana.types("PERSON")
    ana.sees("988")
    first, second = alerted(vera, omar)
    first.expects_sms("someone is waiting")
    world.forward(seconds=89)
    second.expects_nothing()
    world.forward(seconds=2)
    second.expects_sms("someone is waiting")
    ana.sees_something()
    first.replies("GO {ref}").expects_sms("You have")
    first.expects_sms("asked if you may read")
    second.expects_sms("was taken by someone else")
    ana.sees(f"May {first.name} read")


def test_two_go_at_once_have_one_winner_and_one_polite_loser(world, ana, vera, omar):
    """Scenario 11."""
    ana.types("i want to die")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
    omar.expects_sms("waiting (")
    world.worker_runs = False
    vera.texts(f"GO {vera.ref}")
    omar.texts(f"GO {omar.ref}")
    world.worker_runs = True
    world.settle()
    won, lost = (vera, omar) if world.case().volunteer_id == vera.id else (omar, vera)
    won.expects_sms("You have")
    lost.expects_sms("taken by someone else")
    ana.sees(won.name)
    for one in (won, lost):
        one.reads_everything()


def test_words_before_acceptance_reach_nobody(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.texts("hello are you ok")
    vera.expects_sms("To take it reply GO")
    ana.sees_nothing_new()


def test_a_lone_command_word_is_never_relayed(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if")
    ana.sees("May Vera read")
    vera.texts("no")
    vera.expects_sms("Not sent")
    ana.sees_nothing_new()
    vera.texts(f"{vera.ref} no")
    ana.sees("has joined")
    assert ana.sees("no", speaker="Vera").text == "no"


def test_a_number_of_the_volunteers_is_held_and_the_persons_is_kept_back(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.expects_sms("asked if")
    ana.sees("May Vera read")
    vera.texts("call me on 202-555-0147")
    vera.expects_sms("Not sent: it has a phone number")
    ana.sees_nothing_new()
    ana.types("mine is 202 555 0148")
    world.forward(seconds=5)
    assert "0148" not in vera.expects_sms("[number kept back]").body


def test_an_unknown_ref_is_not_guessed(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.texts("GO Q99")
    vera.expects_sms("Q99")
    assert world.case().volunteer_id is None


def test_nobody_on_shift_is_said_and_the_coordinator_is_alerted(world, ana, cleo):
    ana.types("can i speak to someone human please")
    assert re.search("volunteer|shift", ana.sees("988").text)
    cleo.expects_sms("nobody is on shift")
    assert world.case().state == "waiting"
    ana.types("im so anxious today")  # no risk: the assistant goes on after saying so
    ana.sees_something()


def test_somebody_who_comes_on_shift_is_asked_at_once(world, ana, cleo):
    ana.types("PERSON")
    ana.sees("988")
    cleo.expects_sms("nobody is on shift")
    vera = world.volunteer("Vera", "+12025550121")
    vera.expects_sms("someone is waiting")


def test_an_undelivered_alert_goes_to_the_next_volunteer_at_once(world, ana, vera, omar):
    """Scenario 6, of an undelivered alert alone."""
    for one in (vera, omar):
        world.twilio.plan(one.number, "undelivered", code=30003, times=1)
    ana.types("PERSON")
    ana.sees("988")
    world.forward(seconds=5)
    asked = [v for v in (vera, omar) if any("is waiting (" in s.text for s in v.read())]
    assert len(asked) == 2, "the second was asked within five seconds"
    for one in asked:
        one.reads_everything()


def test_a_closing_note_is_needed_from_severity_three_on(world, ana, vera):
    ana.types("im going to kill myself")
    ana.sees_crisis_line()
    vera.expects_sms("PRIORITY").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    ana.sees("Vera, a volunteer, is here and is reading")
    vera.texts("I am here with you.")
    ana.sees("I am here with you.", speaker="Vera")
    vera.replies("DONE {ref}").expects_sms("note")
    assert world.case().state == "active"
    vera.replies("DONE {ref} with her sister, plan made")
    vera.reads_everything()
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()
    assert world.case().state == "closed"


def test_the_link_of_an_alert_opens_this_case_only_once(world, ana, vera):
    """Scenario 45: the link of an alert, once and for one case."""
    bo = world.person("Bo")
    ana.types("PERSON")
    ana.sees("988")
    link = vera.expects_sms("someone is waiting").find(r"/o/\w+")
    bo.types("PERSON")
    bo.sees("988")
    client = world.client.application.test_client()
    page = client.get(link).get_data(as_text=True)
    token = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    opened = client.post(link, data={"csrf": token})
    assert opened.status_code == 302
    mine = world.case_of(ana)
    assert client.get(f"/c/cases/{mine}").status_code == 200
    assert client.get(f"/c/cases/{world.case_of(bo)}").status_code == 403
    assert client.get("/c/").status_code in (302, 403)
    assert client.post(link, data={"csrf": token}).status_code in (403, 404)


def test_takes_and_writes_in_the_console(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    link = vera.expects_sms("someone is waiting").find(r"/o/\w+")
    client = world.client.application.test_client()
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(link).get_data(as_text=True)).group(1)
    page = client.post(link, data={"csrf": token}, follow_redirects=True).get_data(as_text=True)
    token = re.search(r'name="csrf" value="([^"]+)"', page).group(1)
    case_id = world.case().id
    version = re.search(r'name="version" value="([^"]+)"', page)
    form = {"csrf": token, **({"version": version.group(1)} if version else {})}
    client.post(f"/c/cases/{case_id}/take", data=form)
    world.settle()
    vera.reads_everything()
    ana.sees("May Vera read")
    page = client.get(f"/c/cases/{case_id}").get_data(as_text=True)
    version = re.search(r'name="version" value="([^"]+)"', page)
    form = {"csrf": token, **({"version": version.group(1)} if version else {})}
    client.post(f"/c/cases/{case_id}/write", data={**form, "text": "Hello from the console"})
    world.settle()
    ana.sees("Vera has joined")
    ana.sees("Hello from the console", speaker="Vera")
    vera.reads_everything()


def test_a_volunteer_who_says_stop_loses_the_case_to_the_next(world, ana, vera, omar):
    ana.types("PERSON")
    ana.sees("988")
    first, second = alerted(vera, omar)
    first.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    first.reads_everything()
    ana.sees("May ")
    first.texts("STOP")
    second.expects_sms("someone is waiting")
    ana.sees_something()


def test_the_auditor_finds_nothing_while_promises_are_kept(world, ana, vera):
    ana.types("i want to die")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
    assert world.audit() == []


@pytest.mark.parametrize("answer", ["ok", "YES", "go on i am listening"])
def test_what_is_not_a_command_takes_nothing(world, ana, vera, answer):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.texts(answer)
    vera.expects_sms("reply GO")
    assert world.case().volunteer_id is None
    with storage.reading(world.engine) as db:
        assert db.get(Case, world.case().id).state == "offering"


def test_only_a_human_lowers_a_high_level_and_then_the_card_stays_for_a_day(world, ana, vera):
    from handoff.conversations.models import Person

    ana.types("im going to kill myself")
    ana.sees_crisis_line()
    vera.expects_sms("PRIORITY").replies("GO {ref}")
    vera.reads_everything()
    ana.sees("is here and is reading")
    vera.texts("I am here with you.")
    ana.sees("I am here with you.", speaker="Vera")
    with storage.reading(world.engine) as db:
        assert db.query(Person).one().ladder["level"] == "R3"
    vera.replies("DONE {ref} with her sister, plan made")
    vera.reads_everything()
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()
    with storage.reading(world.engine) as db:
        state = db.query(Person).one().ladder
        assert state["level"] == "R1" and state["cleared_until"]
    ana.types("im so anxious today")
    ana.sees_something()


def test_words_asked_to_be_forgotten_go_when_the_case_is_closed(world, ana, vera):
    from handoff.conversations.models import Message
    from handoff.work_loop import Chores

    ana.types("i want to die purple elephant")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (").replies("GO {ref}")
    vera.reads_everything()
    vera.texts("I am here with you.")
    vera.reads_everything()
    ana.forgets()
    vera.reads_everything()
    with storage.reading(world.engine) as db:
        assert any("purple elephant" in m.body for m in db.query(Message)), "a volunteer still needs them"
    vera.replies("DONE {ref}")
    chores = Chores(world.parts, world.clock())
    world.forward(minutes=12)
    vera.reads_everything()
    chores.do(world.clock())
    with storage.reading(world.engine) as db:
        assert not any("purple elephant" in m.body for m in db.query(Message))


def test_words_go_by_themselves_after_thirty_days(world, ana):
    from handoff.conversations.models import Message
    from handoff.work_loop import Chores

    ana.types("im so anxious today")
    ana.sees_something()
    chores = Chores(world.parts, world.clock())
    world.clock.forward(days=29)
    chores.do(world.clock())
    with storage.reading(world.engine) as db:
        assert db.query(Message).count()
    world.clock.forward(days=2)
    chores.do(world.clock())
    with storage.reading(world.engine) as db:
        assert db.query(Message).count() == 0
