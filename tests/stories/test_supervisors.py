"""Supervisors, and what a heavy conversation asks for: watching, taking over, closing with a note, rest and a talk."""

from actions import storage
from handoff.cases import service
from handoff.cases.models import CaseEvent, Offer
from handoff.conversations.models import Consent, Message
from handoff.volunteers.models import Task
from tests.stories.scenes import asks, finished, takes, talking


def test_a_supervisor_watches_unseen_whispers_and_takes_over(world, ana, vera, sue):
    """Scenario 18."""
    talking(world, ana, vera)
    vera.replies("SUP {ref}").expects_sms("A supervisor is asked")
    ref = sue.expects_sms("needs a supervisor").find(r"[A-Z]\d{2,3}")
    with storage.writing(world.engine) as db:
        watched = service.case_view(db, world.case().id, sue.id, world.clock(), watch=True)
        assert watched is not None and any(m.body == "I am here." for m in watched.messages)
    ana.sees_nothing_new()
    with storage.writing(world.engine) as db:
        assert service.whisper(db, world.case().id, sue.id, "ask who is with her", world.clock()) == "sent"
    world.settle()
    vera.expects_sms("supervisor: ask who is with her")
    ana.sees_nothing_new()
    sue.texts(f"GO {ref}")
    sue.expects_sms("You have")
    sue.reads_everything()
    vera.expects_sms("is with another volunteer now")
    ana.sees("Sue, a volunteer, is here")
    sue.texts("Hello, this is Sue.")
    ana.sees("Sue has joined. Sue is a person.")
    ana.sees("Hello, this is Sue.", speaker="Sue")
    vera.texts("wait")
    vera.expects_sms("Your text was not sent to anyone")
    ana.sees_nothing_new()
    with storage.reading(world.engine) as db:
        kinds = [e.kind for e in db.query(CaseEvent).order_by(CaseEvent.id)]
        assert {"viewed", "whisper", "takeover"} <= set(kinds)
        assert not any("ask who" in m.body for m in db.query(Message))


def test_risk_that_rises_in_a_conversation(world, ana, vera, sue):
    """Scenario 23: card, supervisor, the plan of the higher severity."""
    talking(world, ana, vera)
    assert world.case().plan["live_offers"] == 1
    ana.types("im going to kill myself tonight")
    world.forward(seconds=5)
    ana.sees_crisis_line()
    vera.expects_sms("kill myself tonight")
    vera.expects_sms("please read the last message with care")
    sue.expects_sms("needs a supervisor")
    case = world.case()
    assert case.severity >= 3 and case.plan["live_offers"] >= 3 and case.volunteer_id == vera.id


def test_only_a_human_with_a_note_closes_a_heavy_case(world, ana, vera, sue):
    """Scenario 24: not silence, not the person, not a volunteer without a note."""
    talking(world, ana, vera, "im going to kill myself")
    ana.types("i dont need anyone, please stop this")
    world.forward(seconds=5)
    vera.reads_everything()
    sue.reads_everything()
    ana.leaves()
    vera.reads_everything()
    vera.replies("DONE {ref}").expects_sms("A closing note first")
    world.forward(hours=3)
    vera.reads_everything()
    sue.reads_everything()
    ana.sees_something()
    case = world.case()
    assert case.state != "closed" and case.next_action_at is not None
    with storage.writing(world.engine) as db:
        assert service.close(db, case.id, "other_service", "", sue.id, world.clock()) == "note_wanted"
        assert service.close(db, case.id, "other_service", "x", vera.id, world.clock()) == "not_allowed"
        said = service.close(db, case.id, "other_service", "with the crisis team", sue.id, world.clock())
        assert said == "closed"
    world.settle()
    vera.reads_everything()
    case = world.case()
    assert case.state == "closed" and case.closed_by == sue.id
    ana.sees_something() if ana.unread() else None


def test_a_supervisor_gives_a_case_to_somebody_and_lowers_it(world, ana, vera, sue):
    """Scenario 18: reassigned and lowered; a fall changes the plan only by a supervisor."""
    talking(world, ana, vera, "im going to kill myself")
    omar = world.volunteer("Omar", "+12025550122")
    with storage.writing(world.engine) as db:
        assert service.reassign(db, world.case().id, omar.id, vera.id, world.clock()) == "not_allowed"
        assert service.reassign(db, world.case().id, omar.id, sue.id, world.clock()) == "asked"
        assert service.lower(db, world.case().id, 1, vera.id, world.clock()) == "not_allowed"
        assert service.lower(db, world.case().id, 2, sue.id, world.clock()) == "lowered"
    world.settle()
    omar.expects_sms("waiting (")
    assert world.case().plan["live_offers"] == 2 and world.case().peak_severity >= 3
    vera.texts("I am still with you")
    ana.sees("I am still with you", speaker="Vera")
    omar.replies("GO {ref}").expects_sms("You have")
    omar.reads_everything()
    vera.expects_sms("is with another volunteer now")
    ana.sees("Omar, a volunteer, is here")


def test_a_rest_is_not_shortened_before_twenty_minutes(world, ana, vera):
    """Scenario 31: after a heavy case; BREAK and BACK otherwise work at once."""
    finished(world, ana, vera)
    bo = world.person("Bo")
    asks(bo)
    vera.expects_nothing()
    world.forward(minutes=19)
    vera.replies("BACK").expects_sms("Rest until")
    world.forward(minutes=2)
    vera.replies("BACK").expects_sms("You are in")
    bo.sees_something()
    vera.expects_sms("someone is waiting")
    vera.replies("BREAK 10").expects_sms("A break until")
    with storage.reading(world.engine) as db:
        assert {o.state for o in db.query(Offer).filter_by(case_id=world.case().id)} == {"withdrawn"}
    vera.replies("BACK").expects_sms("You are in")
    vera.expects_sms("someone is waiting")
    takes(vera, bo)
    vera.replies("BREAK").expects_sms("stays yours. SUP")


def test_a_talk_that_nobody_held_in_a_day_goes_to_the_supervisors(world, ana, vera, sue):
    """Scenario 35."""
    finished(world, ana, vera)
    world.forward(hours=23, minutes=58)
    sue.expects_nothing()
    world.forward(minutes=3)
    sue.expects_sms("Vera has waited a day for a talk")
    world.forward(hours=1)
    sue.expects_nothing()


def test_no_thanks_is_an_outcome_of_a_debrief(world, ana, vera, sue):
    """Scenario 35: it closes the task, and nothing more is asked."""
    finished(world, ana, vera)
    with storage.writing(world.engine) as db:
        task = db.query(Task).filter_by(kind="debrief").one()
        task.done_at, task.outcome = world.clock(), "no_thanks"
    world.forward(hours=25)
    sue.expects_nothing()


def test_a_note_kept_on_the_way_back_saves_telling_it_again(world, ana, vera):
    """Scenario 1: back to the assistant with a note that the person lets be kept; the next volunteer reads it."""
    talking(world, ana, vera)
    vera.replies("DONE {ref} row with mum, safe tonight").expects_sms("is finished")
    ana.sees("Vera has left")
    ana.answers("Back, and keep the note")
    ana.sees_something()
    assert world.case().state == "closed"
    ana.types("PERSON")
    ana.sees_something()
    vera.expects_sms("someone is waiting").replies("NO {ref}").then_expects("Thank you.")
    omar = world.volunteer("Omar", "+12025550122")
    omar.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    omar.expects_sms("note: row with mum, safe tonight")
    omar.reads_everything()
    ana.sees("Omar, a volunteer, is here")
    with storage.reading(world.engine) as db:
        assert db.query(Consent).filter_by(what="note_kept", answer="yes").count() == 1
