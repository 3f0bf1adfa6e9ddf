"""Shifts over clock changes: no hour uncovered, no slot doubled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from handoff.volunteers import shifts
from handoff.volunteers.models import ShiftSlot
from tests.cases.world import World


def test_night_shift_is_what_the_wall_says() -> None:
    spring = (
        shifts.to_utc(date(2027, 3, 27), "22:00", "Europe/Berlin"),
        shifts.to_utc(date(2027, 3, 28), "06:00", "Europe/Berlin", end=True),
    )
    autumn = (
        shifts.to_utc(date(2026, 10, 24), "22:00", "Europe/Berlin"),
        shifts.to_utc(date(2026, 10, 25), "06:00", "Europe/Berlin", end=True),
    )
    assert spring[1] - spring[0] == timedelta(hours=7) and autumn[1] - autumn[0] == timedelta(hours=9)


def test_times_that_do_not_exist_or_come_twice() -> None:
    gap = shifts.to_utc(date(2027, 3, 28), "02:30", "Europe/Berlin")
    assert gap == datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "moved forward by the gap"
    first = shifts.to_utc(date(2026, 10, 25), "02:30", "Europe/Berlin")
    second = shifts.to_utc(date(2026, 10, 25), "02:30", "Europe/Berlin", end=True)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_two_halves_of_a_day_leave_no_gap(zone: str) -> None:
    for offset in range(400):
        day = date(2026, 1, 1) + timedelta(days=offset)
        assert shifts.to_utc(day, "06:00", zone, end=True) == shifts.to_utc(day, "06:00", zone)


def test_slots_are_made_once(world: World) -> None:
    ann = world.volunteer("Ann", hours=None)
    with world.db() as db:
        shifts.add_shift(
            db,
            ann,
            rule="FREQ=WEEKLY;BYDAY=TU,TH",
            zone="America/New_York",
            first_day=date(2026, 11, 1),
            starts="18:00",
            ends="02:00",
            now=world.now,
        )
        assert shifts.make_slots(db, world.now) == 0
        slots = db.scalars(select(ShiftSlot).order_by(ShiftSlot.starts_at)).all()
    assert len(slots) in (10, 11) and all(s.ends_at - s.starts_at == timedelta(hours=8) for s in slots)
    assert slots[0].starts_at == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize("bad", [{"zone": "Mars/Base"}, {"starts": "25:00"}, {"rule": "FREQ=NEVER"}])
def test_bad_shifts_are_refused(world: World, bad: dict[str, str]) -> None:
    ann = world.volunteer("Ann", hours=None)
    good = {"rule": "FREQ=DAILY", "zone": "UTC", "starts": "10:00", "ends": "12:00"}
    with pytest.raises(ValueError), world.db() as db:
        shifts.add_shift(db, ann, first_day=date(2026, 11, 1), now=world.now, **(good | bad))
