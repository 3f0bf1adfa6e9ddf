"""Whether somebody is there, as every message of every person asks it: three small questions, no roster is built."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from handoff.volunteers import roster
from handoff.volunteers.models import ShiftSlot, Volunteer

ON_CALL = ("supervisor", "coordinator")


@dataclass(frozen=True)
class Cover:
    """Who is there now.

    on_shift    an active volunteer has a slot now, can be reached and is not on a break or resting
    on_call     a supervisor or coordinator can be paged (true as well while somebody is on shift)
    next_shift  when the next slot of somebody who can be reached starts; None when none is planned in the next days
    """

    on_shift: bool
    on_call: bool
    next_shift: datetime | None


def cover(db: Session, now: datetime) -> Cover:
    """Ask the database who is there at a moment."""
    on_shift = _anybody(db, now)
    return Cover(on_shift, on_shift or _on_call(db), _next(db, now))


def _anybody(db: Session, now: datetime) -> bool:
    found = _slots(select(ShiftSlot.id)).where(
        ShiftSlot.starts_at <= now,
        ShiftSlot.ends_at > now,
        _over(Volunteer.break_until, now),
        _over(Volunteer.cooling_until, now),
    )
    return db.scalar(found.limit(1)) is not None


def _next(db: Session, now: datetime) -> datetime | None:
    return db.scalar(
        _slots(select(func.min(ShiftSlot.starts_at))).where(
            ShiftSlot.starts_at > now, ShiftSlot.starts_at <= now + roster.LOOK_AHEAD
        )
    )


def _on_call(db: Session) -> bool:
    roles = db.scalars(select(Volunteer.roles).where(Volunteer.state == "active"))
    return any(role in theirs for theirs in roles for role in ON_CALL)


def _slots(wanted: Select[Any]) -> Select[Any]:
    """Slots of active volunteers who can be reached."""
    return wanted.join(Volunteer, Volunteer.id == ShiftSlot.volunteer_id).where(
        ShiftSlot.role == "volunteer",
        Volunteer.state == "active",
        ShiftSlot.volunteer_id.in_(roster.reachable()),
    )


def _over(until: Any, now: datetime) -> ColumnElement[bool]:
    """A break or a rest that has not begun or has ended."""
    return or_(until.is_(None), until <= now)
