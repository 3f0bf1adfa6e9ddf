"""Who is here in the next seven days, in words: covered stretches with names, and the hours in which nobody is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from handoff.console import times
from handoff.volunteers import roster
from handoff.volunteers.models import ShiftSlot, Volunteer

DAYS = 7


@dataclass(frozen=True)
class Stretch:
    """Part of a day; no names: nobody is here."""

    starts: str
    ends: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """One day of the week ahead."""

    name: str
    stretches: tuple[Stretch, ...]

    @property
    def is_covered(self) -> bool:
        """Somebody is here at every hour that is left of this day."""
        return all(s.names for s in self.stretches)

    @property
    def is_empty(self) -> bool:
        return not any(s.names for s in self.stretches)


Slot = tuple[datetime, datetime, str]


def week(db: Session, now: datetime, zone: str) -> list[Day]:
    """The next seven days in a zone, from slots of volunteers who can be reached."""
    until = now + timedelta(days=DAYS)
    rows = db.execute(
        select(ShiftSlot, Volunteer)
        .join(Volunteer, Volunteer.id == ShiftSlot.volunteer_id)
        .where(
            ShiftSlot.ends_at > now,
            ShiftSlot.starts_at < until,
            ShiftSlot.role == "volunteer",
            Volunteer.state == "active",
        )
        .order_by(ShiftSlot.starts_at)
    ).all()
    reached = {v.id for v in {volunteer for _, volunteer in rows} if roster.contacts(db, v.id)}
    return days([(s.starts_at, s.ends_at, v.display_name) for s, v in rows if v.id in reached], now, zone)


def days(slots: list[Slot], now: datetime, zone: str) -> list[Day]:
    """Slots as seven days of stretches. Pure."""
    found, start = [], now
    for _ in range(DAYS):
        midnight = (
            times.local(start, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0) + timedelta(days=1)
        ).astimezone(now.tzinfo)
        found.append(Day(times.day(start, zone), tuple(_stretches(slots, start, midnight, zone))))
        start = midnight
    return found


def _stretches(slots: list[Slot], start: datetime, end: datetime, zone: str) -> list[Stretch]:
    here = [(max(a, start), min(b, end), name) for a, b, name in slots if a < end and b > start]
    edges = sorted({start, end, *(a for a, _, _ in here), *(b for _, b, _ in here)})
    found: list[Stretch] = []
    for begins, ends in pairwise(edges):
        names = tuple(sorted({name for a, b, name in here if a <= begins and b >= ends}))
        wall = "midnight" if ends == end else times.clock_time(ends, zone)
        if found and found[-1].names == names:
            found[-1] = Stretch(found[-1].starts, wall, names)
        else:
            found.append(Stretch(times.clock_time(begins, zone), wall, names))
    return found
