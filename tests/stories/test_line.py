"""The line to phones fails in every way that Twilio knows, and nobody is left waiting for a text that does not come."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions import storage
from actions.storage import keyed_hash
from handoff import outbox
from handoff.cases.models import CaseEvent, Offer
from handoff.channels.sms.models import LineState, Text
from handoff.volunteers import enrolment
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Volunteer
from tests.cast import PUBLIC, STAFF, Phone, VolunteerPhone
from tests.stories.scenes import asks, takes


def asked_lately(world, volunteer):
    """So that the others are asked before them."""
    with storage.writing(world.engine) as db:
        db.get_one(Volunteer, volunteer.id).last_offer_at = world.clock()


def talking(world, person, volunteer):
    """A person who writes by SMS and a volunteer are in conversation."""
    asks(person)
    volunteer.expects_sms("waiting (")
    takes(volunteer, person)
    volunteer.texts("I am here.")
    person.sees("I am here.")
    person.reads_everything()
    volunteer.reads_everything()


def offers(world):
    with storage.reading(world.engine) as db:
        return {o.volunteer_id: o.state for o in db.query(Offer).order_by(Offer.id)}


def kept(world, **where):
    with storage.reading(world.engine) as db:
        return db.query(Text).filter_by(**where).order_by(Text.id).all()


def second_number(world, volunteer, number):
    with storage.writing(world.engine) as db:
        more = ContactMethod(volunteer_id=volunteer.id, address=number, address_hash=keyed_hash(number), position=2)
        enrolment.verified(more, world.clock(), "console")
        db.add(more)
    phone = Phone(world, number, f"{volunteer.name}'s other phone")
    world.cast.append(phone)
    return phone


@pytest.mark.parametrize(("outcome", "code"), [("undelivered", 30003), ("failed", 30006), ("failed", 39999)])
def test_a_phone_that_cannot_be_reached_the_other_phone_then_the_next_volunteer(world, ana, vera, omar, outcome, code):
    """Scenario 6: unreachable, a landline, a code nobody knows; all within five seconds."""
    asked_lately(world, omar)
    other = second_number(world, vera, "+12025550171")
    for number in (vera.number, other.number):
        world.twilio.plan(number, outcome, code=code)
    began = world.clock()
    asks(ana)
    world.forward(seconds=5)
    vera.expects_sms("someone is waiting")
    other.sees("someone is waiting")
    omar.expects_sms("someone is waiting")
    asked = kept(world, kind="text.alert")
    assert [t.volunteer_id for t in asked] == [vera.id, vera.id, omar.id]
    assert all(t.handed_at - began <= timedelta(seconds=5) for t in asked)
    assert offers(world) == {vera.id: "failed", omar.id: "live"}
    takes(omar, ana)


def test_sent_and_never_received_one_more_is_asked_and_the_first_can_still_take(world, ana, vera, omar):
    """Scenario 7."""
    asked_lately(world, omar)
    world.twilio.plan(vera.number, "sent")
    asks(ana)
    vera.expects_sms("someone is waiting")
    world.forward(seconds=59)
    omar.expects_nothing()
    world.forward(seconds=1)
    omar.expects_sms("someone is waiting")
    assert offers(world) == {vera.id: "live", omar.id: "live"}
    takes(vera, ana)
    omar.expects_sms("was taken by someone else")


def test_a_receipt_within_the_minute_asks_nobody_else(world, ana, vera, omar):
    """Scenario 7, the other way round."""
    asked_lately(world, omar)
    world.twilio.plan(vera.number, "delivered", late_s=50)
    asks(ana)
    vera.expects_sms("someone is waiting")
    world.forward(seconds=80)
    omar.expects_nothing()
    takes(vera, ana)


def test_a_bad_moment_of_the_network_the_same_words_once_more_and_the_next_beside(world, ana, vera, omar):
    """Scenario 6: 30008 tells nothing about the phone, which is tried once more while the next is asked beside it."""
    asked_lately(world, omar)
    world.twilio.plan(vera.number, "undelivered", code=30008, times=1)
    asks(ana)
    first, again = vera.received()[-2:]
    assert first.body == again.body and "someone is waiting" in first.body
    vera.reads_everything()
    vera.ref = first.body.split("(")[1][:4].strip(",")
    omar.expects_sms("someone is waiting")
    takes(vera, ana)
    omar.expects_sms("was taken by someone else")


def test_words_to_a_person_survive_two_bad_moments(world, vera, sue):
    """Scenario 6, for a person: two tries more, then the volunteer and a supervisor are told."""
    bo = world.phone()
    talking(world, bo, vera)
    world.twilio.plan(bo.number, "undelivered", code=30500, times=2)
    vera.texts("I am still here.")
    assert sum("I am still here." in t.body for t in bo.received()) == 3
    bo.sees_something()
    vera.expects_nothing()
    world.twilio.plan(bo.number, "undelivered", code=30500, times=3)
    vera.texts("Can you read me?")
    bo.sees_something()
    vera.expects_sms("your last words did not reach them")
    sue.expects_sms("needs a supervisor")


def test_an_alert_whose_answer_was_lost_goes_out_again_with_the_same_ref(world, ana, vera):
    """Scenario 37: an alert is doubled rather than lost."""
    world.twilio.network.delays = (5.0, 1.0)  # no callback proves it before the next try
    world.twilio.fault("answer_lost")
    asks(ana)
    world.forward(seconds=3)
    alerts = [t for t in vera.received() if "someone is waiting" in t.body]
    assert len(alerts) == 2 and alerts[0].body == alerts[1].body
    vera.expects_sms("someone is waiting")
    vera.expects_sms("someone is waiting")
    takes(vera, ana)
    assert kept(world, kind="text.alert")[0].doubted_at is not None
    world.forward(seconds=10)


def test_relayed_words_whose_answer_was_lost_are_found_and_not_doubled(world, vera):
    """Scenario 37: looked for at Twilio by words and time, found, and not said twice."""
    bo = world.phone()
    talking(world, bo, vera)
    world.twilio.network.delays = (30.0, 1.0)
    world.twilio.fault("answer_lost")
    vera.texts("You are not alone with it.")
    world.forward(seconds=4)
    (text,) = [t for t in kept(world, kind="text.relay", line="public") if t.body and "not alone" in t.body]
    assert text.provider_sid and text.doubted_at is None
    world.forward(seconds=90)
    bo.sees("You are not alone with it.")
    assert sum("not alone" in t.body for t in bo.received()) == 1


def test_a_list_that_lags_the_words_go_once_more_and_it_is_marked(world, vera):
    """Scenario 37: the list does not show them for 45 s, so they are sent again, once, and the doubt is noted."""
    bo = world.phone()
    talking(world, bo, vera)
    world.twilio.network.delays = (300.0, 1.0)
    world.twilio.fault("answer_lost")
    world.twilio.fault("list_lag", 50, seconds=120)
    vera.texts("You are not alone with it.")
    world.forward(seconds=44)
    assert sum("not alone" in t.body for t in bo.received()) == 1
    world.forward(seconds=3)
    assert sum("not alone" in t.body for t in bo.received()) == 2
    world.forward(seconds=60)
    assert sum("not alone" in t.body for t in bo.received()) == 2
    bo.sees("You are not alone with it.")
    bo.sees("You are not alone with it.")
    (text,) = [t for t in kept(world, kind="text.relay", line="public") if t.doubted_at is not None]
    with storage.reading(world.engine) as db:
        marked = [e for e in db.query(CaseEvent) if e.kind == "sent_again"]
    assert [e.data for e in marked] == [{"text": text.id}]
    world.twilio.faults.clear()


def test_too_many_requests_five_times_and_then_it_goes_out(world, ana, vera):
    """Scenario 38: nothing was taken, so nothing is doubled."""
    world.twilio.fault("429", 5, seconds=2)
    asks(ana)
    vera.expects_nothing()
    world.forward(seconds=30)
    vera.expects_sms("someone is waiting")
    takes(vera, ana)


def test_one_server_error_and_then_it_goes_out(world, vera):
    """Scenario 38: an error of theirs may have sent, so the list is asked first."""
    bo = world.phone()
    talking(world, bo, vera)
    world.twilio.fault("20500")
    vera.texts("I am reading.")
    bo.sees_nothing_new()
    world.forward(seconds=50)
    bo.sees("I am reading.")


def test_a_wrong_token_takes_the_line_down_pages_the_operator_and_consoles_still_offer(
    world, ana, vera, omar, operator
):
    """Scenario 38: the operator is paged as soon as a line is up; who has the console open is asked there."""
    world.twilio.fault("20003", 1000)
    omar.has_the_console_open()
    asks(ana, "im going to kill myself")
    vera.expects_nothing()
    with storage.reading(world.engine) as db:
        assert {row.name for row in db.query(LineState) if row.down_at} == {"public", "staff"}
        assert {(o.volunteer_id, o.channel) for o in db.query(Offer).filter_by(state="live")} == {(omar.id, "console")}
    assert "line_down" in {f.what for f in world.audit()}, "the heartbeat is withheld meanwhile"
    assert omar.takes_in_console() == "taken"
    ana.sees("Omar, a volunteer, is here")
    world.twilio.faults.clear()
    world.forward(seconds=61)
    operator.sees("error 20003")
    operator.reads_everything()
    assert not {f.what for f in world.audit()}
    omar.reads_everything()
    vera.reads_everything()


def test_the_second_line_sends_while_the_first_is_down(world, ana, vera, operator, monkeypatch):
    """Scenario 38: a number that carriers block is replaced by the one that is set as its stand-in."""
    monkeypatch.setenv("TWILIO_STAFF_SECOND", "+12025550109")
    world.twilio.network.numbers["+12025550109"] = replace(world.twilio.network.numbers[STAFF], number="+12025550109")
    world.line.account.numbers["staff2"] = "+12025550109"
    world.twilio.plan(vera.number, "undelivered", code=30034, times=1)
    asks(ana)
    world.forward(seconds=5)
    alerts = [t for t in vera.received() if "someone is waiting" in t.body]
    assert [t.from_ for t in alerts] == [STAFF, "+12025550109"]
    vera.expects_sms("someone is waiting")
    vera.expects_sms("someone is waiting")
    operator.sees("error 30034")
    takes(vera, ana)


def test_receipts_doubled_reversed_and_an_hour_late_change_nothing_that_is_known(world, ana, vera, omar):
    """Scenario 39."""
    world.twilio.plan(vera.number, "delivered", doubled=True, backwards=True, times=1)
    world.twilio.plan(omar.number, "undelivered", code=30003, doubled=True, backwards=True)
    asks(ana)
    vera.expects_sms("someone is waiting").replies("NO {ref}").then_expects("Thank you.")
    omar.expects_sms("someone is waiting")
    alerts = {t.volunteer_id: t for t in kept(world, kind="text.alert")}
    assert (alerts[vera.id].status, alerts[omar.id].status) == ("delivered", "undelivered")
    world.forward(hours=1)
    for text, late in ((alerts[vera.id], "failed"), (alerts[omar.id], "delivered"), (alerts[vera.id], "sent")):
        with storage.writing(world.engine) as db:
            outbox.store_status(
                db, text.id, late, 30006 if late == "failed" else None, world.clock(), text.provider_sid
            )
        world.settle()
    after = {t.id: t.status for t in kept(world, kind="text.alert")}
    assert (after[alerts[vera.id].id], after[alerts[omar.id].id]) == ("delivered", "undelivered")
    for one in (vera, omar):
        one.reads_everything()
    ana.sees_something()


def test_a_filter_that_refuses_our_words_gets_no_second_try_of_them(world, operator):
    """Scenario 6: 30007 speaks of the words. The plain card with the crisis line goes instead, once."""
    bo = world.phone()
    bo.texts("im so anxious today")
    bo.sees_something()
    world.twilio.plan(bo.number, "undelivered", code=30007, times=1)
    bo.texts("i cant sleep")
    assert "988" in bo.received()[-1].body
    bodies = [t.body for t in bo.received()]
    assert len(bodies) == len(set(bodies))
    bo.sees_something()
    assert kept(world, error_code=30007)


def on_shift(world, names):
    """Many volunteers on shift, enrolled without texts."""
    phones = []
    with storage.writing(world.engine) as db:
        for n in range(names):
            number = f"+120255502{n:02d}"
            row, _token = volunteers.invite(db, display_name=f"V{n}", now=world.clock())
            row.state = "active"
            contact = ContactMethod(volunteer_id=row.id, address=number, address_hash=keyed_hash(number))
            enrolment.verified(contact, world.clock(), "console")
            db.add(contact)
            volunteers.go_on_shift(db, row.id, world.clock(), world.clock() + timedelta(hours=4))
            phones.append(VolunteerPhone(world, row.display_name, number, row.id))
    world.cast += phones
    return phones


def test_fifty_people_at_once_on_one_long_code_first_alerts_before_any_second(world, monkeypatch):
    """Scenario 43: one segment a second. The gravest first, every case's first alert before any second one."""
    world.twilio.network.numbers[STAFF] = replace(world.twilio.network.numbers[STAFF], rate=1.0)
    monkeypatch.setenv("TWILIO_STAFF_RATE", "1")
    phones = on_shift(world, 80)
    people = [world.person(f"P{n}") for n in range(50)]
    world.worker_runs = False
    for n, person in enumerate(people):  # who is in danger comes last
        person.types("PERSON" if n < 40 else "im going to kill myself")
        person.sees_something()
    world.worker_runs = True
    world.forward(seconds=60)
    seen, order = set(), []
    for text in sorted((t for t in kept(world, kind="text.alert") if t.handed_at), key=lambda t: (t.handed_at, t.id)):
        order.append((text.case_id not in seen, text.case_id))
        seen.add(text.case_id)
    assert [is_first for is_first, _ in order[:50]] == [True] * 50, "a second alert went before somebody's first"
    assert {case for _, case in order[:10]} == {world.case_of(p) for p in people[40:]}, "the gravest first"
    last_first = next(t for t in kept(world, kind="text.alert") if t.case_id == order[49][1] and t.handed_at)
    assert last_first.handed_at - last_first.created_at <= timedelta(seconds=52), "the number's own throughput"
    for phone in phones:
        phone.reads_everything()
    for person in people:
        if person.unread():
            person.sees_something()


def test_a_crisis_text_goes_before_forty_reminders(world, monkeypatch):
    """Scenario 43: reminders wait at our side, two seconds of them at most at Twilio's."""
    monkeypatch.setenv("TWILIO_PUBLIC_RATE", "1")
    world.twilio.network.numbers[PUBLIC] = replace(world.twilio.network.numbers[PUBLIC], rate=1.0)
    others = [Phone(world, f"+120255503{n:02d}") for n in range(40)]
    world.cast += others
    with storage.writing(world.engine) as db:
        for n, other in enumerate(others):
            outbox.queue(
                db, kind="text.checkin", line="public", to=other.number, body="A word", now=world.clock(), key=f"r{n}"
            )
    world.forward(seconds=3)
    bo = world.phone()
    began = world.clock()
    bo.texts("i took all my pills just now")
    world.forward(seconds=10)
    bo.sees("911")
    crisis = next(t for t in kept(world, kind="text.crisis") if t.handed_at)
    assert crisis.handed_at - began <= timedelta(seconds=3)
    reminded = [t for t in kept(world, kind="text.checkin") if t.handed_at]
    assert 3 <= len(reminded) <= 14
    world.forward(minutes=2)
    for other in others:
        other.reads_everything()
    bo.sees_something()
