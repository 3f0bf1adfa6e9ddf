"""What is done once an hour by whichever worker comes first: slots for the next weeks, old rows swept away."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from actions.storage import reading, writing
from handoff import work
from handoff.channels.sms.models import InboundRaw, Text
from handoff.volunteers import shifts
from handoff.work import DueWork, Pulse

log = structlog.get_logger()
KEEP = timedelta(days=7)
_last: dict[str, str] = {}


def hourly(engine: Engine, now: datetime) -> bool:
    """Make slots and sweep, once an hour for all workers together. True when this call did it."""
    hour = f"{now:%Y%m%d%H}"
    if _last.get(str(engine.url)) == hour:
        return False
    with reading(engine) as db:
        done = db.scalar(select(DueWork.id).where(DueWork.key == f"upkeep:{hour}"))
    _last[str(engine.url)] = hour
    if done is not None:
        return False
    try:
        with writing(engine) as db:
            made = _do(db, f"upkeep:{hour}", now)
    except IntegrityError:  # another worker was first: its row has the same key
        return False
    log.info("upkeep.done", count=made)
    return True


def _do(db: Session, key: str, now: datetime) -> int:
    row = work.add(db, kind="upkeep", key=key, priority=9, due_at=now, now=now)
    row.state, row.done_at = "done", now
    db.execute(delete(DueWork).where(DueWork.state.in_(("done", "dead")), DueWork.done_at < now - KEEP))
    db.execute(delete(InboundRaw).where(InboundRaw.handled_at < now - KEEP))
    db.execute(update(Text).where(Text.ended_at < now - KEEP, Text.body.is_not(None)).values(body=None))
    db.execute(delete(Pulse).where(Pulse.at < now - KEEP))
    return shifts.make_slots(db, now)
