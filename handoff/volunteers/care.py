"""Looking after volunteers by the clock: is somebody in, a talk that is overdue, a number to confirm again, too many
hours. Each is told once: the row that says so is written by a conditional update."""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from handoff.cases import links
from handoff.rows import changed
from handoff.volunteers import enrolment, roster, texts
from handoff.volunteers.models import ContactMethod, ShiftSlot, Task, Volunteer

ASK_BEFORE = timedelta(minutes=30)
A_DAY, WEEK = timedelta(days=1), timedelta(days=7)
NUMBER_LASTS = timedelta(days=180)
ASK_AGAIN = timedelta(days=14)  # so long before a number is no longer used its owner is asked
MANY_HOURS = timedelta(hours=12)


def ask_whether_in(db: Session, now: datetime) -> int:
    """Half an hour before a shift: it starts, are you in? Returns how many were asked."""
    due = select(ShiftSlot, Volunteer).join(Volunteer, Volunteer.id == ShiftSlot.volunteer_id)
    due = due.where(
        Volunteer.state == "active",
        ShiftSlot.asked_at.is_(None),
        ShiftSlot.confirmed_at.is_(None),
        ShiftSlot.starts_at > now,
        ShiftSlot.starts_at <= now + ASK_BEFORE,
    )
    asked = 0
    for slot, volunteer in db.execute(due).all():
        mine = update(ShiftSlot).where(ShiftSlot.id == slot.id, ShiftSlot.asked_at.is_(None))
        if changed(db, mine.values(asked_at=now)) != 1:
            continue
        at = slot.starts_at.astimezone(ZoneInfo(volunteer.zone)).strftime("%H:%M")
        values = {"at": at, "zone": volunteer.zone.rsplit("/", 1)[-1].replace("_", " ")}
        cause = f"shift:{slot.id}:{slot.starts_at.timestamp():.0f}"
        texts.to_volunteer(db, volunteer.id, "shift_starts", now, kind="text.notice", cause=cause, **values)
        asked += 1
    return asked


def tell_of_overdue_talks(db: Session, now: datetime) -> int:
    """A debrief that nobody has held in time goes to the supervisors. Returns how many."""
    overdue = select(Task).where(
        Task.kind == "debrief", Task.done_at.is_(None), Task.due_at <= now, Task.overdue_at.is_(None)
    )
    told = 0
    for task in db.scalars(overdue).all():
        if changed(db, update(Task).where(Task.id == task.id, Task.overdue_at.is_(None)).values(overdue_at=now)) != 1:
            continue
        volunteer = db.get(Volunteer, task.volunteer_id) if task.volunteer_id else None
        values = {"name": volunteer.display_name if volunteer else "", "url": f"{links.host()}/c/tasks"}
        for who in roster.with_role(db, "supervisor"):
            cause = f"overdue:{task.id}:{who.id}"
            texts.to_volunteer(db, who.id, "debrief_overdue", now, kind="text.page", cause=cause, **values)  # type: ignore[arg-type]
        told += 1
    return told


def confirm_numbers_again(db: Session, now: datetime) -> int:
    """A number is good for 180 days: two weeks before, its owner gets a link; after, it is not used any more."""
    old = select(ContactMethod).join(Volunteer, Volunteer.id == ContactMethod.volunteer_id)
    old = old.where(
        Volunteer.state.in_(("active", "paused")),
        ContactMethod.off_at.is_(None),
        ContactMethod.verified_at <= now - NUMBER_LASTS + ASK_AGAIN,
    )
    count = 0
    for contact in db.scalars(old).all():
        assert contact.verified_at is not None
        if contact.verified_at <= now - NUMBER_LASTS:
            contact.off_at = now
            db.add(Task(kind="contact", volunteer_id=contact.volunteer_id, made_at=now, due_at=now + A_DAY))
        elif contact.reverify_at is None or contact.reverify_at < contact.verified_at:
            contact.reverify_at = now
            url = f"{links.host()}/v/{enrolment.new_link(db, contact.volunteer_id, now)}"
            cause = f"reverify:{contact.id}:{now.timestamp():.0f}"
            texts.to_volunteer(db, contact.volunteer_id, "reverify", now, kind="text.notice", cause=cause, url=url)
        else:
            continue
        count += 1
    db.flush()
    return count


def note_long_hours(db: Session, now: datetime) -> int:
    """Twelve hours on shift in seven days are a task for the coordinator, once in seven days. Nobody is counted by it
    for anything else."""
    worked: dict[int, timedelta] = defaultdict(timedelta)
    for slot in db.scalars(select(ShiftSlot).where(ShiftSlot.ends_at > now - WEEK, ShiftSlot.starts_at < now)):
        worked[slot.volunteer_id] += min(slot.ends_at, now) - max(slot.starts_at, now - WEEK)
    known = set(
        db.scalars(
            select(Task.volunteer_id).where(
                Task.kind == "hours", or_(Task.done_at.is_(None), Task.made_at > now - WEEK)
            )
        )
    )
    long = [who for who, time in worked.items() if time >= MANY_HOURS and who not in known]
    for who in long:
        db.add(Task(kind="hours", volunteer_id=who, made_at=now, due_at=now + A_DAY))
    return len(long)
