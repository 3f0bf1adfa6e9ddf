"""What a person may do with their own data, in the chat."""

import uuid

from sqlalchemy import select

from actions import storage
from actions.journal.models import CheckIn
from handoff.conversations.models import Message


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
