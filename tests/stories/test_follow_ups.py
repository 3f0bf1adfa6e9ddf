"""After the acute part: asked first, one question the next day, one greeting after a week, and never more."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from actions import storage
from handoff import follow_ups, outbox
from handoff.conversations.models import Consent, Conversation, FollowUp, Person
from handoff.safety.ladder import RiskState
from handoff.volunteers.models import Task
from handoff.work import DueWork

NEW_YORK = ZoneInfo("America/New_York")
TOMORROW = ("May I ask you tomorrow", "asked tomorrow", "ask after you tomorrow", "check in with you once tomorrow")
DAY = (
    "automatic assistant. How is today?",
    "as agreed. How is it today?",
    "here. What is today like?",
    "here. How are you today?",
)
WEEK = ("Hello from Peerline. People here", "A greeting from Peerline", "says hello, a week on", "one week later")


def rows(world, table):
    with storage.reading(world.engine) as db:
        return db.query(table).order_by(table.id).all()


def ladder(world) -> RiskState:
    with storage.reading(world.engine) as db:
        return RiskState.from_json(db.query(Person).order_by(Person.id.desc()).first().ladder)


def reads(person) -> None:
    if person.unread():
        person.sees_something()


def at_risk_and_back(world, person, words="i dont want to be alive anymore", *, waits=False) -> None:
    """An episode at R2 without a volunteer, left by a plan with somebody to tell and one thing to do."""
    sms = hasattr(person, "number")
    person.types(words).sees_crisis_line()
    reads(person)
    if not waits:
        person.types("9") if sms else person.presses("Not now")
        reads(person)
    person.types("PLAN")
    for answer in ("skip", "a walk", "skip", "my sister", "skip", "skip", "skip"):
        reads(person)
        person.types(answer)
    reads(person)
    person.types("1" if sms else "it fits")


@pytest.fixture
def bo(world):
    bo = world.phone()
    bo.texts("hi").reads_everything()
    return bo


def asked(world, level=2) -> None:
    """The question, as it is put when an episode is over."""
    with storage.writing(world.engine) as db:
        conversation = db.query(Conversation).order_by(Conversation.id.desc()).first()
        assert follow_ups.ask(db, conversation, level, world.clock())
    world.settle()


def agreed(world, bo):
    asked(world)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    bo.reads_everything()


def hour(world) -> int:
    return world.clock().astimezone(NEW_YORK).hour


def until_a_text(world, phone) -> None:
    """Forward to the next follow-up."""
    with storage.reading(world.engine) as db:
        due = db.query(DueWork).filter(DueWork.kind == "follow_up", DueWork.state == "due").order_by(DueWork.due_at)
        at = due.first().due_at
    world.forward(seconds=(at - world.clock()).total_seconds())
    assert phone.unread(), "nothing came"


def test_the_question_the_consent_and_the_two_texts(world, bo):
    at_risk_and_back(world, bo)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    bo.reads_everything()
    [consent] = [c for c in rows(world, Consent) if c.what == "follow_up"]
    assert consent.answer == "text" and consent.wording_version.startswith("en-")
    before = world.clock()
    until_a_text(world, bo)
    assert world.clock().astimezone(NEW_YORK).date() > before.astimezone(NEW_YORK).date() and 10 <= hour(world) < 20
    said = bo.sees_one_of(*DAY)
    assert "1 okay 2 not okay 3 talk to a person 4 no more of these" in said.text and "risk" not in said.text
    bo.texts("1").sees_one_of("thank", "Good, thanks")
    until_a_text(world, bo)
    assert timedelta(days=7) <= world.clock() - before <= timedelta(days=8) and 10 <= hour(world) < 20
    bo.sees_one_of(*WEEK)
    world.forward(days=20)
    bo.nothing_else()
    assert [f.state for f in rows(world, FollowUp)] == ["answered", "sent"]


def test_not_okay_is_a_direct_question_at_r1(world, bo):
    agreed(world, bo)
    until_a_text(world, bo)
    bo.sees_one_of(*DAY)
    bo.texts("2")
    bo.sees_one_of("suicide", "ending your life", "killing yourself", "ending their life")
    assert str(ladder(world).level) == "R1" and not ladder(world).soft and not ladder(world).cleared(world.clock())
    reads(bo)


def test_a_person_is_one_tap_away(world, bo, vera):
    agreed(world, bo)
    vera.reads_everything()
    cases = world.cases()
    until_a_text(world, bo)
    bo.sees_one_of(*DAY)
    bo.texts("3").sees_something()
    assert world.cases() == cases + 1
    reads(vera)


def test_no_more_of_these_is_for_good(world, bo):
    agreed(world, bo)
    until_a_text(world, bo)
    bo.sees_one_of(*DAY)
    bo.texts("4").sees_one_of("again", "no more", "for good", "last one")
    world.forward(days=9)
    bo.nothing_else()
    with storage.writing(world.engine) as db:
        conversation = db.query(Conversation).order_by(Conversation.id.desc()).first()
        assert not follow_ups.ask(db, conversation, 3, world.clock())
    assert len([c for c in rows(world, Consent) if c.what == "follow_up"]) == 2


def test_no_is_no(world, bo):
    asked(world)
    bo.sees_one_of(*TOMORROW)
    bo.texts("2").sees_one_of("PLAN and PERSON", "PERSON and PLAN")
    world.forward(days=10)
    reads(bo)
    assert not any(words in said.text for said in bo.read() for words in DAY + WEEK)


def test_without_an_answer_nothing_is_sent(world, bo):
    asked(world)
    bo.sees_one_of(*TOMORROW)
    world.forward(days=10)
    reads(bo)
    assert not any(words in said.text for said in bo.read() for words in DAY + WEEK)


def test_on_the_web_it_is_there_when_they_come_back(world, ana):
    asked(world)
    said = ana.sees_one_of(*TOMORROW)
    assert said.choices == ["Here, when I come back", "No"]
    ana.presses("Here, when I come back").sees_one_of("tomorrow")
    world.forward(days=2)
    ana.sees_one_of(*DAY)
    ana.presses("Okay").sees_something()


def test_it_is_held_while_they_are_at_risk_again(world, bo):
    agreed(world, bo)
    world.forward(hours=10)
    bo.texts("i want to die").sees_crisis_line()
    reads(bo)
    bo.texts("9")
    world.forward(days=2)
    reads(bo)
    assert not any(words in said.text for said in bo.read() for words in DAY)
    assert [f.state for f in rows(world, FollowUp)] == ["waiting", "waiting"]


def test_the_case_of_the_episode_itself_holds_nothing_back(world, bo):
    at_risk_and_back(world, bo, waits=True)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    bo.reads_everything()
    with storage.reading(world.engine) as db:
        conversation = db.query(Conversation).order_by(Conversation.id.desc()).first()
        mine = [f.case_id for f in db.query(FollowUp)]
        assert mine == [world.case().id] * 2
        assert follow_ups.at_risk(db, conversation) and not follow_ups.at_risk(db, conversation, but=mine[0])


def test_a_scheduled_text_that_waits_when_a_risk_comes_is_not_sent(world, bo):
    with storage.writing(world.engine) as db:
        conversation = db.query(Conversation).order_by(Conversation.id.desc()).first()
        outbox.queue(
            db, kind="text.checkin", line="public", to=bo.number, body="How was the walk?", now=world.clock(), key="a",
            conversation_id=conversation.id, due_at=world.clock() + timedelta(minutes=20),
        )  # fmt: skip
    bo.texts("i want to die").sees_crisis_line()
    reads(bo)
    bo.texts("9").reads_everything()
    world.forward(minutes=30)
    assert not any("How was the walk" in text.body for text in bo.received())
    bo.reads_everything()


def test_a_new_episode_takes_the_place_of_the_old_one(world, bo):
    agreed(world, bo)
    world.forward(hours=13)
    asked(world)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    reads(bo)
    world.forward(days=15)
    reads(bo)
    said = [text.body for text in bo.received()]
    assert sum(any(words in body for words in DAY) for body in said) == 1
    assert sum(any(words in body for words in WEEK) for body in said) == 1


def closed_by_a_human(world, bo, vera):
    """An episode at R3 that Vera closes."""
    bo.texts("im going to kill myself").sees_crisis_line()
    vera.expects_sms("is waiting (").replies("GO {ref}").then_expects("You have")
    vera.reads_everything()
    vera.texts("Hello, I am here.")
    reads(bo)
    with storage.writing(world.engine) as db:
        from handoff.cases import moves, store

        case = store.locked(db, world.case().id)
        moves.close(db, case, "done", world.clock(), by=vera.id)
    world.settle()


def test_a_human_closes_r3_and_silence_becomes_a_task(world, bo, vera):
    closed_by_a_human(world, bo, vera)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    until_a_text(world, bo)
    bo.sees_one_of(*DAY)
    world.forward(hours=25)
    [task] = [t for t in rows(world, Task) if t.kind == "follow_up"]
    assert task.case_id == world.case().id
    bo.nothing_else()
    reads(vera)


def test_any_words_are_an_answer(world, bo, vera):
    closed_by_a_human(world, bo, vera)
    bo.sees_one_of(*TOMORROW)
    bo.texts("1").sees_one_of("tomorrow")
    until_a_text(world, bo)
    bo.sees_one_of(*DAY)
    bo.texts("a bit better")
    reads(bo)
    world.forward(hours=25)
    reads(bo)
    assert not [t for t in rows(world, Task) if t.kind == "follow_up"]
    reads(vera)


def test_one_episode_has_one_question(world, bo, vera):
    closed_by_a_human(world, bo, vera)
    bo.sees_one_of(*TOMORROW)
    bo.texts("2").reads_everything()
    world.forward(days=2)
    with storage.writing(world.engine) as db:
        conversation = db.query(Conversation).order_by(Conversation.id.desc()).first()
        assert not follow_ups.ask(db, conversation, 3, world.clock(), case_id=world.case().id)
        assert follow_ups.ask(db, conversation, 3, world.clock(), case_id=None)
    world.settle()
    bo.reads_everything()
    vera.reads_everything()


def test_after_stop_nothing_is_sent(world, bo):
    agreed(world, bo)
    bo.texts("STOP")
    reads(bo)
    world.forward(days=9)
    bo.nothing_else()
    assert {f.state for f in rows(world, FollowUp)} == {"over"}


def test_forgetting_forgets_it(world, bo):
    agreed(world, bo)
    code = bo.texts("delete me").sees("To do it, send this code").text.split("minutes: ")[1][:4]
    bo.reads_everything()
    bo.texts(code).sees("Deleted.")
    assert rows(world, FollowUp) == []
    world.forward(days=9)
    bo.nothing_else()


def test_a_worker_that_was_down_all_night_waits_for_the_day(world, bo):
    agreed(world, bo)
    world.worker_runs = False
    world.clock.at += timedelta(hours=34)
    while hour(world) != 3:
        world.clock.at += timedelta(hours=1)
    world.worker_runs = True
    world.settle()
    bo.sees_nothing_new()
    until_a_text(world, bo)
    assert hour(world) == 10
    bo.sees_one_of(*DAY)
