"""What is done now and then by whichever worker comes first: shift notices, overdue talks and people who wait for a
paused line each minute, coverage every quarter of an hour, slots, numbers to confirm again, old rows once an hour."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.storage import reading, writing
from handoff import work
from handoff.cases import line_stopped
from handoff.channels.sms.models import InboundRaw, Text
from handoff.volunteers import care, hours, shifts
from handoff.work import DueWork, Pulse

log = structlog.get_logger()
KEEP = timedelta(days=7)
_last: dict[tuple[str, str], str] = {}


def do(engine: Engine, now: datetime) -> None:
    """Everything whose time has come since this process looked last."""
    _once(engine, "minute", f"{now:%Y%m%d%H%M}", now, _minutely, shared=False)
    _once(engine, "coverage", f"{now:%Y%m%d%H}{now.minute // 15}", now, hours.warn, shared=True)
    _once(engine, "upkeep", f"{now:%Y%m%d%H}", now, _hourly, shared=True)


def hourly(engine: Engine, now: datetime) -> bool:
    """Make slots and sweep, once an hour for all workers together. True when this call did it."""
    return _once(engine, "upkeep", f"{now:%Y%m%d%H}", now, _hourly, shared=True)


def _once(
    engine: Engine, name: str, when: str, now: datetime, act: Callable[[Session, datetime], int], *, shared: bool
) -> bool:
    """Do something once for `when`: in this process, or (shared) for all workers together, by a row with its key."""
    if _last.get((str(engine.url), name)) == when:
        return False
    _last[(str(engine.url), name)] = when
    key = f"{name}:{when}"
    if shared:
        with reading(engine) as db:
            if db.scalar(select(DueWork.id).where(DueWork.key == key)) is not None:
                return False
    try:
        with writing(engine) as db:
            if shared:
                row = work.add(db, kind=name, key=key, priority=9, due_at=now, now=now)
                row.state, row.done_at = "done", now
                db.flush()
            count = act(db, now)
    except IntegrityError:  # another worker was first: its row has the same key
        return False
    if count or name == "upkeep":
        log.info("upkeep.done", what=name, count=count)
    return True


def _minutely(db: Session, now: datetime) -> int:
    return care.ask_whether_in(db, now) + care.tell_of_overdue_talks(db, now) + line_stopped.page(db, now)


def _hourly(db: Session, now: datetime) -> int:
    db.execute(delete(DueWork).where(DueWork.state.in_(("done", "dead")), DueWork.done_at < now - KEEP))
    db.execute(delete(InboundRaw).where(InboundRaw.handled_at < now - KEEP))
    db.execute(update(Text).where(Text.ended_at < now - KEEP, Text.body.is_not(None)).values(body=None))
    db.execute(delete(Pulse).where(Pulse.at < now - KEEP))
    return shifts.make_slots(db, now) + care.confirm_numbers_again(db, now) + care.note_long_hours(db, now)
