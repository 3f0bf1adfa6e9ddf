"""Volunteers beside their conversations: coming in, limits, roles that never meet; what people take back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from actions import storage
from handoff.cases import service
from handoff.cases.models import Case, CaseEvent
from handoff.conversations.models import Message, Person
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import ContactMethod, Task, Volunteer
from tests.cast import STAFF, VolunteerPhone
from tests.stories.scenes import asks


def test_stop_and_end_in_an_open_case_lock_the_phone_and_nothing_else(world, vera, sue):
    """Scenario 25: no more SMS, supervisor, the case stays open; START resumes."""
    bo = world.phone()
    bo.texts("im going to kill myself")
    bo.sees_crisis_line()
    bo.reads_everything()
    vera.expects_sms("PRIORITY").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    vera.texts("I am here")
    bo.reads_everything()
    bo.texts("END")
    bo.reads_everything()  # the network's own last word
    vera.expects_sms("they stopped our texts")
    sue.expects_sms("needs a supervisor")
    case = world.case()
    assert case.state == "active" and case.person_away == "stopped"
    got = len(bo.received())
    vera.texts("are you there")
    world.forward(seconds=30)
    assert len(bo.received()) == got, "nothing after STOP"
    vera.reads_everything()
    bo.texts("START")
    bo.reads_everything()
    vera.expects_sms("they take our texts again")
    assert world.case().person_away is None
    vera.texts("I am still here")
    bo.sees("Vera: I am still here")


def test_an_unknown_number_on_the_staff_line_in_danger(world, vera):
    """Scenario 28: the line, a case, and the public line answers."""
    stray = VolunteerPhone(world, "Ida", "+12025550177", 0)
    stray.line = STAFF
    world.cast.append(stray)
    stray.texts("i want to kill myself")
    assert any("988" in s.text for s in stray.read())
    stray.reads_everything()
    vera.expects_sms("waiting (")
    assert {t.from_ for t in stray.received() if hasattr(t, "from_")} <= {"+12025550100", None, ""}


def test_one_phone_two_roles_that_never_meet(world, vera, sue):
    """Scenario 29: a volunteer who writes to the public line is a person; in distress on the staff line they get the
    line, and a supervisor."""
    me = world.phone(vera.number)
    me.texts("im so anxious today")
    me.reads_everything()
    vera.reads_everything()
    with storage.reading(world.engine) as db:
        assert db.query(Person).count() == 1
        assert db.query(Message).filter_by(direction="in").count() == 1
    vera.texts("i want to kill myself")
    said = vera.expects_sms("988").body
    assert "988" in said
    sue.expects_sms("asks for a supervisor")
    me.reads_everything()
    vera.reads_everything()
    with storage.reading(world.engine) as db:
        assert db.query(Case).count() == 0, "the role of a volunteer opens no case of a person"


def test_coming_in_takes_their_own_number_and_its_code(world, clock):
    """Scenario 30: wrong, late, a sixth try, somebody else's number; nothing but codes before consent."""
    taken = world.volunteer("Tom", "+12025550150", on_shift=False)
    phone = VolunteerPhone(world, "Uma", "+12025550151", 0)
    world.cast.append(phone)

    def send(number):
        with storage.writing(world.engine) as db:
            return volunteers.send_code(db, token, number, clock())

    def enter(code, consent=True):
        with storage.writing(world.engine) as db:
            return volunteers.confirm_code(db, token, code, clock(), consent=consent)

    with storage.writing(world.engine) as db:
        _row, token = volunteers.invite(db, display_name="Uma", now=clock())
    assert send(phone.number) == "sent"
    code = phone.expects_sms("Your code for Peerline is").find(r"\b\d{6}\b")
    assert enter(code, consent=False) == "no_consent"
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    assert [enter(wrong) for _ in range(5)] == ["wrong"] * 4 + ["too_many"]
    assert enter(code) == "too_many", "the sixth try is none, even with the right code"
    assert send(phone.number) == "sent"
    late = phone.expects_sms("Your code for Peerline is").find(r"\b\d{6}\b")
    world.forward(minutes=11)
    assert enter(late) == "late"
    assert send(taken.number) == "sent"
    theirs = taken.expects_sms("Your code for Peerline is").find(r"\b\d{6}\b")
    assert enter(theirs) == "taken"
    with storage.reading(world.engine) as db:
        assert db.scalar(select(func.count()).where(ContactMethod.verified_at.is_not(None))) == 1
    world.forward(hours=1)
    assert send(phone.number) == "sent"
    code = phone.expects_sms("Your code for Peerline is").find(r"\b\d{6}\b")
    assert enter(code) == "active"
    world.settle()
    phone.expects_sms("this phone is confirmed")
    with storage.reading(world.engine) as db:
        proof = db.query(ContactMethod).filter(ContactMethod.verified_at.is_not(None)).order_by("id").all()[-1]
        assert proof.consent_version and len(proof.consent_sha256 or "") == 64 and proof.source == "invite"


def test_a_number_is_confirmed_again_after_half_a_year(world, clock, cleo):
    """Scenario 30: asked two weeks before, off after 180 days, with a task for the coordinator."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False)
    world.forward(days=165)
    vera.expects_nothing()
    world.forward(days=2)
    link = vera.expects_sms("please confirm this phone again").find(r"/v/\S+")
    cleo.reads_everything()
    world.forward(hours=2)
    vera.expects_nothing()
    with storage.writing(world.engine) as db:
        assert volunteers.send_code(db, link.removeprefix("/v/"), vera.number, clock()) == "sent"
    code = vera.expects_sms("Your code for Peerline is").find(r"\b\d{6}\b")
    with storage.writing(world.engine) as db:
        assert volunteers.confirm_code(db, link.removeprefix("/v/"), code, clock(), consent=True) == "active"
    world.settle()
    vera.expects_sms("this phone is confirmed")
    world.forward(days=14)
    with storage.reading(world.engine) as db:
        off = {c.volunteer_id for c in db.query(ContactMethod) if c.off_at is not None}
        assert off == {cleo.id}
        assert db.query(Task).filter_by(kind="contact", volunteer_id=cleo.id).count() == 1


def test_limits_and_pairs_that_must_not_be(world):
    """Scenario 32: points, exclusions, do-not-pair; why each was left out is kept for supervisors."""
    from handoff.volunteers.models import DoNotPair, LoadEntry

    people = [world.volunteer(n, f"+1202555013{i}") for i, n in enumerate(("Ann", "Ben", "Cam", "Dee"))]
    ann, ben, cam, dee = people
    ana = world.person("Ana")
    with storage.writing(world.engine) as db:
        person = db.query(Person).one()
        db.add(DoNotPair(volunteer_id=ann.id, person_id=person.id, at=world.clock()))
        db.add(LoadEntry(volunteer_id=ben.id, case_id=None, points=8, at=world.clock()))
        db.add(LoadEntry(volunteer_id=cam.id, case_id=None, points=20, at=world.clock() - timedelta(days=2)))
    asks(ana)
    dee.expects_sms("someone is waiting")
    dee.replies("NO {ref}").expects_sms("Thank you.")
    for one in (ann, ben, cam):
        one.expects_nothing()
    case = world.case()
    assert case.left_out == {
        str(ann.id): "do_not_pair",
        str(ben.id): "points",
        str(cam.id): "points",
        str(dee.id): "passed",
    }


def test_a_topic_somebody_does_not_take_is_not_given_to_them(world):
    """Scenario 32: exclusions by the lanes of the conversation."""
    ann = world.volunteer("Ann", "+12025550131", exclusions=["self_harm"])
    ben = world.volunteer("Ben", "+12025550132", exclusions=["self_harm"])
    with storage.writing(world.engine) as db:
        db.get_one(Volunteer, ben.id).exclusions = []
    ana = world.person("Ana")
    ana.types("i cut myself again tonight and i want to die")
    ana.sees_something()
    ben.expects_sms("waiting (")
    assert "self_harm" in world.case().topics
    ann.expects_nothing()


def test_a_case_takes_the_plan_of_its_opening(world, ana, vera):
    """Scenario 45: a plan edited in the middle of a case changes the next one."""
    from handoff.cases import plan, planning

    asks(ana)
    vera.expects_sms("someone is waiting")
    mine = world.case()
    with storage.writing(world.engine) as db:
        planning.set_plan(db, 0, plan.Plan(3, 5, 5, (0, 2), 10), "account:1", world.clock())
        weaker = plan.Plan(2, 3, 5, (0, 1.5, 3, 5), 5)
        with pytest.raises(planning.Refused):
            planning.set_plan(db, 3, weaker, "account:1", world.clock(), second="account:1")
        assert planning.set_plan(db, 3, weaker, "account:1", world.clock(), second="account:2").version == 2
    world.forward(minutes=1)
    assert world.case().plan == mine.plan and world.case().plan_version == mine.plan_version
    bo = world.person("Bo")
    asks(bo)
    assert world.case().plan["live_offers"] == 3 and world.case().plan_version == 2
    vera.reads_everything()


@pytest.mark.parametrize(("words", "kept"), [("PERSON", False), ("im going to kill myself", True)])
def test_erasing_asked_in_an_open_case(world, ana, vera, sue, words, kept):
    """Scenario 45: at severity 1 it goes now; at 3 the case stays until a human has closed it."""
    ana.types(words)
    ana.sees_something()
    vera.expects_sms("waiting (")
    ana.forgets()
    vera.reads_everything()
    sue.reads_everything()
    case = world.case()
    assert (case.state != "closed") is kept
    with storage.reading(world.engine) as db:
        assert bool(db.query(Message).count()) is kept


def test_leaving_the_page_and_coming_back_shows_all_once_and_the_wait_afresh(world, ana, vera):
    """Scenario 44."""
    asks(ana)
    vera.expects_sms("someone is waiting")
    ana.leaves()
    before = [r["seq"] for r in ana.rows()]
    world.forward(seconds=91)
    again = [r["seq"] for r in ana.rows()]
    assert again[: len(before)] == before and len(set(again)) == len(again)
    assert ana.speaking()["who"] == "waiting"
    ana.types("i am back")
    assert ana.sees_something()
    assert world.case().person_away is None
    vera.reads_everything()


def test_what_a_whisper_and_a_view_leave_in_the_record_is_ids_alone(world, ana, vera, sue):
    """Scenario 18: events hold who, what, when and ids; never words."""
    asks(ana)
    vera.expects_sms("someone is waiting").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    ana.sees_something()
    with storage.writing(world.engine) as db:
        service.whisper(db, world.case().id, sue.id, "purple elephant", world.clock())
    world.settle()
    vera.expects_sms("purple elephant")
    with storage.reading(world.engine) as db:
        assert all("elephant" not in str(e.data) for e in db.query(CaseEvent))
