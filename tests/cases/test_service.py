"""A case from opening to closing, as the door and the volunteers live it."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from handoff.cases import service
from handoff.cases.models import Case, CaseEvent
from handoff.volunteers.models import ShiftSlot, Volunteer
from tests.cases.world import World


def test_asked_taken_talked_and_finished(world: World) -> None:
    sam, person = world.volunteer("Sam"), world.person()
    case = world.open(person)
    world.work()
    ref = world.ref(case, sam)
    assert world.last(sam).startswith(f"Peerline: someone is waiting ({ref}, English). Reply GO {ref} to take it")
    world.texts(sam, f"go {ref.lower()}.")
    assert world.case(case).state == "accepted"
    assert any(f"You have {ref}." in body for body in world.got(world.phone_of(sam)))
    assert world.keys(person)[-1] == "accepted"
    world.texts(sam, "Hello, I am here.")
    assert world.got(world.phone_of_person(person))[-1] == "Sam: Hello, I am here."
    assert world.keys(person)[-1] == "joins" and world.case(case).state == "active"
    world.says(person, "thank you")
    assert world.last(sam) == f"{ref}: thank you"
    world.texts(sam, f"DONE {ref}")
    assert world.case(case).state == "returning" and world.keys(person)[-2:] == ["left", "returning"]
    with world.db() as db:
        service.person_chose(db, db.get_one(Case, case), "back", world.now)
    assert world.case(case).state == "closed" and world.case(case).close_reason == "done"
    assert world.line.calls == len(world.line.sent)


def test_silence_and_no_move_the_offer_on(world: World) -> None:
    ann, ben, cam = world.volunteer("Ann"), world.volunteer("Ben"), world.volunteer("Cam")
    case = world.open(world.person())
    world.work()
    ((first, state),) = world.offers(case)
    assert state == "live"
    world.texts(first, "NO")
    assert len(world.offers(case)) == 2, "a NO asks the next at once"
    second = world.offers(case)[1][0]
    world.forward(seconds=90)
    third = world.offers(case)[2][0]
    assert {first, second, third} == {ann, ben, cam}
    assert [s for _, s in world.offers(case)] == ["declined", "expired", "live"]
    assert world.last(first) == "Thank you."


def test_severity_asks_several_and_pages(world: World) -> None:
    for name in ("Ann", "Ben", "Cam", "Dee"):
        world.volunteer(name)
    sue = world.volunteer("Sue", roles=("supervisor",), hours=None)
    person = world.person()
    case = world.open(person, severity=3, why="risk")
    world.work()
    assert [s for _, s in world.offers(case)] == ["live"] * 3
    assert all(s.body.startswith("Peerline PRIORITY: ") for s in world.line.sent)
    world.forward(minutes=3)
    assert "needs a supervisor" in world.last(sue)
    assert "supervisor" in world.keys(person)
    world.forward(minutes=2)
    assert "outside_line" in world.keys(person) and world.case(case).external_at is not None
    ref = world.ref(case, sue)
    world.texts(sue, f"GO {ref}")
    assert world.case(case).volunteer_id == sue and world.keys(person)[-1] == "accepted_high"


def test_imminent_pages_all_supervisors_at_once(world: World) -> None:
    sues = [world.volunteer(n, roles=("supervisor",), hours=None) for n in ("Sue", "Sal")]
    world.volunteer("Ann")
    world.open(world.person(), severity=4, why="risk")
    world.work()
    assert all("needs a supervisor" in world.last(s) for s in sues)


def test_nobody_on_shift(world: World) -> None:
    cora = world.volunteer("Cora", roles=("coordinator",), hours=None)
    ann = world.volunteer("Ann", hours=None)
    person = world.person()
    case = world.open(person, severity=2, why="risk")
    world.work()
    assert world.case(case).state == "waiting" and "nobody is on shift" in world.last(cora)
    world.forward(minutes=5)
    assert world.keys(person) == ["outside_line_off"], "the ladder said the first text; then the outside line"
    world.forward(minutes=2)
    world.texts(ann, "BACK")
    assert world.offers(case) == [(ann, "live")], "somebody came: asked at once"
    assert world.keys(person)[-1] == "asked"


def test_nobody_on_shift_at_high_risk_pages_at_once(world: World) -> None:
    cora = world.volunteer("Cora", roles=("coordinator",), hours=None)
    world.open(world.person(), severity=3, why="risk")
    world.work()
    assert any("needs a supervisor" in body for body in world.got(world.phone_of(cora)))


def test_accepted_and_silent(world: World) -> None:
    ann, ben = world.volunteer("Ann"), world.volunteer("Ben")
    person = world.person()
    case = world.open(person)
    world.work()
    first = world.offers(case)[0][0]
    other = ben if first == ann else ann
    world.texts(first, f"GO {world.ref(case, first)}")
    world.forward(seconds=60)
    assert "waiting for your first words" in world.last(first)
    world.forward(seconds=60)
    assert world.case(case).state == "offering" and world.offers(case)[-1] == (other, "live")
    assert world.keys(person)[-1] == "volunteer_lost"
    world.texts(first, "hello?")
    assert "Sam" not in str(world.heard(person)) and "hello?" not in str(world.heard(person))


def test_unanswered_person(world: World) -> None:
    ann, sue = world.volunteer("Ann"), world.volunteer("Sue", roles=("supervisor",), hours=None)
    person = world.person()
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    world.says(person, "are you there")
    world.forward(minutes=3)
    assert "waited 3 minutes" in world.last(ann) and world.keys(person)[-1] == "volunteer_late"
    world.forward(minutes=3)
    assert "needs a supervisor" in world.last(sue)
    world.forward(minutes=4)
    assert world.case(case).volunteer_id is None and world.case(case).state in ("offering", "waiting")


def test_heavy_case_wants_a_note_and_gives_rest(world: World) -> None:
    ann, person = world.volunteer("Ann"), world.person()
    case = world.open(person, severity=3, why="risk")
    world.work()
    ref = world.ref(case, ann)
    world.texts(ann, f"GO {ref}")
    world.texts(ann, "I am here")
    world.texts(ann, "DONE")
    assert "closing note" in world.last(ann) and world.case(case).state == "active"
    world.texts(ann, f"DONE {ref} with her sister, plan made")
    assert world.case(case).state == "returning" and "That was a lot" in world.last(ann)
    world.forward(minutes=11)
    closed = world.case(case)
    assert closed.state == "closed" and closed.closed_by == ann
    other = world.open(world.person())
    world.work()
    assert world.offers(other) == [], "after a heavy case a volunteer rests"
    world.texts(ann, "BACK")
    assert "Rest until" in world.last(ann)


def test_person_withdraws(world: World) -> None:
    ann = world.volunteer("Ann")
    light, heavy = world.open(world.person()), world.open(world.person(), severity=3, why="risk")
    with world.db() as db:
        for case in (light, heavy):
            service.person_withdraws(db, db.get_one(Case, case), world.now)
    world.work()
    assert world.case(light).state == "closed" and world.case(heavy).state != "closed"
    assert ann


def test_stop_of_a_person_is_a_safety_event(world: World) -> None:
    from handoff import outbox
    from handoff.conversations.models import Conversation

    ann, sue = world.volunteer("Ann"), world.volunteer("Sue", roles=("supervisor",), hours=None)
    person = world.person()
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    with world.db() as db:
        outbox.opt_out(db, "public", world.phone_of_person(person), "STOP", world.now)
        service.person_opted_out(db, db.get_one(Conversation, person), world.now)
    world.work()
    sent = len(world.got(world.phone_of_person(person)))
    assert "stopped our texts" in world.last(ann) and "needs a supervisor" in world.last(sue)
    assert world.case(case).state == "active"
    world.texts(ann, "Are you there")
    assert len(world.got(world.phone_of_person(person))) == sent, "nothing after STOP"


def test_severity_rises_while_active(world: World) -> None:
    ann, sue = world.volunteer("Ann"), world.volunteer("Sue", roles=("supervisor",), hours=None)
    case = world.open(world.person())
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    with world.db() as db:
        service.raise_severity(db, db.get_one(Case, case), 4, world.now)
    world.work()
    assert "with care" in world.last(ann) and "needs a supervisor" in world.last(sue)
    assert world.case(case).plan["live_offers"] == 8


def test_transfer_keeps_the_first_until_the_second_accepts(world: World) -> None:
    ann, ben = world.volunteer("Ann"), world.volunteer("Ben", hours=None)
    person = world.person()
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    with world.db() as db:
        assert service.transfer(db, case, ann, world.now)
    world.texts(ben, "BACK")
    world.work()
    world.forward(seconds=60)
    world.says(person, "still here")
    assert "still here" in world.last(ann)
    world.texts(ben, f"GO {world.ref(case, ben)}")
    assert world.case(case).volunteer_id == ben
    world.texts(ann, "one more thing")
    assert "one more thing" not in str(world.heard(person))


def test_link_is_for_one_volunteer_and_one_use(world: World) -> None:
    ann = world.volunteer("Ann")
    case = world.open(world.person())
    with world.db() as db:
        token = service.link_for(db, case, ann, world.now)
    with world.db() as db:
        assert service.open_link(db, token, world.now, use=False) == (ann, case)
        assert service.open_link(db, token, world.now, use=True) == (ann, case)
        assert service.open_link(db, token, world.now, use=True) is None
        late = service.link_for(db, case, ann, world.now)
    world.clock.forward(minutes=16)
    with world.db() as db:
        assert service.open_link(db, late, world.now, use=False) is None
        assert service.open_link(db, "x" * 16, world.now, use=False) is None


def test_view_shows_words_only_from_where_the_person_allowed(world: World) -> None:
    ann, eve, person = world.volunteer("Ann"), world.volunteer("Eve", hours=None), world.person()
    world.says(person, "before")
    case = world.open(person)
    world.work()
    with world.db() as db:
        offered = service.case_view(db, case, ann, world.now)
        assert offered is not None and offered.offered and not offered.messages
        assert service.case_view(db, case, eve, world.now) is None
    world.texts(ann, "GO")
    world.says(person, "after")
    with world.db() as db:
        mine = service.case_view(db, case, ann, world.now)
        assert mine is not None and "before" not in [m.body for m in mine.messages]
        service.person_chose(db, db.get_one(Case, case), "read_all", world.now)
        mine = service.case_view(db, case, ann, world.now)
        assert mine is not None and [m.body for m in mine.messages if m.speaker == "person"] == ["before", "after"]
    world.work()
    assert any("before" in body for body in world.got(world.phone_of(ann)))


@pytest.mark.parametrize(
    "change",
    [
        {"state": "active"},
        {"state": "closed"},
        {"severity": 5},
        {"peak_severity": 0, "severity": 1},
        {"next_action_at": None},
        {"state": "nowhere"},
    ],
)
def test_the_database_refuses_illegal_cases(world: World, change: dict[str, object]) -> None:
    from sqlalchemy import update

    case = world.open(world.person(), severity=1)
    with pytest.raises(DatabaseError):
        with world.db() as db:
            db.execute(update(Case).where(Case.id == case).values(**change))


def test_events_are_append_only(world: World) -> None:
    from sqlalchemy import delete, update

    case = world.open(world.person())
    for statement in (update(CaseEvent).values(kind="x"), delete(CaseEvent).where(CaseEvent.case_id == case)):
        with pytest.raises(DatabaseError, match="append-only"):
            with world.db() as db:
                db.execute(statement)


def test_a_fault_in_routing_does_not_lose_the_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoff.cases import moves

    ann = world.volunteer("Ann")
    with monkeypatch.context() as broken:
        broken.setattr(moves.states, "step", lambda *_: 1 / 0)
        case = world.open(world.person(), severity=3, why="risk")
        world.work()
        assert world.case(case).state == "new" and world.case(case).failures == 1
    world.forward(seconds=6)
    assert world.offers(case) == [(ann, "live")]


def test_a_volunteer_who_pauses_or_leaves_gives_everything_back(world: World) -> None:
    from handoff.volunteers import service as volunteers
    from handoff.volunteers.models import Volunteer

    ann, ben = world.volunteer("Ann"), world.volunteer("Ben", hours=None)
    person = world.person()
    case = world.open(person)
    world.work()
    world.texts(ann, "GO")
    world.texts(ann, "Hi")
    with world.db() as db:
        volunteers.step_back(db, ann, world.now, for_good=False)
        assert volunteers.come_back(db, ann, world.now) and not volunteers.come_back(db, ann, world.now)
        volunteers.step_back(db, ann, world.now, for_good=True)
    world.work()
    assert world.case(case).volunteer_id is None and world.keys(person)[-1] == "nobody_on_shift"
    sent = len(world.got(world.phone_of(ann)))
    world.texts(ben, "BACK")
    assert world.offers(case)[-1] == (ben, "live")
    world.forward(minutes=10)
    assert len(world.got(world.phone_of(ann))) == sent, "nothing more to somebody who left"
    with world.db() as db:
        assert db.get_one(Volunteer, ann).state == "left"


def test_a_step_that_fails_three_times_calls_a_supervisor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from handoff.cases import moves

    monkeypatch.setenv("OPERATOR_NUMBER", "+12025550188")
    sue = world.volunteer("Sue", roles=("supervisor",), hours=None)
    with monkeypatch.context() as broken:
        broken.setattr(moves.states, "step", lambda *_: 1 / 0)
        case = world.open(world.person(), severity=2, why="risk")
        world.forward(seconds=16)
    assert world.case(case).failures >= 3 and "needs a supervisor" in world.last(sue)
    assert any("case_step" in body for body in world.got("+12025550188"))


def test_check_prints_the_next_step(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from handoff.commands import people

    world.volunteer("Ann")
    world.open(world.person())
    world.work()
    monkeypatch.setattr(people, "_engine", lambda: world.engine)
    said = CliRunner().invoke(people.cases, ["check"])
    assert said.exit_code == 0 and "look for a volunteer (1 asked)" in said.output


def test_nobody_is_put_on_shift_before_their_number_is_confirmed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from handoff.commands import people

    ann = world.volunteer("Ann", hours=None)
    monkeypatch.setattr(people, "_engine", lambda: world.engine)
    with world.db() as db:
        db.get_one(Volunteer, ann).state = "verifying"
    said = CliRunner().invoke(people.volunteers, ["on-shift", str(ann)])
    assert said.exit_code == 2 and "confirm their number" in said.output
    with world.db() as db:
        assert db.scalars(select(ShiftSlot)).all() == []
        db.get_one(Volunteer, ann).state = "active"
    assert CliRunner().invoke(people.volunteers, ["on-shift", str(ann)]).exit_code == 0
