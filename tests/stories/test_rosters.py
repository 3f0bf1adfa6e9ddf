"""Shifts over the clock change, coverage warned of in time, and the honest figure of a wait."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from actions import storage
from handoff.cases import eta
from handoff.cases.models import Case, CaseEvent
from handoff.conversations.models import Message
from handoff.volunteers import hours, shifts
from handoff.volunteers import service as volunteers
from handoff.volunteers.models import CoverageWarning, ServiceHours, ShiftSlot
from tests.stories.scenes import asks


@pytest.mark.parametrize(
    ("zone", "night", "length_h"),
    [
        ("America/New_York", date(2027, 3, 13), 7),
        ("Europe/Berlin", date(2027, 3, 27), 7),
        ("Europe/Berlin", date(2027, 10, 30), 9),
    ],
)
def test_night_shifts_over_the_clock_change(world, zone, night, length_h):
    """Scenario 33: what the wall says, no gap, no double slot, a volunteer in another zone beside."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False, zone="Asia/Kolkata")
    world.clock.at = datetime.combine(night, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC) + timedelta(hours=12)
    with storage.writing(world.engine) as db:
        how = {"zone": zone, "first_day": night - timedelta(days=1), "now": world.clock()}
        volunteers.add_shift(db, vera.id, rule="FREQ=DAILY", starts="22:00", ends="06:00", **how)
        volunteers.add_shift(db, vera.id, rule="FREQ=DAILY", starts="06:00", ends="22:00", **how)
    with storage.reading(world.engine) as db:
        slots = db.query(ShiftSlot).order_by(ShiftSlot.starts_at).all()
        mine = next(s for s in slots if s.day == night and s.starts_at.astimezone(ZoneInfo(zone)).hour == 22)
        assert mine.ends_at - mine.starts_at == timedelta(hours=length_h)
        assert len({(s.shift_id, s.day) for s in slots}) == len(slots)
        for one, other in pairwise(slots):
            assert one.ends_at == other.starts_at, "no gap and no overlap"


def test_half_an_hour_before_a_shift_its_volunteer_is_asked(world, ana, cleo):
    """Scenario 31: BACK confirms, BREAK off shift tells the coordinator that they may not come."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False, zone="America/New_York")
    omar = world.volunteer("Omar", "+12025550122", on_shift=False, zone="Europe/Berlin")
    starts = world.clock() + timedelta(minutes=60)
    with storage.writing(world.engine) as db:
        for one in (vera, omar):
            volunteers.add_slot(db, one.id, starts, starts + timedelta(hours=4), source="rule")
    world.forward(minutes=29)
    vera.expects_nothing()
    world.forward(minutes=2)
    assert "14:30 (New York)" in vera.expects_sms("your shift starts").body
    assert "20:30 (Berlin)" in omar.expects_sms("your shift starts").body
    omar.replies("BACK").expects_sms("You are in from 20:30")
    vera.replies("BREAK").expects_sms("you may not come")
    cleo.expects_sms("Vera may not come")
    world.forward(minutes=30)
    asks(ana)
    omar.expects_sms("someone is waiting")  # confirmed comes first
    vera.expects_nothing()


def test_a_gap_is_warned_of_at_24_4_and_1_hours_once_each(world, cleo):
    """Scenario 34."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False)
    with storage.writing(world.engine) as db:
        day = (world.clock() + timedelta(days=1)).date()
        how = {"zone": "America/New_York", "first_day": day, "language": "en"}
        hours.promise(db, rule="FREQ=DAILY;COUNT=1", starts="18:00", ends="20:00", **how)
    heard = []
    for _ in range(4 * 30):
        world.clock.forward(minutes=15)
        world.settle()
        new = [s.text for s in cleo.read() if "nobody is on shift" in s.text]
        if len(new) > len(heard):
            heard = new
            gap = datetime.combine(day, datetime.min.time(), ZoneInfo("America/New_York")) + timedelta(hours=18)
            before = gap.astimezone(UTC) - world.clock()
            limit = (24, 4, 1)[len(heard) - 1]
            assert timedelta(hours=limit) <= before <= timedelta(hours=limit, minutes=15)
    assert len(heard) == 3 and "Wed 18:00-20:00 (English)" in heard[0]
    cleo.reads_everything()
    vera.expects_nothing()


def test_a_gap_that_is_filled_is_silent_and_a_new_one_is_told_at_once(world, cleo):
    """Scenario 34."""
    vera = world.volunteer("Vera", "+12025550121", on_shift=False)
    with storage.writing(world.engine) as db:
        how = {"zone": "America/New_York", "first_day": world.clock().date(), "language": "en"}
        hours.promise(db, rule="FREQ=DAILY;COUNT=1", starts="16:00", ends="18:00", **how)
    world.forward(minutes=15)
    cleo.expects_sms("nobody is on shift Tue 16:00-18:00")
    starts = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
    with storage.writing(world.engine) as db:
        slot = volunteers.add_slot(db, vera.id, starts, starts + timedelta(hours=2), confirmed_at=world.clock())
        slot_id = slot.id
    world.forward(minutes=15)
    cleo.expects_nothing()
    with storage.writing(world.engine) as db:
        assert db.query(CoverageWarning).filter(CoverageWarning.filled_at.is_(None)).count() == 0
        db.delete(db.get_one(ShiftSlot, slot_id))
    world.forward(minutes=15)
    cleo.expects_sms("nobody is on shift Tue 16:00-18:00")
    with storage.writing(world.engine) as db:
        db.query(ServiceHours).one().ended_at = world.clock()
    world.forward(minutes=15)
    cleo.expects_nothing()


def past_cases(world, taken, never):
    """Closed cases of the last days at this hour: (taken, answered after a minute) and (never taken)."""
    with storage.writing(world.engine) as db:
        for n in range(taken + never):
            person = world.person(f"P{n}") if n == 0 else None
            conversation_id = db.scalar(select(func.max(Message.conversation_id))) if person is None else None
            at = world.clock() - timedelta(days=1 + n % 20)
            case = Case(
                conversation_id=conversation_id or 1,
                state="closed",
                severity=0,
                peak_severity=0,
                why="asked",
                plan={},
                opened_at=at,
                waiting_since=at,
                closed_at=at + timedelta(hours=1),
                close_reason="done",
            )
            db.add(case)
            db.flush()
            if n < taken:
                db.add(
                    CaseEvent(case_id=case.id, at=at + timedelta(seconds=60), kind="first_reply", actor="volunteer:1")
                )


@pytest.mark.parametrize(("taken", "never", "said"), [(19, 0, None), (20, 0, 60.0), (10, 15, None), (20, 4, 60.0)])
def test_the_usual_wait_is_said_only_where_it_is_honest(world, ana, vera, taken, never, said):
    """Scenario 36: not with 19 cases, not when most were never taken."""
    past_cases(world, taken, never)
    with storage.reading(world.engine) as db:
        wait = eta.usual_wait(db, 0, world.clock())
    assert (wait.total_seconds() if wait else None) == said
    ana.types("PERSON")
    assert ("about a minute" in " ".join(s.text for s in ana.sees_something())) is (said is not None)
    vera.expects_sms("someone is waiting")


def test_a_shift_is_swapped_by_one_of_two_at_once(world):
    """Scenario 33: a swap is one conditional update; whoever comes second is told no."""
    ann, ben, cam = (world.volunteer(n, f"+1202555013{i}", on_shift=False) for i, n in enumerate(("Ann", "Ben", "Cam")))
    starts = world.clock() + timedelta(days=1)
    with storage.writing(world.engine) as db:
        slot = volunteers.add_slot(db, ann.id, starts, starts + timedelta(hours=2), source="rule")
        assert shifts.swap(db, slot.id, ann.id, ben.id, world.clock())
        assert not shifts.swap(db, slot.id, ann.id, cam.id, world.clock())
        db.refresh(slot)
        assert slot.volunteer_id == ben.id
