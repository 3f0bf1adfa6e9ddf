"""Talking with a volunteer: silence, shifts that end, handing over, held words, supervisors, risk that rises."""

import pytest

from actions import storage
from handoff.cases import service
from handoff.cases.models import CaseEvent, Offer
from handoff.conversations.models import Consent, Message
from handoff.volunteers.models import Task, Volunteer


def asks(person, words="PERSON"):
    person.types(words)
    return person.sees_something()


def takes(volunteer, person):
    """Takes the case; both read what comes with it."""
    volunteer.replies("GO {ref}").expects_sms("You have")
    volunteer.reads_everything()
    person.sees(f"{volunteer.name}")


def talking(world, person, volunteer, words="PERSON"):
    """The person and the volunteer are in conversation."""
    asks(person, words)
    volunteer.expects_sms("waiting (")
    takes(volunteer, person)
    volunteer.texts("I am here.")
    person.sees("has joined")
    person.sees("I am here.", speaker=volunteer.name)


def test_taken_and_silent_is_asked_again_and_the_person_is_told(world, ana, vera, omar):
    """Scenario 16: no first words for two minutes."""
    asks(ana)
    first = next(v for v in (vera, omar) if any("is waiting (" in s.text for s in v.read()))
    second = omar if first is vera else vera
    first.expects_sms("someone is waiting")
    takes(first, ana)
    world.forward(seconds=60)
    first.expects_sms("waiting for your first words")
    world.forward(seconds=60)
    first.expects_sms("is being offered to others")
    second.expects_sms("someone is waiting")
    ana.sees_something()


def test_words_without_an_answer_are_nudged_paged_and_offered_again(world, ana, vera, omar, sue):
    """Scenario 16: three, six and ten minutes."""
    first, second = vera, omar
    asks(ana)
    if not any("is waiting (" in s.text for s in vera.read()):
        first, second = omar, vera
    first.expects_sms("someone is waiting")
    takes(first, ana)
    first.texts("Hi")
    ana.sees("has joined")
    ana.sees("Hi", speaker=first.name)
    ana.types("are you there")
    world.forward(seconds=5)
    first.expects_sms("are you there")
    world.forward(minutes=3)
    first.expects_sms("waited 3 minutes")
    ana.sees_something()
    world.forward(minutes=3)
    sue.expects_sms("needs a supervisor")
    world.forward(minutes=4)
    first.expects_sms("offered to others")
    second.expects_sms("someone is waiting")
    ana.sees_something()


def test_a_slot_that_ends_is_asked_about_handed_over_and_never_cut(world, ana, sue):
    """Scenario 17."""
    vera = world.volunteer("Vera", "+12025550121", hours=0.9)
    talking(world, ana, vera)
    for _ in range(5):  # they talk on
        world.forward(minutes=9, seconds=50)
        ana.types("and then")
        world.forward(seconds=5)
        vera.texts("yes, I read you")
        vera.reads_everything()
        ana.sees_something()
    assert any("Your shift ends soon" in t.body for t in vera.received())
    omar = world.volunteer("Omar", "+12025550122")
    vera.replies("SUP {ref}").expects_sms("A supervisor and another volunteer are asked")
    sue.expects_sms("needs a supervisor")
    ana.sees("Vera has to go. Another volunteer is being asked.")
    ana.answers("Pass it on")
    vera.expects_sms("let the next volunteer read your note")
    omar.expects_sms("someone is waiting")
    world.forward(minutes=1)
    vera.texts("I stay until somebody is here")
    ana.sees("I stay until somebody is here", speaker="Vera")
    omar.replies("GO {ref}").expects_sms("You have")
    omar.reads_everything()
    vera.expects_sms("is with another volunteer now")
    ana.sees("Omar, a volunteer, is here")


def test_a_slot_that_ended_half_an_hour_ago_is_a_matter_for_the_supervisor(world, ana, sue):
    """Scenario 17: nobody is cut off."""
    vera = world.volunteer("Vera", "+12025550121", hours=0.5)
    talking(world, ana, vera)
    for _ in range(8):
        world.forward(minutes=8)
        ana.types("and then")
        world.forward(seconds=5)
        vera.texts("I am with you")
    vera.reads_everything()
    ana.sees_something()
    sue.expects_sms("needs a supervisor")
    assert world.case().volunteer_id == vera.id and world.case().state == "active"


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


def test_a_warm_transfer_has_no_gap_and_no_double_voice(world, ana, vera):
    """Scenario 19: the first talks until the second accepts, the note goes with the person's leave."""
    talking(world, ana, vera)
    with storage.writing(world.engine) as db:
        assert service.transfer(
            db, world.case().id, vera.id, world.clock(), "Row with mum.\nSafe tonight.\nLikes cats."
        )
    omar = world.volunteer("Omar", "+12025550122")
    world.settle()
    ana.sees("Vera has to go")
    ana.answers("Pass it on")
    vera.expects_sms("let the next volunteer read your note")
    ana.types("will i have to tell it again")
    world.forward(seconds=5)
    vera.expects_sms("will i have to tell it again")
    vera.texts("no")
    vera.reads_everything()
    vera.replies("{ref} no, my note says it")
    ana.sees("no, my note says it", speaker="Vera")
    omar.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    assert "Row with mum" in omar.expects_sms("note: ").body
    omar.reads_everything()
    vera.expects_sms("is with another volunteer now")
    ana.sees("Omar, a volunteer, is here")
    ana.types("hello omar")
    world.forward(seconds=5)
    omar.expects_sms("hello omar")
    vera.expects_nothing()
    with storage.reading(world.engine) as db:
        agreed = db.query(Consent).filter_by(what="note").one()
        assert agreed.answer == "yes" and agreed.wording_version


def test_a_note_that_the_person_does_not_allow_stays_unread(world, ana, vera):
    """Scenario 19."""
    talking(world, ana, vera)
    with storage.writing(world.engine) as db:
        service.transfer(db, world.case().id, vera.id, world.clock(), "Row with mum.")
    ana.sees("Vera has to go")
    ana.answers("No")
    omar = world.volunteer("Omar", "+12025550122")
    omar.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    assert not any("Row with mum" in s.text for s in omar.read())
    omar.reads_everything()
    vera.expects_sms("is with another volunteer now")
    ana.sees("Omar, a volunteer, is here")


def test_late_words_of_the_first_volunteer_do_not_cross(world, vera):
    """Scenario 19: a relay is queued while the next one takes over."""
    bo = world.phone()
    bo.texts("can i talk to a real person")
    bo.reads_everything()
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    vera.texts("Hello.")
    bo.reads_everything()
    with storage.writing(world.engine) as db:
        service.transfer(db, world.case().id, vera.id, world.clock())
    omar = world.volunteer("Omar", "+12025550122")
    omar.expects_sms("someone is waiting")
    bo.reads_everything()
    with storage.writing(world.engine) as db:
        case = world.case()
        assert service.volunteer_writes(db, case, vera.id, "late words", world.clock()) == "sent"
        assert service.take(db, case.id, omar.id, world.clock()) == "taken"
    world.settle()
    bo.reads_everything()
    assert not any("late words" in t.body for t in bo.received())
    vera.expects_sms("is with another volunteer now. Nothing more")
    vera.expects_sms("Your last words were not sent")
    omar.reads_everything()


@pytest.mark.parametrize(
    "words", ["call me on 202-555-0147", "write to vera@example.net", "look at www.example.net/me"]
)
def test_what_a_volunteer_may_not_send_is_held_until_a_supervisor_releases_it(world, ana, vera, sue, words):
    """Scenario 20."""
    talking(world, ana, vera)
    vera.texts(words)
    vera.expects_sms("Not sent: it has a phone number, address or link in it")
    ana.sees_nothing_new()
    with storage.writing(world.engine) as db:
        (held,) = service.held_words(db)
        assert service.release(db, held.id, vera.id, world.clock()) == "not_allowed"
        assert service.release(db, held.id, sue.id, world.clock()) == "released"
        assert service.release(db, held.id, sue.id, world.clock()) == "decided"
    world.settle()
    ana.sees(words, speaker="Vera")
    vera.expects_sms("has passed your held words on")


def test_held_words_that_are_refused_stay(world, ana, vera, sue):
    """Scenario 20."""
    talking(world, ana, vera)
    vera.texts("i am at 202-555-0147")
    vera.expects_sms("Not sent: it has a phone number")
    with storage.writing(world.engine) as db:
        (held,) = service.held_words(db)
        assert service.refuse(db, held.id, sue.id, world.clock()) == "refused"
    world.settle()
    vera.expects_sms("your held words stay here")
    ana.sees_nothing_new()


def test_the_persons_number_is_kept_back_and_their_words_go_at_once(world, ana, vera, sue):
    """Scenario 20: a crisis line passes; a number the person sends waits for a supervisor, the words do not."""
    talking(world, ana, vera)
    vera.texts("988 is there day and night")
    ana.sees("988 is there day and night", speaker="Vera")
    ana.types("mine is 202 555 0148 please ring")
    world.forward(seconds=5)
    passed = vera.expects_sms("[number kept back] please ring").body
    assert "0148" not in passed
    ana.sees_one_of("kept a number", "stayed here", "not passed on", "without the number")
    with storage.writing(world.engine) as db:
        (held,) = service.held_words(db)
        assert "0148" in held.body
        assert service.release(db, held.id, sue.id, world.clock()) == "released"
    world.settle()
    vera.expects_sms("202 555 0148")


def test_words_after_closing_go_nowhere_and_the_persons_may_open_a_case(world, ana, vera):
    """Scenario 21."""
    talking(world, ana, vera)
    first = world.case().id
    vera.replies("DONE {ref}").expects_sms("is finished")
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()
    vera.texts("one more thing")
    vera.expects_sms("is closed. Your text was not sent to anyone.")
    ana.sees_nothing_new()
    ana.types("i dont want to be alive anymore")
    ana.sees_crisis_line()
    vera.expects_sms("waiting (")
    assert world.case().id != first and world.case().previous_case_id == first


def test_pictures_are_refused_from_either_side_and_words_pass(world, vera):
    """Scenario 22."""
    bo = world.phone()
    bo.texts("can i talk to a real person")
    bo.reads_everything()
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    vera.texts("Hello.")
    bo.reads_everything()
    bo.texts("look at this", media=["image/jpeg"])
    world.forward(seconds=5)
    assert "[picture, not opened] look at this" in vera.expects_sms("look at this").body
    bo.sees_one_of("Pictures cannot be", "takes words and no pictures", "was not opened", "No picture can be")
    vera.texts("and this", media=["image/png"])
    vera.expects_sms("Pictures cannot be passed on")
    bo.sees("Vera: and this")


def test_quick_texts_and_the_parts_of_a_long_one_are_one_sms(world, vera):
    """Scenario 22: joined once, read for risk one by one and as a whole, whatever the order of the parts."""
    bo = world.phone()
    bo.texts("can i talk to a real person")
    bo.reads_everything()
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    vera.texts("Hello.")
    bo.reads_everything()
    before = len(vera.received())
    for words in ("second half of it.", "It began in May and this is the", "there"):
        bo.texts(words)
        world.forward(seconds=2)
    vera.expects_nothing()
    world.forward(seconds=4)
    assert len(vera.received()) == before + 1
    joined = vera.expects_sms("second half of it. It began in May and this is the there").body
    assert joined.startswith(vera.ref)


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


def finished(world, ana, vera):
    """A heavy conversation, closed by its volunteer."""
    talking(world, ana, vera, "im going to kill myself")
    vera.replies("DONE {ref} with her sister, plan made").expects_sms("That was a lot")
    ana.sees("Vera has left")
    ana.answers("Back to the assistant")
    ana.sees_something()


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


def test_a_volunteer_who_stops_is_lost_and_the_person_is_told(world, ana, vera, omar, cleo):
    """Scenario 27: re-offered at once, a task for the coordinator, and no text to them."""
    asks(ana)
    first = next(v for v in (vera, omar) if any("is waiting (" in s.text for s in v.read()))
    second = omar if first is vera else vera
    first.expects_sms("someone is waiting")
    takes(first, ana)
    first.texts("Hi")
    ana.sees_something()
    first.texts("STOP")
    first.reads_everything()  # the network's own confirmation, if there is one
    second.expects_sms("someone is waiting")
    ana.sees_something()
    with storage.reading(world.engine) as db:
        assert db.query(Task).filter_by(kind="contact", volunteer_id=first.id).count() == 1
        assert db.get_one(Volunteer, first.id).state == "active"
    world.forward(seconds=30)
    first.expects_nothing()
