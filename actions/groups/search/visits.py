"""What comes after a choice: when it meets next, and whether it met, told without saying who was there."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from actions.groups import recurrence
from actions.groups.models import Meeting, Schedule, ScheduleException, Verification
from actions.groups.search.curation import report
from actions.groups.search.find import Unavailable
from actions.storage import reading, writing

_WITHIN = timedelta(days=30)
_ENOUGH = 2  # people who found nobody there


def next_start(engine: Engine, public_id: str, now: datetime) -> datetime | None:
    """When a listing meets next, in UTC; None when it is hidden, over, or only its rhythm is known.

    Raises Unavailable when the directory cannot be read.
    """
    try:
        with reading(engine) as db:
            meeting = db.scalar(select(Meeting.id).where(Meeting.public_id == public_id, Meeting.status == "published"))
            different = list(db.scalars(select(ScheduleException).where(ScheduleException.meeting_id == meeting)))
            rules = [
                recurrence.rule_of(s, [d for d in different if d.schedule_id == s.id])
                for s in db.scalars(select(Schedule).where(Schedule.meeting_id == meeting))
            ]
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error
    met = [recurrence.next_occurrence(r, now, timedelta()) for r in rules if r]
    return min((m.start for m in met if m and m.sure), default=None)


def visited(engine: Engine, public_id: str, *, met: bool, now: datetime) -> bool:
    """Keep what a visitor found, without the visitor; two who found nobody there in 30 days hide it. True when hidden.

    Raises Unavailable when the directory cannot be written.
    """
    try:
        with writing(engine) as db:
            db.add(Verification(public_id=public_id, method="visitor", result="ok" if met else "gone", at=now))
            db.flush()
            alone = db.scalar(
                select(func.count())
                .select_from(Verification)
                .where(
                    Verification.public_id == public_id,
                    Verification.method == "visitor",
                    Verification.result == "gone",
                    Verification.at > now - _WITHIN,
                )
            )
    except SQLAlchemyError as error:
        raise Unavailable(type(error).__name__) from error
    return not met and (alone or 0) >= _ENOUGH and report(engine, public_id, "not_meeting", now=now)
