"""Reaching a human: who is asked, when, and what the person reads meanwhile."""

from datetime import timedelta

import pytest

from actions import storage
from handoff.cases import service
from handoff.cases.models import Offer
from handoff.volunteers import hours
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Volunteer


def team(world, *names):
    """Volunteers on shift, in this order."""
    return [world.volunteer(name, f"+1202555013{n}") for n, name in enumerate(names)]


def takes(volunteer):
    """Takes the case and reads what comes with it."""
    volunteer.replies("GO {ref}").expects_sms("You have")
    volunteer.reads_everything()


def test_three_are_asked_the_first_go_wins_and_two_read_that_it_is_taken(world, ana):
    """Scenario 2."""
    people = team(world, "Ann", "Ben", "Cam", "Dee")
    ana.types("im going to kill myself")
    ana.sees_crisis_line()
    asked = [v for v in people if any("is waiting (" in s.text for s in v.read())]
    assert len(asked) == 3
    for one in asked:
        one.expects_sms("PRIORITY")
    takes(asked[1])
    for other in (asked[0], asked[2]):
        other.expects_sms("was taken by someone else. Nothing for you to do.")
    ana.sees(f"{asked[1].name}, a volunteer, is here and is reading")


def test_imminent_danger_asks_everybody_and_every_supervisor_at_once(world, ana):
    """Scenario 3."""
    people = team(world, "Ann", "Ben", "Cam", "Dee", "Eve")
    sups = [
        world.volunteer(name, number, on_shift=False, roles=("supervisor",))
        for name, number in (("Sue", "+12025550124"), ("Sal", "+12025550125"))
    ]
    began = world.clock()
    ana.types("i took all my pills just now")
    first = ana.sees("911")
    assert first.text.index("911") < first.text.index("988") if "988" in first.text else True
    for one in people:
        one.expects_sms("PRIORITY")
    for one in sups:
        one.expects_sms("needs a supervisor")
    assert world.clock() == began
    world.forward(minutes=1)
    ana.sees_something()
    for one in (*people, *sups):
        one.reads_everything()


def test_all_down_the_line_is_shown_and_alerts_go_out_when_twilio_returns(world, ana, vera, omar):
    """Scenario 4."""
    world.parts.rasa.up = False
    world.twilio.down()
    ana.types("i want to die")
    ana.sees_crisis_line()
    assert world.case().state in ("offering", "new")
    for one in (vera, omar):
        one.expects_nothing()
    world.twilio.up()
    world.forward(seconds=10)
    for one in (vera, omar):
        one.expects_sms("waiting (")
    takes(vera)
    omar.expects_sms("was taken by someone else")
    ana.sees("Vera")


def test_no_silence_by_sms_and_silence_in_the_console_each_ask_the_next(world, ana):
    """Scenario 5: the order and the records of a NO are those of anybody else."""
    people = team(world, "Ann", "Ben", "Cam", "Dee")
    people[2].has_the_console_open()
    ana.types("PERSON")
    ana.sees("988")
    cam, rest = people[2], [p for p in people if p is not people[2]]
    cam.expects_nothing()  # it is on the screen: the phone stays quiet
    assert world.case().state == "offering"
    world.forward(seconds=31)
    first = next(p for p in rest if any("is waiting (" in s.text for s in p.read()))
    first.expects_sms("someone is waiting").replies("NO {ref}").then_expects("Thank you.")
    second = next(p for p in rest if p is not first and any("is waiting (" in s.text for s in p.read()))
    second.expects_sms("someone is waiting")
    world.forward(seconds=90)
    ana.sees_something()
    third = next(p for p in rest if p not in (first, second))
    third.expects_sms("someone is waiting")
    with storage.reading(world.engine) as db:
        ends = {o.volunteer_id: o.state for o in db.query(Offer)}
        assert ends == {cam.id: "expired", first.id: "declined", second.id: "expired", third.id: "live"}
        columns = set(Volunteer.__table__.columns.keys())
    assert not any("pass" in c or "declin" in c or "refus" in c for c in columns), "no record of a NO on a volunteer"


def test_nobody_can_be_reached_the_truth_is_told_and_the_case_stays_open(world, ana, vera, omar):
    """Scenario 8."""
    ana.types("im going to kill myself")
    ana.sees_crisis_line()
    for one in (vera, omar):
        world.twilio.plan(one.number, "undelivered", code=30003)
        one.reads_everything()
    world.forward(minutes=5)
    said = " ".join(ana.unread())
    ana.sees_something()
    assert "988" in said
    case = world.case()
    assert case.external_at is not None and case.state in ("offering", "waiting") and case.next_action_at is not None
    world.forward(minutes=30)
    ana.sees_something()
    assert world.case().state != "closed"
    assert world.audit() == []
    for one in (vera, omar):
        one.reads_everything()


def test_nobody_on_shift_says_so_and_when_the_next_one_comes(world, ana, cleo):
    """Scenario 9: at no risk; the assistant goes on."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False)
    with storage.writing(world.engine) as db:
        volunteers.add_slot(db, vera.id, world.clock() + timedelta(hours=3), world.clock() + timedelta(hours=6))
    ana.types("PERSON")
    assert "Tue 16:30" in ana.sees("988").text
    cleo.expects_sms("nobody is on shift")
    assert world.case().state == "waiting"


def test_an_open_call_at_high_risk_keeps_quiet_hours(world, ana, sue):
    """Scenario 9: at high risk supervisors at once, and an open call to those who agreed and are awake."""
    awake = world.volunteer("Awa", "+12025550141", on_shift=False, open_call=True, zone="America/New_York")
    asleep = world.volunteer("Zoe", "+12025550142", on_shift=False, open_call=True, zone="America/New_York")
    never = world.volunteer("Nia", "+12025550143", on_shift=False)
    with storage.writing(world.engine) as db:
        quiet = db.query(ContactMethod).filter_by(volunteer_id=asleep.id).one()
        quiet.quiet_from, quiet.quiet_to = 13 * 60, 15 * 60  # it is 13:30 in New York
    ana.types("im going to kill myself")
    ana.sees_crisis_line()
    sue.expects_sms("needs a supervisor")
    awake.expects_sms("PRIORITY")
    asleep.expects_nothing()
    never.expects_nothing()
    takes(awake)
    ana.sees("Awa, a volunteer, is here")


def test_whoever_comes_on_shift_is_asked_within_a_second_and_a_half(world, ana, cleo):
    """Scenario 10."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False)
    starts = world.clock() + timedelta(minutes=4)
    with storage.writing(world.engine) as db:
        volunteers.add_slot(db, vera.id, starts, starts + timedelta(hours=4), confirmed_at=world.clock())
    ana.types("PERSON")
    ana.sees("988")
    cleo.expects_sms("nobody is on shift")
    world.forward(minutes=4, seconds=-1)
    vera.expects_nothing()
    world.forward(seconds=1)
    vera.expects_sms("someone is waiting")
    assert world.clock() == starts
    ana.sees_something()


def test_one_go_copied_three_times_is_one_acceptance(world, ana, vera):
    """Scenario 11."""
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.texts(f"GO {vera.ref}", copies=3)
    vera.expects_sms("You have")
    vera.expects_sms("asked if you may read")
    vera.expects_nothing()
    ana.sees("May Vera read")


def test_go_after_its_time_has_it_while_untaken_and_is_told_when_taken(world, ana, vera, omar):
    """Scenario 12."""
    ana.types("PERSON")
    ana.sees("988")
    first = next(v for v in (vera, omar) if any("is waiting (" in s.text for s in v.read()))
    second = omar if first is vera else vera
    first.expects_sms("someone is waiting")
    world.forward(seconds=91)
    ana.sees_something()
    second.expects_sms("someone is waiting")
    takes(second)
    first.replies("GO {ref}").expects_sms("was taken by someone else")
    ana.sees(second.name)


def test_a_ref_that_is_not_theirs_takes_nothing(world, vera, omar):
    """Scenario 13: another's ref, a mistyped one, and none with two offers."""
    ana, bo = world.person("Ana"), world.person("Bo")
    for one in (ana, bo):
        one.types("PERSON")
        one.sees("988")
    vera.expects_sms("someone is waiting")
    omar.expects_sms("someone is waiting")
    if vera.ref != omar.ref:
        vera.texts(f"GO {omar.ref}")
        vera.expects_sms("I do not know")
    for answer in ("GO Q999", "YES", "ok", "go on", f"{vera.ref}"):
        vera.texts(answer)
        vera.reads_everything()
    with storage.reading(world.engine) as db:
        assert db.query(Offer).filter_by(state="accepted").count() == 0


def test_two_offers_and_no_ref_takes_nothing(world, vera):
    """Scenario 13: two at imminent danger may ask one volunteer; GO alone names none."""
    ana, bo = world.person("Ana"), world.person("Bo")
    for one in (ana, bo):
        one.types("i took all my pills just now")
        one.sees("911")
    vera.reads_everything()
    vera.texts("GO")
    vera.expects_sms("are waiting. Reply GO and the one you take")
    with storage.reading(world.engine) as db:
        assert db.query(Offer).filter_by(state="accepted").count() == 0


def test_words_after_go_are_not_sent_and_said_so(world, ana, vera):
    """Scenario 14: words before taking reach nobody; GO with words takes, and says what was not sent."""
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    vera.texts("hello are you there")
    vera.expects_sms("To take it reply GO")
    vera.replies("GO {ref} hello").expects_sms("What you wrote after GO was not sent")
    vera.expects_sms("asked if you may read")
    ana.sees("May Vera read")
    vera.texts("no")
    vera.expects_sms("Not sent")
    ana.sees_nothing_new()
    vera.replies("{ref} no")
    ana.sees("has joined")
    ana.sees("no", speaker="Vera")


def test_two_conversations_need_the_ref(world, ana):
    """Scenario 15."""
    vera = world.volunteer("Vera", "+12025550121", max_cases=2)
    bo = world.person("Bo")
    refs = {}
    for person in (ana, bo):
        person.types("PERSON")
        person.sees("988")
        vera.expects_sms("someone is waiting")
        refs[person.name] = vera.ref
        takes(vera)
        person.sees("May Vera read")
    vera.texts("are you there")
    vera.expects_sms("Start with the ref")
    ana.sees_nothing_new()
    bo.sees_nothing_new()
    vera.texts(f"{refs['Bo']} hello Bo")
    bo.sees("has joined")
    bo.sees("hello Bo", speaker="Vera")
    ana.sees_nothing_new()


def test_a_language_that_nobody_has_is_said_and_another_offered(world, cleo):
    """Scenario 32: a missing language is said, another is offered, never assumed."""
    vera = world.volunteer("Vera", "+12025550121")
    with storage.writing(world.engine) as db:
        volunteers.pause(db, vera.id, 1, world.clock())
    ana = world.person("Ana")
    ana.types("PERSON")
    ana.sees("988")
    with storage.writing(world.engine) as db:
        service.wish(db, world.case().id, world.clock(), language="es")
    ana.sees("Spanish")
    cleo.expects_sms("(Spanish)")
    world.forward(minutes=1)
    vera.expects_nothing()
    ana.presses("Ask in English")
    vera.expects_sms("someone is waiting")
    ana.sees_something()


@pytest.mark.parametrize("who", ["tags", "same"])
def test_somebody_with_the_experience_or_the_same_one_is_asked_first(world, ana, who):
    """Scenario 32: experience asked for, and the same volunteer as last time, come before all else."""
    people = team(world, "Ann", "Ben", "Cam")
    with storage.writing(world.engine) as db:
        db.get_one(Volunteer, people[2].id).tags = ["grief"]
    for one in people:
        with storage.writing(world.engine) as db:
            volunteers.pause(db, one.id, 1, world.clock())
    ana.types("PERSON")
    case = world.case()
    with storage.writing(world.engine) as db:
        wish = {"experience": ["grief"]} if who == "tags" else {"same": people[2].id}
        service.wish(db, case.id, world.clock(), **wish)
    ana.sees("988")
    world.forward(minutes=1)
    people[2].expects_sms("someone is waiting")


def test_hours_that_are_promised_and_empty_are_admitted(world, ana, vera, cleo):
    """Scenario 9: the person hears the roster, not the promise."""
    with storage.writing(world.engine) as db:
        how = {"zone": "America/New_York", "first_day": world.clock().date(), "language": "en"}
        hours.promise(db, rule="FREQ=DAILY", starts="08:00", ends="22:00", **how)
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    takes(vera)
    ana.sees("May Vera read")
    with storage.writing(world.engine) as db:
        volunteers.off_shift_until(db, vera.id, world.clock())
        volunteers.step_back(db, vera.id, world.clock(), for_good=False)
    world.settle()
    ana.sees_one_of("should be here at this hour", "These are our hours", "We said that somebody", "By our hours")
    cleo.reads_everything()
    vera.reads_everything()
