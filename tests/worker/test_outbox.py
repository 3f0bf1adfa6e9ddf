"""Texts: at least once or found again, never to somebody who said STOP, the next person at once when one fails."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.storage import reading
from handoff import outbox
from handoff.channels.sms.errors import Permanent, Transient
from handoff.channels.sms.models import OptOut, Text, TextStatus
from handoff.work import DueWork
from tests.cases.world import World


def text(world: World, text_id: int) -> Text:
    with reading(world.engine) as db:
        found = db.get_one(Text, text_id)
        db.expunge(found)
        return found


def queue(
    world: World, kind: str = "text.reply", to: str = "+12025550143", key: str = "k", line: str = "public"
) -> int:
    with world.db() as db:
        return outbox.queue(db, kind=kind, line=line, to=to, body=f"body of {key}", now=world.now, key=key).id  # type: ignore[arg-type]


def test_the_same_cause_is_one_text(world: World) -> None:
    assert queue(world) == queue(world)
    world.work()
    world.work()
    assert len(world.line.sent) == 1


def test_a_lost_answer_is_found_and_not_doubled(world: World) -> None:
    world.line.lose_answer = True
    one = queue(world, "text.relay")
    world.work()
    assert text(world, one).provider_sid is None
    world.forward(minutes=2)
    assert len(world.line.sent) == 1 and text(world, one).provider_sid == world.line.sent[0].sid


def test_a_lost_answer_that_cannot_be_found_is_sent_again_after_45_seconds(world: World) -> None:
    world.line.lose_answer = True
    queue(world, "text.relay")
    world.line.find = lambda *_a, **_k: None  # type: ignore[method-assign]
    world.work()
    world.forward(seconds=40)
    assert len(world.line.sent) == 1
    world.forward(seconds=10)
    assert len(world.line.sent) == 2


def test_a_crisis_text_whose_answer_was_lost_is_looked_for_and_not_doubled(world: World) -> None:
    world.line.lose_answer = True
    one = queue(world, "text.crisis")
    world.work()
    world.forward(seconds=5)
    assert len(world.line.sent) == 1 and text(world, one).provider_sid == world.line.sent[0].sid


@pytest.mark.parametrize("list_can_be_read", [True, False])
def test_a_crisis_text_that_is_not_in_the_list_goes_out_again_within_seconds(
    world: World, list_can_be_read: bool
) -> None:
    def find(*_: object, **__: object) -> None:
        if not list_can_be_read:
            raise Transient(maybe_sent=False)

    world.line.lose_answer = True
    one = queue(world, "text.crisis")
    world.line.find = find  # type: ignore[assignment]
    world.work()
    world.forward(seconds=5)
    assert len(world.line.sent) == 2 and text(world, one).doubted_at is not None


def test_a_callback_proves_what_the_answer_did_not(world: World) -> None:
    world.line.lose_answer = True
    one = queue(world, "text.relay")
    world.work()
    with world.db() as db:
        outbox.store_status(db, one, "delivered", None, world.now, "SMproved")
    world.forward(minutes=2)
    assert len(world.line.sent) == 1 and text(world, one).provider_sid == "SMproved"


def test_an_alert_with_a_lost_answer_is_sent_again_with_the_same_words(world: World) -> None:
    ann = world.volunteer("Ann")
    world.line.lose_answer = True
    world.open(world.person())
    world.work()
    world.forward(seconds=5)
    alerts = world.got(world.phone_of(ann))
    assert len(alerts) == 2 and alerts[0] == alerts[1]


def test_a_code_is_never_sent_twice(world: World) -> None:
    world.line.lose_answer = True
    queue(world, "text.code", line="staff")
    world.work()
    world.forward(minutes=5)
    assert len(world.line.sent) == 1


def test_order_of_one_address_is_kept_over_failures(world: World) -> None:
    for n in range(4):
        queue(world, "text.relay", key=f"k{n}")
    failures = iter([Transient(maybe_sent=False)])
    world.line.fail = lambda to, body: next(failures, None)
    world.forward(seconds=30)
    assert [s.body for s in world.line.sent] == [f"body of k{n}" for n in range(4)]


def test_statuses_doubled_reversed_and_late(world: World) -> None:
    one = queue(world)
    world.work()
    for status in ("delivered", "sent", "delivered", "queued", "sending"):
        world.status(one, status)
    assert text(world, one).status == "delivered"
    with reading(world.engine) as db:
        assert len(db.scalars(select(TextStatus)).all()) == 5, "every callback is kept"
    two = queue(world, key="k2")
    world.work()
    world.status(two, "failed", 30006)
    world.status(two, "delivered")
    assert text(world, two).status == "failed"


def test_undelivered_asks_the_next_at_once(world: World) -> None:
    ann, ben = world.volunteer("Ann"), world.volunteer("Ben")
    case = world.open(world.person())
    world.work()
    first = world.offers(case)[0][0]
    world.status(world.text_of(world.phone_of(first), "waiting"), "undelivered", 30003)
    assert world.offers(case) == [(first, "failed"), (ben if first == ann else ann, "live")]


def test_the_second_number_is_tried_inside_the_offer(world: World) -> None:
    from actions.storage import keyed_hash
    from handoff.volunteers import enrolment
    from handoff.volunteers.models import ContactMethod

    ann = world.volunteer("Ann")
    with world.db() as db:
        second = ContactMethod(
            volunteer_id=ann, address="+12025550177", address_hash=keyed_hash("+12025550177"), position=2
        )
        enrolment.verified(second, world.now, "console")
        db.add(second)
    case = world.open(world.person())
    world.work()
    world.status(world.text_of(world.phone_of(ann), "waiting"), "failed", 30005)
    assert len(world.got("+12025550177")) == 1 and world.offers(case) == [(ann, "live")]


def test_twilio_down_and_back(world: World) -> None:
    ann = world.volunteer("Ann")
    world.line.fail = lambda to, body: Transient(maybe_sent=False)
    case = world.open(world.person(), severity=3, why="risk")
    world.forward(minutes=4)
    assert world.case(case).state != "closed" and not world.line.sent
    world.line.fail = lambda to, body: None
    world.forward(seconds=5)
    assert any("PRIORITY" in body for body in world.got(world.phone_of(ann))), "alerted as soon as the line is back"


def test_everyone_fails(world: World) -> None:
    for name in ("Ann", "Ben"):
        world.volunteer(name)
    world.line.fail = lambda to, body: Permanent(21614) if "waiting" in body else None
    person = world.person()
    case = world.open(person, severity=2, why="risk")
    world.forward(minutes=5)
    assert world.case(case).state == "waiting" and "outside_line" in str(world.keys(person))


def test_21610_repairs_our_list(world: World) -> None:
    world.line.fail = lambda to, body: Permanent(21610)
    queue(world)
    world.work()
    with reading(world.engine) as db:
        assert db.scalars(select(OptOut.line)).all() == ["public"]
    world.line.fail = lambda to, body: None
    queue(world, key="later")
    world.work()
    assert not world.line.sent, "asked before each send"


def test_one_bad_row_stops_none_of_the_others(world: World) -> None:
    queue(world, key="bad", to="+12025550001")
    queue(world, key="good", to="+12025550002")
    world.line.fail = lambda to, body: ValueError("boom") if "bad" in body else None
    world.work()
    assert [s.body for s in world.line.sent] == ["body of good"]
    world.line.fail = lambda to, body: None
    world.forward(seconds=46)
    assert "body of bad" in [s.body for s in world.line.sent], "its lease ran out, it was looked for, it was sent"


def test_old_answers_are_not_sent(world: World) -> None:
    queue(world, "text.answer", line="staff")
    world.clock.forward(seconds=61)
    world.work()
    assert not world.line.sent
    with reading(world.engine) as db:
        assert db.scalars(select(DueWork.state).where(DueWork.kind == "text.answer")).all() == ["dead"]


def test_a_waiting_text_gives_way_to_a_newer_one(world: World) -> None:
    world.volunteer("Ann")
    person = world.person()
    world.line.fail = lambda to, body: Transient(maybe_sent=False)
    world.open(person)
    world.forward(minutes=6)
    world.line.fail = lambda to, body: None
    world.forward(seconds=61)
    got = world.got(world.phone_of_person(person))
    assert len(got) <= 1, got


def test_lease_of_a_dead_worker_runs_out(world: World) -> None:
    from handoff import work

    queue(world)
    with world.db() as db:
        assert len(work.claim(db, "dead worker", world.now)) == 1
    with world.db() as db:
        assert work.claim(db, "other", world.now) == []
    world.forward(seconds=21)
    assert len(world.line.sent) == 1


def test_late_words_of_a_volunteer_whose_case_moved_on_are_not_sent(world: World) -> None:
    from handoff.cases import refs, service
    from handoff.cases.models import Case

    ann, ben, person = world.volunteer("Ann"), world.volunteer("Ben", hours=None), world.person()
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    world.line.fail = lambda to, body: Transient(maybe_sent=False) if body.startswith("Ann: late") else None
    world.texts(ann, "late words")
    with world.db() as db:
        service.transfer(db, case, ann, world.now)
        from handoff.volunteers.service import go_on_shift

        go_on_shift(db, ben, world.now, world.now + timedelta(hours=2))
        refs.ref_for(db, case, ben, world.now)
        assert service.take(db, case, ben, world.now) == "taken"
        assert db.get_one(Case, case).volunteer_id == ben
    world.line.fail = lambda to, body: None
    world.forward(minutes=2)
    assert not any("late words" in body for body in world.got(world.phone_of_person(person)))
