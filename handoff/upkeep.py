"""What is done once an hour by whichever worker comes first: slots for the next weeks, old rows swept away."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Engine, delete, select, update

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
    if done is None:
        with writing(engine) as db:
            row = work.add(db, kind="upkeep", key=f"upkeep:{hour}", priority=9, due_at=now, now=now)
            row.state, row.done_at = "done", now
            made = shifts.make_slots(db, now)
            db.execute(delete(DueWork).where(DueWork.state.in_(("done", "dead")), DueWork.done_at < now - KEEP))
            db.execute(delete(InboundRaw).where(InboundRaw.handled_at < now - KEEP))
            db.execute(update(Text).where(Text.ended_at < now - KEEP, Text.body.is_not(None)).values(body=None))
            db.execute(delete(Pulse).where(Pulse.at < now - KEEP))
        log.info("upkeep.done", count=made)
    _last[str(engine.url)] = hour
    return done is None
