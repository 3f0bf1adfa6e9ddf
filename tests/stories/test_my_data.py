"""What a person may do with their own data, in the chat."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from actions import storage
from actions.journal import plan_store
from actions.journal.models import CheckIn
from handoff.cases.models import Case
from handoff.channels.sms.models import InboundRaw, Text
from handoff.conversations import retention
from handoff.conversations.models import Disclosure, Message, Person
from handoff.safety.ladder import RiskState


def test_forget_today_deletes_today_and_keeps_yesterday(world, ana):
    ana.types("mood check")
    ana.sees_something()
    ana.types("4")
    ana.sees_something()
    ana.types("ok")
    ana.sees_something()
    with storage.reading(world.engine) as db:
        kept = len(db.scalars(select(CheckIn)).all())
    world.clock.forward(days=1)
    ana.types("my secret is a purple elephant", id=str(uuid.uuid4()))
    ana.sees_something()
    ana.types("forget today")
    ana.sees("Today is deleted here.")
    with storage.reading(world.engine) as db:
        words = [m.body for m in db.scalars(select(Message))]
        assert not any("purple elephant" in w for w in words)
        assert any("check" in w.casefold() or "How is today" in w for w in words), "yesterday's words stay"
        assert len(db.scalars(select(CheckIn)).all()) == kept


def test_forget_today_waits_while_a_volunteer_is_asked(world, ana, vera):
    ana.types("PERSON")
    ana.sees("988")
    vera.expects_sms("someone is waiting")
    ana.types("forget today")
    ana.sees_something()
    assert world.case().state == "offering"


def test_words_go_after_thirty_days_and_the_plan_and_the_level_stay(world, ana):
    """A plan is for a night a year away, and silence lowers nothing."""
    ana.types("i want to die")
    ana.sees_crisis_line("988")
    ana.presses("Not now")
    ana.sees_something()
    ana.types("PLAN").sees_something()
    ana.types("i go quiet").sees_something()
    with storage.writing(world.engine) as db:
        for case in db.scalars(select(Case)):
            case.state, case.closed_at, case.next_action_at = "closed", world.clock(), None
    later = world.clock() + timedelta(days=120)
    with storage.writing(world.engine) as db:
        assert len(retention.purge_old(db, later)) == 1
        assert not db.scalars(select(Message)).all()
        person = db.scalars(select(Person)).one()
        assert plan_store.parts(db, person.id)["warning_signs"] == ["I go quiet"]
        assert RiskState.from_json(person.ladder).level == 2
        assert retention.purge_old(db, later) == []
        assert len(retention.purge_old(db, later + timedelta(days=250))) == 1
        assert plan_store.parts(db, person.id) == {} and person.ladder is None
    ana._seen = {s.seq for s in ana.read()}


def test_delete_me_by_sms_leaves_no_word_with_the_carriers_rows_either(world):
    bo = world.phone()
    bo.texts("my secret is a purple elephant").reads_everything()
    code = bo.texts("delete me").sees("send this code").text.split("minutes: ")[1][:4]
    bo.reads_everything()
    bo.texts(code).sees("Deleted.")
    with storage.reading(world.engine) as db:
        assert not [r for r in db.scalars(select(InboundRaw)) if "elephant" in str(r.params)]
        assert not [t for t in db.scalars(select(Text)) if t.body and ("elephant" in t.body or code in t.body)]
        assert not [row for row in db.scalars(select(Disclosure)) if row.person_id and row.what == "first_message"]
