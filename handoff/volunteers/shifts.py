"""Shifts: rules in local wall time become slots in UTC; who is on shift; who says they are in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from handoff.rows import changed
from handoff.volunteers.models import Shift, ShiftException, ShiftSlot

AHEAD = timedelta(days=35)
BACK_LASTS = timedelta(hours=2)
SOON = timedelta(minutes=35)


def to_utc(day: date, wall: str, zone: str, *, end: bool = False) -> datetime:
    """The UTC moment of a wall time on a day.

    A time that the clock change skips moves forward by the gap; one that comes twice is the first as a start and the
    second as an end, so that no hour is uncovered. Raises ValueError for a wall time that is not "HH:MM".
    """
    local = datetime.combine(day, time.fromisoformat(wall)).replace(tzinfo=ZoneInfo(zone), fold=1 if end else 0)
    before, after = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    if before is not None and after is not None and after > before:  # skipped: the offset before the gap moves it on
        local = local.replace(fold=0)
    return local.astimezone(UTC)


def days(rule: str, first_day: date, start: date, end: date) -> Iterator[date]:
    """The days of a rule from `start` to `end`, both included. Raises ValueError for a rule that cannot be read."""
    rules = rrulestr(rule, dtstart=datetime.combine(first_day, time()))
    for at in rules.between(datetime.combine(start, time()), datetime.combine(end, time()), inc=True):
        yield at.date()


def slot_times(shift: Shift, day: date) -> tuple[datetime, datetime]:
    """Start and end of a shift's slot on a day; an end that is not after the start is on the next day."""
    return stretch(day, shift.starts, shift.ends, shift.zone)


def stretch(day: date, starts: str, ends: str, zone: str) -> tuple[datetime, datetime]:
    """From one wall time of a day to another, in UTC; an end that is not after the start is on the next day."""
    over_night = time.fromisoformat(ends) <= time.fromisoformat(starts)
    last = day + timedelta(days=1) if over_night else day
    return to_utc(day, starts, zone), to_utc(last, ends, zone, end=True)


def make_slots(db: Session, now: datetime, shift: Shift | None = None) -> int:
    """Make the slots of the next 35 days (of one shift, or of all). Doing it again adds nothing. Returns how many."""
    wanted = select(Shift).where(or_(Shift.ended_at.is_(None), Shift.ended_at > now))
    made = 0
    for rule in [shift] if shift else db.scalars(wanted).all():
        made += _slots_of(db, rule, now)
    db.flush()
    return made


def _slots_of(db: Session, shift: Shift, now: datetime) -> int:
    today = now.astimezone(ZoneInfo(shift.zone)).date()
    known = set(db.scalars(select(ShiftSlot.day).where(ShiftSlot.shift_id == shift.id)))
    changed = {e.day: e for e in db.scalars(select(ShiftException).where(ShiftException.shift_id == shift.id))}
    made = 0
    for day in days(shift.rrule, shift.first_day, today - timedelta(days=1), (now + AHEAD).date()):
        exception = changed.get(day)
        if day in known or (exception and exception.kind == "off"):
            continue
        starts_at, ends_at = slot_times(shift, day)
        if ends_at <= now:
            continue
        who = exception.volunteer_id if exception and exception.volunteer_id else shift.volunteer_id
        db.add(
            ShiftSlot(
                volunteer_id=who, role=shift.role, shift_id=shift.id, day=day, starts_at=starts_at, ends_at=ends_at
            )
        )
        made += 1
    return made


def add_shift(
    db: Session,
    volunteer_id: int,
    *,
    rule: str,
    zone: str,
    first_day: date,
    starts: str,
    ends: str,
    now: datetime,
    role: str = "volunteer",
) -> Shift:
    """Add a shift and its slots. Raises ValueError for a rule, a time or a zone that cannot be read."""
    try:
        ZoneInfo(zone)
        time.fromisoformat(starts), time.fromisoformat(ends)
        next(days(rule, first_day, first_day, first_day + timedelta(days=400)), None)
    except (KeyError, OSError) as unknown:
        raise ValueError(f"no such time zone: {zone}") from unknown
    shift = Shift(
        volunteer_id=volunteer_id, role=role, rrule=rule, zone=zone, first_day=first_day, starts=starts, ends=ends
    )
    db.add(shift)
    db.flush()
    make_slots(db, now, shift)
    return shift


def current(db: Session, volunteer_id: int, now: datetime) -> ShiftSlot | None:
    """The slot a volunteer is in now, the one that ends last."""
    return db.scalar(
        select(ShiftSlot)
        .where(ShiftSlot.volunteer_id == volunteer_id, ShiftSlot.starts_at <= now, ShiftSlot.ends_at > now)
        .order_by(ShiftSlot.ends_at.desc())
    )


def add_slot(
    db: Session,
    volunteer_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    source: str = "extra",
    role: str = "volunteer",
    confirmed_at: datetime | None = None,
) -> ShiftSlot:
    """A slot outside any rule."""
    slot = ShiftSlot(
        volunteer_id=volunteer_id,
        role=role,
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
        confirmed_at=confirmed_at,
    )
    db.add(slot)
    db.flush()
    return slot


def end_shift(db: Session, shift: Shift, now: datetime) -> int:
    """End a rule: its slots that have not begun go, the one that runs now stays. Returns how many went."""
    shift.ended_at = shift.ended_at or now
    gone = db.scalars(select(ShiftSlot).where(ShiftSlot.shift_id == shift.id, ShiftSlot.starts_at > now)).all()
    for slot in gone:
        db.delete(slot)
    db.flush()
    return len(gone)


def upcoming(db: Session, volunteer_id: int, now: datetime) -> ShiftSlot | None:
    """The slot of this volunteer that starts next."""
    return db.scalar(
        select(ShiftSlot)
        .where(ShiftSlot.volunteer_id == volunteer_id, ShiftSlot.starts_at > now)
        .order_by(ShiftSlot.starts_at)
        .limit(1)
    )


def starting(db: Session, volunteer_id: int, now: datetime) -> ShiftSlot | None:
    """The slot that starts within the next half hour or so: BACK says that they are in."""
    slot = upcoming(db, volunteer_id, now)
    return slot if slot is not None and slot.starts_at - now <= SOON else None


def next_slot(db: Session, volunteer_id: int, now: datetime) -> datetime | None:
    """When this volunteer's next slot starts; None when none is planned."""
    slot = upcoming(db, volunteer_id, now)
    return slot.starts_at if slot else None


def day_off(db: Session, slot: ShiftSlot, now: datetime) -> None:
    """Take one day off the roster: it is not made again. One that has begun ends now."""
    if slot.shift_id is not None and slot.day is not None:
        known = select(ShiftException).where(ShiftException.shift_id == slot.shift_id, ShiftException.day == slot.day)
        exception = db.scalar(known)
        if exception is None:
            db.add(ShiftException(shift_id=slot.shift_id, day=slot.day, kind="off"))
        else:
            exception.kind = "off"
    if slot.starts_at < now:
        slot.ends_at = now
    else:
        db.delete(slot)
    db.flush()


def swap(db: Session, slot_id: int, old: int, new: int, now: datetime) -> bool:
    """Give a slot that has not ended to another volunteer, if `old` still has it: one conditional update."""
    given = update(ShiftSlot).where(ShiftSlot.id == slot_id, ShiftSlot.volunteer_id == old, ShiftSlot.ends_at > now)
    values = {"volunteer_id": new, "confirmed_at": None, "asked_at": None, "source": "swap"}
    return changed(db, given.values(**values)) == 1
