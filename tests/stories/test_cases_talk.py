"""Talking with a volunteer: silence, shifts that end, handing over, held words, what is late."""

import pytest

from actions import storage
from handoff.cases import service
from handoff.conversations.models import Consent
from handoff.volunteers.models import Task, Volunteer
from tests.stories.scenes import asks, takes, talking


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
